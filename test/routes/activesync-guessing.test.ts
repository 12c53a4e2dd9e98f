// Passwords tried at the gateway on a device that is known: what was confirmed a moment ago, and what still receives a wipe,
// must not say faster than Exchange and the guard which password is right.
import { describe, expect, test } from "vitest";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  exchange2007,
  type Gateway,
  PASSWORD,
  plainQuery,
  type Setting,
} from "./activesync-support.ts";

const { start } = gatewayPerTest();
const query = plainQuery("FolderSync", {
  user: "alice",
  deviceId: "droid1",
  deviceType: "Android",
});
const send = ({ request }: Gateway, password: string) =>
  request({ query, authorization: basic("alice", password), headers: { "user-agent": "Droid" } });

/** A gateway that lets other clients in, whose guard a test makes slow. */
async function guarded(exchange: Answer = exchange2007) {
  const setting: { -readonly [Name in keyof Setting]: Setting[Name] } = {
    adapter: { onlyProvisioned: false },
    exchange,
  };
  return { setting, gateway: await start(setting) };
}

describe("who tries passwords on a known device", () => {
  test("is slowed down for the right one, too, although it was confirmed a moment ago", async () => {
    const { gateway, setting } = await guarded();
    expect((await send(gateway, PASSWORD)).status).toBe(200);
    setting.waitSeconds = 60;
    for (let guess = 0; guess < 30; guess++)
      expect((await send(gateway, `guess ${guess}`)).status).toBe(503);
    expect((await send(gateway, PASSWORD)).status).toBe(503);
    await gateway.clock.advance(5001);
    expect((await send(gateway, PASSWORD)).status).toBe(503);
  });

  test("costs one call of an object a request while slowed down, one more with a token, in the end none", async () => {
    const { gateway, setting } = await guarded();
    await send(gateway, PASSWORD);
    setting.waitSeconds = 60;
    await send(gateway, "the first");
    const calls = async (name: string, password: string) => {
      gateway.kept.calls.length = 0;
      const authorization = basic(name, password);
      const headers = { "user-agent": "Droid" };
      expect((await gateway.request({ query, authorization, headers })).status).toBe(503);
      return gateway.kept.calls;
    };
    expect(await calls("alice", "another")).toEqual(["device.verified"]);
    const token = `${"B".repeat(26)}\\alice`;
    const withToken = await calls(token, "one more");
    expect(withToken).toEqual(["device.verified", "device.facts"]);
    for (let guess = 0; guess < 20; guess++) await send(gateway, `guess ${guess}`);
    expect(await calls("alice", "the last")).toEqual([]);
  });

  test("costs its phone no mail: Exchange is asked about it afresh, and believed again later", async () => {
    const { gateway, setting } = await guarded();
    await send(gateway, PASSWORD);
    setting.waitSeconds = 60;
    for (let guess = 0; guess < 30; guess++) await send(gateway, `guess ${guess}`);
    // The phone is in another network, which nobody slows down.
    setting.waitSeconds = 0;
    await gateway.clock.advance(60_000);
    const before = gateway.received.length;
    expect((await send(gateway, PASSWORD)).status).toBe(200);
    expect(gateway.received.length).toBe(before + 2);
    await gateway.clock.advance(11 * 60_000);
    await send(gateway, PASSWORD);
    const later = gateway.received.length;
    expect((await send(gateway, PASSWORD)).status).toBe(200);
    expect(gateway.received.length).toBe(later + 1);
  });

  test.each([
    ["while slowed down", 60, 401],
    ["while Exchange is away", 0, 503],
  ])("learns nothing from a wipe that waits, %s", async (_name, waitSeconds, says) => {
    let isEnding = false;
    const { gateway, setting } = await guarded((request, response) => {
      if (isEnding) response.writeHead(says).end();
      else exchange2007(request, response);
    });
    await send(gateway, PASSWORD);
    isEnding = true;
    await gateway.clock.advance(6 * 60_000);
    gateway.kept.verifiers.clear();
    wipeStep(gateway.kept, "request", gateway.clock.now());
    setting.waitSeconds = waitSeconds;
    const right = await send(gateway, PASSWORD);
    const wrong = await send(gateway, "a guess");
    expect([right.status, wrong.status]).toEqual([503, 503]);
  });
});
