// Pages of tenants: the owner's list, a new one, and a tenant's public addresses. What was typed
// stays on the page when it is refused.
import { Hono } from "hono";
import type { TenantEntry } from "../../core/tenant.ts";
import { Check, Field, PostForm, Submit } from "../../views/console/form.tsx";
import { type TenantsText, tenantsText } from "../../views/console/messages/tenants.ts";
import { Table } from "../../views/console/table.tsx";
import type { Refusal } from "../api/answer.ts";
import type { TenantDocument, TenantsDocument } from "../api/tenants.ts";
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

export const tenantPages = new Hono<ConsoleEnv>()
  .get("/tenants", listPage)
  .get("/tenants/new", (c) => {
    if (c.get("operator").scope !== "owner") {
      throw new ConsoleProblemError({ reason: "scope-too-small" });
    }
    return newPage(c, EMPTY);
  })
  .post("/tenants/new", create)
  .get("/tenants/:tenant/settings", async (c) => {
    const known = await ask<TenantDocument>(c, path`/tenants/${c.req.param("tenant")}`);
    return settingsPage(c, { ...known, origins: known.origins.join("\n") });
  })
  .post("/tenants/:tenant/settings", saveSettings);

const textOf = (c: ConsoleContext): TenantsText => tenantsText[c.get("language")];

async function listPage(c: ConsoleContext): Promise<Response> {
  const { tenants } = await ask<TenantsDocument>(c, "/tenants");
  const text = textOf(c);
  return showPage(
    c,
    { title: text.title, section: "tenants" },
    <>
      <Table
        caption={text.caption}
        captionHidden
        head={[text.head.name, text.head.displayName, text.head.origins, text.settings]}
        rows={tenants.map((tenant) => row(text, tenant))}
        empty={text.empty}
      />
      {c.get("operator").scope === "owner" && (
        <p class="actions">
          <a class="button" href="/tenants/new">
            {text.add}
          </a>
        </p>
      )}
    </>,
  );
}

const row = (text: TenantsText, { name, displayName, origins }: TenantEntry) => [
  <a href={path`/tenants/${name}`}>{name}</a>,
  displayName,
  origins.join(", "),
  <a href={path`/tenants/${name}/settings`} aria-label={`${text.settings}: ${name}`}>
    {text.settings}
  </a>,
];

/** What the form of a new tenant holds. */
const FIELDS = ["name", "displayName", "origin", "upstream", "loginForm", "mailDomain"] as const;
type NewFields = Readonly<Record<(typeof FIELDS)[number], string>> & {
  readonly privateUpstream: boolean;
};
const EMPTY: NewFields = {
  name: "",
  displayName: "",
  origin: "https://",
  upstream: "https://",
  loginForm: "user",
  mailDomain: "",
  privateUpstream: false,
};
const REQUIRED: readonly string[] = ["name", "origin", "upstream"];

async function create(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const texts = Object.fromEntries(FIELDS.map((name) => [name, form.text(name)]));
  const fields = { ...texts, privateUpstream: form.has("privateUpstream") } as NewFields;
  // A field left empty is not sent; the API has a default for it or asks for it by name.
  const body = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  const made = await act(c, "POST", "/tenants", body);
  if (!made.ok) return newPage(c, fields, made.refusal);
  return done(c, path`/tenants/${fields.name}/adapter`, textOf(c).created(fields.name));
}

async function newPage(c: ConsoleContext, fields: NewFields, refusal?: Refusal): Promise<Response> {
  const text = textOf(c);
  const problem = refusal && sentenceOf(c, refusal);
  const field = fieldOf(refusal);
  const problemAt = (name: string) => (field === name ? problem : undefined);
  const frame = { title: text.newTitle, section: "tenants", problem, field } as const;
  return showPage(
    c,
    { ...frame, status: refusal && statusOf(refusal) },
    <PostForm c={c} action="/tenants/new" class="card">
      {FIELDS.map((name) => (
        <Field
          label={text[name]}
          name={name}
          value={fields[name]}
          help={text[`${name}Help`]}
          problem={problemAt(name)}
          required={REQUIRED.includes(name)}
        />
      ))}
      <Check
        label={text.privateUpstream}
        name="privateUpstream"
        checked={fields.privateUpstream}
        help={text.privateUpstreamHelp}
      />
      <Submit label={text.create} />
    </PostForm>,
  );
}

/** The input a refusal is about; names and hosts that are taken have no field in the API's answer. */
function fieldOf(refusal: Refusal | undefined): string | undefined {
  if (refusal?.reason === "tenant-exists") return "name";
  if (refusal?.reason === "host-taken") return "origin";
  return refusal?.field;
}

/** What the form of a tenant's settings holds. */
interface TypedSettings {
  readonly displayName: string;
  /** One a line. */
  readonly origins: string;
}

async function saveSettings(c: ConsoleContext): Promise<Response> {
  const form = await formOf(c);
  const typed = { displayName: form.text("displayName"), origins: form.text("origins") };
  const origins = typed.origins.split(/\s+/).filter(Boolean);
  const at = path`/tenants/${c.req.param("tenant") ?? ""}`;
  const { displayName } = typed;
  const change = { origins, ...(form.has("displayName") && { displayName }) };
  const saved = await act(c, "PATCH", at, change);
  if (!saved.ok) return settingsPage(c, typed, saved.refusal);
  return done(c, `${at}/settings`, textOf(c).saved);
}

async function settingsPage(
  c: ConsoleContext,
  typed: TypedSettings,
  refusal?: Refusal,
): Promise<Response> {
  const text = textOf(c);
  const tenant = c.req.param("tenant") ?? "";
  const problem = refusal && sentenceOf(c, refusal);
  const field = refusal && (refusal.field === "displayName" ? "displayName" : "origins");
  const problemAt = (name: string) => (field === name ? problem : undefined);
  const title = text.settingsTitle(tenant);
  const frame = { title, section: "tenants", tenant, problem, field } as const;
  const status = refusal && statusOf(refusal);
  if (c.get("operator").scope !== "owner")
    return showPage(c, { ...frame, status }, <ReadOnly text={text} typed={typed} />);
  return showPage(
    c,
    { ...frame, status },
    <PostForm c={c} action={path`/tenants/${tenant}/settings`} class="card">
      <Field
        label={text.displayName}
        name="displayName"
        value={typed.displayName}
        help={text.displayNameChange}
        problem={problemAt("displayName")}
        required
      />
      <Field
        label={text.origins}
        name="origins"
        type="textarea"
        rows={4}
        value={typed.origins}
        help={text.originsHelp}
        problem={problemAt("origins")}
      />
      <Submit label={text.save} />
    </PostForm>,
  );
}

function ReadOnly({ text, typed }: { text: TenantsText; typed: TypedSettings }) {
  return (
    <>
      <h2>{text.displayName}</h2>
      <p>{typed.displayName}</p>
      <h2>{text.origins}</h2>
      <p>{text.originsHelp}</p>
      <ul>
        {typed.origins.split("\n").map((origin) => (
          <li>{origin}</li>
        ))}
      </ul>
      <p>{text.ownerOnly}</p>
    </>
  );
}
