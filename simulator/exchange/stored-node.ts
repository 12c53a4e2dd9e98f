// WBXML elements at rest: the JSON form of what a client sent for an item.
import type { Node } from "../../worker/wire/wbxml-tree.ts";
import type { StoredNode } from "./state.ts";

/** The JSON form of an element. */
export function storeNode(node: Node): StoredNode {
  if (typeof node.content === "string") return { tag: node.tag, text: node.content };
  if (node.content instanceof Uint8Array) {
    return { tag: node.tag, base64: Buffer.from(node.content).toString("base64") };
  }
  return { tag: node.tag, children: node.content.map(storeNode) };
}

/** The element again. */
export function restoreNode(stored: StoredNode): Node {
  if (stored.text !== undefined) return { tag: stored.tag, content: stored.text };
  if (stored.base64 !== undefined) {
    return { tag: stored.tag, content: new Uint8Array(Buffer.from(stored.base64, "base64")) };
  }
  return { tag: stored.tag, content: (stored.children ?? []).map(restoreNode) };
}
