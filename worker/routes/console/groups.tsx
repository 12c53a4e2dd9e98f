// Groups of users: which there are, which is the default, whether they may use Exchange ActiveSync,
// and where their policies stand.
import { Hono } from "hono";
import { CLIENT_CERTIFICATES } from "../../core/certificates.ts";
import { isAble } from "../../core/scope.ts";
import { FAMILIES, type Family } from "../../core/settings-row.ts";
import type { GroupRecord } from "../../core/tenant.ts";
import { Field, PostForm, Submit } from "../../views/console/form.tsx";
import { type GroupsText, groupsText } from "../../views/console/messages/groups.ts";
import { policiesText } from "../../views/console/messages/policies.ts";
import { State } from "../../views/console/policy-parts.tsx";
import { Badge, Short, Table } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { GroupsDocument } from "../api/groups.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

export const groupPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/groups", (c) => groupsPage(c))
  .post("/tenants/:tenant/groups", addGroup)
  .post("/tenants/:tenant/no-default-group", (c) =>
    answered(c, "PUT", "/default-group", { group: null }, textOf(c).defaultTaken),
  )
  .post("/tenants/:tenant/groups/:group/default", (c) => {
    const group = c.req.param("group");
    return answered(c, "PUT", "/default-group", { group }, textOf(c).defaultSet(group));
  })
  .post("/tenants/:tenant/groups/:group/allow", (c) => setEas(c, c.req.param("group"), true))
  .post("/tenants/:tenant/groups/:group/deny", (c) => setEas(c, c.req.param("group"), false))
  .post("/tenants/:tenant/groups/:group/certificates", setCertificates)
  .post("/tenants/:tenant/groups/:group/remove", (c) => {
    const group = c.req.param("group");
    const notice = textOf(c).groupRemoved(group);
    return answered(c, "DELETE", path`/groups/${group}`, undefined, notice);
  });

const textOf = (c: ConsoleContext): GroupsText => groupsText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext): string => path`/tenants/${tenantOf(c)}/groups`;
/** What the form sends for a group that has no word of its own. */
const AS_ADAPTER = "as-adapter";

async function addGroup(c: ConsoleContext): Promise<Response> {
  const name = (await formOf(c)).text("name");
  const added = await act(c, "POST", pageOf(c), { name });
  if (added.ok) return done(c, pageOf(c), textOf(c).groupAdded(name));
  return groupsPage(c, added.refusal, name);
}

function setEas(c: ConsoleContext, group: string, allowed: boolean): Promise<Response> {
  const { groupAllowed, groupDenied } = textOf(c);
  const notice = allowed ? groupAllowed(group) : groupDenied(group);
  return answered(c, "PUT", path`/groups/${group}/eas`, { allowed }, notice);
}

async function setCertificates(c: ConsoleContext): Promise<Response> {
  const group = c.req.param("group") ?? "";
  const chosen = (await formOf(c)).text("clientCertificates");
  const clientCertificates = chosen === AS_ADAPTER ? null : chosen;
  const notice = textOf(c).certificatesSet(group);
  return answered(c, "PUT", path`/groups/${group}/certificates`, { clientCertificates }, notice);
}

/** Acts on the tenant, and goes back to the page with a notice or with the refusal. */
async function answered(
  c: ConsoleContext,
  method: "PUT" | "DELETE",
  where: string,
  body: object | undefined,
  notice: string,
): Promise<Response> {
  const acted = await act(c, method, `${path`/tenants/${tenantOf(c)}`}${where}`, body);
  return acted.ok ? done(c, pageOf(c), notice) : groupsPage(c, acted.refusal);
}

async function groupsPage(c: ConsoleContext, refusal?: Refusal, typed = ""): Promise<Response> {
  const text = textOf(c);
  const { groups } = await ask<GroupsDocument>(c, pageOf(c));
  const mayChange = isAble(c.get("operator").scope, "administer");
  const problem = refusal && sentenceOf(c, refusal);
  const field = refusal?.field === "name" ? "name" : undefined;
  const status = refusal && statusOf(refusal);
  const hasDefault = groups.some(({ isDefault }) => isDefault);
  return showPage(
    c,
    { title: text.groups, section: "groups", tenant: tenantOf(c), problem, field, status },
    <>
      <p>{text.groupsIntro}</p>
      {!hasDefault && <p class="warning">{text.noDefaultNow}</p>}
      <GroupTable c={c} groups={groups} mayChange={mayChange} />
      {mayChange && (
        <>
          <h2>{text.addGroup}</h2>
          <PostForm c={c} action={pageOf(c)} class="card">
            <Field
              label={text.groupName}
              name="name"
              value={typed}
              problem={field && problem}
              required
            />
            <Submit label={text.add} />
          </PostForm>
          {hasDefault && (
            <>
              <h2>{text.noDefaultTitle}</h2>
              <PostForm c={c} action={path`/tenants/${tenantOf(c)}/no-default-group`} class="card">
                <p class="help">{text.noDefaultHelp}</p>
                <Submit label={text.noDefault} kind="quiet" />
              </PostForm>
            </>
          )}
        </>
      )}
    </>,
  );
}

function GroupTable(props: {
  c: ConsoleContext;
  groups: readonly GroupRecord[];
  mayChange: boolean;
}) {
  const { c, groups, mayChange } = props;
  const text = textOf(c);
  const head = [
    text.group,
    { text: text.usersCount, kind: "number" as const },
    text.easAllowed,
    text.certificates,
    ...FAMILIES.map((family) => text.families[family]),
    ...(mayChange ? [text.actions] : []),
  ];
  const rows = groups.map((group) => [
    <>
      <a href={path`/tenants/${tenantOf(c)}/policies/${group.name}`}>{group.name}</a>{" "}
      {group.isDefault && <Badge>{text.isDefault}</Badge>}
    </>,
    group.users,
    <Badge tone={group.easAllowed ? "good" : "bad"}>
      {group.easAllowed ? text.allowed : text.denied}
    </Badge>,
    <Certificates c={c} group={group} mayChange={mayChange} />,
    ...FAMILIES.map((family) => <FamilyState c={c} group={group} family={family} />),
    ...(mayChange ? [<Actions c={c} group={group} />] : []),
  ]);
  return <Table caption={text.groups} captionHidden head={head} rows={rows} />;
}

/** How the group's phones sign in: a word, or a small form. */
function Certificates(props: { c: ConsoleContext; group: GroupRecord; mayChange: boolean }) {
  const { c, group, mayChange } = props;
  const text = textOf(c);
  const { name, clientCertificates = AS_ADAPTER } = group;
  if (!mayChange) return <>{text.certificateChoices[clientCertificates]}</>;
  const options = ([AS_ADAPTER, ...CLIENT_CERTIFICATES] as const).map((value) => ({
    value,
    label: text.certificateChoices[value],
  }));
  const label = text.certificatesOf(name);
  return (
    <PostForm c={c} action={path`/tenants/${tenantOf(c)}/groups/${name}/certificates`}>
      <select name="clientCertificates" aria-label={label}>
        {options.map(({ value, label: words }) => (
          <option value={value} selected={value === clientCertificates}>
            {words}
          </option>
        ))}
      </select>{" "}
      <Submit label={text.set} says={text.setSays(name)} kind="quiet" />
    </PostForm>
  );
}

/** The state's word; a version in force that the draft has left behind is named, too. */
function FamilyState(props: { c: ConsoleContext; group: GroupRecord; family: Family }) {
  const { c, group, family } = props;
  const state = group.states[family];
  const version = group.locked[family];
  return (
    <>
      <State text={policiesText[c.get("language")]} state={state} />{" "}
      {version && <Short hash={version} />}
      {version && state === "set" && <span class="muted"> + {textOf(c).unlockedChanges}</span>}
    </>
  );
}

function Actions({ c, group }: { c: ConsoleContext; group: GroupRecord }) {
  const text = textOf(c);
  const { name, easAllowed, isDefault, users } = group;
  const to = (act: string) => path`/tenants/${tenantOf(c)}/groups/${name}/${act}`;
  return (
    <div class="actions">
      <PostForm c={c} action={to(easAllowed ? "deny" : "allow")}>
        <Submit
          label={easAllowed ? text.deny : text.allow}
          says={easAllowed ? text.denySays(name) : text.allowSays(name)}
          kind="quiet"
        />
      </PostForm>
      {!isDefault && (
        <PostForm c={c} action={to("default")}>
          <Submit label={text.makeDefault} says={text.makeDefaultSays(name)} kind="quiet" />
        </PostForm>
      )}
      {!isDefault && users === 0 && (
        <PostForm c={c} action={to("remove")}>
          <Submit label={text.remove} says={text.removeSays(name)} kind="danger" />
        </PostForm>
      )}
    </div>
  );
}
