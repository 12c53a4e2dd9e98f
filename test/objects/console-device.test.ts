// The console's page of one device, visited as a browser would: what it shows, does and says, and
// that nothing a phone says of itself becomes part of a page.
import { describe, expect, it } from "vitest";
import { followed, linksOf, main, phone, watched, wordsOf } from "./device-watcher.ts";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>`;

describe("the page of a device", () => {
  it("shows what it is and runs, why it was refused and its life", async () => {
    const { tenant, browser, page } = await watched("shown");
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    await tenant.noteRefusal({ ...phone, reason: "token-expired" });
    const shown = await browser.get(page);
    const words = wordsOf(shown);
    expect(words).toContain("iPhone 3GS (alice)");
    expect(words).toContain("iOS 4.2.1 (8C148)");
    expect(words).toMatch(
      /It runs older; current is [0-9a-f]{12}\. The phone must be provisioned again/,
    );
    expect(words).toContain("The profile was installed too late");
    expect(words).toContain("Let the user provision the phone again.");
    expect(words).toContain("Seen for the first time");
    expect(main(shown)).toMatch(/aria-label="Timeline of 2 steps from 2011-03-03/);
    expect(linksOf(shown)).toContain("/tenants/shown/invitations?kind=renew&user=alice");
  });

  it("blocks and allows, and says so", async () => {
    const { tenant, browser, page } = await watched("page-block");
    await browser.get(page);
    const blocked = await followed(browser, await browser.post(`${page}/block`));
    expect(wordsOf(blocked)).toContain("appl1 is blocked.");
    expect((await tenant.device("alice", "appl1"))?.state).toBe("blocked");
    const allowed = await followed(browser, await browser.post(`${page}/allow`));
    expect(wordsOf(allowed)).toContain("appl1 is allowed.");
  });

  it("wipes only when the device is typed, keeps what was typed, and cancels", async () => {
    const { tenant, browser, page } = await watched("page-wipe");
    expect(wordsOf(await browser.get(page))).toContain("This erases the whole phone");
    const refused = await browser.post(`${page}/wipe`, { confirm: "appl2" });
    expect(refused.status).toBe(400);
    expect(main(refused)).toContain('value="appl2"');
    expect(main(refused)).toContain(
      '<a href="#confirm">This is neither the DeviceId nor the name.',
    );
    expect(main(refused)).toMatch(/aria-describedby="confirm-help confirm-problem"/);
    expect((await tenant.device("alice", "appl1"))?.wipe).toBeUndefined();
    const begun = await browser.post(`${page}/wipe`, { confirm: "iPhone 3GS (alice)" });
    const shown = await followed(browser, begun);
    expect(wordsOf(shown)).toContain("appl1 will be wiped at its next request.");
    expect(wordsOf(shown)).toContain("Cancel it before the device is forgotten.");
    const cancelled = await followed(browser, await browser.post(`${page}/cancel-wipe`));
    expect(wordsOf(cancelled)).toContain("The wipe of appl1 is cancelled.");
    expect((await tenant.device("alice", "appl1"))?.wipe?.state).toBe("cancelled");
  });

  it("offers the account alone, and says what that does to this phone", async () => {
    const older = await watched("page-account-older");
    const offer = wordsOf(await older.browser.get(older.page));
    expect(offer).toContain("This phone knows only the wipe of everything.");
    const body = { confirm: "appl1", scope: "account" };
    const blocked = await followed(
      older.browser,
      await older.browser.post(`${older.page}/wipe`, body),
    );
    expect(wordsOf(blocked)).toContain("appl1 is blocked and its profile is void.");
    expect((await older.tenant.device("alice", "appl1"))?.wipe).toBeUndefined();
  });

  it("forgets only with the box checked, and goes back to the list", async () => {
    const { tenant, browser, page, at } = await watched("page-forget");
    await browser.get(page);
    const refused = await browser.post(`${page}/forget`);
    expect(refused.status).toBe(400);
    expect(main(refused)).toContain('<a href="#forget">Check the box');
    expect(await tenant.device("alice", "appl1")).not.toBeNull();
    const done = await browser.post(`${page}/forget`, { forget: "yes" });
    expect(done.location).toBe(`${at}/devices`);
    expect(wordsOf(await followed(browser, done))).toContain("appl1 is forgotten.");
    expect((await browser.get(page)).status).toBe(404);
  });

  it("warns that the oldest iPhones take long, and of what other clients do", async () => {
    const old = { ...phone, userAgent: "Apple-iPhone1C2/801.293" };
    const slow = await watched("slow-wipe", [old]);
    expect(wordsOf(await slow.browser.get(slow.page))).toContain("may take hours");
    const android = {
      ...phone,
      deviceId: "droid",
      deviceType: "Android",
      userAgent: "Android/4.0",
    };
    const other = await watched("other-wipe", [android]);
    const shown = await other.browser.get(`${other.at}/devices/alice/droid`);
    expect(wordsOf(shown)).toContain("Many clients erase all of it");
  });

  it("offers an auditor no act, and refuses those sent all the same", async () => {
    const { tenant, browser, page } = await watched("read-only", [phone], "auditor");
    const shown = await browser.get(page);
    expect(main(shown)).not.toContain("<form");
    for (const act of ["block", "allow", "wipe", "cancel-wipe", "forget"]) {
      const fields = { confirm: "appl1", forget: "yes" };
      expect([act, (await browser.post(`${page}/${act}`, fields)).status]).toEqual([act, 403]);
    }
    expect(await tenant.device("alice", "appl1")).toMatchObject({ state: "active" });
  });

  it("lets the help desk act, without links to what it may not see", async () => {
    const { browser, page, at } = await watched("desk-page", [phone], "help-desk");
    const shown = await browser.get(page);
    expect(linksOf(shown).filter((href) => /\/(users|invitations)/.test(href))).toEqual([]);
    expect((await browser.post(`${page}/block`)).location).toBe(page);
    expect((await browser.get(`${at}/devices.csv`)).status).toBe(200);
  });

  it("changes nothing without the token of its session", async () => {
    const { tenant, browser, page } = await watched("forged-act");
    await browser.get(page);
    const forged = await browser.post(`${page}/wipe`, { csrf: "guess", confirm: "appl1" });
    expect(forged.status).toBe(403);
    expect((await tenant.device("alice", "appl1"))?.wipe).toBeUndefined();
  });

  it("speaks German", async () => {
    const { tenant, browser, page } = await watched("page-german");
    await tenant.noteRefusal({ ...phone, reason: "token-expired" });
    const words = wordsOf(await browser.get(page, { "accept-language": "de" }));
    expect(words).toContain("Das löscht das ganze Telefon");
    expect(words).toContain("Das Profil wurde zu spät installiert");
  });
});

describe("what a phone says of itself", () => {
  const liar = { ...phone, deviceType: HOSTILE, userAgent: HOSTILE, protocolVersion: HOSTILE };

  it("is text on every page, whatever it says", async () => {
    const { tenant, browser, at, page } = await watched("hostile-phone", [liar]);
    await tenant.noteDevice({ ...liar, userAgent: `${HOSTILE}2` });
    await tenant.noteDeviceEvent("alice", "appl1", {
      event: HOSTILE,
      actor: HOSTILE,
      detail: HOSTILE,
    });
    await tenant.noteRefusal({ ...liar, reason: HOSTILE });
    await tenant.noteDevice({ ...liar, deviceId: 'x"><b>', user: "alice" });
    const search = encodeURIComponent(HOSTILE);
    const filter = encodeURIComponent(HOSTILE);
    for (const path of [
      at,
      `${at}/devices`,
      `${at}/devices?search=${search}`,
      `${at}/devices?filter=${filter}&sort=${filter}&descending=${filter}&after=${filter}`,
      page,
      `${at}/devices/alice/${encodeURIComponent('x"><b>')}`,
    ]) {
      const shown = await browser.get(path);
      expect(shown.text).not.toMatch(/<script|<img|<b>"|onerror=alert\(1\)>/);
    }
    expect((await browser.get(`${at}/devices`)).text).toContain("&lt;script&gt;");
  });

  it("turns no text around and hides nothing in it", async () => {
    const { browser, page } = await watched("bidi", [
      { ...phone, deviceType: "\u202eenohPi", userAgent: "" },
    ]);
    const shown = await browser.get(page);
    expect(/<h1>(.*?)<\/h1>/.exec(shown.text)?.[1]).toBe("enohPi (alice)");
    expect(shown.text).not.toContain("\u202e");
  });

  it("can neither leave its address nor break the page by names with slashes and question marks", async () => {
    const odd = { ...phone, deviceId: "a/b?c#d%2e" };
    const { browser, at } = await watched("odd-id", [odd]);
    const list = await browser.get(`${at}/devices`);
    const link = linksOf(list).find((href) => href.includes("/devices/alice/"));
    const shown = await browser.get(link ?? "");
    expect([shown.status, wordsOf(shown).includes("a/b?c#d%2e")]).toEqual([200, true]);
  });
});

describe("a device's times", () => {
  it("span its timeline even when all is at once", async () => {
    const { tenant, browser, page } = await watched("at-once");
    await tenant.setDeviceState("alice", "appl1", "blocked", "ann");
    const shown = await browser.get(page);
    expect(shown.text).not.toMatch(/NaN|Infinity/);
  });
});
