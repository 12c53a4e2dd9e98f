// A password that Exchange refused is answered here for a while: the account is not locked by its own phone, nobody is
// kept from a right password, and strangers neither learn nor leave anything.
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
const LOGIN = `${TOKEN}\\alice`;
const MINUTE = 60_000;
const OLD = "Old-Summer-2009";

/** An Exchange that takes one password, which may change, and counts what it is asked. */
function changing(password = OLD) {
  const asked: string[] = [];
  const exchange: Answer = (request, response) => {
    const [, sent = ""] = Buffer.from((request.headers.authorization ?? "").slice(6), "base64")
      .toString()
      .split(":");
    asked.push(sent);
    if (sent !== now.password) return void response.writeHead(401).end();
    exchange2007({ ...request, headers: { authorization: basic("alice", PASSWORD) } }, response);
  };
  const now = { password, asked, exchange };
  return now;
}

const send = ({ request }: Gateway, password: string, query?: string) =>
  request({ authorization: basic(LOGIN, password), ...(query && { query }) });

describe("a phone with an old password", () => {
  test("asks Exchange twice in an hour, then rarer, and never hears more than 401", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    expect((await send(gateway, OLD)).status).toBe(200);
    server.password = "New-Winter-2010";
    server.asked.length = 0;
    for (let minute = 0; minute < 24 * 60; minute += 3) {
      const answer = await send(gateway, OLD);
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
        401,
        'Basic realm="Acme"',
      ]);
      await gateway.clock.advance(3 * MINUTE);
    }
    // 0, 3, 63 minutes, then every two hours.
    expect(server.asked.length).toBe(14);
    const { asked, spared } = gateway.kept.shield;
    expect(asked).toBe(14);
    expect(spared).toBe(480 - 14);
  });

  test("gets its mail at once with another password, also while the old one is refused", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    expect((await send(gateway, OLD)).status).toBe(401);
    expect((await send(gateway, "New-Winter-2010")).status).toBe(200);
    expect((await send(gateway, OLD)).status).toBe(401);
    expect((await send(gateway, "New-Winter-2010")).status).toBe(200);
  });

  test("is asked for once more after the time: an account that was unlocked comes back", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "locked";
    expect((await send(gateway, OLD)).status).toBe(401);
    server.password = OLD;
    expect((await send(gateway, OLD)).status).toBe(401);
    await gateway.clock.advance(30 * MINUTE);
    expect((await send(gateway, OLD)).status).toBe(200);
    expect(gateway.kept.shield.refused).toEqual([]);
  });

  test("is asked for a second time after a minute: one stray 401 of Exchange costs nobody their mail", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "a server that fails once";
    expect((await send(gateway, OLD)).status).toBe(401);
    server.password = OLD;
    await gateway.clock.advance(MINUTE);
    expect((await send(gateway, OLD)).status).toBe(200);
    expect(gateway.kept.shield.refused).toEqual([]);
  });

  test("is asked for a second time once for all of its user's phones, and by one request alone", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    await send(gateway, OLD);
    await gateway.clock.advance(MINUTE);
    server.asked.length = 0;
    await Promise.all([1, 2, 3].map(() => send(gateway, OLD)));
    expect(server.asked).toHaveLength(1);
    // Another of the user's passwords on it, or on another phone.
    await send(gateway, "Older-2008");
    await gateway.clock.advance(2 * MINUTE);
    await send(gateway, "Older-2008");
    expect(server.asked).toEqual([OLD, "Older-2008"]);
  });

  test("is asked for by one request alone, when many come as the time ends", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    await send(gateway, OLD);
    await gateway.clock.advance(31 * MINUTE);
    server.asked.length = 0;
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(gateway, OLD)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(server.asked).toEqual([OLD]);
  });

  test("does not slow down its user's other phone, and costs the guard two failures an hour", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    for (let minute = 0; minute < 60; minute++) {
      await send(gateway, OLD);
      await gateway.clock.advance(MINUTE);
    }
    expect(gateway.kept.guesses.length).toBeLessThanOrEqual(2);
    const query = plainQuery("FolderSync", { deviceId: "APPLOTHER" });
    const other = await gateway.request({
      authorization: basic("alice", "New-Winter-2010"),
      query: query.replace(encodeURIComponent(LOGIN), "alice"),
    });
    expect(other.status).not.toBe(401);
  });

  test("can still be told to erase itself", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    expect((await send(gateway, OLD)).status).toBe(401);
    server.asked.length = 0;
    gateway.kept.wipe = { state: "requested", requestedAt: 0, requestedBy: "bob", orders: 0 };
    await gateway.clock.advance(6000);
    expect((await send(gateway, OLD)).status).not.toBe(401);
    expect(server.asked).toEqual([]);
  });

  test("is asked for at every request where the tenant wants no shield", async () => {
    const server = changing();
    const adapter = { stalePasswordMinutes: 0 };
    const gateway = await start({ exchange: server.exchange, adapter });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    server.asked.length = 0;
    for (const _ of [1, 2, 3]) expect((await send(gateway, OLD)).status).toBe(401);
    expect(server.asked.length).toBe(3);
  });
});

describe("strangers", () => {
  test("make no device's object grow: what they sent is remembered here for minutes only", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    for (const password of ["a", "b", "c", "a", "b", "c"])
      expect((await send(gateway, password)).status).toBe(401);
    expect(gateway.kept.shield.refused).toEqual([]);
    expect(server.asked).toEqual(["a", "b", "c"]);
    await gateway.clock.advance(5 * MINUTE);
    await send(gateway, "a");
    expect(server.asked).toHaveLength(4);
  });

  test("who are slowed down hear of a refused password what they hear of any other", async () => {
    const server = changing();
    const setting = { exchange: server.exchange, waitSeconds: 0 };
    const gateway = await start(setting);
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    await send(gateway, OLD);
    setting.waitSeconds = 60;
    const answers = await Promise.all([send(gateway, OLD), send(gateway, "a guess")]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    const heard = answers.map(({ headers }) => [...headers]);
    expect(heard[0]).toEqual(heard[1]);
  });

  test("push out a phone's old password by three guesses at most, each of which cost a guess", async () => {
    const server = changing();
    const gateway = await start({ exchange: server.exchange });
    await send(gateway, OLD);
    server.password = "New-Winter-2010";
    await send(gateway, OLD);
    for (const guess of ["a", "b", "c", "d"]) await send(gateway, guess);
    expect(gateway.kept.shield.refused).toHaveLength(3);
    expect(gateway.kept.guesses).toHaveLength(4);
  });
});

test("a password that the tenant's own directory refused is asked there again: nobody locks it", async () => {
  const gateway = await start({ adapter: { credentialCheck: "local-directory" } });
  await send(gateway, PASSWORD);
  expect((await send(gateway, "typo")).status).toBe(401);
  expect(gateway.kept.shield.refused).toEqual([]);
});

test("nothing kept says which password it stands for", async () => {
  const server = changing();
  const gateway = await start({ exchange: server.exchange });
  await send(gateway, OLD);
  server.password = "New-Winter-2010";
  await send(gateway, OLD);
  const kept = JSON.stringify(gateway.kept.shield);
  expect(kept).not.toContain(OLD);
  expect(gateway.kept.shield.refused[0]?.verifier).toMatch(/^[A-Za-z0-9+/]{43}=$/);
});
