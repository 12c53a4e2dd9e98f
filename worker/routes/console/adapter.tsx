// The Exchange Adapter's overview and the end of its wizard: what is saved beside what runs, whom a
// restart would refuse, and the button that makes it so. Nothing saved runs before that.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import { Effect, SettingsTable, Steps } from "../../views/console/adapter-parts.tsx";
import { PostForm, Submit } from "../../views/console/form.tsx";
import { type AdapterText, adapterText } from "../../views/console/messages/adapter.ts";
import type { AdapterDocument, EffectDocument } from "../api/adapter.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

export const adapterPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/adapter", (c) => overview(c))
  .post("/tenants/:tenant/adapter/restart", restart)
  .get("/tenants/:tenant/adapter/wizard/finish", finish);

const textOf = (c: ConsoleContext): AdapterText => adapterText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";

async function overview(c: ConsoleContext, problem?: string): Promise<Response> {
  const [text, tenant] = [textOf(c), tenantOf(c)];
  const mayChange = isAble(c.get("operator").scope, "administer");
  const at = path`/tenants/${tenant}/adapter`;
  return showPage(
    c,
    { title: text.title, section: "adapter", tenant, problem },
    <>
      <p>{text.intro}</p>
      <Standing c={c} />
      {mayChange && (
        <p class="actions">
          <a class="button" href={`${at}/wizard/server`}>
            {text.wizard}
          </a>{" "}
          <a class="button quiet" href={`${at}/known-devices`}>
            {text.knownDevices}
          </a>
        </p>
      )}
    </>,
  );
}

async function restart(c: ConsoleContext): Promise<Response> {
  const at = path`/tenants/${tenantOf(c)}/adapter`;
  const restarted = await act(c, "POST", `${at}/restart`);
  if (restarted.ok) return done(c, at, textOf(c).restarted);
  const problem = sentenceOf(c, restarted.refusal);
  const frame = { title: textOf(c).title, section: "adapter", tenant: tenantOf(c) } as const;
  const back = <a href={at}>{textOf(c).title}</a>;
  return showPage(c, { ...frame, problem, status: statusOf(restarted.refusal) }, back);
}

async function finish(c: ConsoleContext): Promise<Response> {
  const [text, tenant] = [textOf(c), tenantOf(c)];
  return showPage(
    c,
    { title: text.finishTitle, section: "adapter", tenant },
    <>
      <Steps text={text} step="finish" />
      <p>{text.finishText}</p>
      <Standing c={c} />
      <p class="actions">
        <a class="button quiet" href={path`/tenants/${tenant}/adapter/wizard/device-settings`}>
          {text.back}
        </a>
      </p>
    </>,
  );
}

/** Saved and running, what a restart would change, and the restart itself where it would do anything. */
async function Standing({ c }: { c: ConsoleContext }) {
  const [text, tenant] = [textOf(c), tenantOf(c)];
  const at = path`/tenants/${tenant}/adapter`;
  const { saved, running, differs } = await ask<AdapterDocument>(c, at);
  const mayChange = isAble(c.get("operator").scope, "administer");
  return (
    <>
      {differs.length === 0 ? (
        <p>{`✓ ${text.same}`}</p>
      ) : (
        <p class="warning">{`↻ ${text.differs(differs.length)}`}</p>
      )}
      <SettingsTable text={text} saved={saved} running={running} differs={differs} />
      {differs.length > 0 && (
        <>
          <h2>{text.effectTitle}</h2>
          <Effect
            text={text}
            tenant={tenant}
            effect={await ask<EffectDocument>(c, `${at}/effect`)}
          />
        </>
      )}
      {mayChange && (
        <PostForm c={c} action={`${at}/restart`}>
          <p>{text.restartHelp}</p>
          <Submit label={text.restart} kind={differs.length > 0 ? "main" : "quiet"} />
        </PostForm>
      )}
    </>
  );
}
