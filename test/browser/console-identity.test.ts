// The console's pages about the signing identity and the aliases in Chromium, with JavaScript off:
// each is judged by axe, fits a phone's width, in English and German, light and dark; and a whole
// import with its roll-over, by hand.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONSOLE, openWorld, type World } from "../../simulator/world.ts";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import { needs } from "../support/tools.ts";
import { judge, openBrowser, operatorAt, type TestBrowser, type Visitor } from "./browser.ts";

const START_LIMIT_MS = 120_000;

needs("chromium")("signing identity and aliases in Chromium", () => {
  let world: World;
  let browser: TestBrowser;
  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser(world);
    for (const name of ["acme", "rival"]) {
      const origin = `https://${name}.example`;
      const body = { name, displayName: `${name} Inc.`, origin, upstream: "https://mail.example" };
      await world.admin.call("POST", "/tenants", body);
    }
    for (const [alias, first, second] of [
      ["acme", "acme", "rival"],
      ["acme-mail", "acme", undefined],
      ["rival-mail", "rival", "acme"],
      ["shared", "acme", "rival"],
    ] as const) {
      await world.admin.call("POST", `/aliases/${alias}/claims`, { tenant: first });
      if (second) await world.admin.call("POST", `/aliases/${alias}/claims`, { tenant: second });
    }
    const owner = { owner: "acme" };
    await world.admin.call("POST", "/aliases/shared/claims/rival/approve", owner);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const judged = (page: Page, name: string) => judge(browser, page, `console-${name}`);

  const administrator = (name: string, tenant: string, visitor: Visitor) =>
    operatorAt({ world, browser }, { name, scope: `administrator:${tenant}` }, visitor);

  test.each<[string, Visitor]>([
    ["english", { width: "phone" }],
    ["german", { width: "desktop", language: "de", dark: true }],
  ])("every page is whole: %s", async (name, visitor) => {
    const page = await administrator(name, "acme", visitor);
    for (const [shown, path] of [
      ["identity", "identity"],
      ["aliases", "aliases"],
      ["alias-approval", "aliases/acme/approve/rival"],
      ["alias-tell", "aliases/acme-mail/tell"],
    ] as const) {
      await page.goto(`${CONSOLE}/tenants/acme/${path}`);
      await judged(page, `${shown}-${name}`);
    }
    await page.context().close();
  });

  test("an administrator imports an identity, after a wrong password, and rolls over to it", async () => {
    const page = await administrator("carol", "rival", { width: "phone" });
    const content = () => page.textContent("main");
    const press = (label: string) => page.getByRole("button", { name: label, exact: true }).click();
    const choose = async (password: string) => {
      const buffer = Buffer.from(PKCS12.tripleDes);
      const mimeType = "application/x-pkcs12";
      await page.setInputFiles("#file", { name: "signing.p12", mimeType, buffer });
      await page.fill("#password", password);
      await press("Import");
    };
    await page.goto(`${CONSOLE}/tenants/rival/identity`);
    await choose("wrong");
    expect(await content()).toContain("The password does not open this file.");
    await judged(page, "identity-refused");
    await choose(PKCS12_PASSWORD);
    expect(await content()).toContain("Acme Imported Signing");
    await judged(page, "identity-waiting");
    await page.fill("#confirm", "rival");
    await press("Roll over");
    expect(await content()).toContain("The new identity signs from now on.");
    await judged(page, "identity-rolled-over");
    await page.context().close();
  });
});
