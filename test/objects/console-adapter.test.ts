// The Exchange Adapter's pages and those of tenants, visited as a browser would: nothing runs before
// Restart adapter, nothing that was typed is lost, and hostile values stay text.
import { describe, expect, it } from "vitest";
import { makeTenant, send } from "./api-client.ts";
import { consoleAs } from "./console-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

const HOSTILE = `"><script>alert(1)</script>'&`;
const ESCAPED = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
const wizard = (tenant: string, step: string) => `/tenants/${tenant}/adapter/wizard/${step}`;

/** The value of an input of a page. */
const typedAt = (page: string, name: string) =>
  new RegExp(`name="${name}"[^>]*?value="([^"]*)"`).exec(page)?.[1];
const isChecked = (page: string, name: string, value = "yes") =>
  new RegExp(`name="${name}"[^>]*?value="${value}"[^>]*?checked`).test(page);

async function adapterSite(tenant: string) {
  await makeTenant(tenant);
  return consoleAs(`administrator:${tenant}`);
}

describe("the Exchange Adapter's wizard", () => {
  it("leads from server to end and saves, and only Restart adapter makes it run", async () => {
    const browser = await adapterSite("wizard");
    const server = await browser.get(wizard("wizard", "server"));
    expect(server.text).toContain("https://mail.acme.example");
    const next = { upstream: "https://exchange.acme.example", go: "next" };
    const login = await browser.post(wizard("wizard", "server"), next);
    expect(login).toMatchObject({ status: 303, location: wizard("wizard", "login") });
    const form = {
      loginForm: "ACME\\user",
      mailDomain: "acme.example",
      credentialCheck: "options",
    };
    const device = await browser.post(wizard("wizard", "login"), { ...form, go: "next" });
    expect(device.location).toBe(wizard("wizard", "device-settings"));
    const settings = await browser.get(wizard("wizard", "device-settings"));
    expect(settings.text).toContain("Allow only iOS devices that have been provisioned");
    expect(settings.text).toContain("What about all other clients");
    expect(isChecked(settings.text, "onlyProvisioned")).toBe(true);
    const choice = { onlyProvisioned: "yes", otherClients: "allow", reportOnly: "yes", go: "next" };
    const end = await browser.post(wizard("wizard", "device-settings"), choice);
    expect(end.location).toBe(wizard("wizard", "finish"));
    const finish = await browser.get(wizard("wizard", "finish"));
    expect(finish.text).toContain("4 saved settings do not run yet.");
    const tenant = handles.tenant("wizard");
    expect(await tenant.running()).toMatchObject({ loginForm: "user", reportOnly: false });
    const restarted = await browser.post("/tenants/wizard/adapter/restart");
    expect(restarted).toMatchObject({ status: 303, location: "/tenants/wizard/adapter" });
    expect(await tenant.running()).toMatchObject({
      upstream: "https://exchange.acme.example",
      loginForm: "ACME\\user",
      otherClients: "allow",
      reportOnly: true,
    });
    const overview = await browser.get("/tenants/wizard/adapter");
    expect(overview.text).toContain("The adapter runs with the saved settings.");
    expect(overview.text).toContain("What is saved runs.");
  });

  it("keeps what was typed when it goes back", async () => {
    const browser = await adapterSite("back");
    const typed = { loginForm: "user@acme.example", mailDomain: "acme.example" };
    const body = { ...typed, credentialCheck: "folder-sync", go: "back" };
    const back = await browser.post(wizard("back", "login"), body);
    expect(back.location).toBe(wizard("back", "server"));
    const login = await browser.get(wizard("back", "login"));
    expect(typedAt(login.text, "loginForm")).toBe("user@acme.example");
    expect(isChecked(login.text, "credentialCheck", "folder-sync")).toBe(true);
  });

  it.each([
    ["server", { upstream: HOSTILE }, "upstream"],
    [
      "login",
      { loginForm: HOSTILE, mailDomain: "b.example", credentialCheck: "options" },
      "loginForm",
    ],
    ["login", { loginForm: "user", mailDomain: HOSTILE, credentialCheck: "options" }, "mailDomain"],
  ])(
    "shows the %s page again with what was typed, escaped, and the reason: %j",
    async (step, typed, field) => {
      const browser = await adapterSite("again");
      for (const go of ["next", "back", "test"]) {
        const page = await browser.post(wizard("again", step), { ...typed, go });
        expect(page.status).toBe(400);
        expect(page.text).not.toContain("<script>alert");
        expect(page.text).toContain(ESCAPED);
        expect(page.text).toContain(`<a href="#${field}">`);
        for (const [name, value] of Object.entries(typed)) {
          if (value !== HOSTILE && name !== "credentialCheck") {
            expect(typedAt(page.text, name)).toBe(value);
          }
        }
      }
      expect(await handles.tenant("again").saved()).toMatchObject({ loginForm: "user" });
    },
  );

  it("lets only the service's owner give leave for a private address", async () => {
    const browser = await adapterSite("leave");
    const page = await browser.get(wizard("leave", "server"));
    expect(page.text).not.toContain('name="privateUpstream"');
    const body = { upstream: "https://10.0.0.5", privateUpstream: "yes", go: "next" };
    expect((await browser.post(wizard("leave", "server"), body)).status).toBe(400);
    const owner = await consoleAs("owner");
    expect((await owner.get(wizard("leave", "server"))).text).toContain('name="privateUpstream"');
    expect((await owner.post(wizard("leave", "server"), body)).status).toBe(303);
    const test = await browser.post(wizard("leave", "server"), {
      upstream: "https://10.0.0.6",
      go: "next",
    });
    expect(test.status).toBe(400);
    expect(test.text).toContain("Your role may not do that.");
  });

  it("tests the connection on the page, with the remedy, and shows no password again", async () => {
    const browser = await adapterSite("live");
    const body = {
      upstream: "https://nothing.invalid",
      user: "alice",
      password: "pä<b>ss",
      go: "test",
    };
    const page = await browser.post(wizard("live", "server"), body);
    expect(page.status).toBe(200);
    expect(page.text).toContain("Exchange ActiveSync could not be reached:");
    expect(page.text).toMatch(/No server was found|could not be reached/);
    expect(typedAt(page.text, "user")).toBe("alice");
    expect(typedAt(page.text, "upstream")).toBe("https://nothing.invalid");
    expect(page.text).not.toContain("pä<b>ss");
    expect(page.text).not.toContain("pä&lt;b");
    const half = await browser.post(wizard("live", "server"), { ...body, password: "" });
    expect(half.status).toBe(400);
    expect(typedAt(half.text, "user")).toBe("alice");
  });
});

describe("the adapter's end page", () => {
  it("names the devices that the saved settings would refuse", async () => {
    const browser = await adapterSite("effect");
    await setClock(stubOf(env.TENANT, "effect"), START);
    await send("PATCH", "/tenants/effect/adapter", { body: { onlyProvisioned: false } });
    await send("POST", "/tenants/effect/adapter/restart");
    await handles.tenant("effect").noteDevice({
      user: "alice",
      deviceId: "appl1",
      deviceType: "<b>iPhone</b>",
      userAgent: "x",
      protocolVersion: "12.1",
      state: "active",
      proof: "none",
      firstSeenAt: START,
      lastSeenAt: START,
    });
    const body = { onlyProvisioned: "yes", otherClients: "deny", go: "next" };
    await browser.post(wizard("effect", "device-settings"), body);
    const end = await browser.get(wizard("effect", "finish"));
    expect(end.text).toContain("1 device known here would be refused:");
    expect(end.text).toContain("appl1");
    expect(end.text).toContain("&lt;b&gt;iPhone&lt;/b&gt;");
    await browser.post(wizard("effect", "device-settings"), { ...body, reportOnly: "yes" });
    expect((await browser.get(wizard("effect", "finish"))).text).toContain("Report only is on");
  });

  it("is read by an auditor without anything to press, and refused to others", async () => {
    await makeTenant("read");
    const auditor = await consoleAs("auditor:read");
    const page = await auditor.get("/tenants/read/adapter");
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("Restart adapter</button>");
    expect((await auditor.post("/tenants/read/adapter/restart")).status).toBe(403);
    const stranger = await consoleAs("administrator:elsewhere");
    expect((await stranger.get("/tenants/read/adapter")).status).toBe(404);
    const help = await consoleAs("help-desk:read");
    expect((await help.get("/tenants/read/adapter")).status).toBe(403);
  });

  it("speaks German", async () => {
    await makeTenant("deutsch");
    const browser = await consoleAs("administrator:deutsch");
    const page = await browser.get("/tenants/deutsch/adapter", { "Accept-Language": "de" });
    expect(page.text).toContain('<html lang="de">');
    expect(page.text).toContain("Adapter neu starten");
    expect(page.text).toContain("Nur eingerichtete iOS-Geräte zulassen");
  });
});
