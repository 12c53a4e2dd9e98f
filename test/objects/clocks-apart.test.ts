// Clocks that are ten minutes apart: an object's clock goes back between two calls (it moved to another machine), and
// objects and isolates disagree. The rules: nothing waits for ever, nothing expires early, the index keeps up with the
// device, and the audit chain is whole.
import { describe, expect, it } from "vitest";
import { brokenLink } from "../../worker/core/audit.ts";
import { hashToken } from "../../worker/core/token.ts";
import type { GateWipeEvent } from "../../worker/objects/handles/device.ts";
import { cancelWipe, wipeDevice } from "../../worker/routes/device-acts.ts";
import { phone } from "./my-site.ts";
import { env, foundTenant, handles, MINUTE, SECOND, START, setClock, stubOf } from "./world.ts";

const APART = 10 * MINUTE;
const PHONE = phone("APPLCLOCK");
const ID = { user: PHONE.user, deviceId: PHONE.deviceId };
const VERIFIER = "verifier";

/** A tenant with one admitted phone; both objects' clocks stand where they are put. */
async function site(name: string) {
  const { tenant, stub } = await foundTenant(name);
  await tenant.noteDevice({ ...PHONE, user: ID.user });
  const device = handles.device(name, ID.user, ID.deviceId);
  const deviceStub = stubOf(env.DEVICE, JSON.stringify([name, ID.user, ID.deviceId]));
  const traits = {
    ...{ deviceId: ID.deviceId, deviceType: "iPhone", userAgent: "Apple-iPhone/705.18" },
    protocolVersion: "12.1",
  };
  const admit = (verifier = VERIFIER) =>
    device.admitted({ tenant: name, user: ID.user, traits, proof: "token", verifier });
  return {
    tenant,
    device,
    admit,
    order: { ...ID, tenant: name, actor: "bob" },
    setTenantClock: (at: number) => setClock(stub, at),
    setDeviceClock: (at: number) => setClock(deviceStub, at),
    /** As the gateway takes a step: the device's object first, then the tenant. */
    step: async (event: GateWipeEvent) => {
      const taken = await device.stepWipe(event, { client: "203.0.113.7" });
      if (taken.ok) await tenant.noteWipe(ID.user, ID.deviceId, taken.wipe, "provost", "");
      return taken.ok;
    },
  };
}

describe("a wipe, while the device's clock goes back by ten minutes", () => {
  it("ordered anew after one that was cancelled is known to the index, step by step", async () => {
    const { tenant, device, order, step, setDeviceClock, admit } = await site("clock-wipe-anew");
    await setDeviceClock(START + APART);
    await admit();
    expect((await wipeDevice(handles, order)).ok).toBe(true);
    expect((await cancelWipe(handles, order)).ok).toBe(true);
    await setDeviceClock(START);
    const index = async () => {
      const line = await tenant.device(ID.user, ID.deviceId);
      return [line?.wipe?.state, line?.state];
    };
    expect((await wipeDevice(handles, order)).ok).toBe(true);
    expect(await index()).toEqual(["requested", "active"]);
    await setDeviceClock(START + 30 * SECOND);
    expect([await step("arm"), await step("order")]).toEqual([true, true]);
    expect(await index()).toEqual(["ordered", "active"]);
    expect(await step("acknowledge")).toBe(true);
    expect(await index()).toEqual(["acknowledged", "blocked"]);
    expect((await device.facts()).state).toBe("blocked");
    const entries = await tenant.audit(0, 100);
    expect(
      entries.map(({ action }) => action).filter((action) => action.startsWith("wipe-")),
    ).toEqual([
      ...["wipe-requested", "wipe-cancelled"],
      ...["wipe-requested", "wipe-armed", "wipe-ordered", "wipe-acknowledged"],
    ]);
    expect(brokenLink(entries)).toBeUndefined();
  });

  it("never says that it ended before it began", async () => {
    const { device, order, step, setDeviceClock, admit } = await site("clock-wipe-times");
    await setDeviceClock(START + APART);
    await admit();
    await wipeDevice(handles, order);
    await setDeviceClock(START);
    for (const event of ["arm", "order", "acknowledge"] as const)
      expect(await step(event)).toBe(true);
    const {
      requestedAt = 0,
      armedAt = 0,
      orderedAt = 0,
      endedAt = 0,
    } = (await device.facts()).wipe ?? {};
    expect([requestedAt, armedAt, orderedAt, endedAt]).toEqual(
      [requestedAt, armedAt, orderedAt, endedAt].toSorted((a, b) => a - b),
    );
  });
});

describe("a profile fetched after the tenant's clock went back", () => {
  it("is the newer one: its token is taken, and the older one's is not any more", async () => {
    const { tenant, setTenantClock } = await site("clock-handouts");
    const [first, second] = [hashToken("A".repeat(26)), hashToken("B".repeat(26))];
    await setTenantClock(START + APART);
    await tenant.handOut(ID.user, first, "1");
    const bind = (hash: string) => tenant.bind(hash, ID.user, ID.deviceId, 0);
    expect(await bind(first)).toMatchObject({ ok: true });
    await setTenantClock(START);
    await tenant.handOut(ID.user, second, "1");
    expect(await bind(second)).toMatchObject({ ok: true, bound: "now" });
    expect(await bind(first)).toEqual({ ok: false, reason: "token-superseded" });
    expect(brokenLink(await tenant.audit(0, 100))).toBeUndefined();
  });
});

describe("credentials that Exchange confirmed", () => {
  it("serve for five minutes, also if the clock goes back in between: then Exchange is asked again", async () => {
    const { device, admit, setDeviceClock } = await site("clock-verifier");
    await setDeviceClock(START + APART);
    await admit();
    expect(await device.verified(VERIFIER)).toBe(true);
    await setDeviceClock(START);
    expect(await device.verified(VERIFIER)).toBe(false);
    await admit();
    expect(await device.verified(VERIFIER)).toBe(true);
    await setDeviceClock(START + 5 * MINUTE - 1);
    expect(await device.verified(VERIFIER)).toBe(true);
    await setDeviceClock(START + 5 * MINUTE);
    expect(await device.verified(VERIFIER)).toBe(false);
  });
});

describe("two isolates whose clocks are ten minutes apart", () => {
  it("agree on which of a phone's Pings is the newer one, and never end it again and again", async () => {
    const { tenant, setTenantClock } = await site("clock-pings");
    /** At `second`, of the Ping called `since` that has waited so many seconds. */
    const isEnded = async (second: number, since: number, waited: number) => {
      await setTenantClock(START + second * SECOND);
      const { facts } = await tenant.heldCheck([{ ...ID, since, waited: waited * SECOND }]);
      return facts[0]?.isSuperseded === true;
    };
    const [ofFast, ofSlow, ofFastAgain] = [START + APART, START + 5000, START + APART + MINUTE];
    expect(await isEnded(0, ofFast, 0)).toBe(false);
    // The phone came back by way of the isolate whose clock is behind.
    expect(await isEnded(5, ofSlow, 0)).toBe(false);
    expect(await isEnded(25, ofFast, 25)).toBe(true);
    expect([await isEnded(30, ofSlow, 25), await isEnded(55, ofSlow, 50)]).toEqual([false, false]);
    // And back again, when the tenant's own clock has gone back, too.
    expect(await isEnded(-500, ofFastAgain, 0)).toBe(false);
    expect([await isEnded(-480, ofSlow, 80), await isEnded(-475, ofFastAgain, 25)]).toEqual([
      true,
      false,
    ]);
  });
});

describe("a device that is slowed down", () => {
  it("waits no more than those ten minutes longer: back-off of demands, stale passwords, guesses", async () => {
    const { device, admit, setDeviceClock } = await site("clock-waits");
    await setDeviceClock(START + APART);
    await admit();
    const demand = () => device.stepPolicy({ event: "demand", document: "d" });
    const outcomes: string[] = [];
    for (let times = 0; times < 4; times++) {
      await setDeviceClock(START + APART + times * 6 * SECOND);
      outcomes.push((await demand()).outcome);
    }
    expect(outcomes).toEqual(["demand", "demand", "demand", "peace"]);
    await device.refusePassword("old", 5);
    await setDeviceClock(START);
    expect((await demand()).outcome).toBe("peace");
    expect(await device.presentPassword("old", 0)).toMatchObject({ verdict: "refused" });
    expect(await device.presentPassword("new", 0)).toMatchObject({ verdict: "ask" });
    await setDeviceClock(START + APART + 2 * MINUTE);
    expect((await demand()).outcome).toBe("demand");
    await setDeviceClock(START + APART + 6 * MINUTE);
    expect(await device.presentPassword("old", 0)).toMatchObject({ verdict: "ask-once-more" });
  });

  it("is not asked for its policy without end because no time seems to pass", async () => {
    const { device, admit, setDeviceClock } = await site("clock-demands");
    await setDeviceClock(START + APART);
    await admit();
    const outcomes: string[] = [];
    for (let times = 0; times < 6; times++) {
      outcomes.push((await device.stepPolicy({ event: "demand", document: "d" })).outcome);
      await setDeviceClock(START + times * 6 * SECOND);
    }
    expect(outcomes.slice(0, 5)).toEqual(["demand", "demand", "demand", "peace", "peace"]);
  });
});
