// What tests of console pages share: a tenant with its administrator's browser, and pages as their
// readers see them.
import { expect } from "vitest";
import { type Browser, consoleAs, type Page } from "./console-client.ts";
import { foundTenant, handles } from "./world.ts";

/** A founded tenant in the directory, and a browser of its administrator. */
export async function administered(name: string) {
  const { tenant, stub } = await foundTenant(name);
  const origins = [`https://${name}.example`] as const;
  await handles.directory.createTenant({ name, displayName: `${name} Inc.`, origins });
  const browser = await consoleAs(`administrator:${name}`);
  return { tenant, stub, browser, at: `/tenants/${name}` };
}
/** A user's record. */
export const user = (name: string, more: object = {}) => ({
  user: name,
  easAllowed: true,
  ...more,
});
/** A name that would be markup, if it were not escaped. */
export const HOSTILE = `<script>alert(1)</script>"'&`;
/** The content of a page, without its frame. */
export const main = ({ text }: Page) => text.slice(text.indexOf("<main"), text.indexOf("</main>"));
/** What a reader sees: no tags, one blank between words. */
export const wordsOf = (page: Page) =>
  main(page)
    .replace(/<[^>]*>/g, " ")
    .replace(/&#39;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ");

/** The page that an answer leads to. */
export async function followed(browser: Browser, answer: Page): Promise<Page> {
  expect(answer.status).toBe(303);
  return browser.get(answer.location ?? "");
}
