// Holds a request body against the grammar. The rule it keeps: every departure is named, with the
// element it stands in.
import type { Tag } from "../../worker/wire/codepages.ts";
import type { Node } from "../../worker/wire/wbxml-tree.ts";
import { onlyBefore12, pageSince, requestShapes, type Shape } from "./grammar.ts";

/** More than this is one broken client's same mistake over and over. */
const MAX_PROBLEMS = 20;

/** What is wrong with a request body for this version (times ten); empty if nothing is. */
export function checkRequest(root: Node, version: number): string[] {
  const problems: string[] = [];
  const waiting: { node: Node; shape: Shape | undefined }[] = [
    { node: root, shape: requestShapes[root.tag] },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const inner = elementsOf(next.node);
    problems.push(...pageProblems(next.node.tag, version));
    problems.push(...shapeProblems(next.node, inner, next.shape, version));
    if (problems.length >= MAX_PROBLEMS) break;
    for (const node of inner) {
      // Inside a property set only code pages are checked; its elements have no shape of their own
      // here.
      const shape = next.shape?.order === "properties" ? next.shape : requestShapes[node.tag];
      waiting.push({ node, shape });
    }
  }
  return problems;
}

function elementsOf(node: Node): readonly Node[] {
  return typeof node.content === "string" || node.content instanceof Uint8Array ? [] : node.content;
}

function pageProblems(tag: Tag, version: number): string[] {
  const page = tag.slice(0, tag.indexOf(":"));
  const since = pageSince[page] ?? 0;
  if (version < since) return [`${tag} is not known to ${name(version)}`];
  if (version >= 120 && onlyBefore12.has(tag)) return [`${tag} is gone since 12.0`];
  return [];
}

function shapeProblems(
  node: Node,
  inner: readonly Node[],
  shape: Shape | undefined,
  version: number,
): string[] {
  if (!shape) return inner.length > 0 ? [`${node.tag} has child elements`] : [];
  if (shape.order === "properties") return [];
  // Search:Query is text for the address list and elements for a mailbox (MS-ASCMD, Query).
  if (typeof node.content === "string" && node.tag === "Search:Query") return [];
  if (inner.length === 0 && !Array.isArray(node.content)) return [`${node.tag} holds text`];
  const problems: string[] = [];
  const seen = new Set<Tag>();
  let furthest = 0;
  for (const { tag } of inner) {
    const at = shape.children.findIndex((rule) => rule.tag === tag);
    const rule = shape.children[at];
    if (!rule) problems.push(`${tag} does not belong in ${node.tag}`);
    else if (version < rule.since || version > rule.until) {
      problems.push(`${tag} does not belong in ${node.tag} at ${name(version)}`);
    } else if (seen.has(tag) && !rule.many) problems.push(`${tag} stands twice in ${node.tag}`);
    else if (shape.order === "sequence" && at < furthest) {
      problems.push(`${tag} is out of order in ${node.tag}`);
    }
    furthest = Math.max(furthest, at);
    seen.add(tag);
  }
  return problems;
}

const name = (version: number) => (version / 10).toFixed(1);
