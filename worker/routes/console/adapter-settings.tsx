// The pages of the Exchange Adapter's settings, a group to a page. The rules: what is saved does not
// run before Restart adapter; a value that cannot be is shown at its field; and where somebody else
// saved meanwhile nothing is overwritten unseen: the form comes back with what is saved now beside
// what was typed, and saves it only when it is sent once more.
import { Hono } from "hono";
import { isAble } from "../../core/scope.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import {
  AdapterField,
  settingInWords,
  type TypedSettings,
} from "../../views/console/adapter-fields.tsx";
import {
  ADAPTER_GROUPS,
  type AdapterGroup,
  adapterInput,
  type GroupSetting,
  isAdapterGroup,
} from "../../views/console/adapter-groups.ts";
import { Hidden, PostForm, Submit } from "../../views/console/form.tsx";
import { adapterHelpText } from "../../views/console/messages/adapter-help.ts";
import type { AdapterDocument } from "../api/adapter.ts";
import type { Refusal } from "../api/answer.ts";
import { adapterOf, textOf } from "./adapter-wizard.tsx";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import {
  act,
  ask,
  ConsoleProblemError,
  done,
  type Form,
  formOf,
  sentenceOf,
  showPage,
  statusOf,
} from "./frame.tsx";

const PAGE = "/tenants/:tenant/adapter/settings/:settings";

export const adapterSettingsPages = new Hono<ConsoleEnv>()
  .get(PAGE, async (c) => settingsPage(c, await ask<AdapterDocument>(c, adapterOf(c))))
  .post(PAGE, save);

const helpOf = (c: ConsoleContext) => adapterHelpText[c.get("language")];

function groupOf(c: ConsoleContext): AdapterGroup {
  const group = c.req.param("settings") ?? "";
  if (isAdapterGroup(group)) return group;
  throw new ConsoleProblemError({ reason: "no-such-path" });
}

async function save(c: ConsoleContext): Promise<Response> {
  const group = groupOf(c);
  const form = await formOf(c);
  const typed = typedIn(form, ADAPTER_GROUPS[group]);
  const revision = Number(form.text("revision"));
  const saved = await act(c, "PATCH", adapterOf(c), { ...typed, revision });
  if (saved.ok) return done(c, adapterOf(c), helpOf(c).saved);
  return settingsPage(c, await ask<AdapterDocument>(c, adapterOf(c)), {
    typed,
    refusal: saved.refusal,
  });
}

/** What stands in the form; a number that is none stays text, and the API names its field. */
function typedIn(form: Form, settings: readonly GroupSetting[]): TypedSettings {
  const value = (setting: GroupSetting) => {
    const { kind } = adapterInput(setting);
    const text = form.text(setting);
    if (kind === "box") return form.has(setting);
    return kind === "number" && /^\d{1,9}$/.test(text) ? Number(text) : text;
  };
  return Object.fromEntries(settings.map((setting) => [setting, value(setting)]));
}

async function settingsPage(
  c: ConsoleContext,
  { saved, revision }: AdapterDocument,
  sent?: { readonly typed: TypedSettings; readonly refusal: Refusal },
): Promise<Response> {
  const [text, help, group] = [textOf(c), helpOf(c), groupOf(c)];
  const { title, intro } = help.groups[group];
  const mayChange = isAble(c.get("operator").scope, "administer");
  const problemAt = problems(c, saved, sent);
  const field = sent?.refusal.field;
  const page = {
    title,
    section: "adapter",
    tenant: c.req.param("tenant"),
    ...(sent && { problem: problemOf(c, sent.refusal), status: statusOf(sent.refusal), field }),
  } as const;
  return showPage(
    c,
    page,
    <>
      <p>{intro}</p>
      <PostForm c={c} action={`${adapterOf(c)}/settings/${group}`} class="card">
        <Hidden name="revision" value={revision} />
        {ADAPTER_GROUPS[group].map((setting) => (
          <AdapterField
            text={text}
            help={help}
            setting={setting}
            typed={sent?.typed ?? saved}
            problem={problemAt(setting)}
          />
        ))}
        {mayChange && <Submit label={help.save} />}
      </PostForm>
      <p>
        <a href={adapterOf(c)}>{help.toAdapter}</a>
      </p>
    </>,
  );
}

const problemOf = (c: ConsoleContext, refusal: Refusal) =>
  refusal.reason === "adapter-changed"
    ? helpOf(c).conflict
    : (boundsOf(c, refusal) ?? sentenceOf(c, refusal));

/** The sentence about a number that cannot be. */
function boundsOf(c: ConsoleContext, { reason, field }: Refusal): string | undefined {
  if (reason !== "bad-body" || field === undefined) return undefined;
  const input = adapterInput(field as GroupSetting);
  return input.kind === "number" ? helpOf(c).mustBe(input.least, input.most) : undefined;
}

/** What stands at a field: why it was refused, or what somebody else saved there meanwhile. */
function problems(
  c: ConsoleContext,
  saved: AdapterSettings,
  sent: { readonly typed: TypedSettings; readonly refusal: Refusal } | undefined,
): (setting: GroupSetting) => string | undefined {
  if (!sent) return () => undefined;
  const { typed, refusal } = sent;
  if (refusal.reason !== "adapter-changed")
    return (setting) => (refusal.field === setting ? problemOf(c, refusal) : undefined);
  const help = helpOf(c);
  const inWords = (setting: GroupSetting) => settingInWords(textOf(c), saved, setting) || help.none;
  return (setting) =>
    typed[setting] === saved[setting] ? undefined : help.conflictAt(inWords(setting));
}
