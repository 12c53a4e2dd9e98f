// A device that waits is judged again: an order reaches a sleeping phone within a minute, the device's own object sleeps
// on while nothing changes, and of two Pings the newer counts.
import { describe, expect, test } from "vitest";
import { ADAPTER_DEFAULTS } from "../../worker/core/tenant.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  changed,
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
import { type Setting, START } from "./activesync-support.ts";
import { POLICY, provisioned } from "./provision-support.ts";

const { start, logged } = gatewayPerTest();

/** A phone whose Ping of 900 seconds is held. */
async function waiting(setting: Setting = {}, headers: Record<string, string> = {}) {
  const { holds, answer: exchange } = holdingExchange();
  const changing: Setting = { ...setting, exchange };
  const gateway = await start(changing);
  const key = setting.easPolicy ? await provisioned(gateway, headers["ms-asprotocolversion"]) : "0";
  const policyKey = { "x-ms-policykey": key };
  const answer = ping(gateway, pingBody(900, "5"), { headers: { ...policyKey, ...headers } });
  const held = await upstream(holds, 1);
  return { gateway, holds, held, answer, seen: watch(answer), changing };
}

/** The minute within which an order must arrive. */
const MINUTE = 60;

describe("while a Ping is held", () => {
  test("a wipe reaches the phone within a minute, in the words of its version", async () => {
    for (const [version, http, status] of [
      ["2.5", 449, undefined],
      ["12.1", 449, undefined],
      ["14.1", 200, "140"],
      ["16.1", 200, "140"],
    ] as const) {
      const { gateway, answer, held } = await waiting({}, { "ms-asprotocolversion": version });
      await pass(gateway, 40);
      wipeStep(gateway.kept, "request", START);
      await pass(gateway, MINUTE);
      expect(await said(answer)).toMatchObject({ http, status });
      await expect.poll(() => held.isGone).toBe(true);
      await gateway.close();
    }
  });

  test("a block ends it with 403", async () => {
    const { gateway, answer, changing } = await waiting();
    changing.blocked = true;
    await pass(gateway, MINUTE);
    expect((await answer).status).toBe(403);
    expect(gateway.kept.refusals.at(-1)?.reason).toBe("device-blocked");
  });

  test("so does a user who may not use ActiveSync any more", async () => {
    const { gateway, answer, changing } = await waiting();
    changing.easAllowed = false;
    await pass(gateway, MINUTE);
    expect((await answer).status).toBe(403);
    expect(gateway.kept.refusals.at(-1)?.reason).toBe("eas-not-allowed");
  });

  test("a newly Locked policy is demanded of it", async () => {
    const { gateway, answer, changing } = await waiting({}, { "x-ms-policykey": "0" });
    changing.easPolicy = POLICY;
    await pass(gateway, MINUTE);
    expect((await answer).status).toBe(449);
  });

  test("a policy that is Locked anew is demanded of it, by Status 143 from 14.0 on", async () => {
    const version = { "ms-asprotocolversion": "14.1" };
    const { gateway, answer, changing } = await waiting({ easPolicy: POLICY }, version);
    changing.easPolicy = { ...POLICY, easMinPasswordLength: 9 };
    await pass(gateway, MINUTE);
    expect(await said(answer)).toMatchObject({ http: 200, status: "143" });
  });

  test("a policy whose refresh falls due is demanded of it", async () => {
    const policy = { ...POLICY, easRefreshInterval: 1 };
    const { gateway, holds, answer, changing } = await waiting({ easPolicy: policy });
    expect(changing.easPolicy).toBe(policy);
    reply(holds[0], changed("5"));
    await answer;
    await pass(gateway, 3300);
    const key = gateway.kept.handshake.held?.key ?? "";
    const late = ping(gateway, pingBody(900, "5"), { headers: { "x-ms-policykey": key } });
    await upstream(holds, 2);
    await pass(gateway, 400);
    expect((await late).status).toBe(449);
  });

  test("a policy that the phone followed meanwhile ends the Ping that shows the old key as a quiet one", async () => {
    const { gateway, answer, changing } = await waiting({ easPolicy: POLICY });
    changing.easPolicy = { ...POLICY, easMinPasswordLength: 9 };
    await provisioned(gateway);
    await pass(gateway, MINUTE);
    expect(await said(answer)).toMatchObject({ http: 200, status: "1" });
  });

  test("an adapter that leads to another server asks for the folders, any other change for a new Ping", async () => {
    for (const [change, status] of [
      [{ upstream: "https://other.example" }, "7"],
      [{ maxHeartbeat: 300 }, "1"],
    ] as const) {
      const { gateway, answer, held } = await waiting();
      const upstreamNow = `http://${held.request.headers.host}`;
      const running = { ...ADAPTER_DEFAULTS, upstream: upstreamNow, privateUpstream: true };
      gateway.kept.running = { ...running, mailDomain: "acme.test", ...change };
      await pass(gateway, MINUTE);
      expect(await said(answer)).toMatchObject({ http: 200, status });
      await gateway.close();
    }
  });

  test("nothing wakes the device's own object as long as nothing changes", async () => {
    const { gateway, holds, answer } = await waiting();
    const admitted = gateway.kept.admitted.length;
    for (let segment = 1; segment <= 8; segment++) {
      await pass(gateway, 100);
      reply(holds[segment - 1], quiet);
      await upstream(holds, segment + 1);
    }
    expect(gateway.kept.admitted.length).toBe(admitted);
    expect(gateway.kept.heldChecks.length).toBeGreaterThan(13);
    reply(holds[8], changed("5"));
    expect((await said(answer)).status).toBe("2");
  });

  test("many are asked about in one call", async () => {
    const { holds, answer } = holdingExchange();
    const gateway = await start({ exchange: answer, adapter: { onlyProvisioned: false } });
    const answers = Array.from({ length: 20 }, (_, index) =>
      ping(gateway, pingBody(900, "5"), { deviceId: `ApplX${index}` }),
    );
    await upstream(holds, 20);
    const before = gateway.kept.heldChecks.length;
    await pass(gateway, 55);
    const calls = gateway.kept.heldChecks.slice(before);
    expect(calls.length).toBeLessThanOrEqual(4);
    expect(calls).toContain(20);
    for (const hold of holds) reply(hold, changed("5"));
    for (const one of answers) expect((await said(one)).status).toBe("2");
  });

  test("a tenant that cannot be asked ends nobody's wait, and is asked again", async () => {
    const { gateway, answer, seen, changing } = await waiting();
    changing.whileChecking = () => Promise.reject(new Error("overloaded"));
    await pass(gateway, 90);
    expect(seen.answered).toBe(false);
    expect(logged()).toContain("held-check-failed");
    delete changing.whileChecking;
    changing.blocked = true;
    await pass(gateway, MINUTE);
    expect((await answer).status).toBe(403);
  });
});

describe("of two Pings of one device", () => {
  test("the newer ends the older at once, and both are never with Exchange", async () => {
    const { gateway, holds, held, answer } = await waiting();
    const newer = ping(gateway, pingBody(600, "5"));
    expect(await said(answer)).toMatchObject({ http: 200, status: "1" });
    await expect.poll(() => held.isGone).toBe(true);
    const second = await upstream(holds, 2);
    reply(second, changed("5"));
    expect((await said(newer)).status).toBe("2");
  });

  test("the older ends within a minute if the newer is held elsewhere", async () => {
    const { gateway, answer } = await waiting();
    gateway.kept.isSuperseded = true;
    await pass(gateway, MINUTE);
    expect(await said(answer)).toMatchObject({ http: 200, status: "1" });
  });

  test("a Ping of another device of the same user is not one of them", async () => {
    const setting = { adapter: { onlyProvisioned: false } };
    const { gateway, holds, seen } = await waiting(setting);
    const other = ping(gateway, pingBody(600, "5"), { deviceId: "ApplOTHER" });
    await upstream(holds, 2);
    await heard();
    expect(seen.answered).toBe(false);
    reply(holds[1], changed("5"));
    await other;
    expect(seen.answered).toBe(false);
    reply(holds[0], changed("5"));
  });
});

describe("a Ping that comes within the seconds in which its standing is remembered", () => {
  test("is not blind to a wipe of those seconds", async () => {
    const { gateway, holds, answer } = await waiting();
    reply(holds[0], changed("5"));
    await answer;
    wipeStep(gateway.kept, "request", START);
    const second = await said(ping(gateway, pingBody(900, "5")));
    expect(second.http).toBe(403);
  });
});
