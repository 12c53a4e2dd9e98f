// A tenant's aliases in the console: claim, release, decide about others' claims, and what to tell
// the users. The rule: an approval, which makes an alias lead nowhere, is asked for a second time.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import { AliasInvitation } from "../../views/console/alias-invitation.tsx";
import { Field, Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { type AliasesText, aliasesText } from "../../views/console/messages/aliases.ts";
import { Badge, Table, Time } from "../../views/console/table.tsx";
import type { AliasesDocument } from "../api/aliases.ts";
import type { Refusal } from "../api/answer.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  act,
  ask,
  ConsoleProblemError,
  done,
  formOf,
  path,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";

const PAGE = "/tenants/:tenant/aliases";

export const aliasPages = new Hono<ConsoleEnv>()
  .get(PAGE, (c) => aliasesPage(c))
  .post(PAGE, claim)
  .post(`${PAGE}/release`, release)
  .post(`${PAGE}/turn-down`, turnDown)
  .get(`${PAGE}/:alias/approve/:other`, approvalPage)
  .post(`${PAGE}/:alias/approve/:other`, approve)
  .get(`${PAGE}/:alias/tell`, tellPage);

const textOf = (c: ConsoleContext): AliasesText => aliasesText[c.get("language")];
const param = (c: ConsoleContext, name: string) => c.req.param(name) ?? "";
const tenantOf = (c: ConsoleContext) => param(c, "tenant");
const pageOf = (c: ConsoleContext) => path`/tenants/${tenantOf(c)}/aliases`;

async function claim(c: ConsoleContext): Promise<Response> {
  const typed = (await formOf(c)).text("alias");
  const body = { tenant: tenantOf(c) };
  // An empty name would be another path.
  const acted = await act(c, "POST", path`/aliases/${typed || " "}/claims`, body);
  if (!acted.ok) return aliasesPage(c, { alias: typed, refusal: acted.refusal });
  const { alias, claim } = acted.json as { alias: string; claim: { state: "owner" | "waiting" } };
  return done(c, pageOf(c), textOf(c).claimed[claim.state](alias));
}

async function release(c: ConsoleContext): Promise<Response> {
  const alias = (await formOf(c)).text("alias");
  const acted = await act(c, "DELETE", path`/aliases/${alias}/claims/${tenantOf(c)}`);
  if (!acted.ok) throw new ConsoleProblemError(acted.refusal);
  return done(c, pageOf(c), textOf(c).released(alias));
}

async function turnDown(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const [alias, other] = [form.text("alias"), form.text("other")];
  const acted = await act(c, "DELETE", path`/aliases/${alias}/claims/${other}`);
  if (!acted.ok) throw new ConsoleProblemError(acted.refusal);
  return done(c, pageOf(c), textOf(c).turnedDown(other, alias));
}

async function approvalPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const [alias, other] = [param(c, "alias"), param(c, "other")];
  const { aliases } = await ask<AliasesDocument>(c, pageOf(c));
  const waits = aliases
    .find((one) => one.alias === alias)
    ?.others.some(({ tenant, state }) => tenant === other && state === "waiting");
  if (!waits) throw new ConsoleProblemError({ reason: "no-such-claim" });
  return showPage(
    c,
    { title: text.confirmTitle(alias), section: "aliases", tenant: tenantOf(c) },
    <>
      <p>{text.confirmText(other, alias)}</p>
      <PostForm c={c} action={`${pageOf(c)}${path`/${alias}/approve/${other}`}`}>
        <Submit label={text.confirm} kind="danger" />
      </PostForm>
      <p>
        <a href={pageOf(c)}>{text.back}</a>
      </p>
    </>,
  );
}

async function approve(c: ConsoleContext): Promise<Response> {
  const [alias, other] = [param(c, "alias"), param(c, "other")];
  const body = { owner: tenantOf(c) };
  const acted = await act(c, "POST", path`/aliases/${alias}/claims/${other}/approve`, body);
  if (!acted.ok) throw new ConsoleProblemError(acted.refusal);
  return done(c, pageOf(c), textOf(c).approved(other, alias));
}

/** What to tell users of an alias that is the tenant's own. */
async function tellPage(c: ConsoleContext): Promise<Response> {
  const text = textOf(c);
  const alias = param(c, "alias");
  const { aliases, switchingCenter } = await ask<AliasesDocument>(c, pageOf(c));
  if (!aliases.some((one) => one.alias === alias)) {
    throw new ConsoleProblemError({ reason: "alias-unknown" });
  }
  return showPage(
    c,
    { title: text.tellTitle(alias), section: "aliases", tenant: tenantOf(c) },
    <>
      <AliasInvitation text={text} alias={alias} switchingCenter={switchingCenter} />
      <p>
        <a href={pageOf(c)}>{text.back}</a>
      </p>
    </>,
  );
}

/** What was typed, and why it was refused. */
interface Typed {
  readonly alias: string;
  readonly refusal: Refusal;
}

async function aliasesPage(c: ConsoleContext, typed?: Typed): Promise<Response> {
  const text = textOf(c);
  const { aliases, max } = await ask<AliasesDocument>(c, pageOf(c));
  const problem = typed && sentenceOf(c, typed.refusal);
  const mayChange = isAble(c.get("operator").scope, "administer");
  return showPage(
    c,
    {
      title: text.title,
      section: "aliases",
      tenant: tenantOf(c),
      problem,
      field: typed && "alias",
      status: typed && statusOf(typed.refusal),
    },
    <>
      <p>{text.intro(max)}</p>
      <OwnTable c={c} aliases={aliases} mayChange={mayChange} />
      <OthersTable c={c} aliases={aliases} mayChange={mayChange} />
      {mayChange && (
        <>
          <h2>{text.claimTitle}</h2>
          <PostForm c={c} action={pageOf(c)} class="card">
            <Field
              label={text.claimLabel}
              name="alias"
              value={typed?.alias}
              help={text.claimHelp}
              problem={problem}
              autocomplete="off"
              required
            />
            <Submit label={text.claim} />
          </PostForm>
        </>
      )}
    </>,
  );
}

interface TableProps {
  readonly c: ConsoleContext;
  readonly aliases: AliasesDocument["aliases"];
  readonly mayChange: boolean;
}

const TONE = { unique: "good", "not-unique": "bad", waiting: "warn" } as const;

function OwnTable({ c, aliases, mayChange }: TableProps) {
  const text = textOf(c);
  const { alias, state, todo, act } = text.head;
  const rows = aliases.map((one) => [
    <code>{one.alias}</code>,
    <Badge tone={TONE[one.state]}>{text.states[one.state]}</Badge>,
    text.advice[one.advice],
    <div class="actions">
      {one.state === "unique" && (
        <a
          href={`${pageOf(c)}${path`/${one.alias}/tell`}`}
          aria-label={`${text.tellLink}: ${one.alias}`}
        >
          {text.tellLink}
        </a>
      )}
      {mayChange && (
        <PostForm c={c} action={`${pageOf(c)}/release`}>
          <Hidden name="alias" value={one.alias} />
          <Submit label={text.release} says={text.releaseOf(one.alias)} kind="quiet" />
        </PostForm>
      )}
    </div>,
  ]);
  return (
    <Table caption={text.caption} head={[alias, state, todo, act]} rows={rows} empty={text.empty} />
  );
}

/** Others' claims of aliases that are the tenant's own; nothing where there are none. */
function OthersTable({ c, aliases, mayChange }: TableProps) {
  const text = textOf(c);
  const others = aliases.flatMap(({ alias, others }) => others.map((claim) => ({ alias, claim })));
  if (others.length === 0) return null;
  const { tenant, state, since, act } = text.othersHead;
  const rows = others.map(({ alias, claim }) => [
    <code>{alias}</code>,
    claim.tenant,
    text.claimStates[claim.state],
    <Time at={claim.claimedAt} />,
    mayChange && claim.state === "waiting" && <Decision c={c} alias={alias} other={claim.tenant} />,
  ]);
  return (
    <>
      <h2>{text.othersTitle}</h2>
      <Table
        caption={text.othersCaption}
        head={[text.head.alias, tenant, state, since, act]}
        rows={rows}
      />
    </>
  );
}

function Decision({ c, alias, other }: { c: ConsoleContext; alias: string; other: string }) {
  const text = textOf(c);
  return (
    <div class="actions">
      <PostForm c={c} action={`${pageOf(c)}/turn-down`}>
        <Hidden name="alias" value={alias} />
        <Hidden name="other" value={other} />
        <Submit label={text.turnDown} says={text.turnDownOf(other, alias)} />
      </PostForm>
      <a
        href={`${pageOf(c)}${path`/${alias}/approve/${other}`}`}
        aria-label={text.approveOf(other, alias)}
      >
        {text.approve}
      </a>
    </div>
  );
}
