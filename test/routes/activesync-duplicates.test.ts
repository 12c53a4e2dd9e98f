// The phone's requests that arrive twice, at once or late, and answers of Exchange that are overtaken by newer requests
// (mobile networks repeat and reorder). The rules: a repeated request gets the same answer, an old word changes nothing,
// and the gateway itself sends nothing twice.
import type { ServerResponse } from "node:http";
import { describe, expect, test, vi } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  changed,
  holdingExchange,
  ping,
  pingBody,
  quiet,
  reply,
  said,
} from "./activesync-ping-support.ts";
import {
  type Answer,
  basic,
  exchange2007,
  type Gateway,
  PASSWORD,
  plainQuery,
  type Setting,
  TOKEN,
} from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisioned,
  provisionWith,
  strictExchange,
  wiped,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";
import { orderedBy, wipingExchange } from "./wiping-exchange.ts";

const { start, seen } = gatewayPerTest();
const MINUTE = 60_000;

/** An Exchange that keeps commands with header X-Hold until they are released; all others at once. */
function slowExchange(answer: Answer) {
  const kept: { request: Parameters<Answer>[0]; response: ServerResponse }[] = [];
  const exchange: Answer = (request, response) => {
    if (request.headers["x-hold"]) kept.push({ request, response });
    else answer(request, response);
  };
  return { exchange, kept };
}
const held = (kept: readonly unknown[]) =>
  vi.waitFor(() => expect(kept.length).toBe(1), { timeout: 5000, interval: 1 });

describe("Provision", () => {
  const begun = async (setting: Setting = { easPolicy: POLICY }) => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start(Object.assign(setting, { exchange: exchange.answer }));
    const { key = "" } = await provisionWith(gateway, ask());
    const final = (await provisionWith(gateway, acknowledge(key), { key })).key ?? "";
    return { gateway, setting, state: exchange.state, offerKey: key, final };
  };
  const passes = async (gateway: Gateway, key: string) =>
    (await gateway.request(withKey(key))).status === 200;

  test("asked for once more, late, leaves the key that the phone has", async () => {
    const { gateway, final } = await begun();
    const late = await provisionWith(gateway, ask());
    expect([late.policyStatus, late.key === final, await passes(gateway, final)]).toEqual([
      "1",
      false,
      true,
    ]);
  });

  test("acknowledged once more, late, gives the same key, and Exchange hears nothing", async () => {
    const { gateway, state, offerKey, final } = await begun();
    const before = state.acknowledged.length;
    await gateway.clock.advance(30 * MINUTE);
    for (let times = 0; times < 3; times++)
      expect((await provisionWith(gateway, acknowledge(offerKey))).key).toBe(final);
    expect([state.acknowledged.length, await passes(gateway, final)]).toEqual([before, true]);
  });

  test("acknowledged late for a document that is no longer the newest: wrong key, and the newer one stays", async () => {
    const { gateway, setting, offerKey, final } = await begun();
    setting.easPolicy = { ...POLICY, easMinPasswordLength: 8 };
    await gateway.clock.advance(5001);
    const newer = await provisioned(gateway);
    expect(newer).not.toBe(final);
    const late = await provisionWith(gateway, acknowledge(offerKey));
    expect([late.policyStatus, late.key]).toEqual(["5", undefined]);
    expect(await passes(gateway, newer)).toBe(true);
  });

  test("in both phases at once, twice each, ends in one key that passes", async () => {
    const { gateway } = await begun();
    const offers = await Promise.all([1, 2].map(() => provisionWith(gateway, ask())));
    const acks = await Promise.all(
      offers.map(({ key = "" }) => provisionWith(gateway, acknowledge(key), { key })),
    );
    const keys = new Set(acks.map(({ key }) => key).filter((key) => key !== undefined));
    expect([keys.size, await passes(gateway, [...keys][0] ?? "")]).toEqual([1, true]);
  });

  test("whose demand by Exchange comes late, after the phone followed it, ends in the same key", async () => {
    const strict = strictExchange({ DevicePasswordEnabled: "1" });
    const { exchange, kept } = slowExchange(strict.answer);
    const gateway = await start({ easPolicy: POLICY, exchange });
    const key = await provisioned(gateway);
    const { headers } = withKey(key);
    const slow = gateway.request({ headers: { ...headers, "x-hold": "1" } });
    await held(kept);
    expect(await provisioned(gateway)).toBe(key);
    kept[0]?.response.writeHead(449).end();
    expect((await slow).status).toBe(449);
    expect(await passes(gateway, await provisioned(gateway))).toBe(true);
    expect(await passes(gateway, key)).toBe(true);
  });
});

describe("the word on a wipe", () => {
  test("said twice at once, and late, is one end: the tenant and Exchange hear nothing else", async () => {
    const exchange = wipingExchange();
    const gateway = await orderedBy(start, exchange);
    await provisionWith(gateway, ask());
    const words = await Promise.all([1, 2, 3].map(() => provisionWith(gateway, wiped("1"))));
    expect(words.map(({ status }) => status)).toEqual(["1", "1", "1"]);
    const life = gateway.kept.wipe;
    expect([life?.state, life?.orders]).toEqual(["acknowledged", 1]);
    await gateway.clock.advance(MINUTE);
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    await provisionWith(gateway, wiped("2"));
    expect(gateway.kept.wipe).toEqual(life);
    // Once for the word, and once that Exchange heard it.
    expect(gateway.kept.wipes).toEqual(["requested", "ordered", "acknowledged", "acknowledged"]);
    expect(new Set(exchange.state.words)).toEqual(new Set(["device 1"]));
  });
});

describe("the first request of an account", () => {
  test("that comes twice at once is one demand, and one that comes late is no account made anew", async () => {
    const setting: Setting = { easPolicy: POLICY, adapter: { retypedToken: "refuse" } };
    const gateway = await start({ ...setting, exchange: withoutPolicies });
    const twice = await Promise.all([1, 2].map(() => gateway.request(withKey("0"))));
    expect(twice.map(({ status }) => status)).toEqual([449, 449]);
    expect(gateway.kept.handshake.demands?.count).toBe(1);
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    await gateway.clock.advance(30_000);
    expect((await gateway.request(withKey("0"))).status).toBe(449);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    expect([gateway.kept.retyped, gateway.kept.events]).toEqual([
      undefined,
      expect.not.arrayContaining([expect.objectContaining({ event: "account-made-anew" })]),
    ]);
  });
});

describe("a mail", () => {
  const mail = (clientId: string) =>
    encode(
      el(
        "ComposeMail:SendMail",
        el("ComposeMail:ClientId", clientId),
        el("ComposeMail:SaveInSentItems"),
        el("ComposeMail:Mime", "Subject: One\r\n\r\nHello."),
      ),
    );
  const send = (gateway: Gateway, clientId: string, headers: Record<string, string> = {}) =>
    gateway.request({
      query: plainQuery("SendMail"),
      body: mail(clientId),
      headers: { "ms-asprotocolversion": "14.1", ...headers },
    });

  test("that the phone sends twice reaches Exchange twice, to the letter: it knows it by its ClientId", async () => {
    const gateway = await start();
    await Promise.all([send(gateway, "1"), send(gateway, "1")]);
    await send(gateway, "1");
    const bodies = seen().map(({ body }) => body.toString("hex"));
    expect(bodies).toEqual(Array.from({ length: 3 }, () => Buffer.from(mail("1")).toString("hex")));
  });

  test.each([502, 503, 504, 500, 449, 451])(
    "that Exchange answers by %i was sent by the gateway once",
    async (status) => {
      const exchange: Answer = (request, response) =>
        request.url.includes("Cmd=SendMail")
          ? void response.writeHead(status, { "retry-after": "1" }).end()
          : exchange2007(request, response);
      const gateway = await start({ exchange });
      await (await send(gateway, "1")).arrayBuffer();
      await gateway.clock.advance(10 * MINUTE);
      expect(seen()).toHaveLength(1);
    },
  );

  test("whose answer comes after that of a newer one has its own", async () => {
    const { exchange, kept } = slowExchange(exchange2007);
    const gateway = await start({ exchange });
    const slow = send(gateway, "1", { "x-hold": "1" });
    await held(kept);
    const newer = await send(gateway, "2");
    kept[0]?.response.writeHead(200, { "content-length": "0" }).end();
    expect([newer.status, (await slow).status]).toEqual([200, 200]);
    expect([
      (await newer.arrayBuffer()).byteLength > 0,
      (await (await slow).arrayBuffer()).byteLength,
    ]).toEqual([true, 0]);
  });
});

describe("a Ping", () => {
  test("that comes twice at once is held once; one that comes late ends it, and no more than that", async () => {
    const { holds, answer: exchange } = holdingExchange();
    const gateway = await start({ exchange });
    const send = () => said(ping(gateway, pingBody(600, "5")));
    const one = send();
    const two = send();
    expect((await Promise.race([one, two])).hex).toBe(quiet.toString("hex"));
    const late = send();
    expect([(await one).hex, (await two).hex]).toEqual([
      quiet.toString("hex"),
      quiet.toString("hex"),
    ]);
    await vi.waitFor(() => expect(holds.filter(({ isGone }) => !isGone)).toHaveLength(1));
    reply(holds.at(-1), changed("5"));
    expect((await late).status).toBe("2");
  });
});

test("a late 401 to an old password does not shut out the new one", async () => {
  const changed = { password: PASSWORD };
  const isGood = (authorization: string | undefined) =>
    Buffer.from((authorization ?? "").slice(6), "base64")
      .toString()
      .endsWith(`:${changed.password}`);
  const { exchange, kept } = slowExchange((request, response) => {
    if (!isGood(request.headers.authorization)) return void response.writeHead(401).end();
    response.setHeader("MS-ASProtocolVersions", "12.1");
    response.end(request.method === "OPTIONS" ? "" : Buffer.from([3, 1, 0x6a, 0, 0, 7, 0x16]));
  });
  const gateway = await start({ exchange });
  expect((await gateway.request({})).status).toBe(200);
  const old = gateway.request({ headers: { "x-hold": "1" } });
  await held(kept);
  changed.password = "changed since";
  const now = { authorization: basic(`${TOKEN}\\alice`, "changed since") };
  expect((await gateway.request(now)).status).toBe(200);
  kept[0]?.response.writeHead(401).end();
  expect((await old).status).toBe(401);
  for (let times = 0; times < 3; times++) {
    expect((await gateway.request(now)).status).toBe(200);
    await gateway.clock.advance(6000);
  }
});
