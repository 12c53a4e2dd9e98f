// The signing identity in the console: what signs now and until when, and the guided way to another:
// prepare or import, look it over, roll over. The rule: a private key and a password go to the API
// and nowhere else; no page shows them again.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import { PostForm, Submit } from "../../views/console/form.tsx";
import {
  IdentityCard,
  ImportForm,
  PrepareForm,
  RollOverForm,
  Steps,
  Users,
} from "../../views/console/identity-parts.tsx";
import { type IdentityText, identityText } from "../../views/console/messages/identity.ts";
import type { IdentityDocument, ProfilesInUse } from "../api/identity.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { ask, fileOf, path, showPage, statusOf } from "./frame.tsx";
import { successionOf, type TypedSuccession } from "./succession.ts";

const PAGE = "/tenants/:tenant/identity";
const succession = successionOf({
  page: (c) => identityOf(c),
  notices: (c) => textOf(c),
  again: (c, typed) => identityPage(c, typed),
  nothingWaits: "no-next-identity",
});

export const identityPages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => identityPage(c))
  .get(`${PAGE}/chain.pem`, chainFile)
  .post(`${PAGE}/prepare`, succession.prepare)
  .post(`${PAGE}/drop-next`, succession.dropNext)
  .post(`${PAGE}/import`, succession.takeIn)
  .post(`${PAGE}/roll-over`, succession.rollOver);

const textOf = (c: ConsoleContext): IdentityText => identityText[c.get("language")];
const tenantOf = (c: ConsoleContext) => c.req.param("tenant") ?? "";
const identityOf = (c: ConsoleContext) => path`/tenants/${tenantOf(c)}/identity`;

async function chainFile(c: ConsoleContext): Promise<Response> {
  const file = await fileOf(c, path`/tenants/${tenantOf(c)}/ca`);
  file.headers.set("Content-Disposition", 'attachment; filename="signing-chain.pem"');
  return file;
}

async function identityPage(c: ConsoleContext, typed?: TypedSuccession): Promise<Response> {
  const text = textOf(c);
  const document = await ask<IdentityDocument>(c, identityOf(c));
  const { current, signedEarlier } = document;
  const field = typed?.refusal.field;
  return showPage(
    c,
    {
      title: text.title,
      section: "identity",
      tenant: tenantOf(c),
      problem: typed?.problem,
      field,
      status: typed && statusOf(typed.refusal),
    },
    <>
      <p>{text.lead}</p>
      <IdentityCard c={c} identity={current} title={text.current} now={c.get("clock").now()} />
      <p class="actions">
        <a class="button quiet" href={`${identityOf(c)}/chain.pem`}>
          {text.download}
        </a>
      </p>
      {signedEarlier.profiles > 0 && (
        <section class="warning">
          <h2>{text.earlierTitle}</h2>
          <p>{text.earlier(signedEarlier.profiles)}</p>
          <UsersOf c={c} concerned={signedEarlier} />
          <p>{text.remove}</p>
        </section>
      )}
      <h2>{text.changeTitle}</h2>
      <Change c={c} document={document} typed={typed} />
    </>,
  );
}

function UsersOf({ c, concerned }: { c: ConsoleContext; concerned: ProfilesInUse }) {
  const { users, profiles } = concerned;
  return (
    <Users c={c} tenant={tenantOf(c)} users={users} more={users.length >= 200 && profiles > 200} />
  );
}

/** The steps to another identity, as far as the role and the state allow. */
function Change(props: {
  c: ConsoleContext;
  document: IdentityDocument;
  typed: TypedSuccession | undefined;
}) {
  const { c, document, typed } = props;
  const text = textOf(c);
  const mayChange = isAble(c.get("operator").scope, "administer");
  const { next } = document;
  const problemAt = (field: string) => (typed?.refusal.field === field ? typed.problem : undefined);
  if (!next && !mayChange) return <p>{text.readOnly}</p>;
  if (!next) {
    return (
      <>
        <Steps c={c} at={0} />
        <PrepareForm c={c} action={`${identityOf(c)}/prepare`} />
        <ImportForm
          c={c}
          action={`${identityOf(c)}/import`}
          certificates={typed?.certificates}
          problemAt={problemAt}
        />
      </>
    );
  }
  return (
    <>
      <Steps c={c} at={1} />
      <IdentityCard c={c} identity={next} title={text.next} now={c.get("clock").now()} />
      {mayChange ? (
        <RollOver c={c} document={document} typed={typed} problem={problemAt("confirm")} />
      ) : (
        <p>{text.readOnly}</p>
      )}
    </>
  );
}

function RollOver(props: {
  c: ConsoleContext;
  document: IdentityDocument;
  typed: TypedSuccession | undefined;
  problem: string | undefined;
}) {
  const { c, document, typed, problem } = props;
  const text = textOf(c);
  const { signedNow } = document;
  return (
    <section class="card">
      <h2>{text.rollTitle}</h2>
      <p>{text.rollText}</p>
      <p>{text.mustRemove(signedNow.profiles)}</p>
      <UsersOf c={c} concerned={signedNow} />
      <RollOverForm
        c={c}
        action={`${identityOf(c)}/roll-over`}
        tenant={tenantOf(c)}
        confirm={typed?.confirm}
        problem={problem}
      />
      <PostForm c={c} action={`${identityOf(c)}/drop-next`}>
        <Submit label={text.drop} kind="quiet" />
      </PostForm>
    </section>
  );
}
