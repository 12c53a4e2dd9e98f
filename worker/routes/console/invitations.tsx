// Invitations in the console: choose a user or a group, a language and what it is about; see the
// text, open it in a mail program, save it as a draft, print sheets. The choice stands in the page's
// address, so that other pages lead here ("who runs an old version, and how to tell them").
import { Hono } from "hono";
import { INVITATION_KINDS } from "../../core/invitation.ts";
import { LANGUAGES } from "../../core/language.ts";
import { Choice, Field, Submit } from "../../views/console/form.tsx";
import { InvitationSheets } from "../../views/console/invitation-sheet.tsx";
import { type InvitationsText, invitationsText } from "../../views/console/messages/invitations.ts";
import { Facts, Table } from "../../views/console/table.tsx";
import type { GroupsDocument } from "../api/groups.ts";
import type { InvitationDocument, InvitationsDocument } from "../api/invitations.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, fileOf, path, showPage } from "./frame.tsx";

export const invitationPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/invitations", invitationsPage)
  .get("/tenants/:tenant/invitations/print", printPage)
  .get("/tenants/:tenant/invitations/mail", (c) => {
    const choice = choiceOf(c);
    return fileOf(
      c,
      `${path`/tenants/${choice.tenant}/users/${choice.user}`}/invitation.eml${queryOf(choice)}`,
    );
  });

/** What the page's address asks for. */
interface Chosen {
  readonly tenant: string;
  readonly user: string;
  readonly group: string;
  readonly kind: "begin" | "renew";
  /** "own": each user's own. */
  readonly language: "own" | "en" | "de";
  readonly after: string;
}

function choiceOf(c: ConsoleContext): Chosen {
  const query = (name: string) => c.req.query(name)?.trim() ?? "";
  return {
    tenant: c.req.param("tenant") ?? "",
    user: query("user"),
    group: query("group"),
    kind: INVITATION_KINDS.find((kind) => kind === query("kind")) ?? "begin",
    language: LANGUAGES.find((language) => language === query("language")) ?? "own",
    after: query("after"),
  };
}

/** The choice as a query: of the API's, or with `all` of this page's. */
function queryOf(choice: Chosen, all: Partial<Chosen> = {}): string {
  const { kind, language, after } = choice;
  const fields = { kind, ...(language !== "own" && { language }), ...(after && { after }), ...all };
  return `?${new URLSearchParams(fields)}`;
}

const textOf = (c: ConsoleContext): InvitationsText => invitationsText[c.get("language")];
const pageOf = ({ tenant }: Chosen) => path`/tenants/${tenant}/invitations`;

/** The invitations of the choice: one user's, or a page of a group's. */
async function invitationsOf(
  c: ConsoleContext,
  choice: Chosen,
): Promise<{ readonly all: readonly InvitationDocument[]; readonly next?: string }> {
  const base = path`/tenants/${choice.tenant}`;
  if (choice.user !== "") {
    const one = path`/users/${choice.user}/invitation`;
    return { all: [await ask<InvitationDocument>(c, `${base}${one}${queryOf(choice)}`)] };
  }
  const some = path`/groups/${choice.group}/invitations`;
  const { invitations, next } = await ask<InvitationsDocument>(
    c,
    `${base}${some}${queryOf(choice)}`,
  );
  return { all: invitations, ...(next !== undefined && { next }) };
}

async function invitationsPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const choice = choiceOf(c);
  const { tenant } = choice;
  const { groups } = await ask<GroupsDocument>(c, path`/tenants/${tenant}/groups`);
  const isChosen = choice.user !== "" || choice.group !== "";
  const found = isChosen ? await invitationsOf(c, choice) : undefined;
  return showPage(
    c,
    { title: text.title, section: "invitations", tenant },
    <>
      <p>{text.lead}</p>
      <ChoiceForm text={text} choice={choice} groups={groups} />
      {found && choice.user !== "" && <OneInvitation text={text} choice={choice} all={found.all} />}
      {found && choice.user === "" && <GroupTable text={text} choice={choice} found={found} />}
    </>,
  );
}

function ChoiceForm(props: {
  text: InvitationsText;
  choice: Chosen;
  groups: GroupsDocument["groups"];
}) {
  const { text, choice, groups } = props;
  const standard = groups.find(({ isDefault }) => isDefault) ?? groups[0];
  return (
    <form method="get" action={pageOf(choice)} class="card">
      <h2>{text.choose}</h2>
      <Field
        label={text.user}
        name="user"
        value={choice.user}
        help={text.userHelp}
        autocomplete="off"
      />
      <Choice
        label={text.group}
        name="group"
        value={choice.group || standard?.name}
        options={groups.map(({ name }) => ({ value: name, label: name }))}
        help={text.groupHelp}
      />
      <Choice
        label={text.kind}
        name="kind"
        kind="radio"
        value={choice.kind}
        options={INVITATION_KINDS.map((kind) => ({ value: kind, label: text.kinds[kind] }))}
        help={text.kindHelp}
      />
      <Choice
        label={text.language}
        name="language"
        value={choice.language}
        options={(["own", ...LANGUAGES] as const).map((value) => ({
          value,
          label: text.languages[value],
        }))}
      />
      <Submit label={text.show} />
    </form>
  );
}

/** Where the sheets of the choice are. */
const printPath = (choice: Chosen) =>
  `${pageOf(choice)}/print${queryOf(choice, { user: choice.user, group: choice.group })}`;
const draftPath = (choice: Chosen, user: string) =>
  `${pageOf(choice)}/mail${queryOf(choice, { user })}`;

function OneInvitation(props: {
  text: InvitationsText;
  choice: Chosen;
  all: readonly InvitationDocument[];
}) {
  const { text, choice, all } = props;
  const [invitation] = all;
  if (!invitation) return null;
  return (
    <>
      <h2>{text.preview}</h2>
      <Facts
        facts={[
          [text.to, invitation.emailAddress],
          [text.subject, <span lang={invitation.language}>{invitation.subject}</span>],
        ]}
      />
      <div class="actions">
        <a class="button" href={invitation.mailto}>
          {text.mail}
        </a>
        <a class="button quiet" href={draftPath(choice, invitation.user)}>
          {text.draft}
        </a>
        <a class="button quiet" href={printPath(choice)}>
          {text.print}
        </a>
      </div>
      {invitation.alias === undefined && <NoAlias text={text} tenant={choice.tenant} />}
      <InvitationSheets all={all} />
    </>
  );
}

function NoAlias({ text, tenant }: { text: InvitationsText; tenant: string }) {
  return (
    <p class="warning">
      {text.noAlias} <a href={path`/tenants/${tenant}/aliases`}>{text.toAliases}</a>
    </p>
  );
}

function GroupTable(props: {
  text: InvitationsText;
  choice: Chosen;
  found: { readonly all: readonly InvitationDocument[]; readonly next?: string };
}) {
  const { text, choice } = props;
  const { all, next } = props.found;
  const { columns } = text;
  return (
    <>
      <Table
        caption={text.caption(choice.group)}
        head={[columns.user, columns.address, columns.language, columns.mail]}
        rows={all.map(({ user, emailAddress, language, mailto }) => [
          user,
          emailAddress,
          text.languages[language],
          <>
            <a href={mailto}>{text.mailOf(user)}</a>
            {" · "}
            <a href={draftPath(choice, user)}>{text.draftOf(user)}</a>
          </>,
        ])}
        empty={text.none[choice.kind]}
      />
      {all[0] && all[0].alias === undefined && <NoAlias text={text} tenant={choice.tenant} />}
      <div class="actions">
        {all.length > 0 && (
          <a class="button" href={printPath(choice)}>
            {text.print}
          </a>
        )}
        {next !== undefined && (
          <a
            class="button quiet"
            href={`${pageOf(choice)}${queryOf(choice, { group: choice.group, after: next })}`}
          >
            {text.more}
          </a>
        )}
      </div>
    </>
  );
}

async function printPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const choice = choiceOf(c);
  const { tenant, user, group } = choice;
  const { all } = await invitationsOf(c, choice);
  return showPage(
    c,
    { title: text.printTitle, section: "invitations", tenant },
    <>
      <div class="actions">
        <p>{text.printHow}</p>
        <a class="button quiet" href={`${pageOf(choice)}${queryOf(choice, { user, group })}`}>
          {text.back}
        </a>
      </div>
      {all.length === 0 && <p class="empty">{text.none[choice.kind]}</p>}
      <InvitationSheets all={all} />
    </>,
  );
}
