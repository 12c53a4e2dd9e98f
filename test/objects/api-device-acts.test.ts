// /api/v1 about one device, over the real objects: it is shown whole, and what is ordered for it is
// confirmed, may be repeated, and is each role's own.
import { describe, expect, it } from "vitest";
import { reasonOf, send, tokenFor } from "./api-client.ts";
import { AT, phone, tenantWith } from "./one-phone.ts";
import { env, MINUTE, START, setClock, stubOf } from "./world.ts";

const NAME = "iPhone 3GS (alice)";

describe("GET one device", () => {
  it("says what it is, what it runs against what is in force, its life and its profiles", async () => {
    const { tenant, at } = await tenantWith("whole", []);
    await tenant.editPolicy("everyone", { minLength: 6 }, "ann");
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    const current = (await tenant.policy("everyone"))?.locked["ios-profile"]?.version;
    await tenant.handOut("alice", "the-token-hash", "v1");
    await tenant.bind("the-token-hash", "alice", phone.deviceId);
    await tenant.noteDevice(phone);
    await tenant.noteRefusal({ ...phone, reason: "token-missing" });
    const { body } = await send("GET", `${at}${AT}`);
    expect(body).toMatchObject({
      name: NAME,
      model: "iPhone 3GS",
      system: "iOS 4.2.1",
      serial: "87837L1XY7H",
      group: "everyone",
      profile: { runs: "v1", current, isOutdated: true },
      security: { isOutdated: false },
      device: { isOutdated: true, lastRefusal: { reason: "token-missing", at: START } },
      handouts: [{ policyVersion: "v1", deviceId: phone.deviceId }],
    });
    const events = body.events.map(({ event }: { event: string }) => event);
    expect(events).toEqual(["refused", "bound", "first-seen"]);
    expect(JSON.stringify(body)).not.toContain("the-token-hash");
  });

  it("is found by any spelling, and not known where it is another's", async () => {
    const { at } = await tenantWith("spelt");
    const loud = `${at}/devices/ALICE/${phone.deviceId.toUpperCase()}`;
    expect((await send("GET", loud)).body.device.deviceId).toBe(phone.deviceId);
    expect(reasonOf(await send("GET", `${at}/devices/bob/${phone.deviceId}`))).toBe(
      "404 no-such-device",
    );
  });
});

describe("a wipe", () => {
  it.each([
    "",
    "yes",
    "iPhone 3GS",
    phone.deviceId.toUpperCase(),
    `${phone.deviceId} `,
    "IPHONE 3GS (ALICE)",
  ])("is not begun by the confirmation %j", async (confirm) => {
    const { wipe, device } = await tenantWith("unconfirmed");
    const answer = await wipe({ confirm });
    expect([reasonOf(answer), answer.body.error.field]).toEqual(["400 not-confirmed", "confirm"]);
    expect((await device.facts()).wipe).toBeUndefined();
  });

  it.each([phone.deviceId, NAME])(
    "is begun by %j, and shown by device and index",
    async (confirm) => {
      const { tenant, at, wipe, device } = await tenantWith(`confirmed-${confirm.length}`);
      await setClock(
        stubOf(env.DEVICE, JSON.stringify([at.slice(9), "alice", phone.deviceId])),
        START,
      );
      const begun = await wipe({ confirm });
      expect([begun.status, begun.body.wipe.state]).toEqual([200, "requested"]);
      expect((await device.facts()).wipe?.state).toBe("requested");
      expect((await tenant.device("alice", phone.deviceId))?.wipe).toEqual(begun.body.wipe);
      expect(reasonOf(await wipe({ confirm }))).toBe("409 wipe-under-way");
      const audit = (await tenant.audit(0, 100)).map(({ action, actor }) => [action, actor]);
      expect(audit).toContainEqual(["wipe-requested", "owner"]);
    },
  );

  it("can be cancelled until the phone acknowledged it", async () => {
    const { tenant, at, wipe, device } = await tenantWith("cancelled");
    expect(reasonOf(await send("DELETE", `${at}${AT}/wipe`))).toBe("409 no-wipe");
    await wipe({ confirm: phone.deviceId });
    const ended = await send("DELETE", `${at}${AT}/wipe`);
    expect([ended.status, ended.body.wipe.state]).toEqual([200, "cancelled"]);
    expect((await tenant.device("alice", phone.deviceId))?.wipe?.state).toBe("cancelled");
    expect(reasonOf(await send("DELETE", `${at}${AT}/wipe`))).toBe("409 no-wipe");
    expect((await device.facts()).wipe?.state ?? "cancelled").toBe("cancelled");
  });

  it("that only the device learned of is told to the index by giving the order again", async () => {
    const { tenant, wipe, device } = await tenantWith("healed-wipe");
    await device.requestWipe("ann");
    expect((await tenant.device("alice", phone.deviceId))?.wipe).toBeUndefined();
    expect(reasonOf(await wipe({ confirm: phone.deviceId }))).toBe("409 wipe-under-way");
    expect((await tenant.device("alice", phone.deviceId))?.wipe?.requestedBy).toBe("ann");
  });

  it("of a device nobody knows leaves no trace", async () => {
    const { at } = await tenantWith("wipe-unknown", []);
    const body = { confirm: phone.deviceId };
    expect(reasonOf(await send("POST", `${at}${AT}/wipe`, { body }))).toBe("404 no-such-device");
    expect(reasonOf(await send("DELETE", `${at}${AT}/wipe`))).toBe("404 no-such-device");
  });

  it.each([{}, { confirm: 1 }, { confirm: null }, { confirm: phone.deviceId, more: 1 }])(
    "has a body of one text: %j",
    async (body) => {
      const { wipe } = await tenantWith("wipe-bodies");
      expect(reasonOf(await wipe(body))).toBe("400 bad-body");
    },
  );
});

describe("forgetting a device", () => {
  it("is done to the end when it was cut off in the middle", async () => {
    const { tenant, at, device } = await tenantWith("cut-off");
    await device.setBlocked(true);
    await tenant.forgetDevice("alice", phone.deviceId, "ann");
    expect((await device.facts()).state).toBe("blocked");
    expect(reasonOf(await send("DELETE", `${at}${AT}`))).toBe("404 no-such-device");
    expect((await device.facts()).state).toBe("active");
  });

  it("waits for a wipe that is under way", async () => {
    const { at, wipe } = await tenantWith("wiping-forget");
    await wipe({ confirm: phone.deviceId });
    const refused = await send("DELETE", `${at}${AT}`);
    expect(reasonOf(refused)).toBe("409 wipe-under-way");
    expect(refused.body.error.message).toContain("cancel it");
    await send("DELETE", `${at}${AT}/wipe`);
    expect((await send("DELETE", `${at}${AT}`)).status).toBe(204);
    expect(reasonOf(await send("GET", `${at}${AT}`))).toBe("404 no-such-device");
  });
});

describe("blocking and allowing", () => {
  it("reach index and device, and may be repeated", async () => {
    const { tenant, at, device } = await tenantWith("blocking");
    for (const [act, state] of [
      ["block", "blocked"],
      ["block", "blocked"],
      ["allow", "active"],
    ]) {
      const done = await send("POST", `${at}${AT}/${act}`);
      expect(done.body).toEqual({ user: "alice", deviceId: phone.deviceId, state });
      expect((await device.facts()).state).toBe(state);
      expect((await tenant.device("alice", phone.deviceId))?.state).toBe(state);
    }
  });
});

describe("the help desk", () => {
  it("does all that is about devices, and nothing else", async () => {
    const { at } = await tenantWith("helped");
    const token = await tokenFor("help-desk:helped");
    const confirm = phone.deviceId;
    for (const [method, path, body] of [
      ["GET", "/devices"],
      ["GET", "/devices.csv"],
      ["GET", "/device-counts"],
      ["GET", AT],
      ["POST", `${AT}/block`],
      ["POST", `${AT}/allow`],
      ["POST", `${AT}/wipe`, { confirm }],
      ["DELETE", `${AT}/wipe`],
      ["DELETE", AT],
    ] as const) {
      const answer = await send(method, `${at}${path}`, { token, body });
      expect([method, path, answer.status < 300]).toEqual([method, path, true]);
    }
    for (const path of ["/users", "/refusals", "/audit", "/handouts", "/adapter", "/groups"]) {
      expect(reasonOf(await send("GET", `${at}${path}`, { token }))).toBe("403 scope-too-small");
    }
  });

  it("learns nothing of another tenant's devices, not even that it exists", async () => {
    await tenantWith("helped-a");
    const { at } = await tenantWith("helped-b");
    const token = await tokenFor("help-desk:helped-a");
    for (const path of ["/devices", "/devices.csv", "/device-counts", AT]) {
      const theirs = await send("GET", `${at}${path}`, { token });
      const nobodys = await send("GET", `/tenants/nobodys${path}`, { token });
      expect([theirs.status, theirs.body]).toEqual([404, nobodys.body]);
    }
  });

  it("an auditor reads what it reads, and orders nothing", async () => {
    const { at, device } = await tenantWith("audited");
    const token = await tokenFor("auditor:audited");
    expect((await send("GET", `${at}${AT}`, { token })).status).toBe(200);
    const body = { confirm: phone.deviceId };
    for (const [method, path] of [
      ["POST", `${AT}/wipe`],
      ["POST", `${AT}/block`],
      ["POST", `${AT}/allow`],
      ["DELETE", `${AT}/wipe`],
      ["DELETE", AT],
    ] as const) {
      const refused = reasonOf(await send(method, `${at}${path}`, { token, body }));
      expect(refused).toBe("403 scope-too-small");
    }
    expect(await device.facts()).toMatchObject({ state: "active" });
  });
});

describe("what a device was seen at", () => {
  it("costs no write within a minute, and one after it", async () => {
    const { tenant, at } = await tenantWith("seen-again");
    await tenant.noteDevice({ ...phone, lastSeenAt: phone.lastSeenAt + MINUTE - 1 });
    const seen = async () => (await send("GET", `${at}${AT}`)).body.device.lastSeenAt;
    expect(await seen()).toBe(phone.lastSeenAt);
    await tenant.noteDevice({ ...phone, lastSeenAt: phone.lastSeenAt + MINUTE });
    expect(await seen()).toBe(phone.lastSeenAt + MINUTE);
  });
});
