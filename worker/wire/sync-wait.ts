// How long a Sync may be held (MS-ASCMD 2.2.3.182): Wait in minutes, HeartbeatInterval in seconds. The rule: of the
// document only that one number is ever changed; whether it may be sent once more is said here, because it lies in the
// letters: one that brings changes, or begins a folder anew, may not.
import { decode, encode } from "./wbxml.ts";
import { COMMAND_LIMITS } from "./wbxml-limits.ts";
import { child, children, el, isEmpty, type Node, text } from "./wbxml-tree.ts";
import { WireError } from "./wire-error.ts";

const UNITS = { "AirSync:Wait": 60, "AirSync:HeartbeatInterval": 1 } as const;

/** A Sync that asks to be held. */
export interface HeldSync {
  readonly element: keyof typeof UNITS;
  /** Seconds in one of the element's units. */
  readonly unit: 1 | 60;
  /** The number as written, in its unit. */
  readonly value: number;
  /** The same document may be sent again after an empty answer: it asks, and tells nothing. */
  readonly isRepeatable: boolean;
  readonly root: Node;
}

/** STR_I, behind Wait and behind HeartbeatInterval with content (MS-ASWBXML 2.1.2.1.1: tokens 0x24 and 0x29). */
const STR_I = 0x03;
const WAITS = [0x64, 0x69];

/** False if no Wait or HeartbeatInterval can be in `body`: a look at the bytes, so that no other Sync needs be read. */
export function mayAskToBeHeld(body: Uint8Array): boolean {
  for (let at = body.indexOf(STR_I, 1); at > 0; at = body.indexOf(STR_I, at + 1))
    if (WAITS.includes(body[at - 1] ?? 0)) return true;
  return false;
}

/**
 * Reads a Sync; null if it does not ask to be held, or asks by both elements, which is for the server to refuse.
 * @throws WireError if it is no Sync that can be read.
 */
export function readHeldSync(body: Uint8Array): HeldSync | null {
  const root = decode(body, COMMAND_LIMITS);
  if (root.tag !== "AirSync:Sync") throw new WireError("Sync", "another root");
  const [element, second] = (["AirSync:Wait", "AirSync:HeartbeatInterval"] as const).filter((tag) =>
    child(root, tag),
  );
  if (!element || second) return null;
  const written = text(root, element) ?? "";
  if (children(root, element).length > 1 || !/^\d{1,9}$/.test(written.trim())) return null;
  const value = Number(written);
  return { element, unit: UNITS[element], value, isRepeatable: isRepeatable(root), root };
}

/** Only keys that stand for a state, no commands, and all collections named. */
function isRepeatable(root: Node): boolean {
  const list = child(root, "AirSync:Collections");
  const collections = list ? children(list, "AirSync:Collection") : [];
  const asksOnly = (collection: Node) => {
    const key = text(collection, "AirSync:SyncKey");
    const commands = child(collection, "AirSync:Commands");
    return key !== undefined && key !== "" && key !== "0" && (!commands || isEmpty(commands));
  };
  return collections.length > 0 && !child(root, "AirSync:Partial") && collections.every(asksOnly);
}

/** The same Sync with another number, in the element's unit. */
export function writeHeldSync({ root, element }: HeldSync, value: number): Uint8Array<ArrayBuffer> {
  const parts = Array.isArray(root.content) ? (root.content as readonly Node[]) : [];
  return encode(
    el(
      root.tag,
      ...parts.map((part) => (part.tag === element ? el(element, String(value)) : part)),
    ),
  );
}

/** What stands above the collections of an answer: a status of the whole command, and its Limit. */
export function readSyncStatus(body: Uint8Array): { status?: string; limit?: number } {
  const root = decode(body, COMMAND_LIMITS);
  const status = root.tag === "AirSync:Sync" ? text(root, "AirSync:Status") : undefined;
  const limit = Number(text(root, "AirSync:Limit") ?? Number.NaN);
  return { ...(status !== undefined && { status }), ...(limit > 0 && { limit }) };
}
