// Two policies for one phone: the tenant's and that of its Exchange. Rule: the stricter of two
// values wins, setting by setting, and nothing that Exchange asks for is lost (docs/decisions: two
// families). The order of strictness stands in each row's `stricter`.
import type { Node } from "../wire/wbxml-tree.ts";
import type { PolicyValue, PolicyValues } from "./policy.ts";
import {
  type DocumentVersion,
  documentOf,
  EAS_ROWS,
  type EasRow,
  elementsFor,
  elementsOf,
  readElement,
} from "./provision-document.ts";

/**
 * The stricter of two policies in every setting of the Exchange ActiveSync security family; Not Set
 * is laxer than any value. Values of the other family are left out.
 */
export function strictest(a: PolicyValues, b: PolicyValues): PolicyValues {
  const merged = EAS_ROWS.flatMap((row): [string, PolicyValue][] => {
    const value = stricterValue(row, a[row.id], b[row.id]);
    return value === undefined ? [] : [[row.id, value]];
  });
  return Object.fromEntries(merged);
}

/** The stricter of two values of one setting; undefined means Not Set. */
export function stricterValue(
  row: EasRow,
  a: PolicyValue | undefined,
  b: PolicyValue | undefined,
): PolicyValue | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return strictness(row, b) > strictness(row, a) ? b : a;
}

/** The greater, the stricter. */
function strictness({ eas }: EasRow, value: PolicyValue): number {
  switch (eas.stricter) {
    case "true":
      return value === true ? 1 : 0;
    case "false":
      return value === false ? 1 : 0;
    case "higher":
      return Number(value);
    case "lower":
      return value === 0 ? Number.NEGATIVE_INFINITY : -Number(value);
  }
}

/**
 * What a policy document of Exchange asks for, as values of our settings. What it says twice counts
 * in its stricter form, what a phone would ignore because no password is enforced is left out, and
 * so is what cannot be understood.
 */
export function readEasDocument(document: Node): PolicyValues {
  let values: PolicyValues = {};
  for (const { tag, content } of elementsOf(document)) {
    const row = rowOf(tag);
    const reading = row && readElement(row, content);
    if (row && reading?.is === "value") values = strictest(values, { [row.id]: reading.value });
  }
  return obeyed(values);
}

/** `values` without those that a phone ignores while no password is enforced. */
export function obeyed(values: PolicyValues): PolicyValues {
  if (values.easPasswordEnabled === true) return values;
  const ignored = new Set(EAS_ROWS.filter((row) => row.eas.needsPassword).map(({ id }) => id));
  return Object.fromEntries(Object.entries(values).filter(([id]) => !ignored.has(id)));
}

/**
 * The document for a phone that must obey both `ours` and Exchange's own document. What we have no
 * setting for, or nothing stricter to say to, stays as Exchange wrote it.
 */
export function mergeDocuments(ours: PolicyValues, upstream: Node, version: DocumentVersion): Node {
  const theirs = readEasDocument(upstream);
  const merged = strictest(obeyed(ours), theirs);
  const own = elementsFor(merged, version);
  const written = new Set(own.map(({ tag }) => tag));
  // Password rules that Exchange itself left without effect must not come alive by our password.
  const wakes = merged.easPasswordEnabled === true && theirs.easPasswordEnabled !== true;
  const kept = elementsOf(upstream).filter(
    ({ tag }) => !written.has(tag) && !(wakes && rowOf(tag)?.eas.needsPassword),
  );
  return documentOf([...own, ...kept]);
}

function rowOf(tag: Node["tag"]): EasRow | undefined {
  return EAS_ROWS.find((row) => row.eas.element === tag);
}
