// The frame of the Exchange Adapter's wizard. The rules: Next and Back keep what the page holds by
// saving it; what cannot be saved stays on the page with the reason; and what is saved does not run
// before Restart adapter.
import type { Child } from "hono/jsx";
import type { AdapterSettings } from "../../core/tenant.ts";
import { Steps, type WizardStep } from "../../views/console/adapter-parts.tsx";
import { Submit } from "../../views/console/form.tsx";
import { type AdapterText, adapterText } from "../../views/console/messages/adapter.ts";
import type { AdapterDocument } from "../api/adapter.ts";
import type { Refusal } from "../api/answer.ts";
import type { ConsoleContext } from "./context.ts";
import { act, ask, type Form, path, sentenceOf, showPage } from "./frame.tsx";

export const WIZARD = "/tenants/:tenant/adapter/wizard";

export const textOf = (c: ConsoleContext): AdapterText => adapterText[c.get("language")];
/** Path of the tenant's adapter, in the console and in the API. */
export const adapterOf = (c: ConsoleContext) =>
  path`/tenants/${c.req.param("tenant") ?? ""}/adapter`;
export const savedOf = async (c: ConsoleContext) =>
  (await ask<AdapterDocument>(c, adapterOf(c))).saved;
/** The sentence of a refusal, at the field it is about. */
export const problemsOf = (c: ConsoleContext, refusal: Refusal | undefined) => (field: string) =>
  refusal?.field === field ? sentenceOf(c, refusal) : undefined;

const STEP_TITLE = {
  server: (text: AdapterText) => text.server.title,
  login: (text: AdapterText) => text.login.title,
  "device-settings": (text: AdapterText) => text.device.title,
} as const;

/** A page of the wizard around its form; `before` is where Back leads. */
export function wizardPage(
  c: ConsoleContext,
  step: keyof typeof STEP_TITLE,
  { refusal, before }: { refusal?: Refusal | undefined; before?: WizardStep },
  content: Child,
): Promise<Response> {
  const text = textOf(c);
  const problem = refusal && sentenceOf(c, refusal);
  const page = {
    title: STEP_TITLE[step](text),
    section: "adapter",
    tenant: c.req.param("tenant"),
  } as const;
  return showPage(
    c,
    { ...page, problem, field: refusal?.field },
    <>
      <Steps text={text} step={step} />
      {content}
      {refusal && before && (
        <p>
          <a href={`${adapterOf(c)}/wizard/${before}`}>{text.abandon}</a>
        </p>
      )}
    </>,
  );
}

/** Saves what the page holds and goes on, or shows the page again. */
export async function saveAndGo(
  c: ConsoleContext,
  form: Form,
  change: Partial<AdapterSettings>,
  steps: { readonly before?: WizardStep; readonly after: WizardStep },
  again: (typed: AdapterSettings, refusal: Refusal) => Promise<Response>,
): Promise<Response> {
  const saved = await act(c, "PATCH", adapterOf(c), change);
  if (!saved.ok) return again({ ...(await savedOf(c)), ...change }, saved.refusal);
  const next = form.text("go") === "back" && steps.before ? steps.before : steps.after;
  return c.redirect(`${adapterOf(c)}/wizard/${next}`, 303);
}

/** Next, and Back where there is a page before. */
export function Buttons({ text, hasBack }: { text: AdapterText; hasBack?: boolean }) {
  // The first button is the one that Enter presses.
  return (
    <p class="actions">
      <Submit label={text.next} name="go" value="next" />{" "}
      {hasBack && <Submit label={text.back} name="go" value="back" kind="quiet" />}
    </p>
  );
}
