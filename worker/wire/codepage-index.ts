// Fast look-ups over a table of code pages: byte to tag for the decoder, tag to bytes for the
// encoder. Built from a table that is given, so that a test can build a codec over a damaged table
// and see the vectors fail.
import { CODE_PAGES, type CodePage, OPAQUE_TAGS, type Tag } from "./codepages.ts";

/** Tag tokens are six bits wide, so `page * TOKENS_PER_PAGE + token` numbers every possible tag. */
export const TOKENS_PER_PAGE = 64;

/** Both directions of a table of code pages. */
export interface CodepageIndex {
  readonly pageCount: number;
  /** Tag by `page * TOKENS_PER_PAGE + token`; undefined where the table knows no element. */
  readonly tags: readonly (Tag | undefined)[];
  /** The same number by tag. */
  readonly codes: ReadonlyMap<string, number>;
  /** Tags whose content is always written as OPAQUE. */
  readonly opaque: ReadonlySet<string>;
}

/**
 * The look-ups of `pages`. Throws if a name stands twice on one page: such a table could not be
 * decoded.
 */
export function indexCodePages(pages: readonly CodePage[] = CODE_PAGES): CodepageIndex {
  const tags = new Array<Tag | undefined>(pages.length * TOKENS_PER_PAGE).fill(undefined);
  const codes = new Map<string, number>();
  for (const [number, page] of pages.entries()) {
    for (const [token, name] of Object.entries({ ...page.tokens, ...page.before12 })) {
      const tag = `${page.name}:${name}` as Tag;
      if (codes.has(tag)) throw new Error(`${tag} stands twice in the code pages`);
      const code = number * TOKENS_PER_PAGE + Number(token);
      tags[code] = tag;
      codes.set(tag, code);
    }
  }
  return { pageCount: pages.length, tags, codes, opaque: new Set(OPAQUE_TAGS) };
}
