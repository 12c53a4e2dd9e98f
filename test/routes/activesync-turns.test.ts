// Turns at Exchange: with a limit of the adapter (maxUpstreamWaits) a held request asks Exchange in its turn alone, waits at
// the gateway otherwise, and gives back what it does not use.
import { describe, expect, test } from "vitest";
import { encode, type Node } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  changed,
  cut,
  heard,
  holdingExchange,
  pass,
  ping,
  pingBody,
  quiet,
  reply,
  said,
  upstream,
  watch,
} from "./activesync-ping-support.ts";
import { type Gateway, plainQuery, type Setting } from "./activesync-support.ts";

const { start, logged } = gatewayPerTest();

/** The first in the line come so often, in seconds. */
const HEAD = 5;

/** A gateway whose tenant's object gives `places` turns at a time. */
async function limited(places: number, more: Setting = {}) {
  const { holds, answer } = holdingExchange();
  const adapter = { maxUpstreamWaits: places, onlyProvisioned: false };
  const gateway = await start({ ...more, adapter, exchange: answer });
  return { gateway, holds };
}

const phone = (gateway: Gateway, name: string, seconds = 900) =>
  ping(gateway, pingBody(seconds, "5"), { deviceId: `Appl${name}` });

/** As limited(), when FIRST has the only turn. */
async function first() {
  const { gateway, holds } = await limited(1);
  const answer = phone(gateway, "FIRST");
  const hold = await upstream(holds, 1);
  return { gateway, holds, answer, hold };
}

const isOf = (name: string) => (hold: { readonly request: { readonly url: string } }) =>
  hold.request.url.includes(`DeviceId=Appl${name}`);

describe("without a limit", () => {
  test("nothing is asked of the tenant's object about turns", async () => {
    const { gateway, holds } = await limited(0);
    const answer = phone(gateway, "FIRST");
    reply(await upstream(holds, 1), changed("5"));
    expect((await said(answer)).status).toBe("2");
    expect([gateway.kept.turnAsks, gateway.kept.turnsOver]).toEqual([[], []]);
  });
});

describe("with a limit", () => {
  test("Exchange is asked when it is the phone's turn, for no longer than that, and again by who is alone", async () => {
    const { gateway, holds, answer, hold } = await first();
    expect(hold.seconds).toBe(60);
    for (let turn = 1; turn <= 3; turn++) {
      await pass(gateway, 60);
      reply(holds[turn - 1], quiet);
      expect((await upstream(holds, turn + 1)).seconds).toBe(60);
    }
    reply(holds[3], changed("5"));
    expect(await said(answer)).toMatchObject({ status: "2", folders: ["5"] });
  });

  test("who has no turn waits in silence, and hears Status 1 at its own heartbeat", async () => {
    const { gateway, holds, hold } = await first();
    const second = phone(gateway, "SECOND", 60);
    const seen = watch(second);
    await heard();
    await pass(gateway, 59);
    expect(seen.answered).toBe(false);
    await pass(gateway, 2);
    expect(await said(second)).toMatchObject({ http: 200, status: "1" });
    expect(holds).toEqual([hold]);
  });

  test("news frees the place at once, and the next phone has it seconds later", async () => {
    const { gateway, holds, answer, hold } = await first();
    const second = phone(gateway, "SECOND");
    await heard();
    reply(hold, changed("5"));
    expect((await said(answer)).status).toBe("2");
    await heard();
    expect(gateway.kept.turnsOver).toHaveLength(1);
    await pass(gateway, HEAD + 1);
    const next = await upstream(holds, 2);
    expect(isOf("SECOND")(next)).toBe(true);
    reply(next, changed("5"));
    expect((await said(second)).status).toBe("2");
  });

  test("more phones than places are asked for in turn, never more at a time", async () => {
    const { gateway, holds } = await limited(2);
    const names = ["A", "B", "C", "D", "E"];
    const answers = names.map((name) => phone(gateway, name, 1500));
    await heard();
    const open = () => holds.filter(({ response }) => !response.writableEnded);
    for (let second = 0; second < 400; second += 5) {
      await pass(gateway, 5);
      await heard();
      expect(open().length).toBeLessThanOrEqual(2);
      if (second % 60 === 55) for (const hold of open()) reply(hold, quiet);
    }
    for (const name of names) expect(holds.filter(isOf(name)).length).toBeGreaterThanOrEqual(2);
    await pass(gateway, 1200);
    for (const answer of answers) await said(answer);
  });

  test("a connection that broke counts as held by Exchange until its time is over", async () => {
    const { gateway, holds, hold } = await first();
    const second = phone(gateway, "SECOND");
    await heard();
    await cut(hold);
    await pass(gateway, 80);
    expect(holds).toHaveLength(1);
    await pass(gateway, 15);
    await upstream(holds, 2);
    await pass(gateway, 900);
    await second;
  });

  test("a phone's new Ping does not get past the others while Exchange still holds its old one", async () => {
    const { gateway, holds, answer } = await first();
    const again = phone(gateway, "FIRST");
    expect((await said(answer)).status).toBe("1");
    await heard();
    await pass(gateway, 80);
    expect(holds).toHaveLength(1);
    await pass(gateway, 15);
    reply(await upstream(holds, 2), changed("5"));
    expect((await said(again)).status).toBe("2");
  });

  test("a block reaches a phone that waits for its turn", async () => {
    const setting: { -readonly [Name in keyof Setting]: Setting[Name] } = {};
    const { holds, answer: exchange } = holdingExchange();
    Object.assign(setting, { exchange, adapter: { maxUpstreamWaits: 1, onlyProvisioned: false } });
    const gateway = await start(setting);
    const answer = phone(gateway, "FIRST");
    await upstream(holds, 1);
    const second = phone(gateway, "SECOND");
    await heard();
    setting.blocked = true;
    await pass(gateway, 60);
    expect((await second).status).toBe(403);
    expect((await answer).status).toBe(403);
    expect(holds).toHaveLength(1);
  });
});

describe("a tenant's object that is away", () => {
  test("gives no turn, so that Exchange is not asked until it answers", async () => {
    let isAway = true;
    const { gateway, holds } = await limited(1, {
      whileAskingForTurn: () =>
        isAway ? Promise.reject(new Error("overloaded")) : Promise.resolve(),
    });
    const answer = phone(gateway, "FIRST");
    await heard();
    await pass(gateway, 200);
    expect(holds).toEqual([]);
    expect(logged()).toContain("held-turn-failed");
    isAway = false;
    await pass(gateway, 15);
    reply(await upstream(holds, 1), changed("5"));
    expect((await said(answer)).status).toBe("2");
  });

  test("and gives a turn that comes late gets it back unused", async () => {
    let release: (() => void) | undefined;
    const { gateway, holds } = await limited(1, {
      whileAskingForTurn: async () => {
        if (release) return;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    });
    const answer = phone(gateway, "FIRST");
    await heard();
    await pass(gateway, 7);
    expect(holds).toEqual([]);
    release?.();
    await heard();
    expect(gateway.kept.turnsOver).toHaveLength(1);
    // It asks for another.
    reply(await upstream(holds, 1), changed("5"));
    expect((await said(answer)).status).toBe("2");
  });
});

describe("a Sync", () => {
  const WAIT = el("AirSync:Wait", "5");
  const collection = (...more: readonly Node[]) =>
    el(
      "AirSync:Collections",
      el(
        "AirSync:Collection",
        el("AirSync:SyncKey", "7"),
        el("AirSync:CollectionId", "5"),
        ...more,
      ),
    );
  const send = (gateway: Gateway, root: ReturnType<typeof el>) =>
    gateway.request({
      query: plainQuery("Sync", { deviceId: "ApplSYNC" }),
      body: encode(root),
      headers: { "ms-asprotocolversion": "14.1" },
    });

  test("that only waits has turns as a Ping has", async () => {
    const { gateway, holds, answer: other, hold } = await first();
    const answer = send(gateway, el("AirSync:Sync", collection(), WAIT));
    await heard();
    expect(holds).toHaveLength(1);
    expect(gateway.kept.turnAsks[1]).toMatchObject({ kind: "Sync", seconds: 60 });
    reply(hold, changed("5"));
    await other;
    await pass(gateway, HEAD + 1);
    const news = Buffer.from(encode(el("AirSync:Sync", el("AirSync:Status", "1"))));
    reply(await upstream(holds, 2), news);
    expect((await answer).status).toBe(200);
  });

  test("that brings changes is never held back", async () => {
    const { gateway, holds } = await first();
    const changes = el("AirSync:Commands", el("AirSync:Delete", el("AirSync:ServerId", "5:1")));
    const answer = send(gateway, el("AirSync:Sync", collection(changes), WAIT));
    reply(await upstream(holds, 2), "");
    expect((await answer).status).toBe(200);
  });
});
