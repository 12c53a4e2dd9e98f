// The one number of a Sync that the gateway changes, and whether the document may be sent again (MS-ASCMD 2.2.3.182).
import { describe, expect, test } from "vitest";
import {
  mayAskToBeHeld,
  readHeldSync,
  readSyncStatus,
  writeHeldSync,
} from "../../worker/wire/sync-wait.ts";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { WireError } from "../../worker/wire/wire-error.ts";

const collection = (...more: readonly Node[]) =>
  el("AirSync:Collection", el("AirSync:SyncKey", "7"), el("AirSync:CollectionId", "5"), ...more);
const sync = (...content: readonly Node[]) => el("AirSync:Sync", ...content);
const list = (...collections: readonly Node[]) => el("AirSync:Collections", ...collections);
const wait = el("AirSync:Wait", "10");
const heartbeat = el("AirSync:HeartbeatInterval", "600");

describe("a Sync", () => {
  test("that asks to be held says so by one of two elements", () => {
    expect(readHeldSync(encode(sync(list(collection()), wait)))).toMatchObject({
      ...{ element: "AirSync:Wait", unit: 60, value: 10, isRepeatable: true },
    });
    expect(readHeldSync(encode(sync(list(collection()), heartbeat)))).toMatchObject({
      ...{ element: "AirSync:HeartbeatInterval", unit: 1, value: 600 },
    });
    for (const content of [[], [wait, heartbeat], [wait, wait], [el("AirSync:Wait", "soon")]])
      expect(readHeldSync(encode(sync(list(collection()), ...content)))).toBe(null);
  });

  test("may be known from its bytes not to ask for it", () => {
    expect(mayAskToBeHeld(encode(sync(list(collection()), wait)))).toBe(true);
    expect(mayAskToBeHeld(encode(sync(list(collection()), heartbeat)))).toBe(true);
    expect(mayAskToBeHeld(encode(sync(list(collection()))))).toBe(false);
    expect(mayAskToBeHeld(new Uint8Array(0))).toBe(false);
  });

  const email = el("AirSync:ApplicationData", el("Email:Read", "1"));
  const change = el("AirSync:Change", el("AirSync:ServerId", "5:1"), email);
  test.each<[string, boolean, Node]>([
    ["that names collections only", true, sync(list(collection(), collection()), wait)],
    ["with an empty list of commands", true, sync(list(collection(el("AirSync:Commands"))), wait)],
    [
      "with a command",
      false,
      sync(list(collection(), collection(el("AirSync:Commands", change))), wait),
    ],
    [
      "with a key of nothing",
      false,
      sync(list(el("AirSync:Collection", el("AirSync:SyncKey", "0"))), wait),
    ],
    ["without a key", false, sync(list(el("AirSync:Collection")), wait)],
    ["that is partial", false, sync(list(collection()), el("AirSync:Partial"), wait)],
    ["without collections", false, sync(wait)],
  ])("%s may be sent again: %s", (_name, isRepeatable, root) => {
    expect(readHeldSync(encode(root))?.isRepeatable).toBe(isRepeatable);
  });

  test("with another wait is the same Sync", () => {
    const options = el("AirSync:Options", el("AirSync:FilterType", "3"));
    const opaque = el("AirSync:Change", el("Email2:ConversationId", Uint8Array.of(1, 0, 3, 255)));
    const root = (minutes: string) =>
      sync(
        list(collection(options, el("AirSync:Commands", opaque))),
        el("AirSync:Wait", minutes),
        el("AirSync:WindowSize", "100"),
      );
    const read = readHeldSync(encode(root("10")));
    expect(read && Buffer.from(writeHeldSync(read, 1))).toEqual(Buffer.from(encode(root("1"))));
  });

  test("that cannot be read is a WireError, wherever it is cut", () => {
    const bytes = encode(sync(list(collection()), wait));
    for (let length = 0; length < bytes.length; length++)
      expect(() => readHeldSync(bytes.subarray(0, length))).toThrow(WireError);
    expect(() => readHeldSync(encode(el("Ping:Ping")))).toThrow(WireError);
  });
});

test("an answer's status of the whole command is told from one of a collection", () => {
  const limit = encode(sync(el("AirSync:Status", "14"), el("AirSync:Limit", "59")));
  expect(readSyncStatus(limit)).toEqual({ status: "14", limit: 59 });
  expect(readSyncStatus(encode(sync(list(collection(el("AirSync:Status", "1"))))))).toEqual({});
  expect(decode(limit).tag).toBe("AirSync:Sync");
});
