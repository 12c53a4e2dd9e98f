// Where the gateway is mild: an adapter that only reports, and devices that Exchange knew before. What an administrator
// ordered for a person or a device holds all the same.
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, PASSWORD, plainQuery, START } from "./activesync-support.ts";
import {
  ask,
  POLICY,
  provisioned,
  provisionWith,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";

const { start, logged } = gatewayPerTest();
const byHand = {
  authorization: basic("alice", PASSWORD),
  query: plainQuery("FolderSync", { user: "alice" }),
};
const android = {
  ...byHand,
  query: plainQuery("FolderSync", { user: "alice", deviceId: "android1", deviceType: "Android" }),
  headers: { "user-agent": "Android-Mail/6.0" },
};

describe("an adapter that only reports", () => {
  const reporting = { adapter: { reportOnly: true } };

  test("lets a hand-made account and another client through, and records what it would have said", async () => {
    for (const [request, reason] of [
      [byHand, "token-missing"],
      [android, "other-client-denied"],
    ] as const) {
      const { request: send, kept } = await start(reporting);
      expect((await send(request)).status).toBe(200);
      expect((await send(request)).status).toBe(200);
      expect(kept.refusals).toMatchObject([{ reason, letThrough: true, user: "alice" }]);
      expect(kept.devices).toMatchObject([{ proof: "none" }]);
      expect(logged()).toContain("eas-let-through");
    }
  });

  test("lets a worthless token through", async () => {
    const { request, kept } = await start({ ...reporting, tokenReason: "token-expired" });
    expect((await request({})).status).toBe(200);
    expect(kept.refusals).toMatchObject([{ reason: "token-expired", letThrough: true }]);
  });

  test("refuses a blocked device and a user without EAS", async () => {
    for (const setting of [{ blocked: true }, { easAllowed: false }]) {
      const { request, kept } = await start({ ...reporting, ...setting });
      expect((await request(byHand)).status).toBe(403);
      expect(kept.refusals[0]).not.toHaveProperty("letThrough");
    }
  });

  test("asks for the policy, and lets through who does not follow", async () => {
    const gateway = await start({ ...reporting, easPolicy: POLICY, exchange: withoutPolicies });
    const statuses: number[] = [];
    for (let times = 0; times < 5; times++) {
      statuses.push((await gateway.request(withKey("0"))).status);
      await provisionWith(gateway, ask());
    }
    expect(statuses).toEqual([449, 449, 449, 200, 200]);
    expect(gateway.kept.refusals[0]).toMatchObject({
      reason: "policy-not-followed",
      letThrough: true,
    });
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
  });
});

describe("a device that Exchange knew before", () => {
  const HOUR = 3_600_000;

  test("needs no proof until its grace is over, whatever kind of client it is", async () => {
    for (const [request, reason] of [
      [byHand, "token-missing"],
      [android, "other-client-denied"],
    ] as const) {
      const { request: send, kept, clock } = await start({ graceUntil: START + HOUR });
      expect((await send(request)).status).toBe(200);
      expect(kept.devices).toMatchObject([{ proof: "grace" }]);
      expect(kept.refusals).toEqual([]);
      await clock.advance(HOUR);
      expect((await send(request)).status).toBe(403);
      expect(kept.refusals).toMatchObject([{ reason }]);
    }
  });

  test("shows its token as soon as it has one", async () => {
    const { request, kept } = await start({ graceUntil: START + HOUR });
    expect((await request({})).status).toBe(200);
    expect(kept.devices).toMatchObject([{ proof: "token" }]);
  });
});
