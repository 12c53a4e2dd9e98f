// Too many requests at once, too many commands, a client that is another one all the time: 503, a time to come back, and
// a reason. Only admitted requests count, a held Ping stands apart, and a failure leaves no count behind.
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  exchange2007,
  type Gateway,
  PASSWORD,
  plainQuery,
  TOKEN,
} from "./activesync-support.ts";

const { start } = gatewayPerTest();
const MINUTE = 60_000;

/** An Exchange that holds every command until it is let go. */
function holding() {
  const held: (() => void)[] = [];
  const exchange: Answer = (request, response) => {
    if (request.method === "OPTIONS") return exchange2007(request, response);
    held.push(() => exchange2007(request, response));
  };
  const letGo = () => {
    for (const answer of held.splice(0)) answer();
  };
  const until = async (count: number) => {
    while (held.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  return { exchange, held, letGo, until };
}

describe("a client that is another one at each request", () => {
  /** Alternates what it says of itself, so that nothing that is remembered of it holds. */
  const another = (count: number, password = PASSWORD) => ({
    query: plainQuery("FolderSync", { deviceType: `iPhone${count}` }),
    headers: { "user-agent": `Apple-iPhone${count}C1/803.148` },
    authorization: basic(`${TOKEN}\\alice`, password),
  });
  const send = async (gateway: Gateway, count: number) => {
    const { status } = await gateway.request(another(count));
    return status;
  };

  test("is judged so often within a minute, then costs neither Exchange nor an object anything", async () => {
    const gateway = await start({});
    for (let count = 0; count < 121; count++) expect(await send(gateway, count)).toBe(200);
    const { received, kept } = gateway;
    const before = [received.length, kept.devices.length];
    kept.calls.length = 0;
    for (let count = 121; count < 400; count++) expect(await send(gateway, count)).toBe(503);
    expect([received.length, kept.devices.length, ...kept.calls]).toEqual(before);
    // With other credentials it is a stranger, who is told nothing of that.
    const stranger = await gateway.request(another(1000, "a guess"));
    expect(stranger.status).toBe(401);
    await gateway.clock.advance(2 * MINUTE);
    expect(await send(gateway, 400)).toBe(200);
  });

  test("is still told within seconds that it is to be erased", async () => {
    const gateway = await start({});
    for (let count = 0; count < 122; count++) await send(gateway, count);
    expect(await send(gateway, 122)).toBe(503);
    gateway.kept.wipe = { state: "requested", requestedAt: 0, requestedBy: "bob", orders: 0 };
    await gateway.clock.advance(5001);
    expect(await send(gateway, 123)).toBe(403);
  });

  test("of whom strangers try passwords is not kept out by them", async () => {
    const gateway = await start({});
    for (let count = 0; count < 200; count++) await gateway.request(another(count, `x${count}`));
    expect(await send(gateway, 1)).toBe(200);
  });
});

describe("too many at once", () => {
  test("a device has as many requests under way as its tenant allows, and hears when to come back", async () => {
    const server = holding();
    const adapter = { maxConcurrentPerDevice: 2 };
    const { request, kept } = await start({ exchange: server.exchange, adapter });
    const two = [request({}), request({})];
    await server.until(2);
    const third = await request({});
    expect(third.status).toBe(503);
    expect(third.headers.get("retry-after")).toBe("10");
    expect(third.headers.get("x-ms-asthrottle")).toBe("OutOfBudgets");
    expect(kept.refusals.map(({ reason }) => reason)).toEqual(["too-many-at-once"]);
    server.letGo();
    expect((await Promise.all(two)).map(({ status }) => status)).toEqual([200, 200]);
    const next = request({});
    await server.until(1);
    server.letGo();
    expect((await next).status).toBe(200);
  });

  test("is written down once a minute, however many there are", async () => {
    const server = holding();
    const adapter = { maxConcurrentPerDevice: 1 };
    const { request, kept } = await start({ exchange: server.exchange, adapter });
    const one = request({});
    await server.until(1);
    for (let n = 0; n < 5; n++) expect((await request({})).status).toBe(503);
    expect(kept.refusals).toHaveLength(1);
    server.letGo();
    await one;
  });

  test("a request that Exchange broke off is no longer under way", async () => {
    const broken: ServerResponse[] = [];
    const exchange: Answer = (request, response) => {
      if (request.method === "OPTIONS") return exchange2007(request, response);
      broken.push(response);
      response.destroy();
    };
    const adapter = { maxConcurrentPerDevice: 1 };
    const { request } = await start({ exchange, adapter });
    for (let n = 0; n < 3; n++) {
      const answer = await request({});
      expect([answer.status, answer.headers.get("x-ms-asthrottle")]).toEqual([503, null]);
    }
    expect(broken.length).toBe(3);
  });

  test("all of a tenant's devices share the tenant's limit", async () => {
    const server = holding();
    const adapter = { maxConcurrentPerTenant: 1, onlyProvisioned: false };
    const { request } = await start({ exchange: server.exchange, adapter });
    const one = request({});
    await server.until(1);
    const query = plainQuery("FolderSync", { deviceId: "APPLSECOND", user: "alice" });
    const other = await request({ query, authorization: basic("alice", "correct horse") });
    expect(other.status).toBe(503);
    server.letGo();
    await one;
  });

  test("strangers with a wrong password keep no device out", async () => {
    const { request } = await start({ adapter: { maxCommandsPerMinute: 3 } });
    for (let n = 0; n < 10; n++)
      await request({ authorization: basic(`${TOKEN}\\alice`, `guess-${n}`) });
    expect((await request({})).status).toBe(200);
  });
});

describe("too many commands", () => {
  test("keep a device out for a while, in its object, and Retry-After counts down", async () => {
    const adapter = { maxCommandsPerMinute: 5, behaviourBlockMinutes: 60 };
    const { request, kept, clock } = await start({ adapter });
    for (let n = 0; n < 5; n++) expect((await request({})).status).toBe(200);
    const stopped = await request({});
    expect(stopped.status).toBe(503);
    expect(stopped.headers.get("retry-after")).toBe("3600");
    expect(stopped.headers.get("x-ms-asthrottle")).toBe("CommandFrequency");
    expect(kept.shield.block?.reason).toBe("too-many-commands");
    expect(kept.events.map(({ event, detail }) => `${event} ${detail}`)).toEqual([
      "kept-out too-many-commands",
    ]);
    await clock.advance(20 * MINUTE);
    expect((await request({})).headers.get("retry-after")).toBe("2400");
    await clock.advance(40 * MINUTE);
    expect((await request({})).status).toBe(200);
  });

  test("count as one device's, whatever version and type it says each time", async () => {
    const { request } = await start({ adapter: { maxCommandsPerMinute: 5 } });
    const statuses: number[] = [];
    for (const version of ["2.5", "12.0", "12.1", "14.0", "12.1", "12.0"])
      statuses.push((await request({ headers: { "ms-asprotocolversion": version } })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 503]);
  });

  test("pass while the adapter only reports, and are written down", async () => {
    const adapter = { maxCommandsPerMinute: 5, reportOnly: true };
    const { request, kept } = await start({ adapter });
    for (let n = 0; n < 8; n++) expect((await request({})).status).toBe(200);
    expect(kept.shield.block).toBeUndefined();
    expect(kept.refusals).toMatchObject([{ reason: "too-many-commands", letThrough: true }]);
  });

  test("an order to erase reaches a device that is kept out", async () => {
    const { request, kept, clock } = await start({ adapter: { maxCommandsPerMinute: 2 } });
    for (let n = 0; n < 3; n++) await request({});
    kept.wipe = { state: "requested", requestedAt: 0, requestedBy: "bob", orders: 0 } as never;
    await clock.advance(6000);
    expect((await request({})).status).not.toBe(503);
  });

  test("a steady phone below the limit is never stopped, whenever its minutes begin", async () => {
    const { request, clock } = await start({ adapter: { maxCommandsPerMinute: 12 } });
    for (let n = 0; n < 60; n++) {
      expect((await request({})).status).toBe(200);
      await clock.advance(5500);
    }
  });
});

describe("a client that is another one all the time", () => {
  test("is kept out from its next judgement on, with its own reason", async () => {
    const adapter = { maxClientChangesPerDay: 2, behaviourBlockMinutes: 30 };
    const { request, kept, clock } = await start({ adapter });
    expect((await request({})).status).toBe(200);
    kept.clientChanges = 2;
    await clock.advance(6000);
    expect((await request({})).status).toBe(200);
    kept.clientChanges = 3;
    await clock.advance(6000);
    const stopped = await request({});
    expect([stopped.status, stopped.headers.get("retry-after")]).toEqual([503, "1800"]);
    expect(stopped.headers.get("x-ms-asthrottle")).toBe("UserAgentsChanges");
    expect(kept.shield.block?.reason).toBe("client-changes-too-often");
    expect(kept.refusals.at(-1)?.reason).toBe("client-changes-too-often");
  });

  test("passes where no limit is set, which is the default", async () => {
    const { request, kept } = await start();
    kept.clientChanges = 100;
    expect((await request({})).status).toBe(200);
  });
});

test("a device in quarantine is held to the limits, too", async () => {
  const adapter = { otherClients: "quarantine", maxCommandsPerMinute: 5 } as const;
  const { request, kept } = await start({ adapter });
  const query = plainQuery("FolderSync", {
    user: "alice",
    deviceId: "droid9",
    deviceType: "Droid",
  });
  const headers = { "user-agent": "Droid" };
  const authorization = basic("alice", "correct horse");
  const statuses: number[] = [];
  for (let count = 0; count < 8; count++)
    statuses.push((await request({ query, headers, authorization })).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 503, 503, 503]);
  expect(kept.shield.block?.reason).toBe("too-many-commands");
});
