// The administrator's road in Chromium with JavaScript off, from a set-up link to a provisioned phone:
// tenant, Exchange Adapter with a live test, policy, Lock, restart. Every page on the way is judged:
// axe finds nothing, it fits a phone's width, in English and German, light and dark.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { provision, walkToProfile } from "../../simulator/walk.ts";
import { CONSOLE, openWorld, type World } from "../../simulator/world.ts";
import { needs } from "../support/tools.ts";
import { judge, openBrowser, operatorAt, type TestBrowser } from "./browser.ts";

const START_LIMIT_MS = 120_000;
const ALICE = { user: "alice", password: "Sommer-2010 pä:ss" } as const;
const TENANT = `${CONSOLE}/tenants/acme`;
const WIZARD = `${TENANT}/adapter/wizard`;
const POLICY = `${TENANT}/policies/everyone`;

needs("chromium")("the console from nothing to a provisioned phone, in Chromium", () => {
  let world: World;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openWorld();
    world.exchange.addUser({ ...ALICE, displayName: "Alice Adams" });
    browser = await openBrowser(world);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const judged = (page: Page, name: string) => judge(browser, page, `console-${name}`);

  const firstOwner = (name: string) => operatorAt({ world, browser }, { name, scope: "owner" });

  const press = (page: Page, label: string) => page.getByRole("button", { name: label }).click();

  async function makeTenant(page: Page): Promise<void> {
    await page.goto(`${CONSOLE}/tenants/new`);
    await judged(page, "tenant-new");
    await page.fill("#name", "acme");
    await page.fill("#displayName", "Acme Corporation");
    await page.fill("#origin", "https://acme.example.com");
    await page.fill("#upstream", world.exchangeOrigin);
    await press(page, "Create the tenant");
    await judged(page, "tenant-refused");
    expect(await page.textContent("main")).toContain("private addresses");
    await page.check("#privateUpstream");
    await press(page, "Create the tenant");
    expect(page.url()).toBe(`${TENANT}/adapter`);
    await judged(page, "adapter");
  }

  async function walkWizard(page: Page): Promise<void> {
    await page.click("text=Open the wizard");
    await page.fill("#user", ALICE.user);
    await page.fill("#password", ALICE.password);
    await press(page, "Test the connection");
    expect(await page.textContent("#result")).toContain("Exchange ActiveSync answers there.");
    await judged(page, "wizard-server");
    await press(page, "Next");
    await page.fill("#loginForm", "ACME\\user");
    await page.fill("#mailDomain", "acme.example.com");
    await judged(page, "wizard-login");
    await press(page, "Next");
    expect(await page.isChecked("#onlyProvisioned")).toBe(true);
    await judged(page, "wizard-device-settings");
    await press(page, "Back");
    expect(await page.inputValue("#loginForm")).toBe("ACME\\user");
    await press(page, "Next");
    await press(page, "Next");
    expect(await page.textContent("main")).toContain("do not run yet");
    await judged(page, "wizard-finish");
    await press(page, "Restart adapter");
    expect(await page.textContent("main")).toContain("What is saved runs.");
  }

  async function lockPolicy(page: Page): Promise<void> {
    await page.goto(`${TENANT}/policies`);
    await judged(page, "policies");
    await page.click("text=everyone");
    await judged(page, "policy");
    await page.selectOption("#forcePIN", "true");
    await page.fill("#minLength", "6");
    await press(page, "Save Passcode");
    await page.selectOption("#allowCamera", "false");
    await press(page, "Save Restrictions");
    await page.click("text=Lock >> nth=0");
    await page.goto(`${POLICY}/lock?family=ios-profile`);
    await judged(page, "policy-lock");
    await press(page, "Lock: iOS profile");
    expect(await page.textContent("main")).toContain("iOS profile is Locked and in force.");
  }

  test(
    "an owner makes a tenant, its adapter runs, its policy is Locked, and a phone is provisioned",
    async () => {
      const page = await firstOwner("olivia");
      await makeTenant(page);
      await walkWizard(page);
      await lockPolicy(page);
      await world.admin.claimAlias("acme", "acme");
      const phone = world.phone({ name: "Alice's iPhone", system: "4.2.1" });
      await walkToProfile(phone, ALICE);
      expect(phone.safari.page.text).not.toContain("policy-not-locked");
      await provision(phone, ALICE);
      expect(phone.settings.restrictions().allowCamera).toBe(false);
      expect((await phone.mail.check()).ok).toBe(true);
    },
    START_LIMIT_MS,
  );

  test(
    "two owners at one draft: the second sees both sides and saves what they choose",
    async () => {
      const [first, second] = [await firstOwner("paula"), await firstOwner("quentin")];
      await first.goto(POLICY);
      await second.goto(POLICY);
      await first.fill("#minLength", "7");
      await press(first, "Save Passcode");
      await second.fill("#minLength", "8");
      await second.fill("#pinHistory", "3");
      await press(second, "Save Passcode");
      expect(await second.textContent("h1")).toBe("Somebody else edited this policy");
      await judged(second, "policy-conflict");
      await second.getByLabel("Mine: 8 characters").check();
      await press(second, "Save what I chose");
      expect(await second.inputValue("#minLength")).toBe("8");
      expect(await second.inputValue("#pinHistory")).toBe("3");
    },
    START_LIMIT_MS,
  );

  test(
    "every other page of tenants, adapter and policies stands before axe, in both languages",
    async () => {
      const page = await firstOwner("rita");
      const paths = [
        [`${CONSOLE}/tenants`, "tenants"],
        [`${TENANT}/settings`, "tenant-settings"],
        [`${TENANT}/adapter/known-devices`, "known-devices"],
        [`${TENANT}/access-rules`, "access-rules"],
        [`${POLICY}/versions`, "policy-versions"],
        [`${POLICY}/diff`, "policy-diff"],
        [`${POLICY}/preview?ios=4.0.0`, "policy-preview-ios"],
        [`${POLICY}/preview?eas=12.1`, "policy-preview-eas"],
        [`${POLICY}/lock?family=eas-security`, "policy-lock-eas"],
      ] as const;
      for (const [path, name] of paths) {
        await page.goto(path);
        await judged(page, name);
      }
      await press(page, "Deutsch");
      await page.emulateMedia({ colorScheme: "dark" });
      const all = [
        ...paths,
        [POLICY, "policy"],
        [`${TENANT}/adapter`, "adapter"],
        ...["server", "login", "device-settings", "finish"].map(
          (step) => [`${WIZARD}/${step}`, `wizard-${step}`] as const,
        ),
      ] as const;
      for (const [path, name] of all) {
        await page.goto(path);
        expect(await page.getAttribute("html", "lang")).toBe("de");
        await judged(page, `${name}.de`);
      }
    },
    START_LIMIT_MS,
  );
});
