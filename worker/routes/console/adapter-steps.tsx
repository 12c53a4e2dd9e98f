// The wizard's pages between the server and the end: how users sign in to Exchange, and Device
// Settings, with the box "Allow only iOS devices that have been provisioned" and the explicit
// question about all other clients.
import { Hono } from "hono";
import { upstreamLogin } from "../../core/login.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import { Check, Choice, Field, PostForm } from "../../views/console/form.tsx";
import type { Refusal } from "../api/answer.ts";
import {
  adapterOf,
  Buttons,
  problemsOf,
  saveAndGo,
  savedOf,
  textOf,
  WIZARD,
  wizardPage,
} from "./adapter-wizard.tsx";
import type { ConsoleContext, ConsoleEnv } from "./context.ts";
import { act, done, formOf } from "./frame.tsx";

export const adapterStepPages = new Hono<ConsoleEnv>()
  .get(`${WIZARD}/login`, async (c) => loginPage(c, await savedOf(c)))
  .post(`${WIZARD}/login`, loginStep)
  .get(`${WIZARD}/device-settings`, async (c) => devicePage(c, await savedOf(c)))
  .post(`${WIZARD}/device-settings`, deviceStep);

const CHECKS = ["options", "folder-sync", "local-directory"] as const;
type CredentialCheck = AdapterSettings["credentialCheck"];

async function loginStep(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const advice = form.text("advice") as CredentialCheck;
  if (form.has("advice")) {
    const saved = await act(c, "PATCH", adapterOf(c), { credentialCheck: advice });
    if (!saved.ok) return loginPage(c, await savedOf(c), saved.refusal);
    const notice = textOf(c).server.adviceTaken(textOf(c).checks[advice]);
    return done(c, `${adapterOf(c)}/wizard/server`, notice);
  }
  const change = {
    loginForm: form.text("loginForm"),
    mailDomain: form.text("mailDomain"),
    credentialCheck: form.text("credentialCheck") as CredentialCheck,
  };
  const steps = { before: "server", after: "device-settings" } as const;
  return saveAndGo(c, form, change, steps, (typed, refusal) => loginPage(c, typed, refusal));
}

function loginPage(
  c: ConsoleContext,
  typed: AdapterSettings,
  refusal?: Refusal,
): Promise<Response> {
  const text = textOf(c);
  const words = text.login;
  const problemAt = problemsOf(c, refusal);
  const checkOptions = CHECKS.map((value) => ({
    value,
    label: text.checks[value],
    help: words.checkNotes[value],
  }));
  return wizardPage(
    c,
    "login",
    { refusal, before: "server" },
    <PostForm c={c} action={`${adapterOf(c)}/wizard/login`} class="card">
      <Field
        label={text.settings.loginForm}
        name="loginForm"
        value={typed.loginForm}
        help={`${words.formHelp} ${words.example(upstreamLogin(typed, "alice"))} ${words.foreign}`}
        problem={problemAt("loginForm")}
        required
      />
      <Field
        label={text.settings.mailDomain}
        name="mailDomain"
        value={typed.mailDomain}
        help={words.mailDomainHelp}
        problem={problemAt("mailDomain")}
        required
      />
      <Choice
        label={text.settings.credentialCheck}
        name="credentialCheck"
        kind="radio"
        value={typed.credentialCheck}
        options={checkOptions}
        help={words.checkHelp}
        problem={problemAt("credentialCheck")}
      />
      <Buttons text={text} hasBack />
    </PostForm>,
  );
}

async function deviceStep(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const change = {
    onlyProvisioned: form.has("onlyProvisioned"),
    otherClients: form.text("otherClients") as AdapterSettings["otherClients"],
    reportOnly: form.has("reportOnly"),
  };
  const steps = { before: "login", after: "finish" } as const;
  return saveAndGo(c, form, change, steps, (typed, refusal) => devicePage(c, typed, refusal));
}

function devicePage(
  c: ConsoleContext,
  typed: AdapterSettings,
  refusal?: Refusal,
): Promise<Response> {
  const text = textOf(c);
  const words = text.device;
  const problemAt = problemsOf(c, refusal);
  const others = (["deny", "quarantine", "allow"] as const).map((value) => ({
    value,
    label: words.others[value],
    help: words.othersHelp[value],
  }));
  return wizardPage(
    c,
    "device-settings",
    { refusal, before: "login" },
    <PostForm c={c} action={`${adapterOf(c)}/wizard/device-settings`} class="card">
      <Check
        label={text.settings.onlyProvisioned}
        name="onlyProvisioned"
        checked={typed.onlyProvisioned}
        help={words.onlyHelp}
      />
      <Choice
        label={words.othersLegend}
        name="otherClients"
        kind="radio"
        value={typed.otherClients}
        options={others}
        problem={problemAt("otherClients")}
      />
      <Check
        label={text.settings.reportOnly}
        name="reportOnly"
        checked={typed.reportOnly}
        help={words.reportHelp}
      />
      <Buttons text={text} hasBack />
    </PostForm>,
  );
}
