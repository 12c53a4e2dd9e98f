// The console's pages about users, groups, refusals and the audit log in Chromium, with JavaScript
// off: each is judged by axe, fits a phone's width, in English and German, light and dark.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONSOLE, openWorld, type World } from "../../simulator/world.ts";
import { needs } from "../support/tools.ts";
import { judge, openBrowser, operatorAt, type TestBrowser, type Visitor } from "./browser.ts";

const START_LIMIT_MS = 120_000;
const PASSWORD = "four words in a row";
const TENANT = `${CONSOLE}/tenants/acme`;
const PATHS = {
  users: "/users",
  "users-found": "/users?search=long",
  user: "/users/alice",
  "user-without-record": "/users/bob",
  "users-import": "/users/import",
  groups: "/groups",
  refusals: "/refusals",
  audit: "/audit",
} as const;

needs("chromium")("users, groups and records in Chromium", () => {
  let world: World;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser(world);
    await makeTenant(world);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const judged = (page: Page, name: string) => judge(browser, page, `console-${name}`);

  const administrator = (name: string, visitor: Visitor) =>
    operatorAt({ world, browser }, { name, scope: "administrator:acme" }, visitor);

  test.each<[string, Visitor]>([
    ["english", { width: "phone" }],
    ["german", { width: "desktop", language: "de", dark: true }],
  ])("every page is whole: %s", async (name, visitor) => {
    const page = await administrator(name, visitor);
    for (const [page_, path] of Object.entries(PATHS)) {
      await page.goto(`${TENANT}${path}`);
      await judged(page, `${page_}-${name}`);
    }
    await page.context().close();
  });

  test("an administrator adds a group and a user, and mends a list that was refused", async () => {
    const page = await administrator("carol", { width: "desktop" });
    const press = (label: string) => page.getByRole("button", { name: label, exact: true }).click();
    const content = () => page.textContent("main");
    await page.goto(`${TENANT}/groups`);
    await page.fill("#name", "Support");
    await press("Add");
    expect(await content()).toContain("The group Support is added");
    await page.goto(`${TENANT}/users`);
    await page.fill("#user", "dora");
    await page.selectOption("#group", "Support");
    await press("Add");
    expect(await content()).toContain("The record of dora is saved.");
    await page.goto(`${TENANT}/users/import`);
    await page.fill("#csv", "user,language\neve,xx\n");
    await press("Check");
    expect(await content()).toContain("This must be en or de.");
    await judged(page, "users-import-refused");
    await page.fill("#csv", "user,language\neve,de\n");
    await press("Check");
    expect(await content()).toContain("1 users would be added, 0 changed");
    await judged(page, "users-import-checked");
    await press("Import");
    expect(await content()).toContain("Imported: 1 users added, 0 changed.");
    await page.context().close();
  });
});

/** A tenant with people, long names, a Locked policy, a handout's refusal and an audit log. */
async function makeTenant(world: World): Promise<void> {
  const { admin, exchangeOrigin } = world;
  await admin.createTenant({
    name: "acme",
    displayName: "Acme Corporation",
    origin: "https://acme.example.com",
    upstream: exchangeOrigin,
    privateUpstream: true,
    credentialCheck: "local-directory",
    mailDomain: "acme.example.com",
  });
  await admin.editPolicy("acme", { forcePIN: true, minLength: 6, easPasswordEnabled: true });
  await admin.lockPolicy("acme");
  await admin.call("POST", "/tenants/acme/groups", { name: "Sales" });
  await admin.editPolicy("acme", { minLength: 8 });
  await admin.putUser("acme", "alice", { displayName: "Alice Adams", language: "en" });
  const long = "x".repeat(90);
  await admin.putUser("acme", `long${long}`, { displayName: long, easAllowed: false });
  const users = Array.from({ length: 120 }, (_, index) => ({
    user: `user${index}`,
    group: "Sales",
  }));
  await admin.call("POST", "/tenants/acme/users/import", { users });
  await admin.putUser("acme", "fred", { easAllowed: false, password: PASSWORD });
  const Authorization = `Basic ${btoa(`fred:${PASSWORD}`)}`;
  await world.network("203.0.113.9").request({
    method: "GET",
    url: "https://acme.example.com/iphone",
    headers: [
      ["Authorization", Authorization],
      ["User-Agent", "Mozilla/5.0 (iPhone)"],
    ],
  });
}
