// WBXML as Exchange ActiveSync speaks it (MS-ASWBXML over WAP Binary XML Content Format 1.3):
// encode, decode, and a look at the root of a document that is still arriving. The codec is made
// from a table of code pages, so that test/canary.test.ts can make one from a damaged table and see
// the vectors fail.
import { type CodepageIndex, indexCodePages } from "./codepage-index.ts";
import { CODE_PAGES, type CodePage, type Tag } from "./codepages.ts";
import { decodeDocument, peekRootTag } from "./wbxml-decode.ts";
import { encodeDocument } from "./wbxml-encode.ts";
import { DEFAULT_LIMITS, type WbxmlLimits } from "./wbxml-limits.ts";
import type { Node } from "./wbxml-tree.ts";

export type { Node };

/** Both directions over one table of code pages. */
export interface WbxmlCodec {
  /**
   * Bytes of the document. Throws an Error for a tree that WBXML cannot hold; that is the caller's
   * mistake.
   */
  encode(root: Node): Uint8Array<ArrayBuffer>;
  /**
   * The document's tree. Opaque content is a view of `bytes`. Throws a WireError for everything
   * that is not one whole, well-formed document within the limits.
   */
  decode(bytes: Uint8Array, limits?: Partial<WbxmlLimits>): Node;
  /**
   * The root's tag from the first bytes of a stream; "incomplete" when they end before it. At most
   * 19 bytes are needed. Throws a WireError as soon as they cannot be the start of a document.
   */
  peekRoot(prefix: Uint8Array): Tag | "incomplete";
}

/** A codec over `pages`, which are indexed at first use: a start must not wait for it. */
export function wbxmlCodec(pages: readonly CodePage[]): WbxmlCodec {
  let made: CodepageIndex | undefined;
  const index = () => {
    made ??= indexCodePages(pages);
    return made;
  };
  return {
    encode: (root) => encodeDocument(root, index()),
    decode: (bytes, limits) => decodeDocument(bytes, index(), { ...DEFAULT_LIMITS, ...limits }),
    peekRoot: (prefix) => peekRootTag(prefix, index()),
  };
}

export const { encode, decode, peekRoot } = wbxmlCodec(CODE_PAGES);
