// A policy in force: followed at once, renewed in time, costing nothing while it is followed, and never a circle.
import { describe, expect, test } from "vitest";
import { lock } from "../../worker/core/policy.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Setting, START } from "./activesync-support.ts";
import {
  ask,
  POLICY,
  provisioned,
  provisionWith,
  strictExchange,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";

const { start: startWith, seen } = gatewayPerTest();
/** In front of an Exchange without policies, unless the test names another. */
const start = (setting: Setting) =>
  startWith(Object.assign(setting, { exchange: setting.exchange ?? withoutPolicies }));

describe("a policy in force", () => {
  test("is followed at once when it changes: the next request is asked, after five seconds at most", async () => {
    const setting: Setting = { easPolicy: POLICY };
    const gateway = await start(setting);
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    Object.assign(setting, { easPolicy: { ...POLICY, easMinPasswordLength: 8 } });
    await gateway.clock.advance(5000);
    expect((await gateway.request(withKey(key))).status).toBe(449);
    const newer = await provisioned(gateway);
    expect((await gateway.request(withKey(newer))).status).toBe(200);
    expect((await gateway.request(withKey(key))).status).toBe(449);
  });

  test("has one key: a second account of the phone gets the same, and takes none away", async () => {
    const gateway = await start({ easPolicy: POLICY });
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    expect((await gateway.request(withKey("0"))).status).toBe(449);
    expect(await provisioned(gateway)).toBe(key);
    expect((await gateway.request(withKey(key))).status).toBe(200);
  });

  test("that a phone acknowledged elsewhere is known here at once", async () => {
    const gateway = await start({ easPolicy: POLICY });
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    // Another isolate took the acknowledgement of a newer offer.
    const { held } = gateway.kept.handshake;
    if (held) gateway.kept.handshake = { held: { ...held, key: "77" } };
    expect((await gateway.request(withKey("77"))).status).toBe(200);
    expect((await gateway.request(withKey(key))).status).toBe(449);
  });

  test("asks nothing of a phone that is never told the changed setting", async () => {
    const setting: Setting = { easPolicy: POLICY };
    const gateway = await start(setting);
    const key = await provisioned(gateway, "2.5");
    Object.assign(setting, { easPolicy: { ...POLICY, easAllowCamera: true } });
    await gateway.clock.advance(5001);
    gateway.kept.verifiers.clear();
    expect((await gateway.request(withKey(key, "2.5"))).status).toBe(200);
    // It runs the newer version all the same: that one says no more to it.
    const { version } = lock(setting.easPolicy ?? {}, START);
    expect(gateway.kept.devices.at(-1)?.easPolicyVersion).toBe(version);
  });

  test("is asked for anew by a phone that speaks another version from one request to the next", async () => {
    const gateway = await start({ easPolicy: POLICY });
    const key = await provisioned(gateway, "12.1");
    for (const [version, status] of [
      ["12.1", 200],
      ["12.1", 200],
      ["2.5", 449],
      ["12.1", 200],
      ["14.1", 200],
    ] as const)
      expect((await gateway.request(withKey(key, version))).status).toBe(status);
  });

  test("is acknowledged anew when its refresh interval is over", async () => {
    const gateway = await start({ easPolicy: { ...POLICY, easRefreshInterval: 2 } });
    const key = await provisioned(gateway);
    await gateway.clock.advance(2 * 3_600_000 - 1);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    await gateway.clock.advance(1);
    expect((await gateway.request(withKey(key))).status).toBe(449);
    const newer = await provisioned(gateway);
    expect((await gateway.request(withKey(newer))).status).toBe(200);
  });

  test("costs no remote call while a phone shows its key within those seconds", async () => {
    const gateway = await start({ easPolicy: POLICY });
    expect((await gateway.request(withKey("0"))).status).toBe(449);
    const key = await provisioned(gateway);
    await gateway.request(withKey(key));
    await gateway.request(withKey(key));
    const { kept, received } = gateway;
    const before = [kept.admitted.length, kept.keys, received.length];
    for (let times = 0; times < 3; times++)
      expect((await gateway.request(withKey(key))).status).toBe(200);
    expect([kept.admitted.length, kept.keys, received.length - 3]).toEqual(before);
  });

  test("ends in peace, not in a circle: the fourth demand without progress is 503, and recorded", async () => {
    const gateway = await start({ easPolicy: POLICY });
    for (let times = 0; times < 3; times++) {
      expect((await gateway.request(withKey("0"))).status).toBe(449);
      await provisionWith(gateway, ask());
    }
    const answer = await gateway.request(withKey("0"));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"]);
    expect(gateway.kept.refusals).toMatchObject([{ reason: "policy-not-followed" }]);
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
  });

  test("that is taken away leaves Exchange's key in place of ours", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const setting: { easPolicy?: typeof POLICY; exchange: typeof exchange.answer } = {
      easPolicy: POLICY,
      exchange: exchange.answer,
    };
    const gateway = await start(setting);
    const key = await provisioned(gateway);
    delete setting.easPolicy;
    await gateway.clock.advance(5001);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    expect(seen().at(-1)?.headers["x-ms-policykey"]).toBe(exchange.state.key);
    expect((await gateway.request(withKey("12"))).status).toBe(449);
    expect(seen().at(-1)?.headers["x-ms-policykey"]).toBe("12");
  });
});
