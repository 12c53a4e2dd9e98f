// A canary for the vectors: phone, gateway and simulated Exchange share one table of code pages, so
// a token swapped in it would be wrong on all sides and go unseen, if the foreign bytes could not
// see it. Here it is swapped on purpose.
import { describe, expect, test } from "vitest";
import { CODE_PAGES, type CodePage } from "../worker/wire/codepages.ts";
import { type WbxmlCodec, wbxmlCodec } from "../worker/wire/wbxml.ts";
import { WireError } from "../worker/wire/wire-error.ts";
import { textVector } from "./support/vectors.ts";
import { LIBWBXML_PAGES, WBXML_CASES } from "./wire/wbxml-cases.ts";

const PAGES: readonly CodePage[] = CODE_PAGES;
const microsoft = JSON.parse(textVector("wbxml/ms-aswbxml-tokens.json")) as {
  pages: Record<string, { tokens: Record<string, string> }>;
};

describe("two tokens swapped in the code pages are seen by a vector", () => {
  test("while the table as it is passes them all", () => {
    expect(redVectors(PAGES)).toEqual([]);
    expect(redTokens(PAGES)).toEqual([]);
  });

  test.each([...PAGES.entries()])("on page %i, each token with its neighbour", (number, page) => {
    for (const [first, second] of neighbours(page)) {
      const damaged = PAGES.with(number, swapTokens(page, first, second));
      const inBytes = [first, second].some((token) => standsInBytes(number, token));
      expect((inBytes ? redVectors : redTokens)(damaged)).not.toEqual([]);
    }
  });

  test("between two pages", () => {
    const [first, second] = [PAGES[2], PAGES[4]] as [CodePage, CodePage];
    const damaged = PAGES.with(2, { ...second, name: "Email" }).with(4, {
      ...first,
      name: "Calendar",
    });
    expect(redVectors(damaged)).toContain("sync-answer");
  });

  test("in real documents, not only in lists: SyncKey with Status", () => {
    const damaged = PAGES.with(0, swapTokens(PAGES[0] as CodePage, 0x0b, 0x0e));
    expect(redVectors(damaged)).toContain("microsoft-captured-sync-answer");
  });
});

/**
 * Names of the vectors that a codec over `pages` reads or writes otherwise than their foreign
 * makers.
 */
function redVectors(pages: readonly CodePage[]): string[] {
  const codec = wbxmlCodec(pages);
  return [...WBXML_CASES, ...LIBWBXML_PAGES]
    .filter(({ value, bytes }) => {
      const wrong = JSON.stringify(read(codec, bytes)) !== JSON.stringify(value);
      return wrong || Buffer.compare(codec.encode(value), bytes) !== 0;
    })
    .map(({ name }) => name);
}

function read(codec: WbxmlCodec, bytes: Uint8Array): unknown {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (error instanceof WireError) return error.problem;
    throw error;
  }
}

/**
 * Tokens that Microsoft's list names otherwise; the only vectors for the tokens libwbxml does not
 * know.
 */
function redTokens(pages: readonly CodePage[]): string[] {
  return Object.entries(microsoft.pages).flatMap(([number, { tokens }]) =>
    Object.entries(tokens)
      .filter(([token, name]) => pages[+number]?.tokens[+token] !== name)
      .map(([token]) => `${number}/${token}`),
  );
}

/**
 * True if the page's foreign document holds the token: its bytes are header, page switch, root,
 * tokens, END.
 */
function standsInBytes(number: number, token: number): boolean {
  const bytes = LIBWBXML_PAGES.find(({ page }) => page === number)?.bytes;
  return bytes?.subarray(number === 0 ? 5 : 7).includes(token) ?? false;
}

function neighbours(page: CodePage): [number, number][] {
  const tokens = Object.keys({ ...page.tokens, ...page.before12 }).map(Number);
  tokens.sort((a, b) => a - b);
  return tokens.slice(1).map((token, index) => [tokens[index] as number, token]);
}

/** The page with two tokens' names exchanged, wherever in the page they stand. */
function swapTokens(page: CodePage, first: number, second: number): CodePage {
  const names = { ...page.tokens, ...page.before12 };
  const swapIn = (table: Readonly<Record<number, string>>) =>
    Object.fromEntries(
      Object.keys(table).map((token) => {
        const other = { [first]: second, [second]: first }[+token] ?? +token;
        return [token, names[other] as string];
      }),
    );
  return { ...page, tokens: swapIn(page.tokens), before12: swapIn(page.before12) };
}
