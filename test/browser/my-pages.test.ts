// My devices in Chromium with JavaScript off: a user reports a phone lost, erases it, takes that back,
// in a real browser's forms with its own Origin and Sec-Fetch headers; and another site cannot.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { provision } from "../../simulator/walk.ts";
import { oldSafariProblems } from "../support/old-safari.ts";
import { needs } from "../support/tools.ts";
import { fitsWidth, openBrowser, screenshots, type TestBrowser } from "./browser.ts";
import { ALICE, openUserWorld, originOf, type UserWorld } from "./user-world.ts";

const START_LIMIT_MS = 120_000;
const MY = `${originOf("acme")}/my`;

needs("chromium")("my devices, in Chromium", () => {
  let world: UserWorld;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openUserWorld();
    browser = await openBrowser(world);
    await provision(world.phone({ name: "old", system: "3.1.3" }), ALICE);
    await provision(world.phone({ name: "new", system: "4.3.5" }), ALICE);
    await world.admin.editPolicy("acme", { minLength: 5 });
    await world.admin.lockPolicy("acme");
    await provision(world.phone({ name: "newest", system: "4.3.5" }), ALICE);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const open = (language: "en" | "de" = "en", dark = false) =>
    browser.open({ signIn: ALICE, language, dark });

  /** What every page must be. */
  async function judge(page: Page, name: string, language: "en" | "de"): Promise<void> {
    expect(oldSafariProblems(await page.content())).toEqual([]);
    expect(await fitsWidth(page), "fits the width of a phone").toBe(true);
    expect(await browser.axe(page)).toEqual([]);
    await screenshots(page, `${name}.${language}`);
  }

  const pressed = (page: Page, name: RegExp) => page.getByRole("button", { name }).first().click();
  const notice = (page: Page) => page.getByRole("status").innerText();

  const WORDS = {
    en: {
      lost: /Report this iPhone as lost/,
      found: /is found again/,
      erase: "Erase this iPhone",
      forget: "Forget this iPhone",
      password: "Your password, once more",
      agree: /Yes, erase everything/,
      cancel: /Do not erase it/,
    },
    de: {
      lost: /Dieses iPhone als verloren melden/,
      found: /ist wieder da/,
      erase: "Dieses iPhone l\u00f6schen",
      forget: "Dieses iPhone vergessen",
      password: "Noch einmal Ihr Passwort",
      agree: /Ja, alles auf diesem iPhone/,
      cancel: /Doch nicht l\u00f6schen/,
    },
  };

  describe.each(["en", "de"] as const)("in %s", (language) => {
    const words = WORDS[language];

    test("reports a phone lost, erases it, takes that back, finds it again", async () => {
      const page = await open(language);
      await page.goto(MY);
      expect(await page.locator("h2").count()).toBe(3);
      await judge(page, "my", language);
      await pressed(page, words.lost);
      expect(await notice(page)).toContain("iPhone");
      await judge(page, "my-lost", language);
      await page.getByRole("link", { name: words.erase }).first().click();
      await judge(page, "my-erase", language);
      await page.getByLabel(words.password).fill("wrong");
      await page.getByLabel(words.agree).check();
      await page.getByRole("button").click();
      expect(await page.getByRole("alert").isVisible()).toBe(true);
      await judge(page, "my-erase-again", language);
      await page.getByLabel(words.password).fill(ALICE.password);
      await page.getByRole("button").click();
      expect(await notice(page)).toContain("iPhone");
      await judge(page, "my-erasing", language);
      await pressed(page, words.cancel);
      await pressed(page, words.found);
      expect(await notice(page)).toContain("iPhone");
      expect(await page.getByRole("button", { name: words.lost }).count()).toBe(3);
      await page.context().close();
    });

    test("asks before it forgets a phone", async () => {
      const page = await open(language);
      await page.goto(MY);
      await page.getByRole("link", { name: words.forget }).first().click();
      await judge(page, "my-forget", language);
      await page.context().close();
    });
  });

  test("a form on another site changes nothing, even with a token of ours", async () => {
    const page = await open();
    await page.goto(MY);
    const form = page.locator('form[action="/my/lost"]').first();
    const [device, token] = await Promise.all(
      ["device", "token"].map((name) => form.locator(`[name=${name}]`).getAttribute("value")),
    );
    await page.route("https://evil.example.net/", (route) =>
      route.fulfill({
        contentType: "text/html",
        body: `<form action="${MY}/lost" method="post"><input name="device" value="${device}">
          <input name="token" value="${token}"><input type="submit" value="Win"></form>`,
      }),
    );
    await page.goto("https://evil.example.net/");
    await page.getByRole("button", { name: "Win" }).click();
    expect(page.url()).toBe(`${MY}/lost`);
    expect(await page.locator("code").innerText()).toBe("form-of-another-site");
    await judge(page, "my-form-of-another-site", "en");
    const states = (await world.admin.devices("acme")).map(({ state }) => state);
    expect(states).toEqual(["active", "active", "active"]);
    await page.context().close();
  });

  test("a page that was open for hours does nothing", async () => {
    const page = await open();
    await page.goto(MY);
    await world.clock.advance(2 * 3_600_000);
    await pressed(page, WORDS.en.lost);
    expect(await page.locator("code").innerText()).toBe("form-expired");
    await judge(page, "my-form-expired", "en");
    await page.context().close();
  });

  test("dark mode keeps its contrast", async () => {
    const page = await open("en", true);
    await page.goto(MY);
    await judge(page, "my-dark", "en");
    await page.getByRole("link", { name: WORDS.en.erase }).first().click();
    await judge(page, "my-erase-dark", "en");
    await page.context().close();
  });
});
