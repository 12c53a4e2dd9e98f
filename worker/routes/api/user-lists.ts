// Lists of users as files: out as CSV, in as CSV or JSON. The rule: an import takes all of a list or
// nothing of it, and names every bad line; `check` does all of it but the writing.
import * as v from "valibot";
import { LANGUAGES } from "../../core/language.ts";
import { canonicalUser } from "../../core/login.ts";
import type { UserChange, UserRecord } from "../../core/tenant.ts";
import { type LineProblem, readUserList, USER_COLUMNS, userCells } from "../../core/user-list.ts";
import { lineAt, readCsv, unguarded, writeCsv } from "../../wire/csv.ts";
import { WireError } from "../../wire/wire-error.ts";
import { type Answer, fileAnswer, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, withBody } from "./call.ts";
import { emailAddress, label, principalName, securityIdentifier, userName } from "./fields.ts";
import { streamOf } from "./paging.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** POST /tenants/:tenant/users/import */
export interface ImportDocument {
  readonly added: number;
  readonly changed: number;
  /** Nothing was written: these are the first lines of what would be. */
  readonly preview?: readonly UserChange[];
}

const IMPORT_MAX_BYTES = 5 * 1024 * 1024;
const EXPORT_PAGE = 500;
const PREVIEW_LINES = 20;
/** Bad lines named in one answer. */
const PROBLEMS_MAX = 100;

const Change = v.strictObject({
  user: userName,
  displayName: v.exactOptional(v.nullable(label)),
  emailAddress: v.exactOptional(v.nullable(emailAddress)),
  group: v.exactOptional(v.nullable(label)),
  easAllowed: v.exactOptional(v.boolean()),
  language: v.exactOptional(v.nullable(v.picklist(LANGUAGES))),
  principalName: v.exactOptional(v.nullable(principalName)),
  securityIdentifier: v.exactOptional(v.nullable(securityIdentifier)),
});
const Import = v.strictObject({
  csv: v.exactOptional(v.string()),
  users: v.exactOptional(v.array(Change)),
  check: v.optional(v.boolean(), false),
});

/** GET /tenants/:tenant/users.csv: all records, without passwords. */
export const exportUsers = onTenant(async ({ tenant, entry }) => {
  const body = streamOf<string>(async (mark) => {
    const page = await tenant.userPage({ ...(mark && { after: mark }), limit: EXPORT_PAGE });
    const heading = mark === undefined ? [USER_COLUMNS] : [];
    const text = writeCsv([...heading, ...page.users.map(userCells)]);
    return { text, ...(page.next !== undefined && { mark: page.next }) };
  });
  return fileAnswer({
    type: "text/csv; charset=utf-8; header=present",
    body,
    name: `${entry.name}-users.csv`,
  });
});

/** POST /tenants/:tenant/users/import: `csv` as exported, or `users`; passwords stay as they are. */
export const importUsers = onTenant(
  withBody(
    Import,
    async (call: TenantCall, { csv, users, check }) => {
      if ((csv === undefined) === (users === undefined)) {
        const message = "The body must have one of csv and users.";
        return refused("bad-body", { message, field: "csv" });
      }
      const read = csv === undefined ? await listed(call, users ?? []) : await linesOf(call, csv);
      if (!read.ok) return badLines(read.problems);
      return check ? preview(call, read.users) : write(call, read.users);
    },
    { maxBytes: IMPORT_MAX_BYTES },
  ),
);

type ReadList =
  | { readonly ok: true; readonly users: readonly UserChange[] }
  | { readonly ok: false; readonly problems: readonly object[] };

async function linesOf({ tenant }: TenantCall, csv: string): Promise<ReadList> {
  const [adapter, groups] = await Promise.all([tenant.running(), tenant.groups()]);
  if (!adapter) return { ok: false, problems: [] };
  try {
    const lines = readCsv(csv).map(({ line, cells }) => ({ line, cells: cells.map(unguarded) }));
    return readUserList(lines, { adapter, groups: groups.map(({ name }) => name) });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const line = lineAt(csv, error.offset);
    const problem: Omit<LineProblem, "code"> & { code: string } = {
      line,
      column: "",
      code: "no-csv",
      problem: error.problem,
    };
    return { ok: false, problems: [problem] };
  }
}

async function listed(
  { tenant }: TenantCall,
  users: readonly v.InferOutput<typeof Change>[],
): Promise<ReadList> {
  const adapter = await tenant.running();
  if (!adapter) return { ok: false, problems: [] };
  return {
    ok: true,
    users: users.map((user) => ({ ...user, user: canonicalUser(user.user, adapter) })),
  };
}

const BAD_USERS = {
  "bad-name": "is no user name of this tenant",
  "no-such-group": "names no group of this tenant",
} as const;

async function write({ tenant, caller }: TenantCall, users: readonly UserChange[]) {
  const imported = await tenant.importUsers(users, caller.name);
  if (!imported.ok) {
    const { index, reason: code } = imported;
    return badLines([{ index, code, problem: BAD_USERS[code] }]);
  }
  const { added, changed } = imported;
  return ok({ added, changed } satisfies ImportDocument);
}

async function preview({ tenant }: TenantCall, users: readonly UserChange[]) {
  const records = new Map((await tenant.users()).map((record) => [record.user, record]));
  const added = users.filter(({ user }) => !records.has(user)).length;
  const changed = users.filter((change) => changes(records.get(change.user), change)).length;
  const document: ImportDocument = { added, changed, preview: users.slice(0, PREVIEW_LINES) };
  return ok(document);
}

/** True if a record that is there would be another one after `change`. */
function changes(record: UserRecord | undefined, change: UserChange): boolean {
  if (!record) return false;
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  return named.some(([field, value]) => (record[field as keyof UserRecord] ?? null) !== value);
}

function badLines(problems: readonly object[]): Answer {
  return refused("bad-lines", { problems: problems.slice(0, PROBLEMS_MAX), field: "csv" });
}

export const USER_LIST_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/users.csv`, "read", exportUsers],
  ["POST", `${TENANT}/users/import`, "administer", importUsers],
];
