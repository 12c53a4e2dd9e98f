// Users as a table of cells, for lists that are exported, changed in a spreadsheet, and imported
// again. The rule: every bad line is named with what is wrong with it, and a column that a list
// does not have says nothing about its users, so that a list of names and addresses allows nobody
// who was not allowed.
import { isLanguage, LANGUAGES } from "./language.ts";
import { canonicalUser, isUserName } from "./login.ts";
import { isEmailAddress, isLabel, isPrincipalName, isSecurityIdentifier } from "./names.ts";
import type { AdapterSettings, UserChange, UserRecord } from "./tenant.ts";

/** The columns of a list of users, in the order they are written in. */
export const USER_COLUMNS = [
  "user",
  "displayName",
  "emailAddress",
  "group",
  "easAllowed",
  "language",
  "principalName",
  "securityIdentifier",
] as const;
export type UserColumn = (typeof USER_COLUMNS)[number];

/** One record of a list, and the line it begins in. */
export interface ListLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with one cell, as the end of the sentence "COLUMN ...". */
export interface LineProblem {
  readonly line: number;
  readonly column: string;
  readonly code: LineProblemCode;
  readonly problem: string;
}

/** What can be wrong; the console has a sentence for each in its languages. */
export const LINE_PROBLEMS = {
  "no-lines": "the list is empty",
  "column-missing": "is missing in the heading",
  "column-unknown": "is no column of a list of users",
  "column-twice": "stands in the heading twice",
  "bad-user": "is no user name of this tenant",
  "user-twice": "is in the list twice",
  "bad-label": "is not 1 to 100 printable characters",
  "bad-address": "is no e-mail address",
  "no-such-group": "is no group of this tenant",
  "bad-answer": "must be yes or no",
  "bad-language": `must be one of ${LANGUAGES.join(", ")}`,
  "bad-principal-name": "is no user principal name",
  "bad-security-identifier": "is no security identifier S-1-...",
} as const;
export type LineProblemCode = keyof typeof LINE_PROBLEMS;

/** What a list is judged by. */
export interface ListRules {
  readonly adapter: Pick<AdapterSettings, "loginForm" | "mailDomain">;
  readonly groups: readonly string[];
}

/** A list with so many problems is read no further. */
const PROBLEMS_MAX = 1_000;

/** The users of a list, or what is wrong with it. The first line is the heading. */
export function readUserList(
  lines: readonly ListLine[],
  rules: ListRules,
):
  | { readonly ok: true; readonly users: UserChange[] }
  | { readonly ok: false; readonly problems: LineProblem[] } {
  const [heading, ...records] = lines;
  const headingProblems = problemsOfHeading(heading);
  if (!heading || headingProblems.length > 0) return { ok: false, problems: headingProblems };
  const columns = heading.cells.map((cell) => cell.trim()) as UserColumn[];
  const problems: LineProblem[] = [];
  const users: UserChange[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of records) {
    if (problems.length >= PROBLEMS_MAX) break;
    const change: Record<string, unknown> = {};
    for (const [at, column] of columns.entries()) {
      const read = READ[column]((cells[at] ?? "").trim(), rules);
      if (typeof read === "object" && read !== null) problems.push(problem(line, column, read.bad));
      else change[column] = read;
    }
    const user = String(change.user ?? "");
    if (user && seen.has(user)) problems.push(problem(line, "user", "user-twice"));
    seen.add(user);
    users.push(change as unknown as UserChange);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, users };
}

/** A user as cells, in the order of USER_COLUMNS. */
export function userCells(record: UserRecord): string[] {
  const { user, displayName = "", emailAddress = "", group = "", language = "" } = record;
  const { principalName = "", securityIdentifier = "" } = record;
  const easAllowed = record.easAllowed ? "yes" : "no";
  const directory = [principalName, securityIdentifier];
  return [user, displayName, emailAddress, group, easAllowed, language, ...directory];
}

type Bad = { readonly bad: LineProblemCode };
type ReadCell = (cell: string, rules: ListRules) => string | boolean | null | Bad;

const bad = (code: LineProblemCode): Bad => ({ bad: code });
/** An empty cell takes the field away. */
const optional =
  (isRight: (cell: string, rules: ListRules) => boolean, code: LineProblemCode): ReadCell =>
  (cell, rules) => {
    if (cell === "") return null;
    return isRight(cell, rules) ? cell : bad(code);
  };

const ANSWERS: ReadonlyMap<string, boolean> = new Map([
  ["yes", true],
  ["no", false],
  ["true", true],
  ["false", false],
]);

/** How a cell of each column is read. */
const READ: Readonly<Record<UserColumn, ReadCell>> = {
  user: (cell, { adapter }) => {
    const user = canonicalUser(cell, adapter);
    return user !== "" && isUserName(user) ? user : bad("bad-user");
  },
  displayName: optional(isLabel, "bad-label"),
  emailAddress: optional(isEmailAddress, "bad-address"),
  group: optional((cell, { groups }) => groups.includes(cell), "no-such-group"),
  easAllowed: (cell) => ANSWERS.get(cell.toLowerCase()) ?? bad("bad-answer"),
  language: optional(isLanguage, "bad-language"),
  principalName: optional(isPrincipalName, "bad-principal-name"),
  securityIdentifier: optional(isSecurityIdentifier, "bad-security-identifier"),
};

function problemsOfHeading(heading: ListLine | undefined): LineProblem[] {
  if (!heading) return [problem(1, "", "no-lines")];
  const columns = heading.cells.map((cell) => cell.trim());
  const { line } = heading;
  const known: readonly string[] = USER_COLUMNS;
  return [
    ...(columns.includes("user") ? [] : [problem(line, "user", "column-missing")]),
    ...columns
      .filter((column) => !known.includes(column))
      .map((column) => problem(line, column.slice(0, NAMED_LENGTH), "column-unknown")),
    ...columns
      .filter((column, at) => columns.indexOf(column) !== at)
      .map((column) => problem(line, column.slice(0, NAMED_LENGTH), "column-twice")),
  ];
}

// What a stranger's heading is cut to before it is named.
const NAMED_LENGTH = 64;

function problem(line: number, column: string, code: LineProblemCode): LineProblem {
  return { line, column, code, problem: LINE_PROBLEMS[code] };
}
