// The Exchange Adapter: settings are saved, checked against the server, and run after a restart.
// Leave to reach private addresses is the service owner's alone to give, for one address at a time,
// because the Worker may stand inside a network that an administrator of a tenant has no business
// in.
import * as v from "valibot";
import { checkConnection } from "../../connection-check.ts";
import { changedSettings } from "../../core/adapter.ts";
import type { ConnectionCheck, Finding } from "../../core/connection.ts";
import { findingText } from "../../core/connection-text.ts";
import type { DeviceSummary } from "../../core/device.ts";
import { canonicalUser, isUserName, upstreamLogin } from "../../core/login.ts";
import { parseUpstream } from "../../core/origin.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { TenantHandle } from "../../objects/handles.ts";
import { ok, refused } from "./answer.ts";
import { onTenant, withBody } from "./call.ts";
import { adapterFields, password, upstream, userName } from "./fields.ts";
import { type ApiRoute, TENANT } from "./route.ts";
import { fieldOf } from "./tenants.ts";

/** GET /tenants/:tenant/adapter */
export interface AdapterDocument {
  readonly saved: AdapterSettings;
  readonly running: AdapterSettings;
  /** Settings whose saved value does not run yet. */
  readonly differs: readonly (keyof AdapterSettings)[];
}

/** GET /tenants/:tenant/adapter/effect: what a restart would do to the devices known now. */
export interface EffectDocument {
  readonly count: number;
  /** The first 100 of them. */
  readonly devices: readonly DeviceSummary[];
  /** The saved settings only report: these devices would be let through and written down. */
  readonly reportOnly: boolean;
}

/** POST /tenants/:tenant/adapter/check */
export interface CheckDocument extends Omit<ConnectionCheck, "findings"> {
  readonly findings: readonly (Finding & { readonly says: string; readonly remedy: string })[];
}

const AdapterChange = v.strictObject({ upstream: v.exactOptional(upstream), ...adapterFields });

const documentOf = (saved: AdapterSettings, running: AdapterSettings): AdapterDocument => ({
  saved,
  running,
  differs: changedSettings(running, saved),
});

/** GET /tenants/:tenant/adapter */
export const showAdapter = onTenant(async ({ tenant }) => {
  const [saved, running] = await Promise.all([tenant.saved(), tenant.running()]);
  return saved && running ? ok(documentOf(saved, running)) : refused("tenant-unfinished");
});

/** PATCH /tenants/:tenant/adapter */
export const saveAdapter = onTenant(
  withBody(AdapterChange, async ({ caller, tenant }, change) => {
    if (change.privateUpstream !== undefined && caller.scope !== "owner") {
      return refused("scope-too-small", { field: "privateUpstream" });
    }
    if (caller.scope !== "owner" && (await movesTheLeave(tenant, change.upstream))) {
      return refused("scope-too-small", { field: "upstream" });
    }
    const saved = await tenant.saveAdapter(change, caller.name);
    if (!saved.ok) return refused(saved.reason, { field: fieldOf(saved.reason) });
    const running = await tenant.running();
    return running ? ok(documentOf(saved.adapter, running)) : refused("tenant-unfinished");
  }),
);

/** True if `upstream` is a private address other than the one the owner gave leave for. */
async function movesTheLeave(tenant: TenantHandle, upstream: string | undefined): Promise<boolean> {
  if (upstream === undefined || parseUpstream(upstream, false).ok) return false;
  const [wanted, saved] = [parseUpstream(upstream, true), await tenant.saved()];
  return wanted.ok && saved?.privateUpstream === true && wanted.origin !== saved.upstream;
}

/** POST /tenants/:tenant/adapter/restart */
export const restartAdapter = onTenant(async ({ caller, tenant }) => {
  const running = await tenant.restartAdapter(caller.name);
  return ok(documentOf(running, running));
});

/** GET /tenants/:tenant/adapter/effect */
export const showEffect = onTenant(async ({ tenant }) => {
  const saved = await tenant.saved();
  if (!saved) return refused("tenant-unfinished");
  const refusedThen = await tenant.wouldRefuse({ ...saved, reportOnly: false });
  return ok({ ...refusedThen, reportOnly: saved.reportOnly } satisfies EffectDocument);
});

const UTF_8 = "utf-8" as const;
const TestUser = v.strictObject({
  user: v.exactOptional(userName),
  password: v.exactOptional(password),
});

/**
 * POST /tenants/:tenant/adapter/check: what is saved, so that it can be tried before it runs. With a
 * user's own name and password, the login form is tried, too; neither is kept.
 */
export const checkAdapterConnection = onTenant(
  withBody(
    TestUser,
    async ({ clock, tenant }, body) => {
      const saved = await tenant.saved();
      if (!saved) return refused("tenant-unfinished");
      const { user, password: secret } = body;
      if ((user === undefined) !== (secret === undefined)) {
        const field = user === undefined ? "user" : "password";
        return refused("bad-body", { field, message: `${field} is missing.` });
      }
      const canonical = canonicalUser(user ?? "nobody", saved);
      if (!isUserName(canonical)) return refused("bad-name", { field: "user" });
      const login = upstreamLogin(saved, canonical);
      const testUser =
        secret === undefined ? undefined : { login, password: secret, charset: UTF_8 };
      return ok(inWords(await checkConnection(saved, clock, testUser)));
    },
    { mayBeAbsent: true },
  ),
);

const inWords = (check: ConnectionCheck): CheckDocument => ({
  ...check,
  findings: check.findings.map((found) => ({ ...found, ...findingText(found.code, "en") })),
});

export const ADAPTER_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/adapter`, "read", showAdapter],
  ["PATCH", `${TENANT}/adapter`, "administer", saveAdapter],
  ["POST", `${TENANT}/adapter/restart`, "administer", restartAdapter],
  ["GET", `${TENANT}/adapter/effect`, "read", showEffect],
  ["POST", `${TENANT}/adapter/check`, "administer", checkAdapterConnection],
];
