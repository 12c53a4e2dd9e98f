// How answers are printed: aligned tables for people, the API's JSON for programs. User names,
// device ids and user agents come from strangers, so nothing in them may move the cursor or change
// the order of the letters.

/** A column: its heading, and what stands in it for a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => unknown];

const CELL_MAX = 64;
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Rows below their headings, or `empty` when there are none. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  empty: string,
): string {
  if (rows.length === 0) return empty;
  const lines = [
    columns.map(([heading]) => heading),
    ...rows.map((row) => columns.map(([, cell]) => printable(cell(row)))),
  ];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => width(line[index] ?? ""))),
  );
  return lines
    .map((line) =>
      line
        .map((cell, index) => padded(cell, widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** One fact a line: names on the left, values on the right. What is undefined is left out. */
export function facts(pairs: readonly (readonly [name: string, value: unknown])[]): string {
  const known = pairs.filter(([, value]) => value !== undefined);
  const longest = Math.max(...known.map(([name]) => width(name)));
  return known
    .map(([name, value]) => `${padded(name, longest)}  ${safe(plain(value))}`.trimEnd())
    .join("\n");
}

/** JSON whose strings cannot reach the terminal as commands. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSAFE, (character) =>
    character === "\n" ? character : escaped(character),
  );
}

/**
 * A time as the API gives it (milliseconds since 1970), in UTC to the second; nothing for no time.
 */
export function instant(milliseconds: unknown): string {
  if (typeof milliseconds !== "number") return "";
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

/** The first characters of a hash: enough to tell two apart by eye. */
export function short(hash: unknown): string {
  return typeof hash === "string" ? hash.slice(0, 12) : "";
}

/** `text` with everything that could command a terminal made visible. */
export function safe(text: string): string {
  return text.replace(UNSAFE, "\ufffd");
}

function printable(value: unknown): string {
  const text = safe(plain(value));
  return text.length > CELL_MAX ? `${text.slice(0, CELL_MAX - 1)}…` : text;
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const width = (text: string) => [...text].length;
const padded = (text: string, columns: number) =>
  text + " ".repeat(Math.max(0, columns - width(text)));

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
    .join("");
}
