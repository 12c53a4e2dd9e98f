// Two tenants, acme with something of everything and rival with nothing, and everybody who could ask
// for them: what the tests of authorization share.
import type { ApiScope, Role } from "../../worker/core/scope.ts";
import { makeTenant, send, tokenFor } from "./api-client.ts";
import { phone } from "./my-site.ts";
import { handles } from "./world.ts";

export const ROLES: Readonly<Record<string, Role>> = {
  O: "owner",
  A: "administrator",
  H: "help-desk",
  U: "auditor",
};

/** The scope a role has for `tenant`. */
export const scopeFor = (role: Role, tenant: string): ApiScope =>
  role === "owner" ? "owner" : `${role}:${tenant}`;

/** What stands in a path for its variable parts. */
export type Names = Readonly<Record<string, string>>;

/** Names of the same shapes that nobody has. */
export const NOTHING: Names = {
  tenant: "nobody",
  group: "nothing",
  user: "nemo",
  deviceId: "APPLNOTHING",
  alias: "nothing-alias",
  other: "nobody",
  version: "0".repeat(64),
  id: "no-such-id",
  fingerprint: "0".repeat(64),
  authority: "0".repeat(64),
  settings: "access",
};

/** A path with its variable parts filled in. */
export const filled = (path: string, names: Names) =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const value = names[name];
    if (value === undefined) throw new Error(`the tests have no ${name} for ${path}`);
    return value;
  });

/** Acme, with a group, a Locked policy, a user, a device, an alias, an identity, a certificate, a token. */
export async function acmeAndRival(): Promise<Names> {
  for (const tenant of ["acme", "rival"]) await makeTenant(tenant);
  const post = (path: string, body: object = {}) => send("POST", `/tenants/acme${path}`, { body });
  await post("/groups", { name: "staff" });
  await send("PATCH", "/tenants/acme/groups/staff/policy", { body: { minLength: 6 } });
  const locked = await post("/groups/staff/policy/lock", { families: ["ios-profile"] });
  await send("PUT", "/tenants/acme/users/alice", { body: { group: "staff" } });
  await handles.tenant("acme").noteDevice(phone("APPLACME"));
  await send("POST", "/aliases/acme-alias/claims", { body: { tenant: "acme" } });
  await post("/identity/prepare");
  const order = { user: "alice", madeBy: "owner", delivery: "by-hand" } as const;
  const site = { organization: "acme", origin: "https://acme.example" };
  const made = await handles.authority("acme").makeIdentity(order, site);
  await tokenFor("auditor:acme");
  const { tokens } = (await send("GET", "/tenants/acme/tokens")).body;
  return {
    tenant: "acme",
    group: "staff",
    user: "alice",
    deviceId: "APPLACME",
    alias: "acme-alias",
    other: "rival",
    version: locked.body.locked["ios-profile"].version,
    id: tokens[0].id,
    fingerprint: made.certificate.fingerprint,
    authority: made.certificate.issuer,
    settings: "access",
  };
}
