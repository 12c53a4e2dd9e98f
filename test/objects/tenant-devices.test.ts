// Handouts and the device index of a tenant, in workerd: provisioned means proof, for one user and
// one device.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { DeviceSummary } from "../../worker/core/device.ts";
import { DAY, foundTenant, HOUR, handles, MINUTE, rows, SECOND, START, setClock } from "./world.ts";

const summary = (deviceId: string, more: Partial<DeviceSummary> = {}): DeviceSummary => ({
  user: "alice",
  deviceId,
  deviceType: "iPhone",
  userAgent: "Apple-iPhone/701.341",
  protocolVersion: "12.1",
  state: "active",
  proof: "token",
  firstSeenAt: START,
  lastSeenAt: START,
  ...more,
});

describe("a handout", () => {
  it("is won by exactly one of 20 devices that bring its token at once", async () => {
    const { tenant } = await foundTenant("race");
    await tenant.handOut("alice", "hash", "v1");
    const ids = Array.from({ length: 20 }, (_, index) => `APPL${index}`);
    const answers = await Promise.all(ids.map((id) => tenant.bind("hash", "alice", id)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const refusals = answers.map((answer) => (answer.ok ? "" : answer.reason)).filter(Boolean);
    expect(new Set(refusals)).toEqual(new Set(["token-on-another-device"]));
    expect((await tenant.devices({})).devices).toHaveLength(1);
  });

  it("stays bound when the tenant is evicted, and its own device may bring it again", async () => {
    const { tenant, stub } = await foundTenant("again");
    const made = await tenant.handOut("alice", "hash", "v1");
    expect(await tenant.bind("hash", "alice", "APPL1")).toMatchObject({ ok: true, bound: "now" });
    await evictDurableObject(stub);
    const again = await tenant.bind("hash", "alice", "APPL1");
    expect(again).toMatchObject({ ok: true, bound: "before", handout: { id: made.id } });
    expect(await tenant.bind("hash", "alice", "APPL2")).toMatchObject({
      reason: "token-on-another-device",
    });
    expect(await tenant.bind("hash", "bob", "APPL1")).toMatchObject({
      reason: "token-of-another-user",
    });
    expect(await tenant.bind("other", "alice", "APPL1")).toMatchObject({ reason: "token-unknown" });
  });

  it("is healed when the Worker dies between binding it and making the device", async () => {
    const { tenant, stub } = await foundTenant("healed");
    await tenant.handOut("alice", "hash", "v1");
    await tenant.bind("hash", "alice", "APPL1");
    await evictDurableObject(stub);
    const device = handles.device("healed", "alice", "APPL1");
    expect((await device.facts()).known).toBe(false);
    const again = await tenant.bind("hash", "alice", "APPL1");
    if (!again.ok) throw new Error(again.reason);
    const { handout } = again;
    const traits = summary("APPL1");
    const proof = "token" as const;
    const request = { tenant: "healed", user: "alice", traits, proof, verifier: "v", handout };
    expect(await device.admitted(request)).toMatchObject({ known: true, handoutId: handout.id });
  });

  it("is void after 24 hours unless it was used", async () => {
    const { tenant, stub } = await foundTenant("expiry");
    await tenant.handOut("alice", "used", "v1");
    await tenant.handOut("alice", "unused", "v1");
    await tenant.bind("used", "alice", "APPL1");
    await setClock(stub, START + DAY);
    expect((await tenant.bind("used", "alice", "APPL1")).ok).toBe(true);
    expect(await tenant.bind("unused", "alice", "APPL1")).toEqual({
      ok: false,
      reason: "token-expired",
    });
  });

  it("kills the device's older one when it is used, not when it is made", async () => {
    const { tenant, stub } = await foundTenant("supersedes");
    await tenant.handOut("alice", "old", "v1");
    await tenant.bind("old", "alice", "APPL1");
    await setClock(stub, START + HOUR);
    await tenant.handOut("alice", "new", "v2");
    expect((await tenant.bind("old", "alice", "APPL1")).ok).toBe(true);
    expect((await tenant.bind("new", "alice", "APPL1")).ok).toBe(true);
    expect(await tenant.bind("old", "alice", "APPL1")).toEqual({
      ok: false,
      reason: "token-superseded",
    });
    expect((await tenant.devices({})).devices).toMatchObject([
      { policyVersion: "v2", proof: "token" },
    ]);
  });

  it("leaves the user's other devices alone", async () => {
    const { tenant, stub } = await foundTenant("two-phones");
    await tenant.handOut("alice", "phone-1", "v1");
    await tenant.bind("phone-1", "alice", "APPL1");
    await setClock(stub, START + HOUR);
    await tenant.handOut("alice", "phone-2", "v1");
    await tenant.bind("phone-2", "alice", "APPL2");
    expect((await tenant.bind("phone-1", "alice", "APPL1")).ok).toBe(true);
  });

  it("is pruned thirty days after its death; bound ones stay", async () => {
    const { tenant, stub } = await foundTenant("pruned");
    await tenant.handOut("alice", "bound", "v1");
    await tenant.handOut("alice", "never-used", "v1");
    await tenant.bind("bound", "alice", "APPL1");
    await setClock(stub, START + 31 * DAY - 1);
    await tenant.handOut("bob", "b1", "v1");
    expect(await tenant.handouts()).toHaveLength(3);
    await setClock(stub, START + 31 * DAY);
    await tenant.handOut("bob", "b2", "v1");
    const kept = (await tenant.handouts()).map(({ tokenHash }) => tokenHash);
    expect(kept).toEqual(["b2", "b1", "bound"]);
  });

  it("cannot fill the tenant: one user holds 20 unbound ones, the newest", async () => {
    const { tenant, stub } = await foundTenant("reloading");
    for (let index = 0; index < 25; index += 1) {
      await setClock(stub, START + index * SECOND);
      await tenant.handOut("alice", `hash-${index}`, "v1");
    }
    expect(await tenant.handouts()).toHaveLength(20);
    expect((await tenant.bind("hash-24", "alice", "APPL1")).ok).toBe(true);
    expect(await tenant.bind("hash-4", "alice", "APPL1")).toMatchObject({
      reason: "token-unknown",
    });
  });

  it("leaves no token's hash in the audit log", async () => {
    const { tenant } = await foundTenant("silent");
    await tenant.handOut("alice", "the-token-hash", "v1");
    await tenant.bind("the-token-hash", "alice", "APPL1");
    const log = await tenant.audit(0, 100);
    expect(log.map(({ action }) => action)).toEqual([
      "tenant-founded",
      "handout-made",
      "handout-bound",
      "device-first-seen",
    ]);
    expect(JSON.stringify(log)).not.toContain("the-token-hash");
  });
});

describe("the device index", () => {
  it("gives every device once, page by page, also when it grows meanwhile", async () => {
    const { tenant } = await foundTenant("pages");
    const ids = Array.from({ length: 25 }, (_, index) => `APPL${String(index).padStart(2, "0")}`);
    await Promise.all(ids.map((id) => tenant.noteDevice(summary(id))));
    const seen: string[] = [];
    let page = await tenant.devices({ limit: 10 });
    await tenant.noteDevice(summary("AAAA"));
    for (;;) {
      seen.push(...page.devices.map(({ deviceId }) => deviceId));
      if (page.next === undefined) break;
      page = await tenant.devices({ limit: 10, after: page.next });
    }
    expect(seen).toEqual(ids);
  });

  it("finds by user, DeviceId, type and user agent, and takes wildcards as letters", async () => {
    const { tenant } = await foundTenant("search");
    await tenant.noteDevice(summary("APPL88"));
    await tenant.noteDevice(
      summary("DROID1", { user: "bob", deviceType: "Android", userAgent: "A_100%" }),
    );
    const found = async (search: string) =>
      (await tenant.devices({ search })).devices.map(({ deviceId }) => deviceId);
    expect(await found("appl8")).toEqual(["APPL88"]);
    expect(await found("ANDROID")).toEqual(["DROID1"]);
    expect(await found("bob")).toEqual(["DROID1"]);
    expect(await found("_100%")).toEqual(["DROID1"]);
    expect(await found("100%")).toEqual(["DROID1"]);
    expect(await found("%")).toEqual([]);
    expect(await found("' OR 1=1 --")).toEqual([]);
  });

  it.each(["", "x", "!!!!", btoa("null"), btoa("[1]"), "é"])(
    "takes the foreign cursor %j for the beginning",
    async (after) => {
      const { tenant } = await foundTenant("cursor");
      await tenant.noteDevice(summary("APPL1"));
      expect((await tenant.devices({ after, limit: 1e9 })).devices).toHaveLength(1);
      expect((await tenant.devices({ after, limit: -1 })).devices).toHaveLength(1);
      expect((await tenant.devices({ after, limit: Number.NaN })).devices).toHaveLength(1);
    },
  );

  it("keeps firstSeenAt, and writes lastSeenAt once a minute at most", async () => {
    const { tenant } = await foundTenant("seen");
    const line = async () => (await tenant.devices({})).devices[0];
    await tenant.noteDevice(summary("APPL1"));
    const soon = { firstSeenAt: START + SECOND, lastSeenAt: START + 59 * SECOND };
    await tenant.noteDevice(summary("APPL1", soon));
    expect(await line()).toMatchObject({ firstSeenAt: START, lastSeenAt: START });
    await tenant.noteDevice(summary("APPL1", { lastSeenAt: START + MINUTE }));
    expect(await line()).toMatchObject({ firstSeenAt: START, lastSeenAt: START + MINUTE });
    await tenant.noteDevice(summary("APPL1", { ...soon, userAgent: "new" }));
    expect(await line()).toMatchObject({ userAgent: "new" });
  });

  it("shows a block at once, and no late note of the gateway takes it back", async () => {
    const { tenant } = await foundTenant("blocked");
    expect(await tenant.setDeviceState("alice", "APPL1", "blocked", "ann")).toMatchObject({
      reason: "no-such-device",
    });
    await tenant.noteDevice(summary("APPL1"));
    expect(await tenant.setDeviceState("alice", "APPL1", "blocked", "ann")).toEqual({ ok: true });
    await tenant.noteDevice(summary("APPL1", { userAgent: "late" }));
    expect((await tenant.devices({})).devices).toMatchObject([
      { state: "blocked", userAgent: "late" },
    ]);
    const actions = (await tenant.audit(0, 10)).map(({ action }) => action);
    expect(actions).toContain("device-blocked");
  });

  it("does not write at all for a repeated binding", async () => {
    const { tenant, stub } = await foundTenant("quiet");
    await tenant.handOut("alice", "hash", "v1");
    await tenant.bind("hash", "alice", "APPL1");
    await setClock(stub, START + HOUR);
    const before = JSON.stringify([await rows(stub, "devices"), await rows(stub, "audit")]);
    await tenant.bind("hash", "alice", "APPL1");
    expect(JSON.stringify([await rows(stub, "devices"), await rows(stub, "audit")])).toBe(before);
  });
});
