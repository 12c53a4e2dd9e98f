// Importing a list of users: checked first, with every bad line shown beside what is wrong with it,
// then taken as a whole. The list stays in the form, so that it can be mended right there.
import { Hono } from "hono";
import type { UserChange } from "../../core/tenant.ts";
import { USER_COLUMNS } from "../../core/user-list.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { peopleText } from "../../views/console/messages/people.ts";
import { type UserListText, userListText } from "../../views/console/messages/user-lists.ts";
import { Table } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { ImportDocument } from "../api/user-lists.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

export const userImportPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/users/import", async (c) => {
    // The form is for those who may import; whether the tenant is there, the API says.
    await ask(c, path`/tenants/${c.req.param("tenant")}/groups`);
    return importPage(c, "");
  })
  .post("/tenants/:tenant/users/import", importUsers);

const textOf = (c: ConsoleContext): UserListText => userListText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const SHOWN_LINE_LENGTH = 200;

async function importUsers(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const csv = (await form.file("file")) ?? form.secret("csv");
  const text = textOf(c);
  if (csv.trim() === "") return importPage(c, csv, { problem: text.nothingSent, field: "csv" });
  const check = form.text("do") !== "import";
  const where = path`/tenants/${tenantOf(c)}/users/import`;
  const imported = await act(c, "POST", where, { csv, check });
  if (!imported.ok) return importPage(c, csv, { refusal: imported.refusal });
  const { added, changed, preview } = imported.json as unknown as ImportDocument;
  if (check) return importPage(c, csv, { checked: { added, changed, preview: preview ?? [] } });
  return done(c, path`/tenants/${tenantOf(c)}/users`, text.imported(added, changed));
}

/** What became of the list. */
interface Outcome {
  readonly refusal?: Refusal;
  readonly problem?: string;
  readonly field?: string;
  readonly checked?: Required<ImportDocument>;
}

async function importPage(c: ConsoleContext, csv: string, outcome: Outcome = {}) {
  const text = textOf(c);
  const { refusal, checked } = outcome;
  const problem = outcome.problem ?? (refusal && sentenceOf(c, refusal));
  const field = problem && "csv";
  const status = refusal && statusOf(refusal);
  return showPage(
    c,
    { title: text.importTitle, section: "users", tenant: tenantOf(c), problem, field, status },
    <>
      <p>{text.importIntro}</p>
      {refusal && <BadLines text={text} csv={csv} refusal={refusal} />}
      {checked && <Preview c={c} checked={checked} />}
      <PostForm c={c} action={path`/tenants/${tenantOf(c)}/users/import`} class="card" files>
        <Field label={text.file} name="file" type="file" accept=".csv,text/csv" />
        <Field
          label={text.csv}
          name="csv"
          type="textarea"
          rows={10}
          value={csv}
          problem={problem}
        />
        <p class="actions">
          <Submit label={text.check} name="do" value="check" kind={checked ? "quiet" : "main"} />
          <Submit
            label={text.importNow}
            name="do"
            value="import"
            kind={checked ? "main" : "quiet"}
          />
        </p>
      </PostForm>
    </>,
  );
}

/** A bad line as the API names it. */
interface BadLine {
  readonly line?: number;
  readonly column?: string;
  readonly code?: string;
  readonly problem?: string;
}

function BadLines(props: { text: UserListText; csv: string; refusal: Refusal }) {
  const { text, csv, refusal } = props;
  const lines = csv.split("\n");
  const rows = ((refusal.problems ?? []) as readonly BadLine[]).map((bad) => [
    bad.line ?? "",
    bad.column ?? "",
    text.lineProblems[bad.code ?? ""] ?? bad.problem ?? "",
    <code>{(lines[(bad.line ?? 0) - 1] ?? "").trim().slice(0, SHOWN_LINE_LENGTH)}</code>,
  ]);
  if (rows.length === 0) return null;
  return (
    <Table
      caption={text.badLines}
      head={[text.line, text.column, text.problem, text.lineText]}
      rows={rows}
    />
  );
}

function Preview({ c, checked }: { c: ConsoleContext; checked: Required<ImportDocument> }) {
  const text = textOf(c);
  const people = peopleText[c.get("language")];
  const { added, changed, preview } = checked;
  const shown = USER_COLUMNS.filter((column) => preview.some((user) => column in user));
  const labels = {
    user: people.name,
    displayName: people.displayName,
    emailAddress: people.address,
    group: people.group,
    easAllowed: people.easAllowed,
    language: people.language,
    principalName: people.principalName,
    securityIdentifier: people.securityIdentifier,
  };
  return (
    <>
      <div class="notice" role="status">
        <p>{text.preview(added, changed)}</p>
      </div>
      <Table
        caption={text.previewCaption}
        head={shown.map((column) => labels[column])}
        rows={preview.map((user) => shown.map((column) => cellOf(text, user, column)))}
      />
    </>
  );
}

function cellOf(text: UserListText, user: UserChange, column: keyof UserChange): string {
  const value = user[column];
  if (value === undefined) return text.unchanged;
  if (value === null) return text.takenAway;
  return typeof value === "boolean" ? (value ? text.yes : text.no) : value;
}
