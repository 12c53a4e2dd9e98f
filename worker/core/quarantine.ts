// What a device in quarantine finds instead of the real mailbox: one Inbox with one message. Nothing of it is stored:
// the sync keys say by themselves what the phone holds (MS-ASCMD 2.2.3.181: opaque to the client, 64 characters at
// most), and folder, message and keys bear a mark that no server uses, so that the gateway knows its own again when the
// phone brings them after it was let in. The mark proves nothing and opens nothing.
import { createHash } from "node:crypto";

/** Begins every identifier of the quarantine mailbox, and stands in no identifier of a server. */
export const QUARANTINE_MARK = "provost-quarantine:";

/**
 * ServerId of the only folder. Contacts, calendar and the other default folders are left out: a phone takes a list
 * without them (it shows no calendar then), and what is not listed cannot be filled on the phone and lost.
 */
export const QUARANTINE_INBOX = `${QUARANTINE_MARK}inbox`;
/** Key of the folder list, which never changes. */
export const QUARANTINE_FOLDERS_KEY = `${QUARANTINE_MARK}folders`;

/** Why a device is in quarantine. */
export interface Quarantine {
  /** As recorded with its refusals. */
  readonly reason: string;
  /** Since when, in milliseconds since 1970 (DeviceSummary.quarantinedAt). */
  readonly since: number;
}

/** True for a key, folder or message of the quarantine mailbox, today's or an earlier one. */
export const isOfQuarantine = (identifier: string | undefined): boolean =>
  identifier?.startsWith(QUARANTINE_MARK) === true;

/** What a phone holds of the Inbox. */
export interface InboxState {
  /** Grows with every answer, so that each has a key of its own; starts again after `TURNS`. */
  readonly turn: number;
  /** The message that was sent last. */
  readonly message?: string;
  /** The user deleted that one: it does not come again. */
  readonly isDeleted?: true;
}

const TURNS = 1000;
const INBOX_KEY = /^provost-quarantine:(\d{1,3}):([0-9a-f]{16})?(x)?$/;

/** What the phone holds that shows this key; null for a key that is not ours. Key "0" holds nothing. */
export function readInboxKey(key: string): InboxState | null {
  if (key === "0") return { turn: 0 };
  const [, turn, message, deleted] = INBOX_KEY.exec(key) ?? [];
  if (turn === undefined || (deleted && !message)) return null;
  return { turn: Number(turn), ...(message && { message }), ...(deleted && { isDeleted: true }) };
}

/** The key of a state, as a phone brings it back. */
export const inboxKey = ({ turn, message = "", isDeleted }: InboxState): string =>
  `${QUARANTINE_MARK}${turn}:${message}${isDeleted ? "x" : ""}`;

/**
 * Names the message: another one for another reason or another quarantine, the same one whenever it is asked for. Its
 * wording is not part of it, so that better words do not come as a new mail.
 */
export const messageName = ({ reason, since }: Quarantine): string =>
  createHash("sha256")
    .update(JSON.stringify([reason, since]))
    .digest("hex")
    .slice(0, 16);

/** ServerId of a message by its name. */
export const messageId = (name: string): string => `${QUARANTINE_MARK}${name}`;

/** What a phone asks of the Inbox, after its own changes. */
export interface InboxRequest {
  /** Names of the messages that it deleted. */
  readonly deleted: readonly string[];
  /** How many changes of ours it takes with the answer. */
  readonly window: number;
}

/** What the phone is told, and what it holds afterwards. */
export interface InboxStep {
  readonly next: InboxState;
  /** The message is to be added. */
  readonly adds: boolean;
  /** Name of an earlier message that is to go. */
  readonly drops?: string;
  /** There is more than the window had room for. */
  readonly hasMore?: true;
}

/** One Sync of the Inbox by a phone that holds `state`, while `current` is the message to be shown. */
export function stepInbox(state: InboxState, asked: InboxRequest, current: string): InboxStep {
  const { message } = state;
  const isDeleted = state.isDeleted || (message !== undefined && asked.deleted.includes(message));
  const turn = (state.turn + 1) % TURNS;
  const marks = { ...(message && { message }), ...(isDeleted && { isDeleted: true as const }) };
  if (message === current || asked.window < 1) return { next: { turn, ...marks }, adds: false };
  const isStale = message !== undefined && !isDeleted;
  if (!isStale) return { next: { turn, message: current }, adds: true };
  if (asked.window < 2) return { next: { turn }, adds: false, drops: message, hasMore: true };
  return { next: { turn, message: current }, adds: true, drops: message };
}

/** How many changes a Sync would bring to a phone that holds `state`. */
export const pendingInbox = (state: InboxState, current: string): number => {
  const { adds, drops } = stepInbox(state, { deleted: [], window: 2 }, current);
  return (adds ? 1 : 0) + (drops === undefined ? 0 : 1);
};

/** A text cut to a number of bytes in UTF-8, between two characters; `size` is that of the whole. */
export function cutToBytes(whole: string, bytes: number) {
  const encoded = new TextEncoder().encode(whole);
  const size = encoded.length;
  if (size <= bytes) return { text: whole, size, isCut: false };
  let end = bytes;
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end--;
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
  return { text: decoder.decode(encoded.subarray(0, end)), size, isCut: true };
}
