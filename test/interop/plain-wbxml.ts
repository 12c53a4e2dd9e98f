// A small reader of WBXML (WBXML 1.3, sections 5 and 8) that shares nothing with the Worker's own:
// the interoperability tests read the gateway's Provision answers with it. It knows inline strings
// only, because MS-ASDTYPE 2.1 to 2.8 allow nothing else there, and only code pages 14 and 18.

/** One element as it stands on the wire. */
export interface WireElement {
  readonly page: number;
  /** 0x05 to 0x3F. */
  readonly token: number;
  /** The name of the token, or `page/token` if the tables below do not have it. */
  readonly name: string;
  readonly children: readonly WireElement[];
  /** Absent if the element holds no string; "" is an empty one. */
  readonly text?: string;
}

/** Code page 14 (MS-ASWBXML 2.1.2.1.15), in the order of its tokens from 0x05 on; 0x12 is not used. */
const PROVISION_NAMES = (
  "Provision Policies Policy PolicyType PolicyKey Data Status RemoteWipe EASProvisionDoc " +
  "DevicePasswordEnabled AlphanumericDevicePasswordRequired RequireStorageCardEncryption " +
  "PasswordRecoveryEnabled - AttachmentsEnabled MinDevicePasswordLength " +
  "MaxInactivityTimeDeviceLock MaxDevicePasswordFailedAttempts MaxAttachmentSize " +
  "AllowSimpleDevicePassword DevicePasswordExpiration DevicePasswordHistory AllowStorageCard " +
  "AllowCamera RequireDeviceEncryption AllowUnsignedApplications " +
  "AllowUnsignedInstallationPackages MinDevicePasswordComplexCharacters AllowWiFi " +
  "AllowTextMessaging AllowPOPIMAPEmail AllowBluetooth AllowIrDA RequireManualSyncWhenRoaming " +
  "AllowDesktopSync MaxCalendarAgeFilter AllowHTMLEmail MaxEmailAgeFilter " +
  "MaxEmailBodyTruncationSize MaxEmailHTMLBodyTruncationSize RequireSignedSMIMEMessages " +
  "RequireEncryptedSMIMEMessages RequireSignedSMIMEAlgorithm RequireEncryptionSMIMEAlgorithm " +
  "AllowSMIMEEncryptionAlgorithmNegotiation AllowSMIMESoftCerts AllowBrowser AllowConsumerEmail " +
  "AllowRemoteDesktop AllowInternetSharing UnapprovedInROMApplicationList ApplicationName " +
  "ApprovedApplicationList Hash AccountOnlyRemoteWipe"
).split(" ");
const FIRST_TOKEN = 0x05;
const PROVISION_PAGE = 14;
const SETTINGS_PAGE = 18;
/** Of code page 18 only what a Provision answer can hold (MS-ASWBXML 2.1.2.1.19). */
const SETTINGS_NAMES: Readonly<Record<number, string>> = {
  6: "settings:Status",
  22: "settings:DeviceInformation",
};

function nameOf(page: number, token: number): string {
  const name =
    page === PROVISION_PAGE
      ? PROVISION_NAMES[token - FIRST_TOKEN]
      : page === SETTINGS_PAGE
        ? SETTINGS_NAMES[token]
        : undefined;
  return name ?? `${page}/0x${token.toString(16)}`;
}

const SWITCH_PAGE = 0x00;
const END = 0x01;
const STR_I = 0x03;
const HAS_CONTENT = 0x40;
const HAS_ATTRIBUTES = 0x80;
/** Version 1.3, unknown public id, UTF-8, no string table: what Exchange writes. */
const HEADER = [0x03, 0x01, 0x6a, 0x00];

/** The root element. @throws Error for anything that is not as MS-ASWBXML wants it. */
export function readPlainWbxml(bytes: Uint8Array): WireElement {
  const header = [...bytes.subarray(0, HEADER.length)];
  if (header.join() !== HEADER.join()) throw new Error(`the header is ${header.join(" ")}`);
  const cursor = { bytes, at: HEADER.length, page: 0 };
  const root = element(cursor, next(cursor));
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes too many`);
  return root;
}

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  page: number;
}

function byte(cursor: Cursor): number {
  const value = cursor.bytes[cursor.at++];
  if (value === undefined) throw new Error("the document ends too early");
  return value;
}

/** The next byte that is no switch of the code page. */
function next(cursor: Cursor): number {
  for (;;) {
    const value = byte(cursor);
    if (value !== SWITCH_PAGE) return value;
    cursor.page = byte(cursor);
  }
}

function element(cursor: Cursor, tag: number): WireElement {
  if (tag & HAS_ATTRIBUTES) throw new Error("an element has attributes");
  const token = tag & ~HAS_CONTENT;
  const own = { page: cursor.page, token, name: nameOf(cursor.page, token) };
  const children: WireElement[] = [];
  if (!(tag & HAS_CONTENT)) return { ...own, children };
  let text: string | undefined;
  for (let value = next(cursor); value !== END; value = next(cursor)) {
    if (value === STR_I) text = (text ?? "") + inlineString(cursor);
    else if (value < FIRST_TOKEN || (value & 0x3f) < FIRST_TOKEN)
      throw new Error(`global token 0x${value.toString(16)} inside ${own.name}`);
    else children.push(element(cursor, value));
  }
  return { ...own, children, ...(text !== undefined && { text }) };
}

function inlineString(cursor: Cursor): string {
  const end = cursor.bytes.indexOf(0, cursor.at);
  if (end < 0) throw new Error("an inline string does not end");
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    cursor.bytes.subarray(cursor.at, end),
  );
  cursor.at = end + 1;
  return text;
}
