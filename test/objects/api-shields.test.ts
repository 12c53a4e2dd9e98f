// /api/v1 about what keeps a device out for a while, and about its wire log: lifted, ordered, read and written down in the
// audit log; the console shows the same.
import { describe, expect, it } from "vitest";
import { refusedVerifier } from "../../worker/core/gateway-verifier.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { followed, main, watched, wordsOf } from "./device-watcher.ts";
import { mySite, PASSWORD, phone } from "./my-site.ts";
import { env, HOUR, handles, START, setClock, stubOf } from "./world.ts";

const traits = { ...phone("appl1") };

/** A tenant with one device of alice that was admitted. */
async function tenantWith(name: string) {
  await makeTenant(name);
  const tenant = handles.tenant(name);
  await setClock(stubOf(env.TENANT, name), START);
  await setClock(stubOf(env.DEVICE, JSON.stringify([name, "alice", "appl1"])), START);
  await tenant.noteDevice(traits);
  return { tenant, device: await admittedDevice(name), at: `/tenants/${name}/devices/alice/appl1` };
}

async function admittedDevice(tenant: string) {
  const device = handles.device(tenant, "alice", "appl1");
  await setClock(stubOf(env.DEVICE, JSON.stringify([tenant, "alice", "appl1"])), START);
  await device.admitted({ tenant, user: "alice", traits, proof: "token", verifier: "good" });
  return device;
}

const actionsOf = async (tenant: ReturnType<typeof handles.tenant>) =>
  (await tenant.auditNewest({ limit: 20 })).map(({ action, detail }) => `${action} ${detail}`);

describe("the shields of a device", () => {
  it("are shown with it and lifted, once in the audit log and in its life", async () => {
    const { tenant, device, at } = await tenantWith("lifted");
    await device.refusePassword("old", 30);
    await device.presentPassword("old", 2);
    const shown = (await send("GET", at)).body.shield;
    expect(shown).toEqual({
      ...{ asked: 1, spared: 3, refused: 1, clientChanges: 0 },
      refusedUntil: START + HOUR / 2,
    });
    expect((await send("POST", `${at}/shield/lift`)).body).toEqual({ lifted: true });
    expect((await send("POST", `${at}/shield/lift`)).body).toEqual({ lifted: false });
    expect((await device.presentPassword("old", 0)).verdict).toBe("ask");
    const actions = await actionsOf(tenant);
    expect(actions.filter((action) => action === "device-shield-lifted alice")).toHaveLength(1);
    const [newest] = await tenant.deviceEvents("alice", "appl1");
    expect(newest).toMatchObject({ event: "shield-lifted", actor: "owner" });
  });

  it("of a device that nobody knows are not lifted", async () => {
    const { at } = await tenantWith("unknown-shield");
    const other = at.replace("appl1", "appl2");
    expect(reasonOf(await send("POST", `${other}/shield/lift`))).toBe("404 no-such-device");
  });

  it("are lifted on the device's page", async () => {
    const { browser, page } = await watched("page-lift");
    const device = await admittedDevice("page-lift");
    await device.blockForBehaviour({ reason: "too-many-commands", until: START + HOUR });
    expect(wordsOf(await browser.get(page))).toContain("sends commands without end");
    const lifted = await followed(browser, await browser.post(`${page}/lift`));
    expect(wordsOf(lifted)).toContain("Nothing keeps the device out any more.");
  });

  it.each(["utf-8", "latin1"])(
    "give way to a sign-in with the same password, in %s",
    async (charset) => {
      const name = `sign-in-${charset}`;
      const { get } = await mySite(name);
      await handles.tenant(name).noteDevice(phone("appl1"));
      const device = await admittedDevice(name);
      const verifierOf = (password: string) =>
        refusedVerifier(env.VERIFIER_SECRET, {
          ...{ tenant: name, user: "alice", password, charset, deviceId: "appl1" },
        });
      await device.refusePassword(verifierOf(PASSWORD), 30);
      await device.refusePassword(verifierOf("another"), 30);
      await get("/my", { password: "wrong" });
      expect((await device.presentPassword(verifierOf(PASSWORD), 0)).verdict).toBe("refused");
      expect((await get("/my")).status).toBe(200);
      expect((await device.presentPassword(verifierOf(PASSWORD), 0)).verdict).toBe("ask");
      expect((await device.presentPassword(verifierOf("another"), 0)).verdict).toBe("refused");
    },
  );
});

describe("a wire log", () => {
  const order = { hours: 24, reason: "ticket 7" };
  const entry = {
    ...{ command: "Sync", version: "12.1", query: {}, status: 200, took: 12 },
    request: { headers: { authorization: "Basic ***" }, body: "AirSync:Sync" },
    answer: { headers: {}, body: "AirSync:Sync\n  <script>alert(1)</script>" },
  };

  it("is switched on with a reason, read, and switched off; all of it is audited", async () => {
    const { tenant, device, at } = await tenantWith("wire");
    const on = await send("PUT", `${at}/wire-log`, { body: order });
    const standing = { until: START + 24 * HOUR, requestedBy: "owner", reason: "ticket 7" };
    expect(on.body).toEqual({ on: standing });
    await device.addWireLine(JSON.stringify(entry));
    expect((await send("GET", `${at}/wire-log`)).body).toEqual({
      on: standing,
      entries: [{ at: START, ...entry }],
    });
    expect((await send("DELETE", `${at}/wire-log`)).status).toBe(204);
    expect((await send("GET", `${at}/wire-log`)).body.on).toBeUndefined();
    expect((await actionsOf(tenant)).slice(0, 4)).toEqual([
      "wire-log-read alice 1 lines",
      "wire-log-stopped alice",
      "wire-log-read alice 1 lines",
      "wire-log-started alice 24 h: ticket 7",
    ]);
  });

  it.each([
    { hours: 73, reason: "x" },
    { hours: 0, reason: "x" },
    { hours: 1.5, reason: "x" },
    { hours: 24 },
    { hours: 24, reason: "" },
    { hours: 24, reason: "  " },
    { hours: 24, reason: "x".repeat(201) },
    { hours: "24", reason: "x" },
  ])("is not switched on by %j", async (body) => {
    const { device, at } = await tenantWith(
      `wire-bad-${JSON.stringify(body).length}-${body.hours}`
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, "-"),
    );
    expect(reasonOf(await send("PUT", `${at}/wire-log`, { body }))).toBe("400 bad-body");
    expect(await device.facts()).not.toHaveProperty("wireLogUntil");
  });

  it("is for administrators: help desk and auditors neither order nor read one", async () => {
    const { at } = await tenantWith("wire-roles");
    for (const role of ["help-desk", "auditor"] as const) {
      const token = await tokenFor(`${role}:wire-roles`);
      for (const method of ["GET", "PUT", "DELETE"])
        expect(reasonOf(await send(method, `${at}/wire-log`, { token, body: order }))).toBe(
          "403 scope-too-small",
        );
    }
    const token = await tokenFor("administrator:wire-roles");
    expect((await send("PUT", `${at}/wire-log`, { token, body: order })).status).toBe(200);
  });

  it("is ordered and read on its page, where nothing of it becomes part of the page", async () => {
    const { browser, page } = await watched("page-wire");
    const device = await admittedDevice("page-wire");
    const refused = await browser.post(`${page}/wire-log`, { hours: "99", reason: "ticket 7" });
    expect(refused.status).toBe(400);
    expect(main(refused)).toContain('value="ticket 7"');
    const on = await browser.post(`${page}/wire-log`, { hours: "24", reason: "ticket 7" });
    expect(wordsOf(await followed(browser, on))).toContain("The wire log is on.");
    await device.addWireLine(JSON.stringify(entry));
    const shown = await browser.get(`${page}/wire-log`);
    expect(wordsOf(shown)).toContain("Sync 12.1: 200, 12 ms");
    expect(main(shown)).not.toContain("<script>");
    const off = await followed(browser, await browser.post(`${page}/wire-log/stop`));
    expect(wordsOf(off)).toContain("The wire log is off.");
  });
});
