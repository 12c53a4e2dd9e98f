// Users with a record: found page by page, added, exported. What is typed is kept when it is
// refused.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { type PeopleText, peopleText } from "../../views/console/messages/people.ts";
import { Badge, Table } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { GroupsDocument } from "../api/groups.ts";
import type { UsersDocument } from "../api/users.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, fileOf, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";
import { bodyOf, recordOf, type Typed, typedOf, UserFields } from "./user-form.tsx";

export const userPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/users", (c) => usersPage(c))
  .post("/tenants/:tenant/users", addUser)
  .get("/tenants/:tenant/users.csv", (c) =>
    fileOf(c, path`/tenants/${c.req.param("tenant")}/users.csv`),
  );

const textOf = (c: ConsoleContext): PeopleText => peopleText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext): string => path`/tenants/${tenantOf(c)}/users`;

/**
 * Two administrators who add the same user in the same second write one after the other, as two
 * scripts would; the audit log holds both records.
 */
async function addUser(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const user = form.text("user");
  const typed = typedOf(form);
  const where = path`/tenants/${tenantOf(c)}/users/${user}`;
  if (user === "") return usersPage(c, { typed, user, refusal: { reason: "bad-name" } });
  if (await recordOf(c, where)) return usersPage(c, { typed, user, problem: textOf(c).userExists });
  const put = await act(c, "PUT", where, bodyOf(typed, form.secret("password")));
  if (put.ok) return done(c, pageOf(c), textOf(c).saved(String(put.json.user)));
  return usersPage(c, { typed, user, refusal: put.refusal });
}

/** A form that was not accepted. */
interface Failed {
  readonly typed: Typed;
  readonly user: string;
  readonly refusal?: Refusal;
  readonly problem?: string;
}

async function usersPage(c: ConsoleContext, failed?: Failed): Promise<Response> {
  const text = textOf(c);
  const [search, after] = [c.req.query("search") ?? "", c.req.query("after") ?? ""];
  const query = new URLSearchParams({ search, after });
  const [page, { groups }] = await Promise.all([
    ask<UsersDocument>(c, `${pageOf(c)}?${query}`),
    ask<GroupsDocument>(c, path`/tenants/${tenantOf(c)}/groups`),
  ]);
  const { refusal } = failed ?? {};
  const problem = failed?.problem ?? (refusal && sentenceOf(c, refusal));
  const field = problem && (refusal?.field ?? "user");
  const mayChange = isAble(c.get("operator").scope, "administer");
  const status = refusal && statusOf(refusal);
  return showPage(
    c,
    { title: text.users, section: "users", tenant: tenantOf(c), problem, field, status },
    <>
      <p>{text.usersIntro}</p>
      <Search c={c} search={search} />
      <UserTable c={c} page={page} groups={groups} search={search} />
      <Pager c={c} search={search} after={after} next={page.next} />
      <p class="actions">
        <a href={path`/tenants/${tenantOf(c)}/users.csv`}>{text.export}</a>
        {mayChange && <a href={`${pageOf(c)}/import`}>{text.import}</a>}
      </p>
      {mayChange && (
        <AddForm c={c} groups={groups} failed={failed} problem={problem} field={field} />
      )}
    </>,
  );
}

function AddForm(props: {
  c: ConsoleContext;
  groups: GroupsDocument["groups"];
  failed: Failed | undefined;
  problem: string | undefined;
  field: string | undefined;
}) {
  const { c, groups, failed, problem, field } = props;
  const text = textOf(c);
  const typed = failed?.typed;
  return (
    <>
      <h2>{text.addUser}</h2>
      <PostForm c={c} action={pageOf(c)} class="card">
        <Field
          label={text.name}
          name="user"
          value={failed?.user}
          help={text.nameHelp}
          problem={field === "user" ? problem : undefined}
          autocomplete="off"
          required
        />
        <UserFields text={text} groups={groups} typed={typed} problem={problem} field={field} />
        <Submit label={text.add} />
      </PostForm>
    </>
  );
}

function Search({ c, search }: { c: ConsoleContext; search: string }) {
  const text = textOf(c);
  return (
    <search>
      <form method="get" action={pageOf(c)} class="row">
        <Field
          label={text.search}
          name="search"
          type="search"
          value={search}
          help={text.searchHelp}
        />
        <div class="field actions">
          <Submit label={text.searchAction} />
          {search !== "" && <a href={pageOf(c)}>{text.clearSearch}</a>}
        </div>
      </form>
    </search>
  );
}

function UserTable(props: {
  c: ConsoleContext;
  page: UsersDocument;
  groups: GroupsDocument["groups"];
  search: string;
}) {
  const { c, page, groups, search } = props;
  const text = textOf(c);
  const byDefault = groups.find(({ isDefault }) => isDefault)?.name;
  const denied = new Set(groups.filter(({ easAllowed }) => !easAllowed).map(({ name }) => name));
  const rows = page.users.map((record) => {
    const { user, displayName, emailAddress, group, easAllowed, language } = record;
    const byGroup = denied.has(group ?? byDefault ?? "");
    return [
      <a href={path`/tenants/${tenantOf(c)}/users/${user}`}>{user}</a>,
      displayName,
      emailAddress,
      group ?? text.defaultGroup(byDefault),
      <Badge tone={easAllowed && !byGroup ? "good" : "bad"}>
        {!easAllowed ? text.denied : byGroup ? text.deniedByGroup : text.allowed}
      </Badge>,
      language && text.languages[language],
    ];
  });
  const head = [
    text.name,
    text.displayName,
    text.address,
    text.group,
    text.easAllowed,
    text.language,
  ];
  const empty = search === "" ? text.noUsers : text.noUsersFound;
  return <Table caption={text.users} captionHidden head={head} rows={rows} empty={empty} />;
}

function Pager(props: {
  c: ConsoleContext;
  search: string;
  after: string;
  next: string | undefined;
}) {
  const { c, search, after, next } = props;
  const text = textOf(c);
  const to = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...(search && { search }), ...more });
    return query.size > 0 ? `${pageOf(c)}?${query}` : pageOf(c);
  };
  if (after === "" && next === undefined) return null;
  return (
    <nav class="actions" aria-label={text.pages}>
      {after !== "" && <a href={to({})}>{text.firstPage}</a>}
      {next !== undefined && (
        <a href={to({ after: next })} rel="next">
          {text.nextPage}
        </a>
      )}
    </nav>
  );
}
