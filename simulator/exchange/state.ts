// Everything a simulated Exchange remembers, as one plain object that survives JSON. The rule it
// keeps: no Map, no Date, no bytes (base64 instead), no password (a salted hash), no function.
import type { Tag } from "../../worker/wire/codepages.ts";

/** A WBXML element at rest: what a client sent for an item, kept to be sent again. */
export interface StoredNode {
  readonly tag: Tag;
  readonly text?: string;
  readonly base64?: string;
  readonly children?: readonly StoredNode[];
}

/** MS-ASCMD, class of a collection. */
export type ItemClass = "Email" | "Contacts" | "Calendar" | "Tasks";

/** One folder; `type` is MS-ASCMD's Type (FolderSync): 2 Inbox ... 12 a user's own mail folder. */
export interface Folder {
  readonly id: string;
  name: string;
  parentId: string;
  readonly type: number;
  readonly class: ItemClass;
}

/** A file in a mail. */
export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
}

/** A mail's content. Addresses are header text: `"Alice" <alice@acme.test>, bob@acme.test`. */
export interface Message {
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly body: string;
  readonly html?: string;
  readonly attachments: readonly Attachment[];
}

interface ItemBase {
  readonly id: string;
  folderId: string;
  /**
   * The mailbox's change number at the item's last change: devices remember the one they were sent.
   */
  change: number;
}

/** A mail in a folder. `received` is in milliseconds since 1970. */
export interface EmailItem extends ItemBase {
  readonly kind: "Email";
  readonly message: Message;
  readonly received: number;
  read: boolean;
  flag: StoredNode | null;
}

/**
 * A contact, event or task: properties as the client or the administrator wrote them, body apart.
 */
export interface PropertyItem extends ItemBase {
  readonly kind: "Contacts" | "Calendar" | "Tasks";
  properties: readonly StoredNode[];
  body: string;
}

export type Item = EmailItem | PropertyItem;

/** One user's store. */
export interface Mailbox {
  folders: Folder[];
  items: Record<string, Item>;
  change: number;
  nextFolder: number;
  nextItem: number;
}

/** A directory entry. Its key in `users` is the lower-case user name. */
export interface User {
  readonly user: string;
  readonly displayName: string;
  passwordHash: string;
  easEnabled: boolean;
  disabled: boolean;
  /** Wrong passwords in a row, and when the last one came; right ones forget them. */
  wrongPasswords?: { readonly count: number; readonly lastAt: number };
  /** Origin of the one server that has the mailbox since it was moved; any server before. */
  mailboxAt?: string;
  /** Locked out until an administrator unlocks it: also the right password is refused. */
  locked?: boolean;
}

/**
 * What one device knows of one thing: item id -> change number, or folder id -> its description.
 */
export type Known = Record<string, number | string>;

/**
 * A sync relationship (MS-ASCMD 3.1.5.3): the newest key, and the one before it, whose answer may
 * be lost.
 */
export interface Relation {
  key: string;
  known: Known;
  previous: { readonly key: string; readonly known: Known } | null;
}

/**
 * A collection's relationship: options stick, and ClientIds stay so that a replay adds nothing
 * twice.
 */
export interface CollectionRelation extends Relation {
  options: StoredNode | null;
  clientIds: Record<string, string>;
}

/** A wipe that the administrator ordered, and what the device said of it. */
export interface DeviceWipe {
  readonly scope: "device" | "account";
  state: "pending" | "sent" | "done" | "failed";
}

/** One (user, device). */
export interface DeviceState {
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  hierarchy: Relation | null;
  collections: Record<string, CollectionRelation>;
  ping: { heartbeatSeconds: number; folders: { id: string; class: string }[] } | null;
  temporaryPolicyKey: string | null;
  policyKey: string | null;
  wipe?: DeviceWipe | null;
  information: Record<string, string>;
  sentClientIds: string[];
}

/** The whole server. `serial` numbers keys and ids: the simulation has no randomness. */
export interface ExchangeState {
  readonly format: 1;
  users: Record<string, User>;
  mailboxes: Record<string, Mailbox>;
  devices: Record<string, DeviceState>;
  serial: number;
}

/** A server without users. */
export function emptyState(): ExchangeState {
  return { format: 1, users: {}, mailboxes: {}, devices: {}, serial: 0 };
}
