// Sync that asks to be held: bounds, a wait made short for Exchange, and changes of the phone that reach Exchange exactly
// once (MS-ASCMD 2.2.1.21, 2.2.3.182).
import { describe, expect, test } from "vitest";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { el, text } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  cut,
  type HeldUpstream,
  holdingExchange,
  pass,
  reply,
  upstream,
  watch,
} from "./activesync-ping-support.ts";
import { type Gateway, plainQuery, type Setting, START } from "./activesync-support.ts";

const { start } = gatewayPerTest();

const collection = (key: string, ...more: readonly Node[]) =>
  el("AirSync:Collection", el("AirSync:SyncKey", key), el("AirSync:CollectionId", "5"), ...more);
const DELETE = el("AirSync:Commands", el("AirSync:Delete", el("AirSync:ServerId", "5:1")));
const sync = (wait: Node | null, ...collections: readonly Node[]) =>
  el("AirSync:Sync", el("AirSync:Collections", ...collections), ...(wait ? [wait] : []));
const minutes = (value: number) => el("AirSync:Wait", String(value));
const seconds = (value: number) => el("AirSync:HeartbeatInterval", String(value));

const BOTH = el(
  "AirSync:Sync",
  el("AirSync:Collections", collection("7")),
  minutes(5),
  seconds(60),
);

const send = (gateway: Gateway, root: Node | null, version = "14.1") =>
  gateway.request({
    query: plainQuery("Sync"),
    body: root ? encode(root) : new Uint8Array(0),
    headers: { "ms-asprotocolversion": version },
  });

async function holding() {
  const { holds, answer } = holdingExchange();
  const setting: Setting = { exchange: answer };
  return { gateway: await start(setting), holds, setting };
}

const treeOf = ({ request }: HeldUpstream) => decode(request.body);
const waitOf = (hold: HeldUpstream) => {
  const root = treeOf(hold);
  return text(root, "AirSync:Wait") ?? text(root, "AirSync:HeartbeatInterval");
};
const NEWS = Buffer.from(encode(sync(null, collection("8", el("AirSync:Status", "1")))));

describe("the wait of a Sync", () => {
  test.each<[Node, string, string]>([
    [minutes(40), "12.1", "28"],
    [minutes(59), "14.1", "28"],
    [seconds(30), "14.0", "60"],
    [seconds(3000), "16.1", "1680"],
  ])("out of bounds is told the nearest one", async (wait, version, limit) => {
    const { gateway, holds } = await holding();
    const answer = await send(gateway, sync(wait, collection("7")), version);
    const root = decode(new Uint8Array(await answer.arrayBuffer()));
    expect([text(root, "AirSync:Status"), text(root, "AirSync:Limit")]).toEqual(["14", limit]);
    expect(holds).toEqual([]);
  });

  test.each<[string, Node, string]>([
    ["a Sync without one", sync(null, collection("7")), "14.1"],
    ["both elements at once", BOTH, "14.1"],
    ["one of no time", sync(minutes(0), collection("7")), "14.1"],
    ["HeartbeatInterval before 14.0", sync(seconds(3000), collection("7")), "12.1"],
    ["Wait before 12.1", sync(minutes(59), collection("7")), "12.0"],
  ])("is not looked into: %s", async (_name, root, version) => {
    const { gateway, holds } = await holding();
    const answer = send(gateway, root, version);
    const hold = await upstream(holds, 1);
    expect(hold.request.body.equals(Buffer.from(encode(root)))).toBe(true);
    reply(hold, NEWS);
    expect(Buffer.from(await (await answer).arrayBuffer()).equals(NEWS)).toBe(true);
  });
});

describe("a Sync that only asks", () => {
  test.each<[Node, string, string]>([
    [minutes(3), "12.1", "1"],
    [seconds(180), "14.0", "100"],
  ])(
    "is held in segments with the same keys, and ends without a body",
    async (wait, version, first) => {
      const { gateway, holds } = await holding();
      const answer = send(gateway, sync(wait, collection("7")), version);
      const seen = watch(answer);
      expect(waitOf(await upstream(holds, 1))).toBe(first);
      await pass(gateway, Number(first) * (version === "12.1" ? 60 : 1));
      reply(holds[0] as HeldUpstream, "");
      const second = await upstream(holds, 2);
      expect(treeOf(second)).toEqual({
        ...treeOf(holds[0] as HeldUpstream),
        content: expect.anything(),
      });
      expect(seen.answered).toBe(false);
      await pass(gateway, 180);
      const response = await answer;
      expect([response.status, await response.text()]).toEqual([200, ""]);
      expect(response.headers.get("content-length")).toBe("0");
    },
  );

  test("hears of news in Exchange's own bytes, whatever their length", async () => {
    const { gateway, holds } = await holding();
    for (const [index, news] of [NEWS, Buffer.concat([NEWS, Buffer.alloc(200_000, 7)])].entries()) {
      const answer = send(gateway, sync(minutes(10), collection("7")));
      const hold = await upstream(holds, index * 2 + 1);
      await pass(gateway, 60);
      reply(hold, "");
      reply(await upstream(holds, index * 2 + 2), news);
      expect(Buffer.from(await (await answer).arrayBuffer()).equals(news)).toBe(true);
    }
  });

  test("is begun anew after a cut, because its keys have not moved", async () => {
    const { gateway, holds } = await holding();
    const answer = send(gateway, sync(minutes(10), collection("7")));
    await cut(await upstream(holds, 1));
    await pass(gateway, 5);
    reply(await upstream(holds, 2), NEWS);
    expect((await answer).status).toBe(200);
  });

  test("keeps to the Limit of an Exchange with other bounds", async () => {
    const { gateway, holds } = await holding();
    const answer = send(gateway, sync(seconds(600), collection("7")));
    const refusal = el("AirSync:Sync", el("AirSync:Status", "14"), el("AirSync:Limit", "80"));
    reply(await upstream(holds, 1), Buffer.from(encode(refusal)));
    expect(waitOf(await upstream(holds, 2))).toBe("80");
    reply(holds[1] as HeldUpstream, NEWS);
    expect((await answer).status).toBe(200);
  });

  test("is ended by a wipe", async () => {
    const { gateway, holds } = await holding();
    const answer = send(gateway, sync(minutes(10), collection("7")), "12.1");
    const hold = await upstream(holds, 1);
    wipeStep(gateway.kept, "request", START);
    await pass(gateway, 60);
    expect((await answer).status).toBe(403);
    await expect.poll(() => hold.isGone).toBe(true);
  });

  test("without a body goes on as the last one said", async () => {
    const { gateway, holds } = await holding();
    const first = send(gateway, sync(minutes(3), collection("7")));
    reply(await upstream(holds, 1), NEWS);
    await first;
    const answer = send(gateway, null);
    const seen = watch(answer);
    for (const count of [2, 3]) {
      const hold = await upstream(holds, count);
      expect(hold.request.body.length).toBe(0);
      await pass(gateway, 60);
      reply(hold, "");
      expect(seen.answered).toBe(false);
    }
    reply(await upstream(holds, 4), NEWS);
    expect(Buffer.from(await (await answer).arrayBuffer()).equals(NEWS)).toBe(true);
  });
});

describe("a Sync that brings changes", () => {
  test.each<[string, Node]>([
    ["commands", collection("7", DELETE)],
    ["a folder that begins anew", collection("0")],
  ])("(%s) reaches Exchange exactly once, with a short wait", async (_name, brought) => {
    const { gateway, holds } = await holding();
    const answer = send(gateway, sync(minutes(10), collection("6"), brought));
    const hold = await upstream(holds, 1);
    expect(waitOf(hold)).toBe("1");
    await pass(gateway, 60);
    reply(hold, "");
    const response = await answer;
    expect([response.status, await response.text()]).toEqual([200, ""]);
    await pass(gateway, 120);
    expect(holds).toHaveLength(1);
  });

  test("is not sent again after a cut: the phone does that, and knows how", async () => {
    const { gateway, holds } = await holding();
    const answer = send(gateway, sync(minutes(10), collection("7", DELETE)));
    await cut(await upstream(holds, 1));
    expect((await answer).status).toBe(503);
    await pass(gateway, 60);
    expect(holds).toHaveLength(1);
  });
});

describe("data that comes late", () => {
  test.each<[string, Node]>([
    ["a Sync that only asks", collection("7")],
    ["a Sync that brings changes", collection("7", DELETE)],
    ["a Sync without a wait", collection("8")],
  ])("reaches nobody who was blocked meanwhile: %s", async (name, asked) => {
    const { gateway, holds, setting } = await holding();
    const wait = name.endsWith("without a wait") ? null : minutes(10);
    const answer = send(gateway, sync(wait, asked), "14.1");
    const hold = await upstream(holds, 1);
    await pass(gateway, 10);
    setting.blocked = true;
    reply(hold, NEWS);
    const root = decode(new Uint8Array(await (await answer).arrayBuffer()));
    expect(text(root, "AirSync:Status")).toBe("129");
  });

  test("reaches nobody who came into quarantine, or is to be erased", async () => {
    for (const [happens, says] of [
      ["quarantine", "12"],
      ["wipe", "140"],
    ] as const) {
      const { gateway, holds, setting } = await holding();
      const answer = send(gateway, sync(minutes(10), collection("7")), "14.1");
      const hold = await upstream(holds, 1);
      await pass(gateway, 10);
      const rule = { id: "1", characteristic: "deviceType", value: "iPhone", level: "quarantine" };
      if (happens === "wipe") wipeStep(gateway.kept, "request", START);
      else setting.admission = { access: rule } as Setting["admission"] & object;
      reply(hold, NEWS);
      const root = decode(new Uint8Array(await (await answer).arrayBuffer()));
      expect([happens, text(root, "AirSync:Status")]).toEqual([happens, says]);
    }
  });
});
