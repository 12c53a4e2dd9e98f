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

/** The answer to a request that brings something of the quarantine mailbox; null for every other one. */
export function leaverAnswer(
  { command, device }: EasRequest,
  body: ReadableStream<Uint8Array> | Uint8Array | null,
): Promise<Response | null> | null {
  if (!(body instanceof Uint8Array) || !bearsKeys(command)) return null;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes(QUARANTINE_MARK, 0, "latin1")) return null;
  return import("./quarantine-leaver.ts").then(({ answerLeaver }) =>
    answerLeaver(body, device?.protocolVersion ?? ""),
  );
}
