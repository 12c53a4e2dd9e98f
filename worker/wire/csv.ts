// Comma-separated values as RFC 4180 has them, strictly: a quote stands only around a field, and
// every record has as many fields as the first. Two things are added, because real files have them:
// a line may end in LF alone, and where the first line separates by semicolons (as spreadsheets of
// German settings write it) all lines do. What is written is guarded against spreadsheets that take
// a cell for a formula (OWASP, "CSV Injection").
import { WireError } from "./wire-error.ts";

/** One record and the line of the text that it begins in, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const FORMAT = "csv";
/** More than these a Worker cannot hold beside all it has to do (128 MB). */
const RECORDS_MAX = 100_000;
const FIELDS_MAX = 200;
/** Apostrophes before what a spreadsheet would compute, full-width signs included. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^''*[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",;\r\n]|^\s|\s$/;

/**
 * All records of `text`, the heading's included.
 * @throws WireError with the offset, in characters, of what cannot be.
 */
export function readCsv(text: string): CsvRecord[] {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const reader = { text, at: start, line: 1, separator: separatorOf(text.slice(start)) };
  const records: CsvRecord[] = [];
  while (reader.at < text.length) {
    const { at, line } = reader;
    if (records.length > RECORDS_MAX) throw new WireError(FORMAT, "more than 100,000 lines", at);
    const cells = readRecord(reader);
    if (cells.length !== (records[0]?.cells.length ?? cells.length)) {
      const expected = records[0]?.cells.length;
      throw new WireError(FORMAT, `${cells.length} fields where there should be ${expected}`, at);
    }
    records.push({ line, cells });
  }
  return records;
}

/** The line that `offset` of `text` is in, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** Records as text; the first is the heading. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  return records.map((cells) => `${cells.map(written).join(",")}\r\n`).join("");
}

/** A cell as it was before writeCsv guarded it. */
export function unguarded(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}

interface Reader {
  readonly text: string;
  readonly separator: string;
  at: number;
  line: number;
}

function readRecord(reader: Reader): string[] {
  const cells: string[] = [];
  for (;;) {
    cells.push(reader.text[reader.at] === '"' ? quotedField(reader) : plainField(reader));
    const next = reader.text[reader.at];
    if (next === reader.separator) {
      if (cells.length === FIELDS_MAX) throw new WireError(FORMAT, "too many fields", reader.at);
      reader.at++;
      continue;
    }
    if (next !== undefined) endLine(reader);
    return cells;
  }
}

function endLine(reader: Reader): void {
  if (reader.text[reader.at] === "\r") reader.at++;
  if (reader.text[reader.at] !== "\n") {
    throw new WireError(FORMAT, "a field is followed by something else", reader.at);
  }
  reader.at++;
  reader.line++;
}

function plainField(reader: Reader): string {
  const start = reader.at;
  while (reader.at < reader.text.length && !endsField(reader)) {
    if (reader.text[reader.at] === '"') {
      throw new WireError(FORMAT, "a quote inside a field without quotes", reader.at);
    }
    reader.at++;
  }
  return reader.text.slice(start, reader.at);
}

function endsField({ text, at, separator }: Reader): boolean {
  const character = text[at];
  return character === separator || character === "\n" || character === "\r";
}

function quotedField(reader: Reader): string {
  const start = reader.at++;
  const parts: string[] = [];
  for (;;) {
    const quote = reader.text.indexOf('"', reader.at);
    if (quote < 0) throw new WireError(FORMAT, "a quoted field does not end", start);
    const part = reader.text.slice(reader.at, quote);
    parts.push(part);
    reader.line += part.split("\n").length - 1;
    reader.at = quote + 1;
    if (reader.text[reader.at] !== '"') return parts.join('"');
    reader.at++;
  }
}

/** A semicolon if the first line has one outside quotes before it has a comma. */
function separatorOf(text: string): "," | ";" {
  const heading = text.split("\n", 1)[0]?.replace(/"[^"]*"/g, "") ?? "";
  return /[,;]/.exec(heading)?.[0] === ";" ? ";" : ",";
}

function written(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
