// The way out of quarantine. A phone that was let in brings the keys and the folder of the quarantine mailbox, and servers
// disagree about keys they never gave: Exchange starts the phone anew, SOGo takes any folder key and reports no change,
// others fail. The rule: what bears our mark is answered here and never reaches a server. To look for it costs one search
// for a few bytes in bodies that are whole in memory anyway; everything else is loaded late.
import { QUARANTINE_MARK } from "../../core/quarantine.ts";
import type { EasRequest } from "./request.ts";

/** Commands whose body may bear a key. Ping is looked after where it is read (hold-ping.ts). */
const bearsKeys = (command: EasRequest["command"]) =>
  command === "Sync" ||
  command === "GetItemEstimate" ||
  command === "MoveItems" ||
  command === "ItemOperations" ||
  command.startsWith("Folder");

const MARK = Uint8Array.from(QUARANTINE_MARK, (character) => character.charCodeAt(0));

function includesMark(body: Uint8Array): boolean {
  const [first = 0] = MARK;
  for (let at = body.indexOf(first); at >= 0; at = body.indexOf(first, at + 1))
    if (MARK.every((byte, i) => body[at + i] === byte)) return true;
  return false;
}

/** The answer to a request that brings something of the quarantine mailbox; null for every other one. */
export function leaverAnswer(
  { command, device }: EasRequest,
  body: ReadableStream<Uint8Array> | Uint8Array | null,
): Promise<Response | null> | null {
  if (!(body instanceof Uint8Array) || !bearsKeys(command)) return null;
  if (!includesMark(body)) return null;
  return import("./quarantine-leaver.ts").then(({ answerLeaver }) =>
    answerLeaver(body, device?.protocolVersion ?? ""),
  );
}
