// A wipe of Exchange's beside our own, taken back, or of the account alone: the phone hears one order, the right one, and
// whoever ordered hears its word (MS-ASPROV 2.2.2.1, 3.2.5.1.2).
import { describe, expect, test } from "vitest";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { START } from "./activesync-support.ts";
import { ask, provisionWith, wiped, withKey } from "./provision-support.ts";

import { accountWiped, orderedBy, orderIn, wipingExchange } from "./wiping-exchange.ts";

const { start } = gatewayPerTest();
type More = Parameters<typeof orderedBy> extends [unknown, ...infer Rest] ? Rest : never;
const ordered = (...on: More) => orderedBy(start, ...on);

describe("a wipe that Exchange orders beside ours", () => {
  test("is one order to the phone, and both hear its word", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    wipeStep(gateway.kept, "request", START);
    expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
    expect(gateway.kept.wipe).toMatchObject({ requestedBy: "bob", exchange: { scope: "device" } });
    await provisionWith(gateway, wiped("1"));
    expect(exchange.state.words).toEqual(["device 1"]);
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });

  test("also if Exchange orders it only after our order went out", async () => {
    const exchange = wipingExchange();
    const gateway = await start({ exchange: exchange.answer });
    await gateway.request(withKey("0"));
    wipeStep(gateway.kept, "request", START);
    await gateway.clock.advance(5001);
    await provisionWith(gateway, ask());
    exchange.state.orders = "device";
    await provisionWith(gateway, wiped("1"));
    expect(exchange.state.words).toEqual(["device 1"]);
    expect(gateway.kept.events.map(({ event }) => event)).toEqual(["wipe-told-to-exchange"]);
  });

  test("makes the whole phone of our account alone; and is told in its own form", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    wipeStep(gateway.kept, "request", START, { scope: "account" });
    const told = await provisionWith(gateway, ask(), { version: "16.1" });
    expect(orderIn(told.root)).toBe("device");
    exchange.state.orders = "account";
    await provisionWith(gateway, wiped("1"), { version: "16.1" });
    expect(exchange.state.words).toEqual(["device 1"]);
  });

  test("does not hold ours up when Exchange is away", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    wipeStep(gateway.kept, "request", START);
    exchange.state.resets = 9;
    expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
  });
});

describe("an order that Exchange takes back", () => {
  test("is not handed out, and the phone is let in again", async () => {
    const exchange = wipingExchange({ demand: "403" });
    const gateway = await ordered(exchange);
    await gateway.request(withKey("0"));
    expect(gateway.kept.wipe?.state).toBe("armed");
    exchange.state.orders = undefined;
    const asked = await provisionWith(gateway, ask());
    expect([asked.status, orderIn(asked.root)]).toEqual(["1", undefined]);
    expect(gateway.kept.wipe?.state).toBe("cancelled");
    await gateway.clock.advance(5001);
    expect((await gateway.request(withKey("0"))).status).toBe(200);
  });

  test("leaves ours standing", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange);
    wipeStep(gateway.kept, "request", START);
    wipeStep(gateway.kept, "demand", START, { scope: "device" });
    exchange.state.orders = undefined;
    expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
    expect(gateway.kept.wipe).not.toHaveProperty("exchange");
  });

  test("cannot be known while Exchange is away: the phone waits, and is not erased meanwhile", async () => {
    const exchange = wipingExchange({ demand: "403" });
    const gateway = await ordered(exchange);
    await gateway.request(withKey("0"));
    exchange.state.resets = 1;
    expect((await provisionWith(gateway, ask())).http).toBe(503);
    expect(gateway.kept.wipe?.state).toBe("armed");
    expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
  });

  test("stands if the account was disabled since: the leaver's phone is erased", async () => {
    const exchange = wipingExchange({ demand: "403" });
    const gateway = await ordered(exchange);
    await gateway.request(withKey("0"));
    exchange.state.disabled = true;
    expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });
});

describe("a wipe of the account alone", () => {
  test("that Exchange orders for 16.1 goes out and comes back as that", async () => {
    const exchange = wipingExchange();
    const gateway = await ordered(exchange, {}, "account");
    const version = "16.1";
    expect(orderIn((await provisionWith(gateway, ask(), { version })).root)).toBe("account");
    expect((await provisionWith(gateway, accountWiped("1"), { version })).status).toBe("1");
    expect(exchange.state.words).toEqual(["account 1"]);
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });

  test("of ours goes to 16.1 alone: an older phone would erase itself", async () => {
    for (const [version, expected] of [
      ["16.1", "account"],
      ["16.0", undefined],
      ["12.1", undefined],
    ] as const) {
      const gateway = await start({ exchange: wipingExchange().answer });
      wipeStep(gateway.kept, "request", START, { scope: "account" });
      const told = await provisionWith(gateway, ask(), { version });
      expect([version, orderIn(told.root), gateway.kept.wipe?.orders]).toEqual([
        version,
        expected,
        expected ? 1 : 0,
      ]);
    }
  });

  test("is done as well by a phone that erased all of itself", async () => {
    const gateway = await start({ exchange: wipingExchange().answer });
    wipeStep(gateway.kept, "request", START, { scope: "account" });
    await provisionWith(gateway, ask(), { version: "16.1" });
    await provisionWith(gateway, wiped("1"), { version: "16.1" });
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });
});
