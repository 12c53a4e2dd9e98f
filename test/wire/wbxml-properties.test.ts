// Rules that hold for every tree of elements, tried on generated ones (worker/wire/wbxml,
// wbxml-tree).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CODE_PAGES, OPAQUE_TAGS, type Tag } from "../../worker/wire/codepages.ts";
import { decode, encode, peekRoot } from "../../worker/wire/wbxml.ts";
import {
  child,
  children,
  el,
  isEmpty,
  type Node,
  path,
  text,
} from "../../worker/wire/wbxml-tree.ts";

const TAGS = CODE_PAGES.flatMap((page) =>
  Object.values({ ...page.tokens, ...page.before12 }).map((name) => `${page.name}:${name}` as Tag),
).filter((tag) => !(OPAQUE_TAGS as readonly Tag[]).includes(tag));

const anyText = fc
  .string({ unit: "binary", maxLength: 90 })
  .filter((value) => !value.includes("\0"));
const { tree } = fc.letrec<{ tree: Node }>((tie) => ({
  tree: fc
    .tuple(
      fc.constantFrom(...TAGS),
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        anyText,
        fc.uint8Array({ maxLength: 300 }),
        fc.array(tie("tree"), { maxLength: 6 }),
      ),
    )
    .map(([tag, content]) => ({ tag, content })),
}));

describe("any tree", () => {
  test("comes back from its bytes as it was", () => {
    fc.assert(
      fc.property(tree, (root) => {
        const bytes = encode(root);
        expect(decode(bytes)).toEqual(root);
        expect(peekRoot(bytes)).toBe(root.tag);
        expect(encode(decode(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test("takes three bytes for a token and no more than its text and framing", () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const bytes = encode(el("AirSync:SyncKey", value));
        expect(bytes.length).toBe(4 + 1 + 1 + new TextEncoder().encode(value).length + 1 + 1);
      }),
    );
  });
});

describe("writing", () => {
  test.each(OPAQUE_TAGS)("a text in %s as opaque bytes, which is what the element holds", (tag) => {
    expect(decode(encode(el(tag, "grün")))).toEqual(el(tag, new TextEncoder().encode("grün")));
  });

  test.each([127, 128, 16_383, 16_384, 2_097_152])(
    "%i opaque bytes with a length in sevens",
    (size) => {
      const { content } = decode(encode(el("ComposeMail:Mime", new Uint8Array(size).fill(0x2e))));
      if (!(content instanceof Uint8Array)) return expect.fail("not opaque");
      expect(content.length).toBe(size);
      expect(content.every((byte) => byte === 0x2e)).toBe(true);
    },
  );
});

describe("a tree", () => {
  const root = el(
    "AirSync:Sync",
    el("AirSync:Status", "1"),
    el("AirSync:Status", "2"),
    el("AirSync:Supported"),
    el("AirSync:Collections", el("AirSync:Collection", el("AirSync:SyncKey", "7"))),
    el("ComposeMail:Mime", Uint8Array.of(1)),
  );

  test("gives its first child, all children, and what lies deeper", () => {
    expect(child(root, "AirSync:Status")?.content).toBe("1");
    expect(children(root, "AirSync:Status").map(({ content }) => content)).toEqual(["1", "2"]);
    expect(path(root, "AirSync:Collections", "AirSync:Collection")?.tag).toBe("AirSync:Collection");
    expect(path(root, "AirSync:Collections", "AirSync:Status", "AirSync:SyncKey")).toBeUndefined();
    expect(path(root)).toBe(root);
  });

  test("gives texts only for texts: an empty element is the empty text, bytes and elements are none", () => {
    expect(text(root, "AirSync:Status")).toBe("1");
    expect(text(root, "AirSync:Supported")).toBe("");
    expect(text(root, "AirSync:Collections")).toBeUndefined();
    expect(text(root, "ComposeMail:Mime")).toBeUndefined();
    expect(text(root, "AirSync:SyncKey")).toBeUndefined();
  });

  test("knows an empty element from an empty text", () => {
    expect(isEmpty(el("AirSync:Sync"))).toBe(true);
    expect(isEmpty(el("AirSync:Sync", ""))).toBe(false);
    expect(isEmpty(el("AirSync:Sync", new Uint8Array()))).toBe(false);
  });

  test("cannot be built of text and elements together", () => {
    expect(() => el("AirSync:Sync", "text", el("AirSync:Status"))).toThrow(/mixed/);
    expect(() => el("AirSync:Sync", "two", "texts")).toThrow(/mixed/);
    expect(() => el("AirSync:Sync", Uint8Array.of(1), el("AirSync:Status"))).toThrow(/mixed/);
  });
});
