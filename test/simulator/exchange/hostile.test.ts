// Whatever a client sends, the simulated Exchange answers and does not fail: mutated bodies and
// queries, seeded.
import { expect, it } from "vitest";
import { encode } from "../../../worker/wire/wbxml.ts";
import { el } from "../../../worker/wire/wbxml-tree.ts";
import { seededRandom } from "../../support/random.ts";
import { ask, MORNING, openExchange, syncBody } from "./eas-client.ts";

const ROUNDS = 1500;

const preference = el("AirSyncBase:BodyPreference", el("AirSyncBase:Type", "1"));
const read = el("AirSync:ApplicationData", el("Email:Read", "1"));
const bodies = [
  ["Sync", syncBody("5", "0", el("AirSync:Options", el("AirSync:FilterType", "3"), preference))],
  [
    "Sync",
    syncBody(
      "5",
      "1",
      el("AirSync:Commands", el("AirSync:Change", el("AirSync:ServerId", "5:1"), read)),
    ),
  ],
  ["FolderSync", el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", "0"))],
  [
    "Search",
    el("Search:Search", el("Search:Store", el("Search:Name", "GAL"), el("Search:Query", "bo"))),
  ],
  ["Settings", el("Settings:Settings", el("Settings:Oof", el("Settings:Get")))],
  ["Provision", el("Provision:Provision", el("Provision:Policies"))],
  ["MoveItems", el("Move:MoveItems", el("Move:Move", el("Move:SrcMsgId", "5:1")))],
  ["ItemOperations", el("ItemOperations:ItemOperations", el("ItemOperations:Fetch"))],
] as const;

it.each([1, 2, 3])("mutated bodies get an answer (seed %i)", async (seed) => {
  const random = seededRandom(seed);
  const { exchange, notes } = openExchange();
  exchange.deliver("alice", { from: "x@y.test", subject: "s", body: "b" });
  exchange.addEvent("alice", { subject: "e", start: MORNING, end: MORNING });
  for (let round = 0; round < ROUNDS; round++) {
    const [command, body] = random.pick(bodies);
    const bytes = encode(body);
    for (let flips = random.below(4); flips >= 0; flips--) {
      bytes[random.below(bytes.length)] = random.below(256);
    }
    const cut = random.below(5) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
    const { status } = await ask(exchange, command, { body: new Uint8Array(cut) });
    expect([200, 400]).toContain(status);
  }
  expect(notes.filter((note) => note.includes("the server failed"))).toEqual([]);
});

it.each([1, 2])("mutated queries get an answer (seed %i)", async (seed) => {
  const random = seededRandom(seed);
  const { exchange, notes } = openExchange();
  const good = "?User=alice&DeviceId=ApplSIM0001&DeviceType=iPhone&Cmd=Ping&ItemId=5%3A1";
  const base64 = "?eRIJBAtBcHBsU0lNMDAwMQAGaVBob25l";
  for (let round = 0; round < ROUNDS; round++) {
    const letters = [...random.pick([good, base64])];
    for (let flips = random.below(3); flips >= 0; flips--) {
      const at = 1 + random.below(letters.length - 1);
      letters[at] = String.fromCharCode(33 + random.below(94)).replace("#", "");
    }
    const { status } = await ask(exchange, "Ping", {
      query: letters.join(""),
      headers: { "ms-asprotocolversion": random.pick(["12.1", "2.5", null]) },
    });
    expect([200, 400, 500, 501, 505]).toContain(status);
  }
  expect(notes.filter((note) => note.includes("the server failed"))).toEqual([]);
});
