// One user: the record, the policy in effect with the origin of each value, the profiles that were
// handed out. Also for users without a record, because Exchange decides who exists.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import { settingById } from "../../core/settings.ts";
import { familyName, settingText, valueInWords } from "../../core/settings-words.ts";
import { ByHandForms } from "../../views/console/by-hand-parts.tsx";
import { PostForm, Submit } from "../../views/console/form.tsx";
import { byHandText } from "../../views/console/messages/by-hand.ts";
import { certificatesText } from "../../views/console/messages/certificates.ts";
import { type PeopleText, peopleText } from "../../views/console/messages/people.ts";
import { Badge, Facts, Short, Table, Time } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { GroupsDocument } from "../api/groups.ts";
import type { HandoutsDocument } from "../api/records.ts";
import type { UserPolicyDocument } from "../api/users.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  act,
  ask,
  done,
  formOf,
  type PageFrame,
  path,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";
import { bodyOf, recordOf, type Typed, typedFrom, typedOf, UserFields } from "./user-form.tsx";

export const userDetailPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/users/:user", (c) => userPage(c))
  .post("/tenants/:tenant/users/:user", saveUser)
  .post("/tenants/:tenant/users/:user/remove", async (c) => {
    const removed = await act(c, "DELETE", pageOf(c));
    if (!removed.ok) return userPage(c, { refusal: removed.refusal });
    const users = path`/tenants/${c.req.param("tenant")}/users`;
    return done(c, users, textOf(c).removed(c.req.param("user")));
  });

const textOf = (c: ConsoleContext): PeopleText => peopleText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";
const pageOf = (c: ConsoleContext): string =>
  path`/tenants/${tenantOf(c)}/users/${c.req.param("user") ?? ""}`;

async function saveUser(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const typed = typedOf(form);
  const put = await act(c, "PUT", pageOf(c), bodyOf(typed, form.secret("password")));
  if (!put.ok) return userPage(c, { typed, refusal: put.refusal });
  return done(c, pageOf(c), textOf(c).saved(String(put.json.user)));
}

async function userPage(
  c: ConsoleContext,
  failed: { readonly typed?: Typed; readonly refusal?: Refusal } = {},
): Promise<Response> {
  const text = textOf(c);
  const at = path`/tenants/${tenantOf(c)}`;
  const policy = await ask<UserPolicyDocument>(c, `${pageOf(c)}/policy`);
  const { user } = policy;
  const [record, { groups }, { handouts }] = await Promise.all([
    recordOf(c, pageOf(c)),
    ask<GroupsDocument>(c, `${at}/groups`),
    ask<HandoutsDocument>(c, `${at}/handouts?${new URLSearchParams({ user })}`),
  ]);
  const mayChange = isAble(c.get("operator").scope, "administer");
  const { typed = typedFrom(record), refusal } = failed;
  const problem = refusal && sentenceOf(c, refusal);
  const page = {
    title: record?.displayName ? `${record.displayName} (${user})` : user,
    section: "users" as const,
    tenant: tenantOf(c),
    problem,
    field: refusal?.field,
    status: refusal && statusOf(refusal),
  };
  return showPage(
    c,
    page,
    <>
      <UserFacts text={text} policy={policy} hasRecord={record !== undefined} />
      <p class="actions">
        <a href={`${at}/devices?${new URLSearchParams({ search: user })}`}>
          {text.devicesOf(user)}
        </a>
        <a href={`${at}/certificates?${new URLSearchParams({ user })}`}>
          {certificatesText[c.get("language")].allOf(user)}
        </a>
      </p>
      {mayChange && <RecordForm c={c} groups={groups} typed={typed} page={page} />}
      <EffectivePolicy c={c} policy={policy} />
      <Handouts c={c} handouts={handouts} />
      {mayChange && (
        <>
          <h2>{byHandText[c.get("language")].title}</h2>
          <ByHandForms c={c} page={pageOf(c)} />
        </>
      )}
      {mayChange && record && <RemoveForm c={c} />}
    </>,
  );
}

function RecordForm(props: {
  c: ConsoleContext;
  groups: GroupsDocument["groups"];
  typed: Typed;
  page: Pick<PageFrame, "problem" | "field">;
}) {
  const { c, groups, typed, page } = props;
  const text = textOf(c);
  const { problem, field } = page;
  return (
    <>
      <h2>{text.record}</h2>
      <PostForm c={c} action={pageOf(c)} class="card">
        <UserFields text={text} groups={groups} typed={typed} problem={problem} field={field} />
        <Submit label={text.save} />
      </PostForm>
    </>
  );
}

function RemoveForm({ c }: { c: ConsoleContext }) {
  const text = textOf(c);
  return (
    <>
      <h2>{text.removeRecord}</h2>
      <PostForm c={c} action={`${pageOf(c)}/remove`} class="card">
        <p>{text.removeRecordHelp}</p>
        <Submit label={text.removeRecord} kind="danger" />
      </PostForm>
    </>
  );
}

function UserFacts(props: { text: PeopleText; policy: UserPolicyDocument; hasRecord: boolean }) {
  const { text, policy, hasRecord } = props;
  const { user, group, easAllowed, account } = policy;
  const address = account.find(({ name }) => name === "emailAddress")?.value;
  return (
    <>
      {!hasRecord && <p>{text.noRecord}</p>}
      <Facts
        facts={[
          [text.name, user],
          [text.address, address?.toString()],
          [text.group, group?.byDefault ? text.defaultGroup(group.name) : group?.name],
          [
            text.easAllowed,
            <Badge tone={easAllowed ? "good" : "bad"}>
              {easAllowed ? text.allowed : text.denied}
            </Badge>,
          ],
        ]}
      />
    </>
  );
}

function EffectivePolicy({ c, policy }: { c: ConsoleContext; policy: UserPolicyDocument }) {
  const text = textOf(c);
  const language = c.get("language");
  const { group } = policy;
  const rows = policy.settings.flatMap(({ setting, value, family, origin }) => {
    const row = settingById(setting);
    if (!row || value === undefined || origin.from !== "group-policy") return [];
    return [
      [
        settingText(row, language).label,
        valueInWords(row, value, language),
        familyName(family, language),
        <>
          {text.ofGroup(origin.group)} <Short hash={origin.version} />
        </>,
      ],
    ];
  });
  const byPhone = policy.settings.flatMap(({ setting, value, origin }) => {
    const row = settingById(setting);
    if (!row || value === undefined || origin.from !== "phone-default") return [];
    return [[settingText(row, language).label, valueInWords(row, value, language)]];
  });
  return (
    <>
      <h2>{text.effective}</h2>
      <p>{group ? text.effectiveIntro(group.name) : text.noGroup}</p>
      <Table
        caption={text.effective}
        captionHidden
        head={[text.setting, text.value, text.family, text.origin]}
        rows={rows}
        empty={text.effectiveNone}
      />
      <details>
        <summary>{text.byPhone}</summary>
        <Table
          caption={text.byPhone}
          captionHidden
          head={[text.setting, text.value]}
          rows={byPhone}
        />
      </details>
    </>
  );
}

type ShownHandout = HandoutsDocument["handouts"][number];

function Handouts({ c, handouts }: { c: ConsoleContext; handouts: readonly ShownHandout[] }) {
  const text = textOf(c);
  const now = c.get("clock").now();
  const rows = handouts.map((handout) => [
    <Time at={handout.madeAt} />,
    text.handoutStates[stateOf(handout, now)],
    <Short hash={handout.policyVersion} />,
    handout.deviceId && (
      <a href={path`/tenants/${tenantOf(c)}/devices/${handout.user}/${handout.deviceId}`}>
        {handout.deviceId}
      </a>
    ),
  ]);
  return (
    <>
      <h2>{text.handouts}</h2>
      <Table
        caption={text.handouts}
        captionHidden
        head={[text.made, text.state, text.policyVersion, text.device]}
        rows={rows}
        empty={text.noHandouts}
      />
    </>
  );
}

function stateOf(handout: ShownHandout, now: number): keyof PeopleText["handoutStates"] {
  if (handout.supersededAt !== undefined) return "superseded";
  if (handout.deviceId !== undefined) return "bound";
  return handout.expiresAt > now ? "waiting" : "expired";
}
