// A wipe that Exchange orders: found wherever it shows, taken over as a life, delivered, and the phone's true word handed
// back; beside our own; taken back; with Exchange failing at each step (MS-ASPROV 3.1.5.1.2, 3.2.5.1.2; MS-ASCMD 2.2.2).
import { describe, expect, test } from "vitest";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import type { Answer } from "./activesync-support.ts";
import { ask, POLICY, provisionWith, typeOf, wiped, withKey } from "./provision-support.ts";

import { orderedBy, orderIn, wipingExchange } from "./wiping-exchange.ts";

const { start, seen } = gatewayPerTest();
type More = Parameters<typeof orderedBy> extends [unknown, ...infer Rest] ? Rest : never;
const ordered = (...on: More) => orderedBy(start, ...on);

describe("a wipe that Exchange orders is found", () => {
  test.each([
    ["under our policy", { easPolicy: POLICY }, "12.1"],
    ["without one", {}, "12.1"],
    ["in 2.5", {}, "2.5"],
    ["in 16.1", {}, "16.1"],
  ])(
    "in Provision, %s: a life, delivered, and its word handed back",
    async (_, setting, version) => {
      const exchange = wipingExchange();
      const gateway = await ordered(exchange, setting);
      const told = await provisionWith(gateway, ask(typeOf(version)), { version });
      expect([told.http, told.status, orderIn(told.root)]).toEqual([200, "1", "device"]);
      expect(gateway.kept.wipe).toMatchObject({
        state: "ordered",
        origin: "exchange",
        requestedBy: "exchange",
        orderedTo: "203.0.113.7",
        orders: 1,
      });
      const done = await provisionWith(gateway, wiped("1"), { version });
      expect([done.status, orderIn(done.root)]).toEqual(["1", undefined]);
      expect(exchange.state.words).toEqual(["device 1"]);
      expect(gateway.kept.wipes).toEqual(["requested", "ordered", "acknowledged", "acknowledged"]);
      expect(gateway.kept.wipe?.exchange?.toldAt).toBe(gateway.clock.now());
      await gateway.request(withKey("0", version));
      expect(gateway.kept.refusals.at(-1)?.reason).toBe("device-wiped");
    },
  );

  test.each([
    ["403", "2.5", undefined, 403],
    ["403", "12.1", "0", 449],
    ["140", "14.1", "0", 200],
    ["140", "16.1", "0", 200],
  ] as const)(
    "behind %s in %s: armed at once, the phone sent to fetch it",
    async (demand, version, key, http) => {
      const exchange = wipingExchange({ demand });
      const gateway = await ordered(exchange);
      const told = await gateway.request({
        headers: { "ms-asprotocolversion": version, ...(key && { "x-ms-policykey": key }) },
      });
      expect(told.status).toBe(http);
      expect(gateway.kept.wipes).toEqual(["requested", "armed"]);
      const order = await provisionWith(gateway, ask(typeOf(version)), { version });
      expect(orderIn(order.root)).toBe("device");
    },
  );

  test("behind 449, at the Provision that follows it", async () => {
    const exchange = wipingExchange({ demand: "449" });
    const gateway = await ordered(exchange);
    expect((await gateway.request(withKey("0"))).status).toBe(449);
    expect(orderIn((await provisionWith(gateway, el("Provision:Provision"))).root)).toBe("device");
    expect(gateway.kept.wipes).toEqual(["requested", "ordered"]);
  });

  test("not in a 403 for another reason, which is asked about once a minute", async () => {
    const exchange = wipingExchange();
    const forbidding: Answer = (request, response) =>
      request.url.includes("Cmd=FolderSync")
        ? void response.writeHead(403).end()
        : exchange.answer(request, response);
    const gateway = await start({ exchange: forbidding });
    for (let time = 0; time < 3; time++) {
      expect((await gateway.request(withKey("0"))).status).toBe(403);
      await gateway.clock.advance(10_000);
    }
    expect(seen().filter(({ url }) => url.includes("Cmd=Provision"))).toHaveLength(1);
    await gateway.clock.advance(60_000);
    await gateway.request(withKey("0"));
    expect(seen().filter(({ url }) => url.includes("Cmd=Provision"))).toHaveLength(2);
    expect(gateway.kept.wipe).toBeUndefined();
  });
});

describe("the word on a wipe of Exchange's", () => {
  test("is the phone's own: a refusal is handed on as one, and a later success, too", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    await provisionWith(gateway, ask());
    const refused = await provisionWith(gateway, wiped("2"));
    expect([refused.status, orderIn(refused.root)]).toEqual(["2", "device"]);
    expect(exchange.state.words).toEqual(["device 2"]);
    expect(gateway.kept.wipe?.state).toBe("refused");
    await provisionWith(gateway, wiped("1"));
    expect(exchange.state.words).toEqual(["device 2", "device 1"]);
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });

  test("is never made up: until the phone speaks, Exchange hears nothing", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    for (let time = 0; time < 3; time++) await provisionWith(gateway, ask());
    expect(exchange.state.words).toEqual([]);
    expect(gateway.kept.wipe).toMatchObject({ state: "ordered", orders: 3 });
  });

  test("that Exchange's reset swallowed is said again at once", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    await provisionWith(gateway, ask());
    exchange.state.resets = 1;
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect(exchange.state.words).toEqual(["device 1"]);
  });

  test("that Exchange could not hear is owed, and handed on when the phone repeats it", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    await provisionWith(gateway, ask());
    exchange.state.resets = 2;
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect(gateway.kept.wipe).toMatchObject({ state: "acknowledged" });
    expect(gateway.kept.wipe?.exchange).not.toHaveProperty("toldAt");
    for (let time = 0; time < 2; time++)
      expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect(exchange.state.words).toEqual(["device 1"]);
    // Whatever else an erased phone asks of Provision, it stays out.
    expect((await provisionWith(gateway, ask())).http).toBe(403);
    expect(gateway.kept.refusals.at(-1)?.reason).toBe("device-wiped");
  });

  test("that comes before any order goes to Exchange as it came", async () => {
    const exchange = wipingExchange();
    const gateway = await start({ exchange: exchange.answer });
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect([exchange.state.words, gateway.kept.wipe]).toEqual([["device 1"], undefined]);
  });
});
