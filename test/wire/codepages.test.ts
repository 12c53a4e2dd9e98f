// The table of code pages against Microsoft's own list of tokens
// (test/vectors/wbxml/ms-aswbxml-tokens.json).
import { describe, expect, test } from "vitest";
import { indexCodePages } from "../../worker/wire/codepage-index.ts";
import { CODE_PAGES, type CodePage } from "../../worker/wire/codepages.ts";
import { textVector } from "../support/vectors.ts";

interface TokenList {
  readonly pages: Readonly<
    Record<string, { readonly ns: string; readonly tokens: Readonly<Record<string, string>> }>
  >;
}
const microsoft = JSON.parse(textVector("wbxml/ms-aswbxml-tokens.json")) as TokenList;

describe("code pages", () => {
  test.each([...CODE_PAGES.entries()])(
    "page %i is Microsoft's, token for token",
    (number, page) => {
      const listed = microsoft.pages[String(number)];
      const tokens = Object.entries(listed?.tokens ?? {}).map(([token, name]) => [+token, name]);
      expect(Object.entries(page.tokens).map(([token, name]) => [+token, name])).toEqual(tokens);
      expect(page.name).toBe(listed?.ns ?? "AirNotify");
    },
  );

  test("are 26, with 586 tokens of today and 58 of before EAS 12", () => {
    const count = (key: "tokens" | "before12") =>
      CODE_PAGES.reduce((sum, page) => sum + Object.keys(page[key]).length, 0);
    expect([CODE_PAGES.length, count("tokens"), count("before12")]).toEqual([26, 586, 58]);
  });

  test("give no byte two meanings and no page two elements of one name", () => {
    for (const page of CODE_PAGES as readonly CodePage[]) {
      const shared = Object.keys(page.tokens).filter((token) => token in page.before12);
      expect(shared).toEqual([]);
      const names = Object.values({ ...page.tokens, ...page.before12 });
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test("keep every token within the six bits of a tag, above the global tokens", () => {
    for (const page of CODE_PAGES) {
      for (const token of Object.keys({ ...page.tokens, ...page.before12 }).map(Number)) {
        expect(token).toBeGreaterThanOrEqual(0x05);
        expect(token).toBeLessThanOrEqual(0x3f);
      }
    }
  });

  test("with a name that stands twice on one page make no codec", () => {
    const page: CodePage = { name: "Twice", tokens: { 5: "A", 6: "A" }, before12: {} };
    expect(() => indexCodePages([page])).toThrow(/stands twice/);
  });
});
