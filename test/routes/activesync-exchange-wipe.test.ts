// A wipe that Exchange orders: found wherever it shows, taken over as a life, delivered, and the phone's true word handed
// back; beside our own; taken back; with Exchange failing at each step (MS-ASPROV 3.1.5.1.2, 3.2.5.1.2; MS-ASCMD 2.2.2).
import { describe, expect, test } from "vitest";
import type { WipeScope } from "../../worker/core/wipe.ts";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  exchange2007,
  type Gateway,
  isAccepted,
  START,
} from "./activesync-support.ts";
import { ask, POLICY, provisionWith, typeOf, wiped, withKey } from "./provision-support.ts";

const { start, seen } = gatewayPerTest();

const TAGS = {
  device: "Provision:RemoteWipe",
  account: "Provision:AccountOnlyRemoteWipe",
} as const;
const accountWiped = (status: string) =>
  el("Provision:Provision", el(TAGS.account, el("Provision:Status", status)));

/** An Exchange whose administrator can order a wipe, and which knows what the phone said. */
function wipingExchange(how: { demand?: "449" | "403" | "140" | "provision" } = {}) {
  const state = {
    orders: undefined as WipeScope | undefined,
    words: [] as string[],
    disabled: false,
    /** Provision requests that are cut off before an answer. */
    resets: 0,
  };
  const answer: Answer = (request, response) => {
    if (state.disabled || !isAccepted(request.headers.authorization))
      return void response.writeHead(401).end();
    if (request.url.includes("Cmd=Provision")) {
      if (state.resets-- > 0) return void response.destroy();
      return void response.end(provisioned(decode(request.body)));
    }
    const demand = how.demand ?? "provision";
    if (!state.orders || demand === "provision" || request.method === "OPTIONS")
      return exchange2007(request, response);
    if (demand !== "140") return void response.writeHead(Number(demand)).end();
    const status = el("FolderHierarchy:Status", "140");
    response.setHeader("Content-Type", "application/vnd.ms-sync.wbxml");
    response.end(encode(el("FolderHierarchy:FolderSync", status)));
  };
  const provisioned = (root: Node): Uint8Array => {
    for (const [scope, tag] of Object.entries(TAGS)) {
      const said = path(root, tag);
      if (!said) continue;
      const status = text(said, "Provision:Status") ?? "";
      state.words.push(`${scope} ${status}`);
      if (status === "1") state.orders = undefined;
      return encode(el("Provision:Provision", el("Provision:Status", "1")));
    }
    const order = state.orders ? [el(TAGS[state.orders])] : [];
    return encode(el("Provision:Provision", el("Provision:Status", "1"), ...order));
  };
  return { state, answer };
}

const orderIn = (root: Node | undefined): WipeScope | undefined =>
  root && child(root, TAGS.device)
    ? "device"
    : root && child(root, TAGS.account)
      ? "account"
      : undefined;

/** The phone was admitted before; then Exchange's administrator orders. */
async function ordered(
  exchange: ReturnType<typeof wipingExchange>,
  setting: Parameters<typeof start>[0] = {},
  scope: WipeScope = "device",
): Promise<Gateway> {
  const gateway = await start({ exchange: exchange.answer, ...setting });
  await gateway.request(setting.easPolicy ? {} : withKey("0"));
  exchange.state.orders = scope;
  await gateway.clock.advance(5001);
  return gateway;
}

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
