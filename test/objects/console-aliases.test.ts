// The page of a tenant's aliases in workerd: claim and release, others' claims, and what to tell the
// users.
import { describe, expect, it } from "vitest";
import { makeTenant } from "./api-client.ts";
import { consoleAs } from "./console-client.ts";
import { handles } from "./world.ts";

async function visit(tenant: string) {
  await makeTenant(tenant);
  const browser = await consoleAs(`administrator:${tenant}`);
  const page = `/tenants/${tenant}/aliases`;
  return { browser, page, show: async () => (await browser.get(page)).text };
}

describe("the page of aliases", () => {
  it("claims an alias in its one spelling, says what it is worth, and releases it", async () => {
    const { browser, page, show } = await visit("claims");
    expect(await show()).toContain("You claim no alias yet.");
    expect((await browser.post(page, { alias: " Our Alias " })).location).toBe(page);
    const claimed = await show();
    expect(claimed).toContain("ouralias is yours and works from now on.");
    expect(claimed).toContain("Works: it leads users to you.");
    expect((await browser.post(`${page}/release`, { alias: "ouralias" })).status).toBe(303);
    expect(await show()).toContain("You claim no alias yet.");
    expect(await handles.alias("ouralias").claims()).toEqual([]);
  });

  it.each(["", "-x", "x".repeat(64), "a/../b", "<script>"])(
    "keeps what was typed when it is no alias, row %#",
    async (alias) => {
      const { browser, page } = await visit("typed");
      const refused = await browser.post(page, { alias });
      expect(refused.status).toBe(400);
      expect(refused.text).toContain('href="#alias"');
      expect(refused.text).toContain("An alias has letters a-z");
      expect(refused.text).not.toContain("<script>");
    },
  );

  it("shows the owner who waits, turns down, and approves only when asked a second time", async () => {
    const owner = await visit("has-it");
    const other = await visit("wants-it");
    await owner.browser.post(owner.page, { alias: "wanted" });
    await other.browser.post(other.page, { alias: "wanted" });
    expect(await other.show()).toContain("wanted belongs to another tenant already.");
    expect(await other.show()).not.toContain("has-it");
    expect(await owner.show()).toContain("Turn down wants-it for wanted");
    const decision = { alias: "wanted", other: "wants-it" };
    expect((await owner.browser.post(`${owner.page}/turn-down`, decision)).status).toBe(303);
    expect(await handles.alias("wanted").claims()).toHaveLength(1);

    await other.browser.post(other.page, { alias: "wanted" });
    const approval = `${owner.page}/wanted/approve/wants-it`;
    const asked = await owner.browser.get(approval);
    expect(asked.text).toContain("leads nobody anywhere until");
    expect(await handles.alias("wanted").resolve()).toMatchObject({ ok: true });
    expect((await owner.browser.post(approval)).status).toBe(303);
    expect(await owner.show()).toContain("not unique");
    expect(await other.show()).toContain("release it and claim another");
    expect(await handles.alias("wanted").resolve()).toMatchObject({ reason: "alias-not-unique" });
    expect((await owner.browser.get(approval)).status).toBe(404);
  });

  it("lets nobody but the owner approve or turn down", async () => {
    const owner = await visit("holder");
    const other = await visit("pusher");
    await owner.browser.post(owner.page, { alias: "held" });
    await other.browser.post(other.page, { alias: "held" });
    expect((await other.browser.get(`${other.page}/held/approve/pusher`)).status).toBe(404);
    expect((await other.browser.post(`${other.page}/held/approve/pusher`)).status).toBe(409);
    const down = { alias: "held", other: "holder" };
    expect((await other.browser.post(`${other.page}/turn-down`, down)).status).toBe(404);
    expect((await other.browser.get(owner.page)).status).toBe(404);
    expect(await handles.alias("held").resolve()).toEqual({ ok: true, tenant: "holder" });
  });

  it("gives text and a code for the users, of an alias that is one's own", async () => {
    const { browser, page } = await visit("tells");
    await browser.post(page, { alias: "tell.us" });
    const { text } = await browser.get(`${page}/tell.us/tell`);
    expect(text).toContain("type get.example.com and enter the alias tell.us");
    expect(text).toContain('href="https://get.example.com/?alias=tell.us"');
    expect(text).toMatch(/<svg[^>]*role="img"[^>]*aria-label="QR code for https:\/\/get/);
    expect((await browser.get(`${page}/someone-elses/tell`)).status).toBe(404);
  });

  it("shows auditors the aliases and no form, in German if they ask", async () => {
    const { browser, page } = await visit("read-only");
    await browser.post(page, { alias: "read-me" });
    const auditor = await consoleAs("auditor:read-only");
    const { text } = await auditor.get(page, { "Accept-Language": "de-AT" });
    expect(text).toContain("<h1>Aliasse</h1>");
    expect(text).toContain("Funktioniert: Er führt Benutzer zu Ihnen.");
    expect(text).not.toContain(`action="${page}`);
    expect((await auditor.post(`${page}/release`, { alias: "read-me" })).status).toBe(403);
    expect(await handles.alias("read-me").claims()).toHaveLength(1);
  });
});
