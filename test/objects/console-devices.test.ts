// The console's dashboard and list of devices, visited as a browser would: what they show, and to
// whom.
import { describe, expect, it } from "vitest";
import { crowdDevice } from "../../bench/device-crowd.ts";
import type { Page } from "./console-client.ts";
import { linksOf, main, phone, watched, wordsOf } from "./device-watcher.ts";
import { START } from "./world.ts";

describe("the dashboard", () => {
  it("tells at a glance how devices, policies, refusals, identity and adapter stand", async () => {
    const { tenant, browser, at } = await watched("glance", [
      phone,
      { ...phone, user: "bob" },
      { ...phone, user: "carol", proof: "none" },
    ]);
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    await tenant.setDeviceState("bob", "appl1", "blocked", "ann");
    await tenant.noteRefusal({ ...phone, reason: "token-missing" });
    await tenant.noteRefusal({ ...phone, reason: "token-missing", letThrough: true });
    await tenant.saveAdapter({ reportOnly: true, otherClients: "allow" }, "ann");
    const page = await browser.get(at);
    expect(page.status).toBe(200);
    const words = wordsOf(page);
    expect(words).toContain("3 devices");
    expect(words).toMatch(/Active 2 .*Blocked 1 .*Old policy 2 .*Without a profile 1 /);
    expect(words).toContain("2 phones run an old version and must be provisioned again.");
    expect(words).toContain("1 request was refused.");
    expect(words).toContain("1 more would have been, but the adapter only reports.");
    expect(words).toContain("The device was never provisioned 1");
    expect(words).toContain("2 saved settings do not run yet: restart the adapter.");
    expect(words).toMatch(/Valid until \d{4}-\d\d-\d\d/);
    const links = linksOf(page);
    expect(links).toContain(`${at}/devices?filter=outdated`);
    expect(links).toContain(`${at}/invitations?kind=renew`);
    expect(main(page)).toMatch(/<svg[^>]* role="img"[^>]* aria-label="Refused requests a day: /);
  });

  it("says how to begin where there is nothing yet", async () => {
    const { browser, at } = await watched("nothing-yet", []);
    const words = wordsOf(await browser.get(at));
    expect(words).toContain("No device yet");
    expect(words).toContain("Nothing was refused.");
    expect(words).toContain("What is saved runs.");
  });

  it("shows the help desk its devices and nothing else", async () => {
    const { browser, at } = await watched("desk-glance", [phone], "help-desk");
    const page = await browser.get(at);
    const words = wordsOf(page);
    expect([page.status, words.includes("1 device")]).toEqual([200, true]);
    for (const hidden of ["Exchange Adapter", "Refusals", "Signing identity", "Invite"]) {
      expect(words).not.toContain(hidden);
    }
  });

  it("speaks German", async () => {
    const { tenant, browser, at } = await watched("glance-german");
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    const page = await browser.get(at, { "accept-language": "de" });
    expect(wordsOf(page)).toContain(
      "1 Telefon hat eine alte Version und muss neu eingerichtet werden.",
    );
  });

  it("of another tenant is as one that does not exist", async () => {
    const { browser } = await watched("own-glance");
    await watched("other-glance");
    const [theirs, nobodys] = [
      await browser.get("/tenants/other-glance"),
      await browser.get("/tenants/nobodys"),
    ];
    expect([theirs.status, nobodys.status]).toEqual([404, 404]);
    expect(wordsOf(theirs)).toBe(wordsOf(nobodys));
  });
});

describe("the list of devices", () => {
  it("is searched, filtered, sorted and paged by its address alone", async () => {
    const crowd = Array.from({ length: 60 }, (_, index) => crowdDevice(index));
    const { browser, at } = await watched("listed-page", crowd);
    const first = await browser.get(`${at}/devices?sort=lastSeen&descending=true`);
    expect(main(first)).toMatch(/<th[^>]*aria-sort="descending"[^>]*><a[^>]*>Last seen/);
    expect(wordsOf(first)).toContain("The first 50 from here; more follow.");
    const next = linksOf(first).find((href) => href.includes("after="));
    const second = await browser.get(next ?? "");
    expect(wordsOf(second)).toContain("10 shown; no more follow.");
    const deviceLinks = (page: Page) =>
      linksOf(page).filter((href) => /devices\/.+\/appl/.test(href));
    expect(new Set([...deviceLinks(first), ...deviceLinks(second)]).size).toBe(60);
    const found = await browser.get(`${at}/devices?search=${crowdDevice(7).deviceId}&filter=all`);
    expect(deviceLinks(found)).toHaveLength(1);
    expect(main(found)).toContain(`value="${crowdDevice(7).deviceId}"`);
    expect(wordsOf(await browser.get(`${at}/devices?filter=wiping`))).toContain(
      "No device is like that.",
    );
  });

  it("says by words and symbol how each device stands", async () => {
    const wipe = { state: "ordered", requestedAt: START, requestedBy: "ann", orders: 1 } as const;
    const { tenant, browser, at } = await watched("stand", [
      phone,
      { ...phone, user: "bob", proof: "none" },
      { ...phone, user: "carol" },
    ]);
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    await tenant.setDeviceState("bob", "appl1", "blocked", "ann");
    await tenant.noteWipe("carol", "appl1", wipe, "ann", "");
    const words = wordsOf(await browser.get(`${at}/devices`));
    expect(words).toMatch(
      /alice iPhone 3GS, iOS 4.2.1 appl1 ✓ Active ↻ old: must be provisioned again/,
    );
    expect(words).toMatch(/bob .* ✕ Blocked ○ without a profile/);
    expect(words).toMatch(/carol .* ⚠ Wipe ordered ✓ Active/);
  });

  it("keeps the form and names what cannot be when the address says nonsense", async () => {
    const { browser, at } = await watched("bad-address");
    const page = await browser.get(`${at}/devices?search=${"x".repeat(300)}`);
    expect(page.status).toBe(400);
    expect(wordsOf(page)).toContain("Search has 200 characters at most.");
    expect(main(page)).toContain('name="search"');
  });

  it("is saved as a file with the same search", async () => {
    const { browser, at } = await watched("saved-list", [phone, { ...phone, user: "bob" }]);
    const page = await browser.get(`${at}/devices?search=alice`);
    const link = linksOf(page).find((href) => href.includes("devices.csv"));
    const file = await browser.get(link ?? "");
    expect(file.headers.get("content-type")).toContain("text/csv");
    expect(file.text.trim().split("\r\n")).toHaveLength(2);
  });
});
