// Every page of the console in Chromium, over a world that has something of everything and hostile
// names everywhere. A page answers, has one heading, a title and a language, fits a phone and a desk,
// passes axe in light and dark, in English and German, for who may change things and who may not,
// and runs nothing. JavaScript is on, so that whatever should not run could.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONSOLE } from "../../simulator/world.ts";
import { needs } from "../support/tools.ts";
import {
  axeHere,
  fitsWidth,
  openBrowser,
  saveScreenshot,
  setUp,
  type TestBrowser,
  type Visitor,
} from "./browser.ts";
import { type ConsolePage, filesOf, pagesOf } from "./console-pages.ts";
import { type ConsoleWorld, openConsoleWorld } from "./console-world.ts";

const LIMIT_MS = 300_000;
const HEIGHT = 900;
/** Pages that the keyboard is tried on: the frame is the same for all. */
const KEYBOARD_PAGES = 12;
/** Widths at which pages must fit, and those of them that screenshots have. */
const WIDTHS = [320, 390, 1280];
const SHOWN_WIDTHS = [390, 1280];

/** Who looks at which pages, how. */
interface Look {
  readonly scope: string;
  readonly visitor: Visitor & { readonly language: "en" | "de" };
  readonly sees: (pages: ReturnType<typeof pagesOf>) => readonly ConsolePage[];
}

/** Pages that an auditor does not see, or sees as everybody does. */
const NOT_AUDITORS =
  /^\/(?!tenants\/acme)|\/(?:print|versions|diff|preview|refusals|audit|import|tell|wire-log)$|wizard/;

const LOOKS: readonly Look[] = [
  {
    scope: "owner",
    visitor: { language: "en", width: "desktop" },
    sees: ({ routes, states }) => [...routes, ...states],
  },
  {
    scope: "owner",
    visitor: { language: "de", width: "phone", dark: true },
    sees: ({ routes, blank }) => [...routes, ...blank],
  },
  {
    scope: "auditor:acme",
    visitor: { language: "de", width: "desktop" },
    sees: ({ routes }) => routes.filter(({ path }) => !NOT_AUDITORS.test(path)),
  },
];

needs("chromium")("every page of the console, in Chromium", () => {
  let world: ConsoleWorld;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openConsoleWorld();
    browser = await openBrowser(world);
  }, LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  /** A window of a new operator, and what it complains of. */
  async function operator(name: string, scope: string, visitor: Visitor) {
    const { link } = (await world.admin.call("POST", "/operators", { name, scope })).body;
    const page = await browser.open({ ...visitor, javaScript: true });
    const complaints: string[] = [];
    page.on("console", (line) => complaints.push(`${line.type()}: ${line.text()}`));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    await setUp(page, link);
    return { page, complaints };
  }

  /** What is wrong with `shown`, a line each. */
  async function problemsOf(page: Page, shown: ConsolePage, look: Look): Promise<string[]> {
    const answer = await page.goto(`${CONSOLE}${shown.path}`);
    const found = { ...(await page.evaluate<object>(SELF)), status: answer?.status() };
    const { language } = look.visitor;
    const due = { h1: 1, lang: language, isTitled: true, running: 0, status: shown.status };
    const problems = JSON.stringify(found) === JSON.stringify(due) ? [] : [JSON.stringify(found)];
    problems.push(...(await axeHere(page)));
    const before = page.viewportSize();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      if (!(await fitsWidth(page))) problems.push(`sticks out at ${width} pixels`);
      const name = `pages-${shown.name}.${look.scope.split(":")[0]}.${language}-${width}`;
      if (SHOWN_WIDTHS.includes(width)) await saveScreenshot(page, name);
    }
    if (before) await page.setViewportSize(before);
    return problems;
  }

  test.each(LOOKS.map((look) => [look.scope, look.visitor.language, look] as const))(
    "by %s in %s",
    async (scope, language, look) => {
      const name = `${scope.split(":")[0]}-${language}`.replace("owner", "olivia");
      const { page, complaints } = await operator(name, scope, look.visitor);
      for (const shown of look.sees(pagesOf(world.names))) {
        complaints.length = 0;
        const problems = await problemsOf(page, shown, look);
        const expected = shown.status === 404 ? /status of 404/ : /^$/;
        problems.push(...complaints.filter((line) => !expected.test(line)));
        expect.soft(problems, shown.path).toEqual([]);
      }
      await page.context().close();
    },
    LIMIT_MS,
  );

  test("the pages before the sign-in", async () => {
    const body = { name: "sara", scope: "owner" };
    const { link } = (await world.admin.call("POST", "/operators", body)).body;
    for (const visitor of [{ language: "en" }, { language: "de", dark: true }] as const) {
      const page = await browser.open({ ...visitor, javaScript: true });
      const paths = { "sign-in": "/sign-in?return=%2Faccount", "set-up": new URL(link).pathname };
      for (const [name, path] of Object.entries({ ...paths, "set-up-used": "/set-up/nothing" })) {
        const shown = { name, path, status: name === "set-up-used" ? 404 : 200 } as const;
        const problems = await problemsOf(page, shown, {
          scope: "nobody",
          visitor,
          sees: () => [],
        });
        expect.soft(problems, path).toEqual([]);
      }
      await page.context().close();
    }
  });

  test("every file is one", async () => {
    const { page } = await operator("frank", "owner", {});
    for (const path of filesOf(world.names)) {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.goto(`${CONSOLE}${path}`).catch(() => undefined),
      ]);
      expect(file.suggestedFilename(), path).toMatch(/\.(?:cer|crl|csv|jsonl|pem|eml)$/);
    }
    await page.context().close();
  });

  test("a keyboard is enough: the first stop skips the menu, and every stop is seen", async () => {
    const { page } = await operator("kate", "owner", { width: "desktop" });
    for (const { path } of pagesOf(world.names).routes.slice(0, KEYBOARD_PAGES)) {
      await page.goto(`${CONSOLE}${path}`);
      await page.keyboard.press("Tab");
      expect(await page.evaluate(FOCUS), path).toMatchObject({ href: "#content", isSeen: true });
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      expect(await page.evaluate(FOCUS), path).toMatchObject({ isInMenu: false });
    }
    await page.context().close();
  });
});

/** What a page says of itself; nothing in it may run: no script, no handler, no inline style. */
const SELF = `({
  h1: document.querySelectorAll("h1").length,
  lang: document.documentElement.lang,
  isTitled: document.title.includes(document.querySelector("h1")?.textContent ?? "?"),
  running: [...document.querySelectorAll("*")].filter((one) => one.localName === "script" ||
    [...one.attributes].some(({ name }) => name === "style" || name.startsWith("on"))).length,
})`;

/** Where the keyboard's focus is, and whether one sees it. */
const FOCUS = `(() => {
  const at = document.activeElement;
  const { left, right, bottom } = at.getBoundingClientRect();
  const { outlineStyle } = getComputedStyle(at);
  return {
    href: at.getAttribute("href"),
    isSeen: outlineStyle !== "none" && right > 0 && bottom > 0 && left >= 0,
    isInMenu: at.closest("nav.menu, header") !== null,
  };
})()`;
