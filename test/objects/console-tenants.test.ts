// The pages of tenants and of known devices, visited as a browser would: what was typed stays, and
// hostile values stay text.
import { describe, expect, it } from "vitest";
import { makeTenant } from "./api-client.ts";
import { consoleAs } from "./console-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

const HOSTILE = `"><script>alert(1)</script>'&`;

/** The value of an input of a page. */
const typedAt = (page: string, name: string) =>
  new RegExp(`name="${name}"[^>]*?value="([^"]*)"`).exec(page)?.[1];

async function adapterSite(tenant: string) {
  await makeTenant(tenant);
  return consoleAs(`administrator:${tenant}`);
}

describe("the page of known devices", () => {
  const at = "/tenants/grace/adapter/known-devices";

  it("takes a file as PowerShell writes it, and names the lines it leaves out", async () => {
    const browser = await adapterSite("grace");
    await setClock(stubOf(env.TENANT, "grace"), START);
    const csv =
      '\ufeff"User","DeviceId","DeviceType"\r\n"Alice","ApplSIM1","iPhone"\r\n"x@y<b>","Appl2","iPad"\r\n';
    const utf16 = new Uint8Array(
      [...csv].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    );
    const file = new File([utf16], "devices.csv");
    const page = await browser.post(at, { file, list: "", format: "auto", graceDays: "14" });
    expect(page.status).toBe(200);
    expect(page.text).toContain("1 devices imported");
    expect(page.text).toContain("1 line was left out:");
    expect(page.text).toContain("x@y&lt;b&gt;");
    expect(page.text).toContain("applsim1");
    expect((await browser.get(at)).text).toContain("1 device has grace.");
    expect((await browser.post(`${at}/forget`)).location).toBe(at);
    expect((await browser.get(at)).text).toContain("No device has grace.");
  });

  it("keeps a list that is refused, with days and format", async () => {
    const browser = await adapterSite("grace");
    const list = `just-one-word\n${HOSTILE}`;
    const page = await browser.post(at, { list, format: "sogo", graceDays: "9" });
    expect(page.status).toBe(400);
    expect(page.text).toContain("Line 1 is no line of such a list.");
    expect(page.text).toContain("just-one-word\n");
    expect(page.text).not.toContain("<script>alert");
    expect(typedAt(page.text, "graceDays")).toBe("9");
    expect(page.text).toMatch(/<option value="sogo" selected/);
    const empty = await browser.post(at, { list: "", format: "auto", graceDays: "9" });
    expect(empty.text).toContain("Choose a file or enter a list.");
  });
});

describe("the pages of tenants", () => {
  const typed = {
    name: "console-made",
    displayName: `Acme ${HOSTILE}`,
    origin: "https://console-made.example",
    upstream: "https://mail.acme.example",
    loginForm: "ACME\\user",
    mailDomain: "",
  };

  it("make a tenant and lead on to its adapter", async () => {
    const owner = await consoleAs("owner");
    const made = await owner.post("/tenants/new", typed);
    expect(made).toMatchObject({ status: 303, location: "/tenants/console-made/adapter" });
    const list = await owner.get("/tenants");
    expect(list.text).toContain("console-made.example");
    expect(list.text).not.toContain("<script>alert");
    expect(await handles.tenant("console-made").running()).toMatchObject({
      loginForm: "ACME\\user",
    });
  });

  it.each([
    [{ name: "Bad Name" }, "name"],
    [{ name: "taken" }, "name"],
    [{ origin: "http://x.example" }, "origin"],
    [{ origin: "https://taken.example" }, "origin"],
    [{ upstream: "https://10.0.0.1" }, "upstream"],
    [{ loginForm: "a b" }, "loginForm"],
    [{ mailDomain: "-" }, "mailDomain"],
    [{ name: "" }, "name"],
  ])("keep everything that was typed when it is refused: %j", async (wrong, field) => {
    await makeTenant("taken");
    const owner = await consoleAs("owner");
    const body = { ...typed, name: "fresh", origin: "https://fresh.example", ...wrong };
    const page = await owner.post("/tenants/new", body);
    expect([400, 409]).toContain(page.status);
    expect(page.text).toContain(`<a href="#${field}">`);
    for (const [name, value] of Object.entries(body)) {
      if (value !== typed.displayName) expect(typedAt(page.text, name)).toBe(value);
    }
    expect(typedAt(page.text, "displayName")).toContain("&lt;script&gt;");
  });

  it("change the public addresses for the owner, and only show them to an administrator", async () => {
    await makeTenant("addresses");
    const owner = await consoleAs("owner");
    const at = "/tenants/addresses/settings";
    const origins = "https://addresses.example\nhttps://second.example";
    expect((await owner.post(at, { origins })).location).toBe(at);
    expect((await owner.get(at)).text).toContain(origins);
    const bad = await owner.post(at, { origins: `${origins}\nftp://x` });
    expect(bad.status).toBe(400);
    expect(bad.text).toContain("ftp://x");
    const administrator = await consoleAs("administrator:addresses");
    const page = await administrator.get(at);
    expect(page.text).toContain("https://second.example");
    expect(page.text).not.toContain("<textarea");
    expect((await administrator.post(at, { origins })).status).toBe(403);
    expect((await administrator.post("/tenants/new", typed)).status).toBe(403);
  });

  it("change the name that users see, and nothing that a phone knows its profile by", async () => {
    await makeTenant("renamed");
    const owner = await consoleAs("owner");
    const at = "/tenants/renamed/settings";
    const chain = (name: string) => handles.authority("renamed").chain(name);
    const before = await chain("renamed Inc.");
    const form = { displayName: "Acme & Söhne", origins: "https://renamed.example" };
    expect((await owner.post(at, form)).location).toBe(at);
    expect(typedAt((await owner.get(at)).text, "displayName")).toBe("Acme &amp; Söhne");
    expect(await handles.directory.tenantByName("renamed")).toMatchObject({
      name: "renamed",
      displayName: "Acme & Söhne",
    });
    expect(await chain("Acme & Söhne")).toBe(before);
    const audit = await handles.tenant("renamed").auditNewest({ limit: 5 });
    const noted = audit.filter(({ action }) => action === "display-name-set");
    expect(noted.map(({ detail }) => detail)).toEqual(["Acme & Söhne"]);
    const bad = await owner.post(at, { ...form, displayName: ` \u202e${HOSTILE}` });
    expect(bad.status).toBe(400);
    expect(bad.text).toContain('<a href="#displayName">');
    expect(bad.text).not.toContain("<script>alert");
    const administrator = await consoleAs("administrator:renamed");
    expect((await administrator.get(at)).text).toContain("Acme &amp; Söhne");
    expect((await administrator.post(at, form)).status).toBe(403);
  });
});
