// The pages of the Exchange Adapter's settings: each setting explained, a bad value shown at its field,
// and two administrators at once never overwrite each other unseen, nor restart what they did not read.
import { describe, expect, it } from "vitest";
import { ADAPTER_NUMBERS, ADAPTER_SETTINGS } from "../../worker/core/adapter.ts";
import { ADAPTER_GROUPS, WIZARD_SETTINGS } from "../../worker/views/console/adapter-groups.ts";
import { makeTenant, send } from "./api-client.ts";
import { type Browser, consoleAs } from "./console-client.ts";
import { handles } from "./world.ts";

const at = (tenant: string, group: string) => `/tenants/${tenant}/adapter/settings/${group}`;
const HEARTBEATS = {
  minHeartbeat: "60",
  maxHeartbeat: "900",
  upstreamHeartbeat: "100",
  maxPingFolders: "200",
};
const revisionOn = (page: string) => /name="revision" value="(\d+)"/.exec(page)?.[1] ?? "";

async function site(tenant: string): Promise<Browser> {
  await makeTenant(tenant);
  return consoleAs(`administrator:${tenant}`);
}

describe("the adapter's settings", () => {
  it("stand on one page each, and on no two", () => {
    const paged = [...WIZARD_SETTINGS, ...Object.values(ADAPTER_GROUPS).flat()];
    expect([...paged].sort()).toEqual([...ADAPTER_SETTINGS].sort());
  });

  it.each(["en", "de"])("say what they do, their default and bounds (%s)", async (language) => {
    const browser = await site("explained");
    for (const [group, settings] of Object.entries(ADAPTER_GROUPS)) {
      const { text } = await browser.get(at("explained", group), { "Accept-Language": language });
      for (const setting of settings) {
        const help = new RegExp(`id="${setting}-help">([^<]{40,})<`).exec(text)?.[1] ?? "";
        expect([setting, help]).toEqual([setting, expect.stringMatching(/Default: |Standard: /)]);
        const bounds = ADAPTER_NUMBERS[setting as keyof typeof ADAPTER_NUMBERS];
        if (bounds) expect(help).toMatch(new RegExp(`${bounds[0]} (to|bis) ${bounds[1]}\\.`));
        if (bounds?.[0] === 0) expect(help).toMatch(/\b0 (sets|switches|setzt|schaltet)/);
      }
    }
  });

  it("are saved as typed, and run after Restart adapter", async () => {
    const browser = await site("typed");
    const page = await browser.get(at("typed", "heartbeats"));
    const form = { ...HEARTBEATS, revision: revisionOn(page.text) };
    const saved = await browser.post(at("typed", "heartbeats"), form);
    expect(saved).toMatchObject({ status: 303, location: "/tenants/typed/adapter" });
    expect(await handles.tenant("typed").saved()).toMatchObject({ maxHeartbeat: 900 });
    expect(await handles.tenant("typed").running()).toMatchObject({ maxHeartbeat: 1680 });
    const overview = await browser.get("/tenants/typed/adapter");
    expect(overview.text).toContain("2 saved settings do not run yet.");
    const revision = revisionOn(overview.text);
    await browser.post("/tenants/typed/adapter/restart", { revision });
    expect(await handles.tenant("typed").running()).toMatchObject({ maxHeartbeat: 900 });
  });

  it.each([
    ["heartbeats", { ...HEARTBEATS, maxHeartbeat: "4000" }, "maxHeartbeat", "from 60 to 3540"],
    ["heartbeats", { ...HEARTBEATS, maxPingFolders: "" }, "maxPingFolders", "from 1 to 1000"],
    ["heartbeats", { ...HEARTBEATS, minHeartbeat: "1e3" }, "minHeartbeat", "from 10 to 3540"],
    ["heartbeats", { ...HEARTBEATS, minHeartbeat: "901" }, "maxHeartbeat", "at least as long"],
    ["servers", { redirectOrigins: "http://a.example" }, "redirectOrigins", "https://HOST"],
    ["servers", { redirectOrigins: `"><script>` }, "redirectOrigins", "https://HOST"],
    ["policies", { policyRefusal: "perhaps" }, "policyRefusal", "must be"],
  ])("show a value that cannot be at its field: %s %j", async (group, typed, field, says) => {
    const browser = await site("wrong");
    const usual = { maxProtocolVersion: "any", partialCompliance: "allow", policyRefusal: "allow" };
    const known = Object.fromEntries(
      Object.entries(usual).filter(([name]) =>
        (ADAPTER_GROUPS[group as "servers"] as readonly string[]).includes(name),
      ),
    );
    const page = await browser.post(at("wrong", group), { ...known, ...typed, revision: "0" });
    expect(page.status).toBe(400);
    expect(page.text).toContain(`<a href="#${field}">`);
    expect(new RegExp(`id="${field}-problem">([^<]*)<`).exec(page.text)?.[1]).toContain(says);
    expect(page.text).not.toContain('"><script>');
    for (const [name, value] of Object.entries(typed))
      if (/^\d+$/.test(value))
        expect(page.text).toMatch(new RegExp(`name="${name}"[^>]*value="${value}"`));
    expect(await handles.tenant("wrong").saved()).toMatchObject({ maxHeartbeat: 1680 });
  });

  it("that somebody else saved meanwhile are shown at the field, and replaced only by a second Save", async () => {
    const browser = await site("both");
    const revision = revisionOn((await browser.get(at("both", "heartbeats"))).text);
    await send("PATCH", "/tenants/both/adapter", { body: { maxPingFolders: 50 } });
    const refused = await browser.post(at("both", "heartbeats"), { ...HEARTBEATS, revision });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("Somebody else saved settings while you had this page open.");
    const atField = /id="maxPingFolders-problem">([^<]*)</.exec(refused.text)?.[1];
    expect(atField).toBe("Meanwhile saved: 50. Save again to replace it.");
    expect(refused.text).not.toContain('id="minHeartbeat-problem"');
    expect(await handles.tenant("both").saved()).toMatchObject({ maxPingFolders: 50 });
    const again = { ...HEARTBEATS, revision: revisionOn(refused.text) };
    expect((await browser.post(at("both", "heartbeats"), again)).status).toBe(303);
    expect(await handles.tenant("both").saved()).toMatchObject({ maxPingFolders: 200 });
  });

  it("run only as they were read: a restart that others overtook restarts nothing", async () => {
    const browser = await site("restart");
    await send("PATCH", "/tenants/restart/adapter", { body: { reportOnly: true } });
    const revision = revisionOn((await browser.get("/tenants/restart/adapter")).text);
    await send("PATCH", "/tenants/restart/adapter", { body: { onlyProvisioned: false } });
    const refused = await browser.post("/tenants/restart/adapter/restart", { revision });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain("nothing was restarted");
    expect(await handles.tenant("restart").running()).toMatchObject({
      reportOnly: false,
      onlyProvisioned: true,
    });
    const current = revisionOn(refused.text);
    const done = await browser.post("/tenants/restart/adapter/restart", { revision: current });
    expect(done.status).toBe(303);
    expect(await handles.tenant("restart").running()).toMatchObject({ onlyProvisioned: false });
  });

  it("have no page of another name", async () => {
    const browser = await site("names");
    for (const name of ["nothing", "constructor", "toString"])
      expect((await browser.get(at("names", name))).status).toBe(404);
  });
});

describe("the API's revision of the adapter", () => {
  it("lets whoever names none save and restart, and refuses an old one with what stands there", async () => {
    await makeTenant("api");
    const path = "/tenants/api/adapter";
    expect((await send("GET", path)).body.revision).toBe(0);
    const first = await send("PATCH", path, { body: { reportOnly: true, revision: 0 } });
    expect(first.body).toMatchObject({ revision: 1, differs: ["reportOnly"] });
    const old = await send("PATCH", path, { body: { reportOnly: false, revision: 0 } });
    expect(old).toMatchObject({ status: 409 });
    expect(old.body.error).toMatchObject({ reason: "adapter-changed", state: { revision: 1 } });
    const restart = (body?: object) => send("POST", `${path}/restart`, body ? { body } : {});
    expect((await restart({ revision: 0 })).status).toBe(409);
    expect((await send("GET", path)).body.running.reportOnly).toBe(false);
    expect((await restart()).body).toMatchObject({ differs: [], revision: 1 });
    expect((await restart({ revision: "1" })).status).toBe(400);
    expect((await restart({ revision: -1 })).status).toBe(400);
  });

  it("lets only the service's owner name private servers for redirects", async () => {
    const browser = await site("inside");
    const private_ = { upstream: "https://10.0.0.5", privateUpstream: true };
    await send("PATCH", "/tenants/inside/adapter", { body: private_ });
    const form = { maxProtocolVersion: "any", redirectOrigins: "https://10.0.0.6", revision: "1" };
    const refused = await browser.post(at("inside", "servers"), form);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('id="redirectOrigins-problem"');
    const body = { redirectOrigins: "https://10.0.0.6" };
    expect((await send("PATCH", "/tenants/inside/adapter", { body })).status).toBe(200);
    const more = { ...form, redirectOrigins: "https://10.0.0.6 https://b.example", revision: "2" };
    expect((await browser.post(at("inside", "servers"), more)).status).toBe(303);
  });
});
