// Whatever a device in quarantine sends, it gets an answer that an EAS client can read, or a refusal by HTTP: never an
// error of ours, and never anything of Exchange.
import fc from "fast-check";
import { expect, test } from "vitest";
import { messageId, messageName } from "../../worker/core/quarantine.ts";
import { EAS_COMMANDS, type EasCommand } from "../../worker/wire/eas-commands.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { el, type Node } from "../../worker/wire/wbxml-tree.ts";
import { damagedInput } from "../fuzz/damage.ts";
import { target } from "../fuzz/targets/quarantine.ts";
import { seededRandom } from "../support/random.ts";
import { SINCE, sync, VERSIONS, ward } from "./quarantine-support.ts";

const REFUSALS = [400, 403, 404, 413];
const device = ward();
/** Nobody waits for an answer: whatever would be held ends at once. */
const signal = AbortSignal.abort();

async function judged(response: Response): Promise<void> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) {
    expect(REFUSALS).toContain(response.status);
    return;
  }
  expect(response.headers.get("content-length")).toBe(String(bytes.length));
  const type = response.headers.get("content-type");
  if (type !== "application/vnd.ms-sync.wbxml") return;
  if (bytes.length > 0) decode(bytes);
}

test("any bytes, for any command, at any version", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...EAS_COMMANDS),
      fc.constantFrom(...VERSIONS, "", "99", "x"),
      fc.uint8Array({ maxLength: 300 }),
      async (command, version, body) =>
        judged(await device.send(command, body, { version, signal })),
    ),
    { numRuns: 500 },
  );
});

test("requests with damage in them, for the command they belong to", async () => {
  const random = seededRandom(7);
  const commandOf = (bytes: Uint8Array) =>
    EAS_COMMANDS.find((command) => command === decode(bytes).tag.split(":")[1]);
  for (const seed of target.seeds) {
    const command = commandOf(seed);
    if (!command) throw new Error("a seed of no command");
    for (let round = 0; round < 150; round++) {
      const damaged = damagedInput({ ...target, seeds: [seed] }, random, round);
      await judged(await device.send(command, damaged, { version: "14.1", signal }));
    }
  }
});

test("a request larger than any of a phone's is refused unread", async () => {
  const large = encode(sync("1", el("AirSync:Supported", "x".repeat(70_000))));
  expect((await device.send("Sync", large)).status).toBe(413);
});

test("a thousand collections in one request, and identifiers longer than may be", async () => {
  const collection = el(
    "AirSync:Collection",
    el("AirSync:SyncKey", "1"),
    el("AirSync:CollectionId", "5".repeat(500)),
  );
  const list = Array.from({ length: 60 }, () => collection);
  const answer = await device.ask("Sync", el("AirSync:Sync", el("AirSync:Collections", ...list)));
  expect(JSON.stringify(answer)).not.toContain("5".repeat(65));
});

test("a small request is no large answer, however often it asks for the message", async () => {
  const id = messageId(messageName({ reason: "other-client-quarantined", since: SINCE }));
  const collection = (...more: readonly Node[]) =>
    el(
      "AirSync:Collection",
      el("AirSync:SyncKey", "provost-quarantine:1:"),
      el("AirSync:CollectionId", "provost-quarantine:inbox"),
      ...more,
    );
  const wanted = el("AirSync:ServerId", id);
  const fetches = Array.from({ length: 1300 }, () => el("AirSync:Fetch", wanted));
  const asks: [EasCommand, Node][] = [
    ["Sync", syncOf(collection(el("AirSync:Commands", ...fetches)))],
    ["Sync", syncOf(...Array.from({ length: 500 }, () => collection()))],
    [
      "ItemOperations",
      el(
        "ItemOperations:ItemOperations",
        ...fetches.slice(700).map(() => el("ItemOperations:Fetch", wanted)),
      ),
    ],
  ];
  for (const [command, root] of asks) {
    const answer = await device.send(command, encode(root), { version: "14.1" });
    expect((await answer.arrayBuffer()).byteLength).toBeLessThan(20_000);
  }
});

const syncOf = (...collections: readonly Node[]) =>
  el("AirSync:Sync", el("AirSync:Collections", ...collections));
