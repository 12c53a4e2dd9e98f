// The one list of WBXML documents: each value beside foreign bytes (test/vectors/wbxml), read and
// written alike by the codec's tests, and the documents that the canary must see fail.
import type { Tag } from "../../worker/wire/codepages.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { bytesOfHex, hexVector, textVector } from "../support/vectors.ts";

export interface WbxmlCase {
  readonly name: string;
  readonly value: Node;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const MIME = [
  "From: alice@acme.example",
  "To: bob@acme.example",
  "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "See you at noon.",
  "",
].join("\r\n");

const VALUES: Readonly<Record<string, Node>> = {
  "microsoft-add-contact": syncOf(
    el("AirSync:Class", "Contacts"),
    el("AirSync:SyncKey", "2"),
    el("AirSync:CollectionId", "2"),
    el("AirSync:Status", "1"),
    added(
      "2:1",
      el(
        "AirSyncBase:Body",
        el("AirSyncBase:Type", "1"),
        el("AirSyncBase:EstimatedDataSize", "0"),
        el("AirSyncBase:Truncated", "1"),
      ),
      el("Contacts:FileAs", "Funk, Don"),
      el("Contacts:FirstName", "Don"),
      el("Contacts:LastName", "Funk"),
      el("AirSyncBase:NativeBodyType", "1"),
    ),
  ),
  "microsoft-captured-sync-request": syncOf(
    el("AirSync:SyncKey", "0"),
    el("AirSync:CollectionId", "2"),
    el(
      "AirSync:Options",
      el(
        "AirSyncBase:BodyPreference",
        el("AirSyncBase:Type", "1"),
        el("AirSyncBase:TruncationSize", "32768"),
      ),
    ),
  ),
  "microsoft-captured-sync-answer": syncOf(
    el("AirSync:SyncKey", "1997433074"),
    el("AirSync:CollectionId", "2"),
    el("AirSync:Status", "1"),
  ),
  "folder-sync-request": el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0")),
  "folder-sync-answer": el(
    "FolderHierarchy:FolderSync",
    el("FolderHierarchy:Status", "1"),
    el("FolderHierarchy:SyncKey", "1"),
    el(
      "FolderHierarchy:Changes",
      el("FolderHierarchy:Count", "2"),
      folder("5", "Posteingang Müller", "2"),
      folder("1", "日程", "8"),
    ),
  ),
  "provision-request": el("Provision:Provision", policyRequest()),
  "provision-answer": el(
    "Provision:Provision",
    el("Provision:Status", "1"),
    el(
      "Provision:Policies",
      el(
        "Provision:Policy",
        el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"),
        el("Provision:Status", "1"),
        el("Provision:PolicyKey", "1307199584"),
        el(
          "Provision:Data",
          el(
            "Provision:EASProvisionDoc",
            el("Provision:DevicePasswordEnabled", "1"),
            el("Provision:AlphanumericDevicePasswordRequired", "0"),
            el("Provision:MinDevicePasswordLength", "4"),
            el("Provision:MaxInactivityTimeDeviceLock", "900"),
            el("Provision:MaxDevicePasswordFailedAttempts", "8"),
            el("Provision:MaxAttachmentSize"),
            el("Provision:AllowSimpleDevicePassword", "1"),
            el("Provision:DevicePasswordHistory", "0"),
            el("Provision:AllowCamera", "1"),
          ),
        ),
      ),
    ),
  ),
  "provision-with-device-information": el(
    "Provision:Provision",
    el(
      "Settings:DeviceInformation",
      el("Settings:Set", el("Settings:Model", "iPhone2C1"), el("Settings:OS", "iOS 4.2.1")),
    ),
    policyRequest(),
  ),
  "remote-wipe-order": el(
    "Provision:Provision",
    el("Provision:Status", "1"),
    el("Provision:RemoteWipe"),
  ),
  "ping-request": el(
    "Ping:Ping",
    el("Ping:HeartbeatInterval", "900"),
    el("Ping:Folders", pingFolder("5", "Email"), pingFolder("1", "Calendar")),
  ),
  "sync-answer": syncOf(
    el("AirSync:Class", "Email"),
    el("AirSync:SyncKey", "2"),
    el("AirSync:CollectionId", "5"),
    el("AirSync:Status", "1"),
    added(
      "5:1",
      el("Email:To", '"Alice" <alice@acme.example>'),
      el("Email:Subject", "Grüße & Öl: 10 € je Faß"),
      el("Email:Read", "0"),
      el(
        "AirSyncBase:Body",
        el("AirSyncBase:Type", "1"),
        el("AirSyncBase:EstimatedDataSize", "85"),
        el("AirSyncBase:Truncated", "0"),
        el(
          "AirSyncBase:Data",
          "A body that is longer than the sixty-four bytes up to which a text counts as short.",
        ),
      ),
      el("Email:Flag"),
      el("AirSyncBase:NativeBodyType", "1"),
    ),
    el("AirSync:MoreAvailable"),
  ),
  "sync-answer-eas-2.5": syncOf(
    el("AirSync:Class", "Email"),
    el("AirSync:SyncKey", "2"),
    el("AirSync:CollectionId", "5"),
    el("AirSync:Status", "1"),
    added(
      "5:1",
      el("Email:Subject", "Lunch"),
      el(
        "Email:Attachments",
        el(
          "Email:Attachment",
          el("Email:AttMethod", "1"),
          el("Email:AttSize", "5120"),
          el("Email:DisplayName", "menu.pdf"),
          el("Email:AttName", "5%3a1%3a0"),
        ),
      ),
      el("Email:BodyTruncated", "0"),
      el("Email:BodySize", "3"),
      el("Email:Body", "One"),
    ),
  ),
  "send-mail-request": el(
    "ComposeMail:SendMail",
    el("ComposeMail:ClientId", "633916348086136194"),
    el("ComposeMail:SaveInSentItems"),
    el("ComposeMail:Mime", new TextEncoder().encode(MIME)),
  ),
};

/** Every document with its foreign bytes. */
export const WBXML_CASES: readonly WbxmlCase[] = Object.entries(VALUES).map(([name, value]) => ({
  name,
  value,
  bytes: hexVector(`wbxml/${name}`),
}));

/**
 * One document for each of libwbxml's code pages: a root, and every element libwbxml knows, empty,
 * inside it.
 */
export const LIBWBXML_PAGES: readonly (WbxmlCase & { readonly page: number })[] = pagesOf(
  textVector("wbxml/libwbxml-pages.txt"),
);

function pagesOf(file: string): (WbxmlCase & { readonly page: number })[] {
  const blocks = file.match(/page .*\n.*\n.*\n/g) ?? [];
  return blocks.map((block) => {
    const [head = "", hex = "", names = ""] = block.split("\n");
    const [, number, pageName = ""] = head.split(" ");
    const tags = names.split(" ").map((name) => `${pageName}:${name}` as Tag);
    const root = el(tags[0] as Tag, ...tags.map((tag) => el(tag)));
    return { name: head, page: Number(number), value: root, bytes: bytesOfHex(hex) };
  });
}

function syncOf(...content: readonly Node[]): Node {
  return el("AirSync:Sync", el("AirSync:Collections", el("AirSync:Collection", ...content)));
}

function added(serverId: string, ...content: readonly Node[]): Node {
  return el(
    "AirSync:Commands",
    el("AirSync:Add", el("AirSync:ServerId", serverId), el("AirSync:ApplicationData", ...content)),
  );
}

function folder(serverId: string, displayName: string, type: string): Node {
  return el(
    "FolderHierarchy:Add",
    el("FolderHierarchy:ServerId", serverId),
    el("FolderHierarchy:ParentId", "0"),
    el("FolderHierarchy:DisplayName", displayName),
    el("FolderHierarchy:Type", type),
  );
}

function policyRequest(): Node {
  return el(
    "Provision:Policies",
    el("Provision:Policy", el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML")),
  );
}

function pingFolder(id: string, kind: string): Node {
  return el("Ping:Folder", el("Ping:Id", id), el("Ping:Class", kind));
}
