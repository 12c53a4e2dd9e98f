// The policy pages, visited as a browser would: edit, conflict of two administrators, Lock with its
// findings, versions, differences, preview. Nothing that was typed is lost, and values stay text.
import { describe, expect, it } from "vitest";
import { makeTenant, send } from "./api-client.ts";
import { type Browser, consoleAs, makeOperator, openBrowser, PASSWORD } from "./console-client.ts";
import { handles } from "./world.ts";

const HOSTILE = `"><script>alert(1)</script>'&`;
const at = (tenant: string) => `/tenants/${tenant}/policies/everyone`;
const draftOf = async (tenant: string) => (await handles.tenant(tenant).policy("everyone"))?.draft;

async function site(tenant: string) {
  await makeTenant(tenant);
  return consoleAs(`administrator:${tenant}`);
}

/** A second administrator, with a session of their own. */
async function colleague(tenant: string): Promise<Browser> {
  await makeOperator(`second-${tenant}`, `administrator:${tenant}`);
  const browser = openBrowser({ client: "192.0.2.2" });
  await browser.get("/sign-in");
  await browser.post("/sign-in", { name: `second-${tenant}`, password: PASSWORD });
  return browser;
}

/** The fields of a section's form as the page shows them. */
function formOf(page: string, section: string): Record<string, string> {
  const form = page.split("<form").find((part) => part.includes(`value="${section}"`)) ?? "";
  const inputs = [...form.matchAll(/<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/g)];
  const selects = [...form.matchAll(/<select[^>]*?name="([^"]+)"[^>]*>(.*?)<\/select>/gs)];
  const chosen = (options = "") => /value="([^"]*)"[^>]*selected/.exec(options)?.[1] ?? "";
  return Object.fromEntries([
    ...inputs.map(([, name = "", value = ""]) => [name, value]),
    ...selects.map(([, name = "", options]) => [name, chosen(options)]),
  ]);
}

async function edit(browser: Browser, tenant: string, section: string, typed: object) {
  const page = await browser.get(at(tenant));
  return browser.post(at(tenant), { ...formOf(page.text, section), ...typed });
}

describe("the policy editor", () => {
  it("saves a section into the draft at once, and shows each setting's state in words", async () => {
    const browser = await site("edit");
    const typed = { forcePIN: "true", minLength: "6" };
    const saved = await edit(browser, "edit", "passcode", typed);
    expect(saved).toMatchObject({ status: 303, location: `${at("edit")}#passcode` });
    expect(await draftOf("edit")).toEqual({ forcePIN: true, minLength: 6 });
    const page = await browser.get(at("edit"));
    expect(page.text).toContain("Passcode is saved in the draft.");
    expect(formOf(page.text, "passcode")).toMatchObject({ forcePIN: "true", minLength: "6" });
    for (const word of ["Not Set", "Set", "Needs Exchange", "characters"]) {
      expect(page.text).toContain(word);
    }
    await edit(browser, "edit", "passcode", { minLength: "" });
    expect(await draftOf("edit")).toEqual({ forcePIN: true });
  });

  it("keeps what is refused in the form, names each setting, and changes nothing", async () => {
    const browser = await site("refused");
    const typed = { minLength: "99", maxPINAgeInDays: HOSTILE, pinHistory: "5" };
    const page = await edit(browser, "refused", "passcode", typed);
    expect(page.status).toBe(400);
    expect(page.text).not.toContain("<script>alert");
    const kept = formOf(page.text, "passcode");
    expect(kept).toMatchObject({ minLength: "99", pinHistory: "5" });
    expect(kept.maxPINAgeInDays).toContain("&lt;script&gt;");
    for (const id of ["minLength", "maxPINAgeInDays"]) {
      expect(page.text).toMatch(new RegExp(`id="${id}-problem">This must be a whole number`));
    }
    expect(page.text).not.toContain('id="pinHistory-problem"');
    expect(await draftOf("refused")).toEqual({});
    const corrected = { ...kept, minLength: "9", maxPINAgeInDays: "" };
    expect((await browser.post(at("refused"), corrected)).status).toBe(303);
    expect(await draftOf("refused")).toEqual({ minLength: 9, pinHistory: 5 });
  });

  it("shows hostile text of a setting as text, in every page", async () => {
    const browser = await site("hostile");
    await edit(browser, "hostile", "account", { accountDescription: HOSTILE });
    expect(await draftOf("hostile")).toEqual({ accountDescription: HOSTILE });
    for (const path of ["", "/lock", "/diff", "/preview?ios=4.0.0", "/versions"]) {
      const page = await browser.get(`${at("hostile")}${path}`);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain("<script>alert");
    }
  });

  it("serves groups of any name", async () => {
    const browser = await site("names");
    const name = `R&D / Süd?#"><b>'`;
    expect((await send("POST", "/tenants/names/groups", { body: { name } })).status).toBe(201);
    const list = await browser.get("/tenants/names/policies");
    expect(list.text).not.toContain("<b>");
    const shown = /href="(\/tenants\/names\/policies\/R[^"]+)"/.exec(list.text)?.[1] ?? "";
    const href = shown.replaceAll("&#39;", "'");
    const page = await browser.get(href);
    expect(page.status).toBe(200);
    const typed = { ...formOf(page.text, "passcode"), minLength: "5" };
    const saved = await browser.post(href, typed);
    expect(saved.location).toBe(`${href}#passcode`);
    expect((await handles.tenant("names").policy(name))?.draft).toEqual({ minLength: 5 });
    for (const path of ["lock", "versions", "diff", "preview"]) {
      expect((await browser.get(`${href}/${path}`)).status).toBe(200);
    }
  });

  it("is read by an auditor without forms and without the removal password", async () => {
    const browser = await site("auditor");
    const typed = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    await edit(browser, "auditor", "removal", typed);
    const auditor = await consoleAs("auditor:auditor");
    const page = await auditor.get(at("auditor"));
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("open sesame");
    expect(page.text).not.toContain('name="minLength"');
    expect((await auditor.post(at("auditor"), { section: "passcode" })).status).not.toBe(500);
    const change = { section: "passcode", revision: "1", "was.minLength": "", minLength: "4" };
    expect((await auditor.post(at("auditor"), change)).status).toBe(403);
    expect((await consoleAs("help-desk:auditor").then((b) => b.get(at("auditor")))).status).toBe(
      403,
    );
    expect((await auditor.get("/tenants/auditor/policies/nobody")).status).toBe(404);
  });
});

describe("two administrators at one draft", () => {
  it("the second sees both sides, loses nothing, and chooses setting by setting", async () => {
    const first = await site("pair");
    await send("PATCH", "/tenants/pair/groups/everyone/policy", { body: { minLength: 4 } });
    const second = await colleague("pair");
    const [mine, theirs] = [await first.get(at("pair")), await second.get(at("pair"))];
    const saved = { ...formOf(mine.text, "passcode"), minLength: "6", pinHistory: "3" };
    expect((await first.post(at("pair"), saved)).status).toBe(303);
    const typed = { minLength: "8", forcePIN: "true", maxInactivity: "5" };
    const late = { ...formOf(theirs.text, "passcode"), ...typed };
    const conflict = await second.post(at("pair"), late);
    expect(conflict.status).toBe(409);
    expect(conflict.text).toContain("administrator.pair-operator saved the draft");
    expect(conflict.text).toContain("Mine: 8 characters");
    expect(conflict.text).toContain("As it is now: 6 characters");
    expect(conflict.text).toContain("changed by you alone; will be saved");
    expect(conflict.text).toContain("changed by somebody else; stays");
    expect(await draftOf("pair")).toEqual({ minLength: 6, pinHistory: 3 });
    const carried = formOf(conflict.text, "passcode");
    expect(carried).toMatchObject(typed);
    const chosen = await second.post(at("pair"), { ...carried, "pick.minLength": "mine" });
    expect(chosen.status).toBe(303);
    const both = { minLength: 8, pinHistory: 3, forcePIN: true, maxInactivity: 5 };
    expect(await draftOf("pair")).toEqual(both);
  });

  it("the second may keep the other's value, and meets a third edit again", async () => {
    const first = await site("third");
    const second = await colleague("third");
    const [mine, theirs] = [await first.get(at("third")), await second.get(at("third"))];
    await first.post(at("third"), { ...formOf(mine.text, "passcode"), minLength: "6" });
    const late = { ...formOf(theirs.text, "passcode"), minLength: "8", pinHistory: "2" };
    const conflict = await second.post(at("third"), late);
    await edit(first, "third", "passcode", { minLength: "7" });
    const choice = { ...formOf(conflict.text, "passcode"), "pick.minLength": "mine" };
    const again = await second.post(at("third"), choice);
    expect(again.status).toBe(409);
    expect(again.text).toContain("As it is now: 7 characters");
    const last = { ...formOf(again.text, "passcode"), "pick.minLength": "theirs" };
    expect((await second.post(at("third"), last)).status).toBe(303);
    expect(await draftOf("third")).toEqual({ minLength: 7, pinHistory: 2 });
  });
});

describe("the Lock page", () => {
  it("shows what changes and what the check found, and refuses errors", async () => {
    const browser = await site("lock");
    await edit(browser, "lock", "eas-password", { easPasswordExpiration: "30" });
    await edit(browser, "lock", "passcode", { minLength: "6" });
    const bad = await browser.get(`${at("lock")}/lock?family=eas-security`);
    expect(bad.text).toContain("Correct the errors before you Lock.");
    expect(bad.text).not.toContain("Lock: Exchange ActiveSync security</button>");
    const page = await browser.get(`${at("lock")}/lock?family=ios-profile`);
    expect(page.text).toContain("6 characters");
    expect(page.text).not.toContain("30 days");
    const revision = /name="revision" value="(\d+)"/.exec(page.text)?.[1] ?? "";
    const locked = await browser.post(`${at("lock")}/lock`, { family: "ios-profile", revision });
    expect(locked).toMatchObject({ status: 303, location: at("lock") });
    const editor = await browser.get(at("lock"));
    expect(editor.text).toContain("iOS profile is Locked and in force.");
    const policy = await handles.tenant("lock").policy("everyone");
    expect(policy?.locked["ios-profile"]?.values).toEqual({ minLength: 6 });
    expect(policy?.locked["eas-security"]).toBeUndefined();
    await browser.post(`${at("lock")}/unlock`, { family: "ios-profile" });
    expect((await handles.tenant("lock").policy("everyone"))?.locked).toEqual({});
  });

  it("Locks nothing that its reader has not seen", async () => {
    const browser = await site("unseen");
    const page = await browser.get(`${at("unseen")}/lock?family=ios-profile`);
    const revision = /name="revision" value="(\d+)"/.exec(page.text)?.[1] ?? "";
    await send("PATCH", "/tenants/unseen/groups/everyone/policy", { body: { minLength: 9 } });
    const late = await browser.post(`${at("unseen")}/lock`, { family: "ios-profile", revision });
    expect(late.status).toBe(409);
    expect(late.text).toContain("9 characters");
    expect((await handles.tenant("unseen").policy("everyone"))?.locked).toEqual({});
  });
});

describe("versions, differences and preview", () => {
  it("lead from any version to any other, and show bytes by class of phone", async () => {
    const browser = await site("views");
    for (const length of ["4", "6"]) {
      await edit(browser, "views", "passcode", { minLength: length });
      await send("POST", "/tenants/views/groups/everyone/policy/lock");
    }
    const versions = await browser.get(`${at("views")}/versions`);
    const [newest, , oldest] = [...versions.text.matchAll(/title="([0-9a-f]{64})"/g)].map(
      ([, hash = ""]) => hash,
    );
    const hashes = new Set([...versions.text.matchAll(/from=([0-9a-f]{64})/g)].map(([, h]) => h));
    expect(hashes.size).toBeGreaterThanOrEqual(2);
    const diff = await browser.get(`${at("views")}/diff?from=${oldest}&to=${newest}`);
    expect(diff.status).toBe(200);
    const inForce = await browser.get(`${at("views")}/diff?from=in-force&to=draft`);
    expect(inForce.text).toContain("Nothing differs.");
    expect((await browser.get(`${at("views")}/diff?from=${"0".repeat(64)}`)).status).toBe(404);
    const preview = await browser.get(`${at("views")}/preview?of=in-force&ios=4.0.0`);
    expect(preview.text).toContain("iPhone OS 3.0 and later");
    expect(preview.text).toContain("&lt;key&gt;minLength&lt;/key&gt;");
    const eas = await browser.get(`${at("views")}/preview?eas=2.5`);
    expect(eas.text).toContain("&lt;wap-provisioningdoc&gt;");
    const list = await browser.get("/tenants/views/policies");
    expect(list.text).toContain("Locked");
    expect(list.text).toContain('href="/tenants/views/policies/everyone"');
  });

  it("speak German", async () => {
    const browser = await site("sprache");
    await edit(browser, "sprache", "passcode", { minLength: "6" });
    const german = { "Accept-Language": "de" };
    const page = await browser.get(at("sprache"), german);
    for (const word of ["Nicht gesetzt", "Gesetzt", "Sperren", "bis", "Zeichen"]) {
      expect(page.text).toContain(word);
    }
    expect(page.text).not.toMatch(/>Not Set|needs iOS/);
    const preview = await browser.get(`${at("sprache")}/preview`, german);
    expect(preview.text).toContain("und neuer");
  });
});
