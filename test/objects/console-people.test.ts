// The console's pages about users and groups, visited as a browser would, by every role.
import { describe, expect, it } from "vitest";
import { FAMILIES } from "../../worker/core/settings-row.ts";
import { consoleAs, type Page } from "./console-client.ts";
import { administered, followed, HOSTILE, main, user, wordsOf } from "./console-visits.ts";

describe("the page of groups", () => {
  it("adds, denies, makes default and removes, and says each time what was done", async () => {
    const { tenant, browser, at } = await administered("pg-groups");
    const first = await browser.get(`${at}/groups`);
    expect(first.status).toBe(200);
    expect(wordsOf(first)).toMatch(
      /everyone default 0 allowed as the adapter says .* ○ Not Set ○ Not Set/,
    );
    const added = await followed(browser, await browser.post(`${at}/groups`, { name: "Sales" }));
    expect(wordsOf(added)).toContain("The group Sales is added; its policy is empty.");
    const denied = await browser.post(`${at}/groups/Sales/deny`);
    expect(wordsOf(await followed(browser, denied))).toContain("is denied for Sales");
    expect((await tenant.groups())[0]).toMatchObject({ name: "Sales", easAllowed: false });
    await browser.post(`${at}/groups/Sales/allow`);
    await browser.post(`${at}/groups/Sales/default`);
    expect((await tenant.groups()).find(({ isDefault }) => isDefault)?.name).toBe("Sales");
    const removed = await browser.post(`${at}/groups/everyone/remove`);
    expect(wordsOf(await followed(browser, removed))).toContain("The group everyone is removed.");
    const none = await followed(browser, await browser.post(`${at}/no-default-group`));
    expect(wordsOf(none)).toContain("There is no default group");
  });

  it("keeps what was typed when it is refused, and names the field", async () => {
    const { browser, at } = await administered("pg-refused");
    await browser.get(`${at}/groups`);
    const taken = await browser.post(`${at}/groups`, { name: "everyone" });
    expect(taken.status).toBe(409);
    expect(main(taken)).toMatch(/<a href="#name">There is a group of this name already/);
    expect(main(taken)).toContain('value="everyone"');
    expect(main(taken)).toContain('aria-describedby="name-problem"');
    const gone = await browser.post(`${at}/groups/nobody/remove`);
    expect([gone.status, wordsOf(gone).includes("There is no such group")]).toEqual([404, true]);
  });

  it("shows where the draft has left behind what is in force", async () => {
    const { tenant, browser, at } = await administered("pg-states");
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    expect(wordsOf(await browser.get(`${at}/groups`))).toMatch(/● Locked \w{12} ● Locked \w{12}/);
    await tenant.editPolicy("everyone", { forcePIN: true }, "ann");
    expect(wordsOf(await browser.get(`${at}/groups`))).toMatch(
      /Set \w{12} \+ unlocked changes ● Locked/,
    );
  });
});

describe("the page of users", () => {
  it("adds users, finds them and gives them out page by page", async () => {
    const { tenant, browser, at } = await administered("pg-users");
    expect(wordsOf(await browser.get(`${at}/users`))).toContain("No user has a record yet");
    const typed = { user: "Bob@acme.example", displayName: "Bob B.", easAllowed: "yes" };
    const added = await browser.post(`${at}/users`, { ...typed, language: "de" });
    expect(wordsOf(await followed(browser, added))).toContain("The record of bob is saved.");
    expect(await tenant.user("bob")).toEqual(
      user("bob", { displayName: "Bob B.", language: "de" }),
    );
    for (let index = 0; index < 120; index++) {
      await tenant.putUser(user(`user${index}`), null, "ann");
    }
    const first = await browser.get(`${at}/users`);
    const next = /<a href="([^"]+)" rel="next">/.exec(first.text)?.[1]?.replaceAll("&amp;", "&");
    const second = await browser.get(next ?? "");
    expect(main(second)).toContain(`${at}/users/user99"`);
    expect(main(first)).not.toContain(`${at}/users/user99"`);
    expect(main(second)).not.toContain('rel="next"');
    const found = await browser.get(`${at}/users?search=BOB`);
    expect(main(found)).toContain(`<a href="${at}/users/bob">bob</a>`);
    expect(main(found)).not.toContain("user1");
    expect(wordsOf(await browser.get(`${at}/users?search=zzz`))).toContain("Nobody is found");
  });

  it("never writes over a record that is there, and keeps what was typed", async () => {
    const { tenant, browser, at } = await administered("pg-taken");
    await tenant.putUser(user("bob", { displayName: "Bob" }), null, "ann");
    await browser.get(`${at}/users`);
    const taken = await browser.post(`${at}/users`, { user: "BOB", displayName: "Other" });
    expect(wordsOf(taken)).toContain("There is a record of this user already");
    expect(main(taken)).toContain('value="Other"');
    expect((await tenant.user("bob"))?.displayName).toBe("Bob");
    const address = { user: "eve", emailAddress: "nobody", password: "four words in a row" };
    const refused = await browser.post(`${at}/users`, address);
    expect(refused.status).toBe(400);
    expect(main(refused)).toContain('aria-describedby="emailAddress-help emailAddress-problem"');
    expect(refused.text).not.toContain("four words in a row");
    expect(await tenant.user("eve")).toBeNull();
    expect((await browser.post(`${at}/users`, { user: "" })).status).toBe(400);
  });

  it("shows hostile names as text", async () => {
    const { tenant, browser, at } = await administered("pg-hostile");
    await tenant.addGroup(HOSTILE, "ann");
    await tenant.putUser(user(HOSTILE, { displayName: HOSTILE, group: HOSTILE }), null, "ann");
    const refusal = { reason: HOSTILE, user: HOSTILE, deviceId: HOSTILE, deviceType: HOSTILE };
    await tenant.noteRefusal({ ...refusal, userAgent: HOSTILE });
    const one = `${at}/users/${encodeURIComponent(HOSTILE)}`;
    const search = `${at}/users?search=${encodeURIComponent(HOSTILE)}`;
    const bad = { csv: `user,displayName\n${HOSTILE},\u202e\n`, do: "check" };
    const pages = [
      ...(await Promise.all(
        [one, search, `${at}/users`, `${at}/groups`, `${at}/refusals`, `${at}/audit`].map((path) =>
          browser.get(path),
        ),
      )),
      await browser.post(`${at}/users/import`, bad),
      await browser.post(`${at}/groups`, { name: `${HOSTILE}\u0000` }),
    ];
    for (const page of pages) {
      expect(page.text).toContain("&lt;script&gt;");
      expect(page.text).not.toContain("<script");
      expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });
});

describe("the page of one user", () => {
  it("shows record, handouts and each value's origin, and saves", async () => {
    const { tenant, browser, at } = await administered("pg-user");
    await tenant.addGroup("Sales", "ann");
    await tenant.putUser(user("bob", { group: "Sales" }), "secret", "ann");
    const secret = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    await tenant.editPolicy("Sales", { ...secret, minLength: 6 }, "ann");
    await tenant.lockPolicy("Sales", FAMILIES, "ann");
    await tenant.handOut("bob", "hash-of-a-token", "a".repeat(64));
    const page = await browser.get(`${at}/users/bob`);
    expect(page.status).toBe(200);
    expect(wordsOf(page)).toMatch(/6 characters iOS profile Locked policy of Sales, \w{12}/);
    expect(wordsOf(page)).toContain("waits for its first use aaaaaaaaaaaa");
    expect(main(page)).toContain(`href="${at}/devices?search=bob"`);
    for (const hidden of ["open sesame", "hash-of-a-token"])
      expect(page.text).not.toContain(hidden);
    const saved = await browser.post(`${at}/users/bob`, { displayName: "Bob", password: "new" });
    expect(wordsOf(await followed(browser, saved))).toContain("The record of bob is saved.");
    expect(await tenant.user("bob")).toEqual({
      user: "bob",
      displayName: "Bob",
      easAllowed: false,
    });
    expect(await tenant.checkLocalPassword("bob", "new")).toBe(true);
    const refused = await browser.post(`${at}/users/bob`, { group: "nowhere", displayName: "B" });
    expect(refused.status).toBe(404);
    expect(main(refused)).toContain('value="B"');
    const removed = await browser.post(`${at}/users/bob/remove`);
    expect(wordsOf(await followed(browser, removed))).toContain("The record of bob is removed.");
    expect(wordsOf(await browser.get(`${at}/users/bob`))).toContain("There is no record");
  });

  it("says in German what it says in English", async () => {
    const { browser, at } = await administered("pg-german");
    await browser.post("/language", { language: "de", return: "/" });
    const paths = ["users", "users/bob", "users/import", "groups", "refusals", "audit"];
    const pages = await Promise.all(paths.map((path) => browser.get(`${at}/${path}`)));
    const titles = [
      "Benutzer",
      "bob",
      "Benutzer importieren",
      "Gruppen",
      "Abweisungen",
      "Protokoll",
    ];
    expect(pages.map(({ text }) => /<h1>([^<]+)</.exec(text)?.[1])).toEqual(titles);
    for (const page of pages) expect(page.text).toContain('<html lang="de">');
    expect(wordsOf(pages[1] as Page)).toContain("Zu diesem Benutzer gibt es keinen Eintrag");
  });
});

describe("the page that imports users", () => {
  it("shows every bad line, then a preview, and imports what was checked", async () => {
    const { tenant, browser, at } = await administered("pg-import");
    const path = `${at}/users/import`;
    expect((await browser.get(path)).status).toBe(200);
    const csv = "user,displayName,language\nbob,Bob,de\neve,Eve,xx\ncarl\n";
    const broken = await browser.post(path, { csv, do: "import" });
    expect(broken.status).toBe(400);
    expect(wordsOf(broken)).toContain("4 This is no CSV (RFC 4180)");
    const bad = await browser.post(path, { csv: csv.replace("carl\n", ""), do: "import" });
    expect(wordsOf(bad)).toContain("3 language This must be en or de. eve,Eve,xx");
    expect(main(bad)).toMatch(/<textarea[^>]*>user,displayName,language\nbob,Bob,de\neve,Eve,xx\n/);
    expect(await tenant.users()).toEqual([]);
    const file = new File(["user,displayName\nbob,Bob\n"], "users.csv", { type: "text/csv" });
    const checked = await browser.post(path, { file, csv: "", do: "check" });
    expect(wordsOf(checked)).toContain("1 users would be added, 0 changed");
    expect(wordsOf(checked)).toContain("User name Display name bob Bob");
    expect(await tenant.users()).toEqual([]);
    const again = { csv: "user,displayName\nbob,Bob\n", do: "import" };
    const imported = await followed(browser, await browser.post(path, again));
    expect(wordsOf(imported)).toContain("Imported: 1 users added, 0 changed.");
    expect(await tenant.users()).toEqual([user("bob", { displayName: "Bob" })]);
    expect((await browser.get(`${at}/users.csv`)).text).toContain("bob,Bob,,,yes,,,\r\n");
    expect(wordsOf(await browser.post(path, { csv: " " }))).toContain("paste a list");
  });
});

describe("roles", () => {
  it("auditors see no form; the help desk and other tenants' people see nothing", async () => {
    const { at } = await administered("pg-roles");
    await administered("pg-other");
    const auditor = await consoleAs("auditor:pg-roles");
    const paths = ["users", "users/bob", "groups", "refusals", "audit"];
    for (const path of paths) {
      const page = await auditor.get(`${at}/${path}`);
      expect([path, page.status]).toEqual([path, 200]);
      expect(main(page)).not.toContain('method="post"');
    }
    const post = await auditor.post(`${at}/groups`, { name: "x" });
    expect([post.status, wordsOf(post).includes("Your role may not do that.")]).toEqual([
      403,
      true,
    ]);
    const helpDesk = await consoleAs("help-desk:pg-roles");
    const stranger = await consoleAs("administrator:pg-other");
    for (const path of [...paths, "users/import", "users.csv", "audit.jsonl"]) {
      expect([path, (await helpDesk.get(`${at}/${path}`)).status]).toEqual([path, 403]);
      expect([path, (await stranger.get(`${at}/${path}`)).status]).toEqual([path, 404]);
    }
  });
});
