// Which of Microsoft's numbered requirements were seen to hold. The rule: a number counts only if
// the test that names it went on past its assertions, and in the end every testable requirement was
// seen or is listed with the reason why it does not apply to a gateway.
import requirements from "./requirements.json" with { type: "json" };

/** The specifications whose testable requirements are counted. */
export type Specification = "MS-ASPROV" | "MS-ASHTTP";

/** Requirements that do not apply, and why. */
export interface NotApplicable {
  readonly why: string;
  readonly ids: readonly string[];
}

export interface Ledger {
  /** Notes that these requirements held. `ids` are written "R206", or "MS-ASDTYPE_R5" in full. */
  holds(...ids: readonly string[]): void;
  /** What was neither seen nor listed. */
  missing(listed: readonly NotApplicable[]): string[];
  /** What is listed as not applicable and was seen all the same. */
  needlesslyListed(listed: readonly NotApplicable[]): string[];
  /** The line for the report, and one for each reason. */
  summary(listed: readonly NotApplicable[]): string;
}

/** An empty ledger of one specification. */
export function makeLedger(specification: Specification): Ledger {
  const all = new Set(Object.keys(requirements[specification]));
  const seen = new Set<string>();
  const full = (id: string) => (id.includes("_") ? id : `${specification}_${id}`);
  const known = (id: string) => {
    if (!all.has(full(id))) throw new Error(`${full(id)} is no testable requirement`);
    return full(id);
  };
  const listedIds = (listed: readonly NotApplicable[]) =>
    new Set(listed.flatMap(({ ids }) => ids.map(known)));
  return {
    holds: (...ids) => {
      for (const id of ids.map(known)) seen.add(id);
    },
    missing: (listed) => [...all].filter((id) => !seen.has(id) && !listedIds(listed).has(id)),
    needlesslyListed: (listed) => [...listedIds(listed)].filter((id) => seen.has(id)),
    summary: (listed) =>
      [
        `${specification}: ${seen.size} of ${all.size} requirements`,
        ...listed.map(
          ({ why, ids }) => `  ${ids.length} not applicable: ${why} (${ids.join(", ")})`,
        ),
      ].join("\n"),
  };
}
