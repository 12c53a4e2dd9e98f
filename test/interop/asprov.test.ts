// The twelve Provision tests of Microsoft's interoperability suite (OfficeDev/Interop-TestSuites,
// MS-ASPROV), written anew as black-box tests of the gateway in front of a simulated Exchange. Names
// and requirement numbers are theirs; the last test counts what was shown.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { makeLedger } from "./ledger.ts";
import { type ProvisionSaid, readProvisionAnswer } from "./provision-answers.ts";
import { openServer, type Said, type ServerUnderTest } from "./server.ts";
import { EVERY_SETTING, SETTINGS_OF_12_0 } from "./upstream-policy.ts";

const ledger = makeLedger("MS-ASPROV");
const VERSIONS = ["12.0", "12.1", "14.0", "14.1", "16.0", "16.1"] as const;
const saysStatus = (version: string) => Number(version) >= 14;
const WBXML = "MS-EAS-Provisioning-WBXML";
const OURS = { easPasswordEnabled: true, easMinPasswordLength: 6, easMaxFailedAttempts: 8 };

/** An Exchange without a policy of its own: what is served is the tenant's. */
let server: ServerUnderTest;
/** An Exchange with every setting there is. */
let strict: ServerUnderTest;
beforeAll(async () => {
  [server, strict] = await Promise.all([
    openServer({ trait: "2016" }, OURS),
    openServer({ trait: "2016", requirePolicy: EVERY_SETTING }, OURS),
  ]);
});
afterAll(() => Promise.all([server?.close(), strict?.close()]));

interface Provisioning {
  readonly on?: ServerUnderTest;
  readonly device: string;
  readonly version: string;
  readonly key?: string;
}

const policyOf = (...children: readonly Node[]) =>
  el("Provision:Provision", el("Provision:Policies", el("Provision:Policy", ...children)));
const initial = (type = WBXML) => policyOf(el("Provision:PolicyType", type));
const acknowledgement = (key: string, status = "1") =>
  policyOf(
    el("Provision:PolicyType", WBXML),
    el("Provision:PolicyKey", key),
    el("Provision:Status", status),
  );

/** 14.1 and later introduce themselves in the initial request (MS-ASPROV 2.2.2.53). */
const INTRODUCTION = el(
  "Settings:DeviceInformation",
  el("Settings:Set", el("Settings:Model", "Interop"), el("Settings:OS", "1.0")),
);
function introduced(request: Node, version: string): Node {
  const introduces = Number(version) >= 14.1 && Array.isArray(request.content);
  return introduces
    ? el(request.tag, INTRODUCTION, ...(request.content as readonly Node[]))
    : request;
}

const post = ({ on = server, ...rest }: Provisioning, command: string, body: Node) =>
  on.ask({ ...rest, command, body: encode(body) });

/** Sends a Provision request; the answer must be one in the protocol's form. */
async function provision(as: Provisioning, body: Node): Promise<ProvisionSaid> {
  const answer = await post(as, "Provision", body);
  expect(answer.status).toBe(200);
  expect(answer.header("content-type")).toBe("application/vnd.ms-sync.wbxml");
  return readProvisionAnswer(ledger, answer.body, as.version);
}

const folderSync = (as: Provisioning, key: string | null): Promise<Said> =>
  (as.on ?? server).ask({
    ...{ device: as.device, version: as.version, key, command: "FolderSync" },
    body: encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"))),
  });

/** The status of a command that is answered by nothing but one; the last inline string of the body. */
function statusOnly({ body }: Said): string {
  const end = body.lastIndexOf(0);
  return Buffer.from(body.subarray(body.lastIndexOf(3) + 1, end)).toString();
}

/** What a command meets that must provision first: 449 up to 12.1, a status from 14.0 on. */
function expectDemand(answer: Said, version: string, status: string): void {
  if (saysStatus(version)) expect([answer.status, statusOnly(answer)]).toEqual([200, status]);
  else expect(answer.status).toBe(449);
}

/** Both phases; the final key. */
async function provisioned(as: Provisioning): Promise<string> {
  const offered = await provision(as, introduced(initial(), as.version));
  const { policyKey: temporary = "" } = offered;
  const { policyKey = "" } = await provision({ ...as, key: temporary }, acknowledgement(temporary));
  return policyKey;
}

const deviceOf = (test: string, version: string) => `${test}V${version.replace(".", "")}`;

describe("MS-ASPROV S01: security policy settings", () => {
  it.each(VERSIONS)("MSASPROV_S01_TC01_AcknowledgeSecurityPolicySettings (%s)", async (version) => {
    const as = { device: deviceOf("S01TC01", version), version };
    const offered = await provision(as, introduced(initial(), version));
    expect(offered).toMatchObject({ status: "1", policyStatus: "1", policyType: WBXML });
    expect(offered.document).toMatchObject({
      ...{ DevicePasswordEnabled: "1", MinDevicePasswordLength: "6" },
    });
    expect(offered.wipe).toBeUndefined();
    const { policyKey: temporary = "" } = offered;
    expect(temporary).not.toBe("");
    if (Number(version) >= 14.1) {
      expect(offered.deviceInformationStatus).toBe("1");
      ledger.holds("R535");
    }
    ledger.holds("R209", "R310", "R378", "R394", "R417", "R441", "R466", "R486", "R495", "R678");
    ledger.holds("R688", "R703", "R654");
    // The temporary key opens nothing but the acknowledgement.
    expectDemand(await folderSync(as, temporary), version, "142");
    const acknowledged = await provision({ ...as, key: temporary }, acknowledgement(temporary));
    expect(acknowledged).toMatchObject({ status: "1", policyStatus: "1", policyType: WBXML });
    expect(acknowledged.document).toBeUndefined();
    expect(acknowledged.policyKey).not.toBe(temporary);
    ledger.holds("R419", "R601", "R605", "R650", "R657", "R661", "R662");
    if (Number(version) <= 14)
      expect((await folderSync(as, acknowledged.policyKey ?? "")).status).toBe(200);
  });

  it("MSASPROV_S01_TC01: Exchange's own settings stand in the document, each as it must be", async () => {
    const upTo14 = VERSIONS.filter((version) => Number(version) <= 14);
    for (const version of upTo14) {
      const as = { on: strict, device: deviceOf("S01TC01S", version), version };
      const { document = {} } = await provision(as, initial());
      const wanted = version === "12.0" ? SETTINGS_OF_12_0 : Object.keys(EVERY_SETTING);
      expect(Object.keys(document)).toEqual(expect.arrayContaining([...wanted]));
      // The strictest of both wins.
      expect(document).toMatchObject({
        ...{ MinDevicePasswordLength: "6", MaxDevicePasswordFailedAttempts: "5" },
        ...{ AttachmentsEnabled: "0" },
      });
    }
    ledger.holds("R206");
  });

  it.each(VERSIONS)(
    "MSASPROV_S01_TC02_WithoutAcknowledgingSecurityPolicySettings (%s)",
    async (version) => {
      const as = { device: deviceOf("S01TC02", version), version };
      expectDemand(await folderSync(as, "0"), version, "142");
      ledger.holds("R509");
    },
  );

  it("MSASPROV_S01_TC03_InitialPreviouslySettingUnset", async () => {
    const as = { on: strict, device: "S01TC03", version: "12.1" };
    const before = await provision(as, initial());
    expect(before.document).toMatchObject({ MaxEmailBodyTruncationSize: "-1" });
    // Exchange names what is unset by an empty tag: the gateway keeps it.
    expect(before.document).toMatchObject({ MaxAttachmentSize: "", DevicePasswordExpiration: "" });
    ledger.holds("R1044");
    // Ours is unset by leaving force: the element says its default.
    await server.lock({ easAllowCamera: false });
    const own = { device: "S01TC03B", version: "12.1" };
    expect((await provision(own, initial())).document).toMatchObject({ AllowCamera: "0" });
    await server.lock({ easAllowCamera: null });
    const { document = {} } = await provision(own, initial());
    expect(["1", "", undefined]).toContain(document.AllowCamera);
    ledger.holds("R1045");
    const open = await openServer(
      { trait: "2007", requirePolicy: { DevicePasswordEnabled: "0", AttachmentsEnabled: "1" } },
      OURS,
    );
    try {
      const said = await provision({ on: open, device: "S01TC03C", version: "12.1" }, initial());
      expect(said.document).toMatchObject({ AttachmentsEnabled: "1" });
      ledger.holds("R207");
    } finally {
      await open.close();
    }
  });
});

describe("MS-ASPROV S02: remote wipe", () => {
  const requestWipe = (device: string, body: object = {}) =>
    server.world.admin.call("POST", `/tenants/acme/devices/alice/${device.toLowerCase()}/wipe`, {
      confirm: device.toLowerCase(),
      ...body,
    });
  const wiped = (status: string) =>
    el("Provision:Provision", el("Provision:RemoteWipe", el("Provision:Status", status)));
  const nothing = el("Provision:Provision");

  it.each(VERSIONS)("MSASPROV_S02_TC01_RemoteWipe (%s)", async (version) => {
    for (const [reported, status] of [
      ["1", "1"],
      ["2", "2"],
    ] as const) {
      const as = { device: deviceOf(`S02TC01R${reported}`, version), version };
      const key = await provisioned(as);
      await folderSync(as, key);
      expect(await provision({ ...as, key }, initial())).not.toHaveProperty("wipe");
      ledger.holds("R653", "R654");
      const request = await requestWipe(as.device);
      expect(request.status, JSON.stringify(request.body)).toBeLessThan(300);
      await server.world.clock.advance(6000);
      expectDemand(await folderSync(as, key), version, "140");
      expect(await provision({ ...as, key }, nothing)).toEqual({ status: "1", wipe: "RemoteWipe" });
      ledger.holds("R758");
      const said = await provision({ ...as, key }, wiped(reported));
      expect(said.status).toBe(status);
      if (reported === "1") {
        // As Exchange 2013 and later: a success needs no second order.
        expect(said.wipe).toBeUndefined();
        ledger.holds("R1041", "R1047");
      } else {
        expect(said.wipe).toBe("RemoteWipe");
        ledger.holds("R1042", "R1048", "R702", "R666");
      }
    }
  });
});

describe("MS-ASPROV S03: what goes wrong", () => {
  it.each(VERSIONS)("MSASPROV_S03_TC01_VerifyPolicyStatus3 (%s)", async (version) => {
    const as = { device: deviceOf("S03TC01", version), version };
    const said = await provision(as, introduced(initial("InvalidPolicyType"), version));
    expect(said).toMatchObject({ status: "1", policyStatus: "3" });
    expect(said.document).toBeUndefined();
    ledger.holds("R380", "R471", "R502");
  });

  it.each(VERSIONS)("MSASPROV_S03_TC02_VerifyPolicyStatus5 (%s)", async (version) => {
    const as = { device: deviceOf("S03TC02", version), version };
    const { policyKey: temporary = "" } = await provision(as, introduced(initial(), version));
    const invalid = String((Number(temporary) % 0xffff_fffe) + 1);
    const wrong = await provision({ ...as, key: temporary }, acknowledgement(invalid));
    expect(wrong).toMatchObject({ policyStatus: "5" });
    expect(wrong.policyKey).toBeUndefined();
    ledger.holds("R382", "R507", "R692", "R695", "R708", "R761");
    // A key whose policy was replaced by a newer one is out of date.
    await server.lock({ easMaxInactivity: 1 + VERSIONS.indexOf(version) });
    const { policyKey: newer = "" } = await provision(as, introduced(initial(), version));
    expect(newer).not.toBe(temporary);
    const late = await provision({ ...as, key: temporary }, acknowledgement(temporary));
    expect(late.policyStatus).toBe("5");
    ledger.holds("R475");
  });

  it.each(VERSIONS)("MSASPROV_S03_TC03_VerifyProvisionStatus2 (%s)", async (version) => {
    const as = { device: deviceOf("S03TC03", version), version };
    const said = await provision(as, el("Provision:Provision", INTRODUCTION));
    expect(said).toMatchObject({ status: "2" });
    expect(said.policyKey).toBeUndefined();
    ledger.holds("R395", "R450", "R497", "R679");
    // A phone that applied nothing is told so, in the status its version has for it.
    const { policyKey: key = "" } = await provision(as, introduced(initial(), version));
    const refused = await post({ ...as, key }, "Provision", acknowledgement(key, "3"));
    if (!saysStatus(version)) expect(refused.status).toBe(403);
    else expect(readProvisionAnswer(ledger, refused.body, version).status).toBe("139");
    ledger.holds("R697");
  });

  it.each(VERSIONS)("MSASPROV_S03_TC04_VerifyInvalidPolicyKey (%s)", async (version) => {
    const as = { device: deviceOf("S03TC04", version), version };
    const key = await provisioned(as);
    const wrong = String((Number(key) % 0xffff_fffe) + 1);
    expectDemand(await folderSync(as, wrong), version, "144");
    ledger.holds("R537");
  });

  it.each(VERSIONS)("MSASPROV_S03_TC05_VerifyPolicyStatus139 (%s)", async (version) => {
    await server.adapt({ partialCompliance: "refuse" });
    const as = { device: deviceOf("S03TC05", version), version };
    const { policyKey: key = "" } = await provision(as, introduced(initial(), version));
    const said = await post({ ...as, key }, "Provision", acknowledgement(key, "2"));
    if (!saysStatus(version)) expect(said.status).toBe(403);
    else expect(readProvisionAnswer(ledger, said.body, version).status).toBe("139");
    await server.adapt({ partialCompliance: "allow" });
    const other = { device: deviceOf("S03TC05B", version), version };
    const { policyKey: again = "" } = await provision(other, introduced(initial(), version));
    const allowed = await provision({ ...other, key: again }, acknowledgement(again, "2"));
    expect(allowed).toMatchObject({ status: "1", policyStatus: "1" });
    ledger.holds("R1046", "R681", "R684");
  });

  it.each(VERSIONS)("MSASPROV_S03_TC06_VerifyPolicyStatus145 (%s)", async (version) => {
    const as = { device: deviceOf("S03TC06", version), version };
    const { policyKey: key = "" } = await provision(as, introduced(initial(), version));
    const said = await post({ ...as, key }, "Provision", acknowledgement(key, "4"));
    if (!saysStatus(version)) return expect(said.status).toBe(403);
    expect(readProvisionAnswer(ledger, said.body, version).status).toBe("145");
    ledger.holds("R461", "R686", "R687");
  });

  it.each(VERSIONS)("MSASPROV_S03_TC07_VerifyStatus141 (%s)", async (version) => {
    const as = { device: deviceOf("S03TC07", version), version };
    expectDemand(await folderSync(as, null), version, "141");
    ledger.holds("R458", "R682", "R685");
  });
});

describe("MS-ASPROV requirements", () => {
  it("are all shown, or listed with the reason why they do not apply", () => {
    console.info(ledger.summary(NOT_APPLICABLE));
    expect(ledger.needlesslyListed(NOT_APPLICABLE)).toEqual([]);
    expect(ledger.missing(NOT_APPLICABLE)).toEqual([]);
  });
});

const NOT_APPLICABLE: { why: string; ids: string[] }[] = [
  { why: "Status inside RemoteWipe is sent by clients only", ids: ["R760"] },
];
