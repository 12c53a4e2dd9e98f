// Debian's Chromium before a world: pages as people see them, with or without JavaScript, at phone or
// desktop width, in English or German; axe's judgement; and screenshots, if the environment variable
// SCREENSHOTS names a folder for them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import type { World } from "../../simulator/world.ts";
import { CANCELS_SIGN_IN, openTlsFront } from "./tls-front.ts";

/** A person at a browser. */
export interface Visitor {
  readonly userAgent?: string;
  readonly language?: "en" | "de";
  /** Off unless asked for: pages must work without it. */
  readonly javaScript?: boolean;
  readonly width?: "phone" | "desktop";
  readonly dark?: boolean;
  /** What the person types when the browser asks for a user name and password. */
  readonly signIn?: { readonly user: string; readonly password: string };
  /**
   * The person cancels the browser's question for a password and sees the page behind it. (Without
   * a screen, Chromium would show an error of its own instead.)
   */
  readonly cancelsSignIn?: boolean;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestBrowser {
  /** A new window of a new person: no cookies, nothing signed in. Close its context. */
  open(visitor?: Visitor): Promise<Page>;
  /** What axe finds wrong with what `page` shows, a line each. */
  axe(page: Page): Promise<string[]>;
  close(): Promise<void>;
}

const SIZES = {
  phone: { width: 320, height: 480 },
  desktop: { width: 1280, height: 900 },
} as const;
const LOCALES = { en: "en-US", de: "de-DE" } as const;

/** Starts Chromium for `world`. Close it, or its processes stay. */
export async function openBrowser(world: Pick<World, "port">): Promise<TestBrowser> {
  const front = await openTlsFront(world.port);
  const browser: Browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    // Tests may run as root, where Chromium's sandbox does not start.
    args: ["--no-sandbox", `--host-resolver-rules=MAP * 127.0.0.1:${front.port}`],
  });
  const scripting = await (await contextOf(browser, { javaScript: true })).newPage();
  return {
    open: async (visitor = {}) => (await contextOf(browser, visitor)).newPage(),
    axe: (page) => axeProblems(scripting, page),
    close: async () => {
      await browser.close();
      await front.close();
    },
  };
}

function contextOf(browser: Browser, visitor: Visitor): Promise<BrowserContext> {
  const { userAgent, signIn } = visitor;
  const cancels = visitor.cancelsSignIn ? { [CANCELS_SIGN_IN]: "yes" } : {};
  const headers = { ...visitor.headers, ...cancels };
  return browser.newContext({
    ignoreHTTPSErrors: true,
    javaScriptEnabled: visitor.javaScript ?? false,
    viewport: SIZES[visitor.width ?? "phone"],
    locale: LOCALES[visitor.language ?? "en"],
    colorScheme: visitor.dark ? "dark" : "light",
    ...(userAgent && { userAgent }),
    ...(signIn && { httpCredentials: { username: signIn.user, password: signIn.password } }),
    extraHTTPHeaders: headers,
  });
}

/** WCAG 2.2 AA, and what axe advises besides. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds wrong with `page`, a line each, in a window where JavaScript runs. */
export async function axeHere(page: Page): Promise<string[]> {
  const options = { runOnly: RULES, resultTypes: ["violations" as const] };
  const axe = new AxeBuilder({ page }).options(options).setLegacyMode(true);
  return (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`),
  );
}

/**
 * axe is JavaScript itself, and ours is off: what the page shows is shown once more, under the same
 * address, in a window where scripts run.
 */
async function axeProblems(page: Page, shown: Page): Promise<string[]> {
  const size = shown.viewportSize();
  if (size) await page.setViewportSize(size);
  const dark = await shown.evaluate<boolean>("matchMedia('(prefers-color-scheme: dark)').matches");
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  const body = await shown.content();
  const contentType = "text/html; charset=utf-8";
  await page.route(shown.url(), (route) => route.fulfill({ body, contentType }));
  await page.goto(shown.url());
  await page.unroute(shown.url());
  return axeHere(page);
}

/** What every page must be: one heading, nothing that sticks out, nothing that axe minds; and its picture. */
export async function judge(browser: TestBrowser, page: Page, name: string): Promise<void> {
  expect(await page.locator("h1").count(), `${name} has one heading`).toBe(1);
  expect(await fitsWidth(page), `${name} fits the width`).toBe(true);
  expect(await browser.axe(page), name).toEqual([]);
  await screenshots(page, name);
}

const OPERATORS_PASSWORD = "four words in a row";

/** Sets the password of the set-up link `link` in `page`, which is signed in then. */
export async function setUp(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.fill("#password", OPERATORS_PASSWORD);
  await page.fill("#repeat", OPERATORS_PASSWORD);
  await page.click("main button[type=submit]");
}

/** A window in which a new operator of the console is signed in. */
export async function operatorAt(
  { world, browser }: { world: Pick<World, "admin">; browser: TestBrowser },
  operator: { readonly name: string; readonly scope: string },
  visitor: Visitor = {},
): Promise<Page> {
  const { link } = (await world.admin.call("POST", "/operators", operator)).body;
  const page = await browser.open(visitor);
  await setUp(page, link);
  return page;
}

/** True if nothing sticks out to the right of the window. */
export async function fitsWidth(page: Page): Promise<boolean> {
  const width = await page.evaluate<number>("document.documentElement.scrollWidth");
  return width <= (page.viewportSize()?.width ?? 0);
}

/** Writes the page as NAME.phone.png and NAME.desktop.png into the folder SCREENSHOTS. */
export async function screenshots(page: Page, name: string): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  const before = page.viewportSize();
  for (const width of ["phone", "desktop"] as const) {
    await page.setViewportSize(SIZES[width]);
    await saveScreenshot(page, `${name}.${width}`);
  }
  if (before) await page.setViewportSize(before);
}

/** Writes the page as it is shown, as NAME.png, into the folder SCREENSHOTS. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
