// The Exchange Adapter's overview and the end of its wizard: what is saved beside what runs, whom a
// restart would refuse, and the button that makes it so. Nothing saved runs before that.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import { Effect, SettingsTables, Steps } from "../../views/console/adapter-parts.tsx";
import { Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { type AdapterText, adapterText } from "../../views/console/messages/adapter.ts";
import { adapterHelpText } from "../../views/console/messages/adapter-help.ts";
import type { AdapterDocument, EffectDocument } from "../api/adapter.ts";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, ask, done, formOf, path, sentenceOf, showPage, statusOf } from "./frame.tsx";

export const adapterPages = new Hono<ConsoleEnv>()
  .get("/tenants/:tenant/adapter", (c) => overview(c))
  .post("/tenants/:tenant/adapter/restart", restart)
  .get("/tenants/:tenant/adapter/wizard/finish", finish);

const textOf = (c: ConsoleContext): AdapterText => adapterText[c.get("language")];
const tenantOf = (c: ConsoleContext): string => c.req.param("tenant") ?? "";

async function overview(
  c: ConsoleContext,
  refused: { readonly problem?: string; readonly status?: 409 } = {},
): Promise<Response> {
  const [text, tenant] = [textOf(c), tenantOf(c)];
  const mayChange = isAble(c.get("operator").scope, "administer");
  const at = path`/tenants/${tenant}/adapter`;
  return showPage(
    c,
    { title: text.title, section: "adapter", tenant, ...refused },
    <>
      <p>{text.intro}</p>
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
      <Standing c={c} />
    </>,
  );
}

async function restart(c: ConsoleContext): Promise<Response> {
  const at = path`/tenants/${tenantOf(c)}/adapter`;
  const read = (await formOf(c)).text("revision");
  const revision = /^\d{1,15}$/.test(read) ? { revision: Number(read) } : {};
  const restarted = await act(c, "POST", `${at}/restart`, revision);
  if (restarted.ok) return done(c, at, textOf(c).restarted);
  if (restarted.refusal.reason === "adapter-changed") {
    const problem = adapterHelpText[c.get("language")].restartConflict;
    return overview(c, { problem, status: 409 });
  }
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
  const { saved, running, differs, revision } = await ask<AdapterDocument>(c, at);
  const mayChange = isAble(c.get("operator").scope, "administer");
  return (
    <>
      {differs.length === 0 ? (
        <p>{`✓ ${text.same}`}</p>
      ) : (
        <p class="warning">{`↻ ${text.differs(differs.length)}`}</p>
      )}
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
          <Hidden name="revision" value={revision} />
          <Submit label={text.restart} kind={differs.length > 0 ? "main" : "quiet"} />
        </PostForm>
      )}
      <SettingsTables
        text={text}
        help={adapterHelpText[c.get("language")]}
        saved={saved}
        running={running}
        differs={differs}
        change={mayChange ? at : undefined}
      />
    </>
  );
}
