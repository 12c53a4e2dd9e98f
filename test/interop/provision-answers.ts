// Provision answers judged element by element, as the adapter of Microsoft's interoperability tests
// judges them: where each may stand, of what type it is and which values it has (MS-ASPROV 2.2.2).
// The numbers beside each row are the requirements that hold once the element was seen and was right.
import { expect } from "vitest";
import type { Ledger } from "./ledger.ts";
import { readPlainWbxml, type WireElement } from "./plain-wbxml.ts";

type Kind = "boolean" | "byte" | "byteOrEmpty" | "unsigned" | "unsignedOrEmpty" | "integer";

/** What each kind of value looks like (MS-ASDTYPE 2.1, 2.6, 2.8; MS-ASPROV 2.2.3). */
const KINDS: Readonly<Record<Kind, (text: string) => boolean>> = {
  boolean: (text) => text === "0" || text === "1",
  byte: (text) => isUnsigned(text, 0xff),
  byteOrEmpty: (text) => text === "" || isUnsigned(text, 0xff),
  unsigned: (text) => isUnsigned(text, 0xffff_ffff),
  unsignedOrEmpty: (text) => text === "" || isUnsigned(text, 0xffff_ffff),
  integer: (text) => /^-?\d{1,10}$/.test(text),
};
const isUnsigned = (text: string, most: number) => /^\d{1,10}$/.test(text) && Number(text) <= most;

/** Requirements that a value of the kind shows. */
const KIND_SHOWS: Readonly<Record<Kind, readonly string[]>> = {
  boolean: ["MS-ASDTYPE_R4", "MS-ASDTYPE_R5", "MS-ASDTYPE_R7"],
  byte: ["MS-ASDTYPE_R123", "MS-ASDTYPE_R125"],
  byteOrEmpty: [],
  unsigned: [],
  unsignedOrEmpty: [],
  integer: ["MS-ASDTYPE_R87"],
};

const TWO = ["0", "1"];
const one = (token: string, kind: Kind, ids: readonly string[], values?: readonly string[]) => ({
  kind,
  ids: [`MS-ASWBXML_${token}`, ...ids],
  values,
});

/** The leaves of EASProvisionDoc. */
const SETTINGS: Readonly<Record<string, ReturnType<typeof one>>> = {
  DevicePasswordEnabled: one("R346", "boolean", ["R211", "R212"]),
  AlphanumericDevicePasswordRequired: one("R347", "boolean", ["R182", "R183"]),
  RequireStorageCardEncryption: one("R349", "boolean", ["R359", "R360"]),
  PasswordRecoveryEnabled: one("R350", "boolean", ["R291", "R292"]),
  AttachmentsEnabled: one("R351", "boolean", ["R203", "R204", "R205"], TWO),
  MinDevicePasswordLength: one("R352", "byteOrEmpty", ["R286", "R287"]),
  MaxInactivityTimeDeviceLock: one("R353", "unsignedOrEmpty", ["R276", "R277"]),
  MaxDevicePasswordFailedAttempts: one("R354", "byteOrEmpty", ["R251", "R252"]),
  MaxAttachmentSize: one("R355", "unsignedOrEmpty", ["R240", "R241", "R242"]),
  AllowSimpleDevicePassword: one("R356", "boolean", ["R135", "R137"]),
  DevicePasswordExpiration: one("R357", "unsignedOrEmpty", ["R216", "R218"]),
  DevicePasswordHistory: one("R358", "unsigned", ["R224", "R225"]),
  AllowStorageCard: one("R359", "boolean", ["R154", "R155"]),
  AllowCamera: one("R360", "boolean", ["R85", "R86"]),
  RequireDeviceEncryption: one("R361", "boolean", ["R326", "R327"]),
  AllowUnsignedApplications: one("R362", "boolean", ["R166", "R167"]),
  AllowUnsignedInstallationPackages: one("R363", "boolean", ["R171", "R172"]),
  MinDevicePasswordComplexCharacters: one("R364", "byte", ["R280", "R281"]),
  AllowWiFi: one("R365", "boolean", ["R176", "R177"]),
  AllowTextMessaging: one("R366", "boolean", ["R160", "R161"]),
  AllowPOPIMAPEmail: one("R367", "boolean", ["R123", "R124"]),
  AllowBluetooth: one("R368", "byte", ["R70", "R71"]),
  AllowIrDA: one("R369", "boolean", ["R116", "R117"]),
  RequireManualSyncWhenRoaming: one("R370", "boolean", ["R344", "R345"]),
  AllowDesktopSync: one("R371", "boolean", ["R97", "R98"]),
  MaxCalendarAgeFilter: one("R372", "unsigned", ["R243", "R244", "R245"], "04567".split("")),
  AllowHTMLEmail: one("R373", "boolean", ["R104", "R105", "R106"], TWO),
  MaxEmailAgeFilter: one("R374", "unsigned", ["R255", "R256", "R257"], "012345".split("")),
  MaxEmailBodyTruncationSize: one("R375", "integer", ["R265", "R266"]),
  MaxEmailHTMLBodyTruncationSize: one("R376", "integer", ["R271", "R272"]),
  RequireSignedSMIMEMessages: one("R377", "boolean", ["R354", "R355", "R356"], TWO),
  RequireEncryptedSMIMEMessages: one("R378", "boolean", ["R331", "R332", "R333"], TWO),
  RequireSignedSMIMEAlgorithm: one("R379", "integer", ["R349", "R350", "R351"], TWO),
  RequireEncryptionSMIMEAlgorithm: one(
    "R380",
    "integer",
    ["R336", "R337", "R338"],
    "01234".split(""),
  ),
  AllowSMIMEEncryptionAlgorithmNegotiation: one("R381", "integer", ["R143", "R144"]),
  AllowSMIMESoftCerts: one("R382", "boolean", ["R149", "R150"]),
  AllowBrowser: one("R383", "boolean", ["R80", "R81"]),
  AllowConsumerEmail: one("R384", "boolean", ["R92", "R93"]),
  AllowRemoteDesktop: one("R385", "boolean", ["R128", "R129"]),
  AllowInternetSharing: one("R386", "boolean", ["R109", "R110"]),
};

const STRING = ["MS-ASDTYPE_R88", "MS-ASDTYPE_R90", "MS-ASDTYPE_R91", "MS-ASDTYPE_R94"];
/** Lists: the name of what they hold, and the requirements. */
const LISTS: Readonly<Record<string, { item: string; ids: readonly string[] }>> = {
  UnapprovedInROMApplicationList: {
    item: "ApplicationName",
    ids: ["MS-ASWBXML_R387", "MS-ASWBXML_R388", "R189", "R404", "R405", "R408", "R409", ...STRING],
  },
  ApprovedApplicationList: {
    item: "Hash",
    ids: ["MS-ASWBXML_R389", "MS-ASWBXML_R390", "R194", "R195", "R199", "R202", "R236", ...STRING],
  },
};

const CONTAINER = ["MS-ASDTYPE_R8", "MS-ASDTYPE_R9"];

/** What a Provision answer says, once it was judged. */
export interface ProvisionSaid {
  readonly status: string;
  readonly policyType?: string;
  readonly policyStatus?: string;
  readonly policyKey?: string;
  /** The settings of EASProvisionDoc by name, if there is a document; lists as their items. */
  readonly document?: Readonly<Record<string, string | readonly string[]>>;
  /** The text of Data, where it is WAP XML. */
  readonly wap?: string;
  readonly wipe?: "RemoteWipe" | "AccountOnlyRemoteWipe";
  readonly deviceInformationStatus?: string;
}

/** Reads and judges one answer, as `version` must be answered. */
export function readProvisionAnswer(
  ledger: Ledger,
  bytes: Uint8Array,
  version: string,
): ProvisionSaid {
  const root = readPlainWbxml(bytes);
  expect([root.page, root.token, root.name]).toEqual([14, 5, "Provision"]);
  expect(root.text).toBeUndefined();
  const allowed = ["settings:DeviceInformation", "Status", "Policies", "RemoteWipe"];
  if (version === "16.1") allowed.push("AccountOnlyRemoteWipe");
  expect(allowed).toEqual(expect.arrayContaining(root.children.map(({ name }) => name)));
  const status = textOf(only(root, "Status"));
  expect(KINDS.byte(status)).toBe(true);
  ledger.holds("R60010", "R319", "R320", "R390", "R391", "R393", "R759", "MS-ASWBXML_R24");
  ledger.holds("MS-ASWBXML_R337", "MS-ASWBXML_R343", ...CONTAINER, ...KIND_SHOWS.byte);
  const information = root.children.find(({ name }) => name === "settings:DeviceInformation");
  if (information) ledger.holds("R366");
  return {
    status,
    ...policyOf(ledger, root, version),
    ...wipeOf(ledger, root),
    ...(information && { deviceInformationStatus: textOf(only(information, "settings:Status")) }),
  };
}

function policyOf(ledger: Ledger, root: WireElement, version: string): Partial<ProvisionSaid> {
  const policies = root.children.find(({ name }) => name === "Policies");
  if (!policies) return {};
  expect(policies.children.map(({ name }) => name)).toEqual(["Policy"]);
  const policy = only(policies, "Policy");
  for (const { name } of policy.children)
    expect(["PolicyType", "PolicyKey", "Status", "Data"]).toContain(name);
  ledger.holds("R303", "R304", "R306", "R307", "R308", "MS-ASWBXML_R338", "MS-ASWBXML_R339");
  const policyStatus = textOf(only(policy, "Status"));
  expect("12345").toContain(policyStatus);
  ledger.holds("R370", "R374", "R375", "R377");
  const policyType = textOf(only(policy, "PolicyType"));
  ledger.holds("R317", "MS-ASWBXML_R340", ...STRING);
  const key = policy.children.find(({ name }) => name === "PolicyKey");
  if (key) judgeKey(ledger, textOf(key));
  const data = policy.children.find(({ name }) => name === "Data");
  return {
    policyStatus,
    policyType,
    ...(key && { policyKey: textOf(key) }),
    ...(data && dataOf(ledger, data, policyType, version)),
  };
}

function judgeKey(ledger: Ledger, key: string): void {
  expect(KINDS.unsigned(key)).toBe(true);
  expect(key).not.toBe("0");
  ledger.holds("R313", "R711", "MS-ASWBXML_R341");
}

function dataOf(
  ledger: Ledger,
  data: WireElement,
  policyType: string,
  version: string,
): Partial<ProvisionSaid> {
  const isWap = version === "2.5";
  expect(policyType).toBe(isWap ? "MS-WAP-Provisioning-XML" : "MS-EAS-Provisioning-WBXML");
  ledger.holds("R318", "MS-ASWBXML_R342");
  if (isWap) return { wap: data.text ?? "" };
  expect(data.children.map(({ name }) => name)).toEqual(["EASProvisionDoc"]);
  ledger.holds("R966", "R971", "R888", "R208", "R210", "R232", "R233", "R234", "MS-ASWBXML_R345");
  const entries = only(data, "EASProvisionDoc").children.map(
    (setting) => [setting.name, settingOf(ledger, setting)] as const,
  );
  expect(new Set(entries.map(([name]) => name)).size).toBe(entries.length);
  ledger.holds("R235");
  return { document: Object.fromEntries(entries) };
}

function settingOf(ledger: Ledger, setting: WireElement): string | string[] {
  const list = LISTS[setting.name];
  if (list) {
    expect(setting.text).toBeUndefined();
    for (const { name } of setting.children) expect(name).toBe(list.item);
    if (setting.children.length > 0) ledger.holds(...list.ids);
    return setting.children.map(textOf);
  }
  const row = SETTINGS[setting.name];
  expect(row, setting.name).toBeDefined();
  const text = textOf(setting);
  expect(row && KINDS[row.kind](text), `${setting.name} ${text}`).toBe(true);
  if (row?.values) expect(row.values).toContain(text);
  if (row) ledger.holds(...row.ids, ...KIND_SHOWS[row.kind], ...orEmpty(row.kind, text));
  return text;
}

/** MS-ASPROV 2.2.3: numbers that may be empty. */
function orEmpty(kind: Kind, text: string): string[] {
  if (kind === "byteOrEmpty") return text === "" ? ["R672", "R673"] : ["R676"];
  if (kind === "unsignedOrEmpty") return text === "" ? ["R672", "R674"] : ["R677"];
  return [];
}

function wipeOf(ledger: Ledger, root: WireElement): Partial<ProvisionSaid> {
  const [wipe, ...more] = root.children.filter(({ name }) => name.endsWith("RemoteWipe"));
  if (!wipe) return {};
  expect(more).toEqual([]);
  expect([wipe.children, wipe.text]).toEqual([[], undefined]);
  if (wipe.name === "RemoteWipe") {
    ledger.holds("R321", "R322", "MS-ASWBXML_R344");
    return { wipe: "RemoteWipe" };
  }
  ledger.holds("R6901", "R6903", "MS-ASWBXML_R3910");
  return { wipe: "AccountOnlyRemoteWipe" };
}

function only(parent: WireElement, name: string): WireElement {
  const found = parent.children.filter((child) => child.name === name);
  expect(found, `${name} in ${parent.name}`).toHaveLength(1);
  return found[0] as WireElement;
}

function textOf(element: WireElement): string {
  expect(element.children, element.name).toEqual([]);
  return element.text ?? "";
}
