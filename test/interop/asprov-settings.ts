// MS-ASPROV S01: security policy settings, offered, acknowledged, and unset again.
import { describe, expect, it } from "vitest";
import {
  acknowledgement,
  deviceOf,
  expectDemand,
  folderSync,
  initial,
  introduced,
  type ProvisionSuite,
  provision,
  VERSIONS,
  WBXML,
} from "./asprov-client.ts";
import { openServer } from "./server.ts";
import { EVERY_SETTING, SETTINGS_OF_12_0 } from "./upstream-policy.ts";

/** A policy of Exchange that asks for as good as nothing. */
const LOOSE = {
  ...{ DevicePasswordEnabled: "1", AttachmentsEnabled: "1" },
  ...{ MinDevicePasswordLength: "", MaxDevicePasswordFailedAttempts: "" },
} as const;

/** Declares the tests of S01. */
export function testSettings(suite: ProvisionSuite): void {
  describe("MS-ASPROV S01: security policy settings", () => {
    it.each(VERSIONS)(
      "MSASPROV_S01_TC01_AcknowledgeSecurityPolicySettings (%s)",
      async (version) => {
        const as = { device: deviceOf("S01TC01", version), version };
        const offered = await provision(suite, as, introduced(initial(), version));
        expect(offered).toMatchObject({ status: "1", policyStatus: "1", policyType: WBXML });
        expect(offered.document).toMatchObject({
          ...{ DevicePasswordEnabled: "1", MinDevicePasswordLength: "6" },
        });
        expect(offered.wipe).toBeUndefined();
        const { policyKey: temporary = "" } = offered;
        expect(temporary).not.toBe("");
        if (Number(version) >= 14.1) {
          expect(offered.deviceInformationStatus).toBe("1");
          suite.ledger.holds("R535");
        }
        suite.ledger.holds(
          "R209",
          "R310",
          "R378",
          "R394",
          "R417",
          "R441",
          "R466",
          "R486",
          "R495",
          "R678",
        );
        suite.ledger.holds("R688", "R703", "R654");
        // The temporary key opens nothing but the acknowledgement.
        expectDemand(await folderSync(suite, as, temporary), version, "142");
        const acknowledged = await provision(
          suite,
          { ...as, key: temporary },
          acknowledgement(temporary),
        );
        expect(acknowledged).toMatchObject({ status: "1", policyStatus: "1", policyType: WBXML });
        expect(acknowledged.document).toBeUndefined();
        expect(acknowledged.policyKey).not.toBe(temporary);
        suite.ledger.holds("R419", "R601", "R605", "R650", "R657", "R661", "R662");
        if (Number(version) <= 14)
          expect((await folderSync(suite, as, acknowledged.policyKey ?? "")).status).toBe(200);
      },
    );

    it("MSASPROV_S01_TC01: Exchange's own settings stand in the document, each as it must be", async () => {
      const upTo14 = VERSIONS.filter((version) => Number(version) <= 14);
      for (const version of upTo14) {
        const as = { on: suite.strict(), device: deviceOf("S01TC01S", version), version };
        const { document = {} } = await provision(suite, as, initial());
        const wanted = version === "12.0" ? SETTINGS_OF_12_0 : Object.keys(EVERY_SETTING);
        expect(Object.keys(document)).toEqual(expect.arrayContaining([...wanted]));
        // The strictest of both wins.
        expect(document).toMatchObject({
          ...{ MinDevicePasswordLength: "6", MaxDevicePasswordFailedAttempts: "5" },
          ...{ AttachmentsEnabled: "0" },
        });
      }
      suite.ledger.holds("R206");
    });

    it.each(VERSIONS)(
      "MSASPROV_S01_TC02_WithoutAcknowledgingSecurityPolicySettings (%s)",
      async (version) => {
        const as = { device: deviceOf("S01TC02", version), version };
        expectDemand(await folderSync(suite, as, "0"), version, "142");
        suite.ledger.holds("R509");
      },
    );

    it("MSASPROV_S01_TC03_InitialPreviouslySettingUnset", async () => {
      const as = { on: suite.strict(), device: "S01TC03", version: "12.1" };
      const before = await provision(suite, as, initial());
      expect(before.document).toMatchObject({ MaxEmailBodyTruncationSize: "-1" });
      // Exchange names what is unset by an empty tag: the gateway keeps it.
      expect(before.document).toMatchObject({
        MaxAttachmentSize: "",
        DevicePasswordExpiration: "",
      });
      suite.ledger.holds("R1044");
      // Ours is unset by leaving force: the element says its default.
      await suite.server().lock({ easAllowCamera: false });
      const own = { device: "S01TC03B", version: "12.1" };
      expect((await provision(suite, own, initial())).document).toMatchObject({ AllowCamera: "0" });
      await suite.server().lock({ easAllowCamera: null });
      const { document = {} } = await provision(suite, own, initial());
      expect(["1", "", undefined]).toContain(document.AllowCamera);
      suite.ledger.holds("R1045");
      const open = await openServer(
        { trait: "2007", requirePolicy: LOOSE },
        { easPasswordEnabled: true },
      );
      try {
        const said = await provision(
          suite,
          { on: open, device: "S01TC03C", version: "12.1" },
          initial(),
        );
        expect(said.document).toMatchObject(LOOSE);
        suite.ledger.holds("R207");
      } finally {
        await open.close();
      }
    });
  });
}
