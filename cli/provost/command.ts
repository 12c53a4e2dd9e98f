// What a command is: a row of a table. The tables of this folder become commander's program in
// cli/provost.ts.
import type { Api } from "./api.ts";
import { UsageError } from "./failure.ts";

/** One option, as commander writes flags: `--tenant <name>`. */
export interface Option {
  readonly flags: string;
  readonly text: string;
  readonly required?: boolean;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** May be given more than once; its values arrive as an array. */
  readonly repeatable?: boolean;
}

/** What a command was called with. */
export interface Call {
  readonly api: Api;
  /** Arguments in order; the last one is an array if its name ends in "...". */
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The answer will be printed as JSON. */
  readonly asJson: boolean;
}

/** What a command found out: the API's JSON for `--json`, and the same for people. */
export interface Answer {
  readonly json: unknown;
  readonly text: string;
}

export interface CommandRow {
  /** Words and arguments: `tenant create <name>`. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly Option[];
  /** Null: it has printed what there was to say. */
  readonly run: (call: Call) => Promise<Answer | null>;
}

export const TENANT: Option = { flags: "--tenant <name>", text: "the tenant", required: true };

/** The argument at `index` as text; commander has made sure that required ones are there. */
export function word(call: Call, index: number): string {
  return String(call.args[index] ?? "");
}

/** An option's text, or undefined if it was not given. */
export function optional(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return value === undefined ? undefined : String(value);
}

/** An option that is a number, or `absent` if it was not given. */
export function count(call: Call, name: string, absent: number): number {
  const text = optional(call, name);
  if (text === undefined) return absent;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} takes a number, not ${text}`);
  return Number(text);
}

/** The tenant a command acts on. */
export const tenantOf = (call: Call): string => String(call.options.tenant);

/** `fields` without those that are undefined: what was not said is not sent. */
export function said(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
