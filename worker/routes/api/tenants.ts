// Tenants: made by the service's owner, in the directory first (which settles who has the name and
// the hosts) and then in the tenant's own object. A crash between the two is healed by the same
// request sent again.
import * as v from "valibot";
import { type AdapterProblem, checkAdapter, defaultMailDomain } from "../../core/adapter.ts";
import { type ParsedOrigin, parseOrigin } from "../../core/origin.ts";
import { ADAPTER_DEFAULTS, type AdapterSettings, type TenantEntry } from "../../core/tenant.ts";
import { created, ok, refused } from "./answer.ts";
import { type Call, onTenant, withBody } from "./call.ts";
import { maySee } from "./caller.ts";
import { adapterFields, label, origin, origins, tenantName, upstream } from "./fields.ts";
import { type ApiRoute, TENANT } from "./route.ts";

const NewTenant = v.strictObject({
  name: tenantName,
  displayName: v.exactOptional(label),
  origin: v.exactOptional(origin),
  origins: v.exactOptional(origins),
  upstream,
  ...adapterFields,
});
type NewTenant = v.InferOutput<typeof NewTenant>;

/** GET /tenants */
export interface TenantsDocument {
  readonly tenants: readonly TenantEntry[];
}

/** GET /tenants/:tenant */
export interface TenantDocument extends TenantEntry {
  readonly adapter: {
    readonly saved: AdapterSettings | null;
    readonly running: AdapterSettings | null;
  };
}

/** GET /tenants: those the caller may see. */
export async function listTenants({ handles, caller }: Call) {
  const tenants = await handles.directory.tenants();
  const seen = tenants.filter(({ name }) => maySee(caller, name));
  return ok({ tenants: seen } satisfies TenantsDocument);
}

/** POST /tenants */
export const createTenant = withBody(NewTenant, async ({ handles, caller }: Call, body) => {
  const entry = entryOf(body);
  if (!entry) return refused("bad-body", { field: "origin", message: "origin is missing." });
  const checked = checkAdapter(adapterOf(body));
  if (!checked.ok) return refused(checked.reason, { field: fieldOf(checked.reason) });
  const made = await handles.directory.createTenant(entry, caller.name);
  const tenant = handles.tenant(entry.name);
  if (!made.ok) {
    const half = made.reason === "tenant-exists" && !(await tenant.running());
    const known = half ? await handles.directory.tenantByName(entry.name) : null;
    if (!known || !sameEntry(known, entry)) return refused(made.reason);
  }
  await tenant.found(entry, checked.adapter, caller.name);
  return created({ ...entry, adapter: { saved: checked.adapter, running: checked.adapter } });
});

/** GET /tenants/:tenant */
export const showTenant = onTenant(async ({ entry, tenant }) => {
  const [saved, running] = await Promise.all([tenant.saved(), tenant.running()]);
  return ok({ ...entry, adapter: { saved, running } } satisfies TenantDocument);
});

const TenantChange = v.strictObject({
  origins: v.exactOptional(origins),
  displayName: v.exactOptional(label),
});

/** PATCH /tenants/:tenant: the public origins, the name that users see, or both. */
export const changeTenant = onTenant(
  withBody(TenantChange, async (call, body) => {
    const { handles, caller, entry, tenant } = call;
    const wanted = body.origins ? inOneSpelling(body.origins) : entry.origins;
    const { displayName = entry.displayName } = body;
    if (body.origins) {
      const moved = await handles.directory.setOrigins(entry.name, wanted, caller.name);
      if (!moved.ok) return refused(moved.reason, { field: "origins" });
      await tenant.note(caller.name, "origins-set", entry.name, wanted.join(" "));
    }
    if (displayName !== entry.displayName) {
      const named = await handles.directory.setDisplayName(entry.name, displayName, caller.name);
      if (!named.ok) return refused(named.reason, { field: "displayName" });
      await tenant.note(caller.name, "display-name-set", entry.name, displayName);
    }
    return ok({ ...entry, origins: wanted, displayName });
  }),
);

/** Which body field a reason of checkAdapter is about. */
export const fieldOf = (reason: AdapterProblem): keyof AdapterSettings => FIELDS[reason];

const FIELDS: Readonly<Record<AdapterProblem, keyof AdapterSettings>> = {
  "bad-upstream": "upstream",
  "bad-login-form": "loginForm",
  "bad-redirect-origins": "redirectOrigins",
  "bad-heartbeats": "maxHeartbeat",
  "bad-account-host": "accountHost",
};

function entryOf({ name, displayName, origin, origins }: NewTenant): TenantEntry | undefined {
  const all = origins ?? (origin === undefined ? [] : [origin]);
  if (all.length === 0) return undefined;
  return { name, displayName: displayName ?? name, origins: inOneSpelling(all) };
}

function adapterOf(body: NewTenant): AdapterSettings {
  const { name, displayName, origin, origins, ...settings } = body;
  const loginForm = settings.loginForm ?? ADAPTER_DEFAULTS.loginForm;
  const mailDomain = defaultMailDomain(loginForm, settings.upstream);
  return { ...ADAPTER_DEFAULTS, mailDomain, ...settings };
}

/** Origins that the body's schema let through, as the directory keeps them. */
function inOneSpelling(texts: readonly string[]): TenantEntry["origins"] {
  const parsed = texts.map(parseOrigin) as unknown as readonly ParsedOrigin[];
  return [...new Set(parsed.map(({ origin }) => origin))] as [string, ...string[]];
}

const sameEntry = (a: TenantEntry, b: TenantEntry) =>
  a.displayName === b.displayName && a.origins.join() === b.origins.join();

export const TENANT_ROUTES: readonly ApiRoute[] = [
  ["GET", "/tenants", "anyone", listTenants],
  ["POST", "/tenants", "owner", createTenant],
  ["GET", TENANT, "read", showTenant],
  ["PATCH", TENANT, "owner", changeTenant],
];
