// The Exchange ActiveSync security family as an EASProvisionDoc, written and read back. Rule: only
// elements that the protocol version knows, in Exchange's own order, each at most once; what is Not
// Set stays out. Follows MS-ASPROV 2.2.2.28 and, for the first version of each element, MS-ASWBXML
// 2.1.2.1.15.
import type { Node } from "../wire/wbxml-tree.ts";
import type { PolicyValue, PolicyValues } from "./policy.ts";
import { SETTINGS } from "./settings.ts";
import {
  EAS_VERSIONS,
  type EasColumn,
  type EasElement,
  type EasVersion,
  type SettingRow,
} from "./settings-row.ts";

/** Protocol versions whose policy is an EASProvisionDoc; 2.5 has WAP XML (provision-wap). */
export type DocumentVersion = Exclude<EasVersion, "2.5">;

/** A row of the Exchange ActiveSync security family. */
export type EasRow = SettingRow & { readonly eas: EasColumn };

/** The rows of the Exchange ActiveSync security family. */
export const EAS_ROWS: readonly EasRow[] = (SETTINGS as readonly SettingRow[]).filter(
  (row): row is EasRow => row.eas !== undefined,
);

/** Children of EASProvisionDoc in the order Exchange writes them: that of their tokens. */
export const DOCUMENT_ORDER: readonly EasElement[] = [
  "Provision:DevicePasswordEnabled",
  "Provision:AlphanumericDevicePasswordRequired",
  "Provision:RequireStorageCardEncryption",
  "Provision:PasswordRecoveryEnabled",
  "Provision:DocumentBrowseEnabled",
  "Provision:AttachmentsEnabled",
  "Provision:MinDevicePasswordLength",
  "Provision:MaxInactivityTimeDeviceLock",
  "Provision:MaxDevicePasswordFailedAttempts",
  "Provision:MaxAttachmentSize",
  "Provision:AllowSimpleDevicePassword",
  "Provision:DevicePasswordExpiration",
  "Provision:DevicePasswordHistory",
  "Provision:AllowStorageCard",
  "Provision:AllowCamera",
  "Provision:RequireDeviceEncryption",
  "Provision:AllowUnsignedApplications",
  "Provision:AllowUnsignedInstallationPackages",
  "Provision:MinDevicePasswordComplexCharacters",
  "Provision:AllowWiFi",
  "Provision:AllowTextMessaging",
  "Provision:AllowPOPIMAPEmail",
  "Provision:AllowBluetooth",
  "Provision:AllowIrDA",
  "Provision:RequireManualSyncWhenRoaming",
  "Provision:AllowDesktopSync",
  "Provision:MaxCalendarAgeFilter",
  "Provision:AllowHTMLEmail",
  "Provision:MaxEmailAgeFilter",
  "Provision:MaxEmailBodyTruncationSize",
  "Provision:MaxEmailHTMLBodyTruncationSize",
  "Provision:RequireSignedSMIMEMessages",
  "Provision:RequireEncryptedSMIMEMessages",
  "Provision:RequireSignedSMIMEAlgorithm",
  "Provision:RequireEncryptionSMIMEAlgorithm",
  "Provision:AllowSMIMEEncryptionAlgorithmNegotiation",
  "Provision:AllowSMIMESoftCerts",
  "Provision:AllowBrowser",
  "Provision:AllowConsumerEmail",
  "Provision:AllowRemoteDesktop",
  "Provision:AllowInternetSharing",
  "Provision:UnapprovedInROMApplicationList",
  "Provision:ApprovedApplicationList",
];

/** True if a phone of `version` can be told this setting. */
export function knows(version: EasVersion, { since }: EasColumn): boolean {
  return EAS_VERSIONS.indexOf(version) >= EAS_VERSIONS.indexOf(since);
}

/**
 * The EASProvisionDoc of `values` for a phone of `version`. If nothing is left to say, it says that
 * no password is required, as Exchange does where it takes a policy back.
 */
export function easDocument(values: PolicyValues, version: DocumentVersion): Node {
  return documentOf(elementsFor(values, version));
}

/** The elements that say `values` to a phone of `version`. */
export function elementsFor(values: PolicyValues, version: DocumentVersion): Node[] {
  return EAS_ROWS.flatMap((row) => {
    const { element } = row.eas;
    const value = values[row.id];
    if (!element || value === undefined || !knows(version, row.eas)) return [];
    return [{ tag: element, content: elementText(row.eas, value) }];
  });
}

/** An EASProvisionDoc of these elements, in Exchange's order. */
export function documentOf(elements: readonly Node[]): Node {
  const place = ({ tag }: Node) => {
    const index = DOCUMENT_ORDER.indexOf(tag as EasElement);
    return index < 0 ? DOCUMENT_ORDER.length : index;
  };
  const sorted = [...elements].sort((a, b) => place(a) - place(b));
  const nothing: Node = { tag: "Provision:DevicePasswordEnabled", content: "0" };
  return { tag: "Provision:EASProvisionDoc", content: sorted.length > 0 ? sorted : [nothing] };
}

/** A value as the text of its element. */
export function elementText({ writes }: EasColumn, value: PolicyValue): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (writes === "minutes-as-seconds") return String(Math.round(Number(value) * 60));
  return String(writes?.[Number(value)] ?? value);
}

/** What an element says: a value, that there is no limit, or nothing that can be understood. */
export type ElementReading =
  | { readonly is: "value"; readonly value: PolicyValue }
  | { readonly is: "no-limit" }
  | { readonly is: "unreadable" };

/**
 * Reads an element's text. Numbers may be outside our own range: what another server asks for is
 * its own affair. Seconds become minutes, with a fraction where needed.
 */
export function readElement(row: EasRow, content: Node["content"]): ElementReading {
  const text = typeof content === "string" ? content.trim() : content.length === 0 ? "" : undefined;
  const unreadable: ElementReading = { is: "unreadable" };
  if (text === undefined) return unreadable;
  if (row.value.kind === "boolean") {
    if (text === "") return { is: "no-limit" };
    return text === "0" || text === "1" ? { is: "value", value: text === "1" } : unreadable;
  }
  if (text !== "" && !WHOLE_NUMBER.test(text)) return unreadable;
  const number = Number(text);
  if (number === 0 || number >= (row.eas.unlimitedFrom ?? Number.POSITIVE_INFINITY)) {
    return { is: "no-limit" };
  }
  const value = ownValue(row.eas, number);
  return value === undefined ? unreadable : { is: "value", value };
}

/** As many digits as the protocol's 32-bit numbers have. */
const WHOLE_NUMBER = /^\d{1,10}$/;

function ownValue({ writes }: EasColumn, written: number): number | undefined {
  if (writes === undefined) return written;
  if (writes === "minutes-as-seconds") return written / 60;
  const found = Object.entries(writes).find(([, one]) => one === written);
  return found && Number(found[0]);
}

/** Children of a document; none if it is no container. */
export function elementsOf({ content }: Node): readonly Node[] {
  return typeof content === "string" || content instanceof Uint8Array ? [] : content;
}
