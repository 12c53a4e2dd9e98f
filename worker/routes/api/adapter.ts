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
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import { type Answer, ok, refused } from "./answer.ts";
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
  /** Of what is saved: whoever saves or restarts may name the one they read. */
  readonly revision: number;
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

const revision = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)));
const AdapterChange = v.strictObject({
  upstream: v.exactOptional(upstream),
  ...adapterFields,
  revision,
});
const Restart = v.strictObject({ revision });

/** Null for a tenant that was not made completely. */
async function documentOf(tenant: TenantHandle): Promise<AdapterDocument | null> {
  const [saved, running, revision] = await Promise.all([
    tenant.saved(),
    tenant.running(),
    tenant.adapterRevision(),
  ]);
  return saved && running && { saved, running, differs: changedSettings(running, saved), revision };
}

async function answerOf(tenant: TenantHandle): Promise<Answer> {
  const document = await documentOf(tenant);
  return document ? ok(document) : refused("tenant-unfinished");
}

/** Somebody was faster: here is what stands there now. */
async function changedMeanwhile(tenant: TenantHandle): Promise<Answer> {
  const state = await documentOf(tenant);
  return refused("adapter-changed", state ? { state } : {});
}

/** GET /tenants/:tenant/adapter */
export const showAdapter = onTenant(({ tenant }) => answerOf(tenant));

/** PATCH /tenants/:tenant/adapter; with `revision`, only if nobody saved others since. */
export const saveAdapter = onTenant(
  withBody(AdapterChange, async ({ caller, tenant }, { revision: known, ...change }) => {
    if (change.privateUpstream !== undefined && caller.scope !== "owner") {
      return refused("scope-too-small", { field: "privateUpstream" });
    }
    if (caller.scope !== "owner" && (await movesTheLeave(tenant, change.upstream))) {
      return refused("scope-too-small", { field: "upstream" });
    }
    if (caller.scope !== "owner" && (await namesPrivate(tenant, change.redirectOrigins))) {
      return refused("scope-too-small", { field: "redirectOrigins" });
    }
    const saved = await tenant.saveAdapter(change, caller.name, known);
    if (saved.ok) return answerOf(tenant);
    if (saved.reason === "adapter-changed") return changedMeanwhile(tenant);
    return refused(saved.reason, { field: fieldOf(saved.reason) });
  }),
);

/** True if `upstream` is a private address other than the one the owner gave leave for. */
async function movesTheLeave(tenant: TenantHandle, upstream: string | undefined): Promise<boolean> {
  if (upstream === undefined || parseUpstream(upstream, false).ok) return false;
  const [wanted, saved] = [parseUpstream(upstream, true), await tenant.saved()];
  return wanted.ok && saved?.privateUpstream === true && wanted.origin !== saved.upstream;
}

/** True if `origins`, parted by spaces, hold a private address that was not saved before. */
async function namesPrivate(tenant: TenantHandle, origins: string | undefined): Promise<boolean> {
  const before = (await tenant.saved())?.redirectOrigins.split(" ") ?? [];
  return (origins ?? "").split(/\s+/).some((named) => {
    const wanted = parseUpstream(named, true);
    return wanted.ok && !parseUpstream(named, false).ok && !before.includes(wanted.origin);
  });
}

/** POST /tenants/:tenant/adapter/restart; with `revision`, only if nobody saved other settings since. */
export const restartAdapter = onTenant(
  withBody(
    Restart,
    async ({ caller, tenant }, { revision: known }) => {
      const { ok: isDone } = await tenant.restartAdapter(caller.name, known);
      return isDone ? answerOf(tenant) : changedMeanwhile(tenant);
    },
    { mayBeAbsent: true },
  ),
);

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
