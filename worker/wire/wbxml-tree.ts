// WBXML documents as plain values, with small builders and readers. An element holds text, opaque
// bytes or children, never a mixture: that is all Exchange ActiveSync uses of WBXML (MS-ASWBXML
// 2.1.2).
import type { Tag } from "./codepages.ts";

/**
 * One element. `content` is its text, its opaque bytes, or its children; `[]` is an empty element.
 */
export interface Node {
  readonly tag: Tag;
  readonly content: string | Uint8Array | readonly Node[];
}

/**
 * An element. No content makes an empty element; one string or one byte array becomes its text or
 * opaque bytes; anything else must be child elements. Throws on a mixture, which is a mistake of
 * the caller.
 */
export function el(tag: Tag, ...content: readonly (Node | string | Uint8Array)[]): Node {
  const [only] = content;
  if (content.length === 1 && (typeof only === "string" || only instanceof Uint8Array)) {
    return { tag, content: only };
  }
  const nodes = content.filter((part): part is Node => isNode(part));
  if (nodes.length !== content.length) throw new Error(`mixed content in ${tag}`);
  return { tag, content: nodes };
}

/** The first direct child with this tag. Where a second one would matter, ask `children`. */
export function child(node: Node, tag: Tag): Node | undefined {
  return elementsOf(node).find((candidate) => candidate.tag === tag);
}

/** All direct children with this tag, in document order. */
export function children(node: Node, tag: Tag): Node[] {
  return elementsOf(node).filter((candidate) => candidate.tag === tag);
}

/** Walks down by first children: `path(sync, "AirSync:Collections", "AirSync:Collection")`. */
export function path(node: Node, ...tags: readonly Tag[]): Node | undefined {
  let current: Node | undefined = node;
  for (const tag of tags) {
    if (current === undefined) return undefined;
    current = child(current, tag);
  }
  return current;
}

/**
 * Text of the first direct child with this tag: "" if that child is empty, undefined if there is no
 * such child or if it holds opaque bytes or elements.
 */
export function text(node: Node, tag: Tag): string | undefined {
  const found = child(node, tag);
  if (found === undefined) return undefined;
  if (typeof found.content === "string") return found.content;
  return isEmpty(found) ? "" : undefined;
}

/** True for an element without text, bytes or children, `<Provision/>`. */
export function isEmpty(node: Node): boolean {
  return Array.isArray(node.content) && node.content.length === 0;
}

function isNode(part: Node | string | Uint8Array): part is Node {
  return typeof part === "object" && !(part instanceof Uint8Array);
}

function elementsOf(node: Node): readonly Node[] {
  const { content } = node;
  return typeof content === "string" || content instanceof Uint8Array ? [] : content;
}
