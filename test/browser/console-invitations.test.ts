// Invitations in the console, in Chromium with JavaScript off: choose, preview, mail, print. Names
// that want to be HTML stay names, and each user's sheet is in that user's language.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONSOLE, openWorld, type World } from "../../simulator/world.ts";
import { needs } from "../support/tools.ts";
import { judge, openBrowser, operatorAt, type TestBrowser } from "./browser.ts";

const START_LIMIT_MS = 120_000;
const HOSTILE = `<img src=x onerror="alert(1)">`;
const INVITATIONS = `${CONSOLE}/tenants/acme/invitations`;

needs("chromium")("invitations, in Chromium", () => {
  let world: World;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser(world);
    const { admin } = world;
    await admin.createTenant({
      name: "acme",
      displayName: `Acme ${HOSTILE}`,
      origin: "https://acme.example.com",
      upstream: world.exchangeOrigin,
      privateUpstream: true,
      mailDomain: "acme.example.com",
    });
    await admin.claimAlias("acme", "acme");
    await admin.putUser("acme", "alice", { displayName: HOSTILE });
    await admin.putUser("acme", "bob", { displayName: "Bob B\u00e4r", language: "de" });
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  /** A new operator of `role`, signed in. */
  const signedIn = (name: string, role: string, language: "en" | "de" = "en") =>
    operatorAt({ world, browser }, { name, scope: `${role}:acme` }, { language });

  async function judged(page: Page, name: string): Promise<void> {
    expect(await page.locator("img").count()).toBe(0);
    await judge(browser, page, name);
  }

  describe.each([
    ["en", "Invitations", "Show", "Print sheet", "Save as a draft (.eml)"],
    ["de", "Einladungen", "Anzeigen", "Druckblatt", "Als Entwurf speichern (.eml)"],
  ] as const)("in %s", (language, menu, show, print, draft) => {
    test("one user's: text, mail, draft, sheet", async () => {
      const page = await signedIn(`one-${language}`, "administrator", language);
      await page.goto(`${CONSOLE}/tenants/acme`);
      await page.goto(INVITATIONS);
      expect(await page.locator("h1").innerText()).toBe(menu);
      await judged(page, `console-invitations.${language}`);
      await page.fill("#user", " Bob@acme.example.com ");
      await page.getByRole("button", { name: show, exact: true }).click();
      const sheet = page.locator(".sheet");
      expect(await sheet.getAttribute("lang")).toBe("de");
      expect(await sheet.innerText()).toContain("Guten Tag Bob B\u00e4r,");
      expect(await sheet.innerText()).toContain("get.example.com");
      expect(await page.locator("a[href^='mailto:bob@acme.example.com?']").count()).toBe(1);
      await judged(page, `console-invitation.${language}`);
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: draft }).click(),
      ]);
      expect(file.suggestedFilename()).toBe("bob.eml");
      await page.getByRole("link", { name: print, exact: true }).click();
      await judged(page, `console-invitation-sheet.${language}`);
      await page.context().close();
    });

    test("a group's: a list, and one sheet per user on paper", async () => {
      const page = await signedIn(`group-${language}`, "administrator", language);
      await page.goto(INVITATIONS);
      await page.getByRole("button", { name: show, exact: true }).click();
      expect(await page.locator("tbody tr").count()).toBe(2);
      await judged(page, `console-invitations-group.${language}`);
      await page.getByRole("link", { name: print, exact: true }).click();
      expect(await page.locator(".sheet").count()).toBe(2);
      expect(await page.locator(".sheet").first().innerText()).toContain(HOSTILE);
      await judged(page, `console-invitation-sheets.${language}`);
      await page.emulateMedia({ media: "print" });
      expect(
        await page.locator("nav, header.top, h1, .actions").filter({ visible: true }).count(),
      ).toBe(0);
      const pages = (await page.pdf()).toString("latin1").match(/\/Type \/Page\b/g) ?? [];
      expect(pages.length).toBe(2);
      await page.context().close();
    });
  });

  test("an invitation to renew is asked for by its address, as other pages link to it", async () => {
    const page = await signedIn("renews", "administrator");
    await page.goto(`${INVITATIONS}?group=everyone&kind=renew`);
    expect(await page.textContent("main")).toContain(
      "Nobody in this group has a phone that runs an old version.",
    );
    await page.goto(`${INVITATIONS}?user=alice&kind=renew&language=de`);
    expect(await page.locator(".sheet").innerText()).toContain("Nur mit iPhone OS 3");
    await page.context().close();
  });

  test("the help desk, which may see no users, is told so", async () => {
    const page = await signedIn("helps", "help-desk");
    const answer = await page.goto(`${INVITATIONS}?user=alice`);
    expect(answer?.status()).toBe(403);
    expect(await page.textContent("main")).not.toContain("get.example.com");
    expect((await page.goto(`${CONSOLE}/tenants/rival/invitations`))?.status()).toBe(404);
    await page.context().close();
  });
});
