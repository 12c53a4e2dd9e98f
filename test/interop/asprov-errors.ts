// MS-ASPROV S03: what goes wrong, and the status that says so.
import { describe, expect, it } from "vitest";
import { el } from "../../worker/wire/wbxml-tree.ts";
import {
  acknowledgement,
  deviceOf,
  expectDemand,
  folderSync,
  INTRODUCTION,
  initial,
  introduced,
  type ProvisionSuite,
  post,
  provision,
  provisioned,
  saysStatus,
  VERSIONS,
} from "./asprov-client.ts";
import { readProvisionAnswer } from "./provision-answers.ts";

/** Declares the tests of S03. */
export function testErrors(suite: ProvisionSuite): void {
  describe("MS-ASPROV S03: what goes wrong", () => {
    it.each(VERSIONS)("MSASPROV_S03_TC01_VerifyPolicyStatus3 (%s)", async (version) => {
      const as = { device: deviceOf("S03TC01", version), version };
      const said = await provision(suite, as, introduced(initial("InvalidPolicyType"), version));
      expect(said).toMatchObject({ status: "1", policyStatus: "3" });
      expect(said.document).toBeUndefined();
      suite.ledger.holds("R380", "R471", "R502");
    });

    it.each(VERSIONS)("MSASPROV_S03_TC02_VerifyPolicyStatus5 (%s)", async (version) => {
      const as = { device: deviceOf("S03TC02", version), version };
      const { policyKey: temporary = "" } = await provision(
        suite,
        as,
        introduced(initial(), version),
      );
      const invalid = String((Number(temporary) % 0xffff_fffe) + 1);
      const wrong = await provision(suite, { ...as, key: temporary }, acknowledgement(invalid));
      expect(wrong).toMatchObject({ policyStatus: "5" });
      expect(wrong.policyKey).toBeUndefined();
      suite.ledger.holds("R382", "R507", "R692", "R695", "R708", "R761");
      // A key whose policy was replaced by a newer one is out of date.
      await suite.server().lock({ easMaxInactivity: 1 + VERSIONS.indexOf(version) });
      const { policyKey: newer = "" } = await provision(suite, as, introduced(initial(), version));
      expect(newer).not.toBe(temporary);
      const late = await provision(suite, { ...as, key: temporary }, acknowledgement(temporary));
      expect(late.policyStatus).toBe("5");
      suite.ledger.holds("R475");
    });

    it.each(VERSIONS)("MSASPROV_S03_TC03_VerifyProvisionStatus2 (%s)", async (version) => {
      const as = { device: deviceOf("S03TC03", version), version };
      const said = await provision(suite, as, el("Provision:Provision", INTRODUCTION));
      expect(said).toMatchObject({ status: "2" });
      expect(said.policyKey).toBeUndefined();
      suite.ledger.holds("R395", "R450", "R497", "R679");
      // A phone that applied nothing is told so, in the status its version has for it.
      const { policyKey: key = "" } = await provision(suite, as, introduced(initial(), version));
      const refused = await post(suite, { ...as, key }, "Provision", acknowledgement(key, "3"));
      if (!saysStatus(version)) expect(refused.status).toBe(403);
      else expect(readProvisionAnswer(suite.ledger, refused.body, version).status).toBe("139");
      suite.ledger.holds("R697");
    });

    it.each(VERSIONS)("MSASPROV_S03_TC04_VerifyInvalidPolicyKey (%s)", async (version) => {
      const as = { device: deviceOf("S03TC04", version), version };
      const key = await provisioned(suite, as);
      const wrong = String((Number(key) % 0xffff_fffe) + 1);
      expectDemand(await folderSync(suite, as, wrong), version, "144");
      suite.ledger.holds("R537");
    });

    it.each(VERSIONS)("MSASPROV_S03_TC05_VerifyPolicyStatus139 (%s)", async (version) => {
      await suite.server().adapt({ partialCompliance: "refuse" });
      const as = { device: deviceOf("S03TC05", version), version };
      const { policyKey: key = "" } = await provision(suite, as, introduced(initial(), version));
      const said = await post(suite, { ...as, key }, "Provision", acknowledgement(key, "2"));
      if (!saysStatus(version)) expect(said.status).toBe(403);
      else expect(readProvisionAnswer(suite.ledger, said.body, version).status).toBe("139");
      await suite.server().adapt({ partialCompliance: "allow" });
      const other = { device: deviceOf("S03TC05B", version), version };
      const { policyKey: again = "" } = await provision(
        suite,
        other,
        introduced(initial(), version),
      );
      const allowed = await provision(suite, { ...other, key: again }, acknowledgement(again, "2"));
      expect(allowed).toMatchObject({ status: "1", policyStatus: "1" });
      suite.ledger.holds("R1046", "R681", "R684");
    });

    it.each(VERSIONS)("MSASPROV_S03_TC06_VerifyPolicyStatus145 (%s)", async (version) => {
      const as = { device: deviceOf("S03TC06", version), version };
      const { policyKey: key = "" } = await provision(suite, as, introduced(initial(), version));
      const said = await post(suite, { ...as, key }, "Provision", acknowledgement(key, "4"));
      if (!saysStatus(version)) return expect(said.status).toBe(403);
      expect(readProvisionAnswer(suite.ledger, said.body, version).status).toBe("145");
      suite.ledger.holds("R461", "R686", "R687");
    });

    it.each(VERSIONS)("MSASPROV_S03_TC07_VerifyStatus141 (%s)", async (version) => {
      const as = { device: deviceOf("S03TC07", version), version };
      expectDemand(await folderSync(suite, as, null), version, "141");
      suite.ledger.holds("R458", "R682", "R685");
    });
  });
}
