// The console's pages about client certificates in Chromium, with JavaScript off: each is judged by axe
// and fits a phone's width, in English and German, light and dark; a challenge, a .p12 that is saved
// from the page, a revocation and a roll-over, by hand.
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONSOLE, openWorld, type World } from "../../simulator/world.ts";
import { needs } from "../support/tools.ts";
import { judge, openBrowser, operatorAt, type TestBrowser, type Visitor } from "./browser.ts";

const START_LIMIT_MS = 120_000;

needs("chromium")("client certificates in Chromium", () => {
  let world: World;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser(world);
    const body = { name: "acme", displayName: "Acme Inc.", origin: "https://acme.example" };
    const upstream = "https://mail.example";
    await world.admin.call("POST", "/tenants", { ...body, upstream });
    await world.admin.call("POST", "/tenants/acme/users/bob/identity-file");
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const judged = (page: Page, name: string) => judge(browser, page, `console-${name}`);
  const administrator = (name: string, visitor: Visitor) =>
    operatorAt({ world, browser }, { name, scope: "administrator:acme" }, visitor);
  const press = (page: Page, label: string) =>
    page.getByRole("button", { name: label, exact: true }).click();

  test.each<[string, Visitor]>([
    ["english", { width: "phone" }],
    ["german", { width: "desktop", language: "de", dark: true }],
  ])("every page is whole: %s", async (name, visitor) => {
    const page = await administrator(name, visitor);
    for (const shown of ["certificates", "enrolment", "authority", "groups", "users/bob"]) {
      await page.goto(`${CONSOLE}/tenants/acme/${shown}`);
      await judged(page, `${shown.replace("/", "-")}-${name}`);
    }
    await page.context().close();
  });

  test("a challenge is shown once, and the list does not know it", async () => {
    const page = await administrator("carol", { width: "phone" });
    await page.goto(`${CONSOLE}/tenants/acme/enrolment`);
    await page.fill("#user", "alice");
    await press(page, "Make the challenge");
    await judged(page, "challenge-made");
    const challenge = (await page.textContent("code.secret")) ?? "";
    expect(challenge).toMatch(/^[A-Za-z2-7]{26}$/);
    expect(page.url()).not.toContain(challenge);
    await page.goto(`${CONSOLE}/tenants/acme/enrolment`);
    expect(await page.content()).not.toContain(challenge);
    await press(page, "Drop the challenge of alice");
    expect(await page.textContent("main")).toContain("it opens nothing any more");
    await page.context().close();
  });

  test("a .p12 is saved from the page that shows its password, and its certificate is revoked", async () => {
    const page = await administrator("dora", { width: "phone" });
    await page.goto(`${CONSOLE}/tenants/acme/users/alice`);
    await press(page, "Make a .p12");
    await judged(page, "identity-file");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Save the .p12" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("alice.p12");
    const file = await readFile((await download.path()) ?? "");
    expect(file[0]).toBe(0x30);
    await page.goto(`${CONSOLE}/tenants/acme/certificates?user=alice`);
    await page.click("tbody a");
    await judged(page, "certificate");
    await page.selectOption("#reason", "keyCompromise");
    await press(page, "Revoke");
    expect(await page.textContent("main")).toContain("The certificate of alice is revoked.");
    await judged(page, "certificate-revoked");
    await page.context().close();
  });

  test("a CA is prepared, downloaded before it issues, and rolled over to", async () => {
    const page = await administrator("erik", { width: "phone" });
    await page.goto(`${CONSOLE}/tenants/acme/authority`);
    await press(page, "Prepare");
    await judged(page, "authority-waiting");
    const waiting = page.locator("section.card", { hasText: "Waits to follow" });
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      waiting.getByRole("link", { name: /^CA certificate/ }).click(),
    ]);
    const certificate = new X509Certificate(await readFile((await download.path()) ?? ""));
    expect(certificate.ca).toBe(true);
    await page.fill("#confirm", "acme");
    await press(page, "Roll over");
    expect(await page.textContent("main")).toContain("The new CA issues from now on.");
    await page.click("details > summary >> nth=-1");
    await judged(page, "authority-rolled-over");
    await page.context().close();
  });
});
