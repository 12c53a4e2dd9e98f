// The alias page and every page of /iphone in Chromium with JavaScript off, at phone width, in both
// languages: they say what they must, fit, pass axe, and are made of what iPhone OS 3's Safari
// renders.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ios26 } from "../support/front-site.ts";
import { oldSafariProblems } from "../support/old-safari.ts";
import { needs } from "../support/tools.ts";
import { fitsWidth, openBrowser, screenshots, type TestBrowser, type Visitor } from "./browser.ts";
import {
  ALICE,
  basic,
  openUserWorld,
  originOf,
  PROBLEM_STATES,
  type UserWorld,
  visitorOf,
} from "./user-world.ts";

const START_LIMIT_MS = 120_000;
/** What old phones need not render: pages for whoever sits at a desk show a code to point a phone at. */
const AT_A_DESK = ["element img"];
const WITH_CODE = ["element path", "element rect", "element svg"];

needs("chromium")("pages for users, in Chromium", () => {
  let world: UserWorld;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openUserWorld();
    browser = await openBrowser(world);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  /** Opens `url`, lets `look` at it, and judges what every page must be. */
  async function visit(
    name: string,
    url: string,
    visitor: Visitor,
    look: (page: Page, status: number) => Promise<void>,
    tooNewForPhones: readonly string[] = [],
  ): Promise<void> {
    const page = await browser.open({ ...visitor, cancelsSignIn: !visitor.signIn });
    const answer = await page.goto(url);
    const html = (await answer?.text()) ?? "";
    await look(page, answer?.status() ?? 0);
    expect(await page.getAttribute("html", "lang")).toBe(visitor.language ?? "en");
    expect(await fitsWidth(page), "fits the width of a phone").toBe(true);
    const tooNew = [...new Set(oldSafariProblems(html))].toSorted();
    expect(tooNew).toEqual(tooNewForPhones);
    expect(await browser.axe(page)).toEqual([]);
    await screenshots(page, `${name}.${visitor.language ?? "en"}`);
    await page.context().close();
  }

  describe.each(["en", "de"] as const)("in %s", (language) => {
    test("the alias page leads home", async () => {
      const visitor = { language, userAgent: ios26, signIn: ALICE };
      await visit("alias", "https://get.example.com/", visitor, async (page) => {
        expect(await page.getByLabel("Alias").isVisible()).toBe(true);
        await page.getByLabel("Alias").fill(" Acme. ");
        await page.keyboard.press("Enter");
        await page.waitForURL(`${originOf("acme")}/iphone`);
        expect(await page.locator("h1").innerText()).toContain("iPhone");
        await page.goBack();
      });
    });

    test("the alias page at a desk shows a code to point a phone at", async () => {
      const look = async (page: Page) => {
        const code = page.getByRole("img");
        expect(await code.isVisible()).toBe(true);
        const hasArrived = (image: unknown) => (image as { naturalWidth: number }).naturalWidth > 0;
        expect(await code.evaluate(hasArrived)).toBe(true);
      };
      await visit("alias-desk", "https://get.example.com/", { language }, look, AT_A_DESK);
    });

    test.each(["?alias=", "?alias=nobody", "?alias=%ZZ", "nothing"])(
      "the alias page for %s",
      async (path) => {
        const name = `alias-${path.replace(/\W+/g, "") || "empty"}`;
        const visitor = { language, userAgent: ios26 };
        await visit(name, `https://get.example.com/${path}`, visitor, async (page, status) => {
          expect(status).toBeGreaterThanOrEqual(400);
          expect(await page.locator(".notice").isVisible()).toBe(true);
          expect(await page.getByLabel("Alias").isVisible()).toBe(true);
        });
      },
    );

    test.each(PROBLEM_STATES.map((state) => [state.code, state] as const))(
      "%s",
      async (code, state) => {
        const url = `${originOf(state.tenant)}${state.path ?? "/iphone"}`;
        const isForOthers = code === "not-an-ios-device" || code === "perhaps-an-ipad";
        const look = async (page: Page, status: number) => {
          expect(status).toBeGreaterThanOrEqual(400);
          expect(await page.locator("code").innerText()).toBe(code);
          expect(await page.getByRole("img").count()).toBe(isForOthers ? 1 : 0);
        };
        await visit(
          `iphone-${code}`,
          url,
          visitorOf(state, language),
          look,
          isForOthers ? WITH_CODE : [],
        );
      },
    );

    test("the page before the profile, behind the browser's own sign-in", async () => {
      const visitor = { language, userAgent: ios26, signIn: ALICE };
      await visit("iphone-consent", `${originOf("acme")}/iphone`, visitor, async (page, status) => {
        expect(status).toBe(200);
        expect(await page.locator("h1").innerText()).toContain("iPhone");
        const [profile] = await Promise.all([
          page.waitForEvent("download"),
          page.locator("input[type=submit]").click(),
        ]);
        expect(profile.suggestedFilename()).toBe("acme.mobileconfig");
      });
    });

    test("slowed-down", async () => {
      const headers = {
        Authorization: basic(`guesser-${language}`, "wrong"),
        "CF-Connecting-IP": "198.51.100.9",
      };
      const url = `${originOf("acme")}/iphone`;
      for (let tries = 0; tries < 6; tries++)
        await world.network("198.51.100.9").request({
          method: "GET",
          url,
          headers: [["Authorization", headers.Authorization]],
        });
      await visit(
        "iphone-slowed-down",
        url,
        { language, userAgent: ios26, headers },
        async (page, status) => {
          expect(status).toBe(429);
          expect(await page.locator("code").innerText()).toBe("slowed-down");
        },
      );
    });
  });

  test("dark mode keeps its contrast", async () => {
    const visitor = { userAgent: ios26, dark: true };
    await visit("dark-alias", "https://get.example.com/?alias=nobody", visitor, async () => {});
    const consent = { ...visitor, signIn: ALICE };
    await visit("dark-consent", `${originOf("acme")}/iphone`, consent, async () => {});
  });
});
