// Tables, lists of facts, badges and times of the console. The rules: a table has a caption and its
// headings a scope (WCAG 2.2, 1.3.1), where it is too wide it scrolls by touch and by keyboard, on a
// phone each row is a card whose cells name themselves (style.ts), and nothing is said by colour
// alone.
import type { Child } from "hono/jsx";

/**
 * A heading: its text, or one with "number" for a column of numbers, and how the rows are sorted by
 * it.
 */
export type Heading =
  | string
  | {
      readonly text: Child;
      /** The heading as words, where `text` is more than that. */
      readonly label?: string;
      readonly kind?: "number" | "plain";
      readonly sorted?: "ascending" | "descending";
    };

/**
 * Rows below their headings, or `empty` when there are none. The first cell of each row is its
 * heading.
 */
export function Table(props: {
  caption: string;
  /** Seen by screen readers only, where a heading above the table says the same. */
  captionHidden?: boolean | undefined;
  head: readonly Heading[];
  rows: readonly (readonly Child[])[];
  empty?: string | undefined;
}) {
  const { caption, captionHidden, head, rows, empty } = props;
  if (rows.length === 0 && empty !== undefined) return <p class="empty">{empty}</p>;
  return (
    <section class="scroll" aria-label={caption} tabindex={0}>
      <table>
        <caption class={captionHidden ? "unseen" : undefined}>{caption}</caption>
        <thead>
          <tr>
            {head.map((heading) => (
              <th scope="col" class={kindOf(heading)} aria-sort={sortOf(heading)}>
                {typeof heading === "string" ? heading : heading.text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th scope="row">{cell}</th>
                ) : (
                  <td class={kindOf(head[index] ?? "")} data-label={labelOf(head[index] ?? "")}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const kindOf = (heading: Heading) => (typeof heading === "string" ? undefined : heading.kind);

function labelOf(heading: Heading): string {
  if (typeof heading === "string") return heading;
  return heading.label ?? String(heading.text);
}

const sortOf = (heading: Heading) => (typeof heading === "string" ? undefined : heading.sorted);

/** One fact a line: its name, its value. What is undefined is left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: Child])[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== undefined && value !== "")
        .map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A word with a colour that underlines what it says. */
export function Badge(props: { tone?: "good" | "warn" | "bad" | "plain"; children?: Child }) {
  return <span class={`badge ${props.tone ?? "plain"}`}>{props.children}</span>;
}

/** A time (milliseconds since 1970) to the minute, in UTC; nothing for no time. */
export function Time({ at }: { at: number | undefined }) {
  if (at === undefined) return null;
  const iso = new Date(at).toISOString();
  return <time datetime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 16)}\u00a0UTC`}</time>;
}

/** The first characters of a hash: enough to tell two apart by eye. */
export function Short({ hash }: { hash: string }) {
  return <code title={hash}>{hash.slice(0, 12)}</code>;
}
