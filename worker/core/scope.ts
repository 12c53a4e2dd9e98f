// Roles. One role per operator and token; the rule: who may not see a tenant is not told that it
// exists, and each role is a set of abilities, in one table.

/**
 * What an operator or an API token may do: `owner` (all tenants), or for one tenant
 * `administrator`, `help-desk` (devices only) or `auditor` (reads only).
 */
export type ApiScope =
  | "owner"
  | `administrator:${string}`
  | `help-desk:${string}`
  | `auditor:${string}`;
export type Role = "owner" | "administrator" | "help-desk" | "auditor";

/** What a route about a tenant can ask for. */
export type Ability = "read" | "administer" | "read-devices" | "act-on-devices";

const ABILITIES: Readonly<Record<Role, readonly Ability[]>> = {
  owner: ["read", "administer", "read-devices", "act-on-devices"],
  administrator: ["read", "administer", "read-devices", "act-on-devices"],
  "help-desk": ["read-devices", "act-on-devices"],
  auditor: ["read", "read-devices"],
};

/** The role in a scope. */
export function roleOf(scope: ApiScope): Role {
  return scope.split(":")[0] as Role;
}

/** The tenant a scope is for; undefined for the owner. */
export function tenantOf(scope: ApiScope): string | undefined {
  return scope.split(":")[1];
}

/** True if the scope is the owner's or `tenant`'s. */
export function coversTenant(scope: ApiScope, tenant: string): boolean {
  return scope === "owner" || tenantOf(scope) === tenant;
}

/** True if the scope's role has `ability`, whatever the tenant. */
export function isAble(scope: ApiScope, ability: Ability): boolean {
  return ABILITIES[roleOf(scope)].includes(ability);
}
