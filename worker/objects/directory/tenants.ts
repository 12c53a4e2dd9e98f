// The directory's tenants and who owns which host: exact match, no host owned by two.
import { hostKey, parseOrigin } from "../../core/origin.ts";
import { type Result, refuse } from "../../core/result.ts";
import type { TenantEntry } from "../../core/tenant.ts";
import { note, type Store } from "../tenant/store.ts";

type TenantRow = { name: string; display_name: string; origins: string };

/** Origins of one tenant; a row of the table must stay small enough to cache. */
const ORIGINS_MAX = 20;

/** Origins in their one spelling, and the hosts they claim. */
export interface Claimed {
  readonly origins: readonly string[];
  readonly hosts: readonly string[];
}

/** What `texts` claim, or undefined if one of them is no origin of ours. */
export function claimedBy(texts: readonly string[]): Claimed | undefined {
  const parsed = texts.map(parseOrigin).filter((origin) => origin.ok);
  if (texts.length === 0 || texts.length > ORIGINS_MAX || parsed.length < texts.length) {
    return undefined;
  }
  return {
    origins: [...new Set(parsed.map(({ origin }) => origin))],
    hosts: [...new Set(parsed.map(({ host }) => hostKey(host)))],
  };
}

/**
 * A new tenant with its hosts. `own` are the names at which the Worker answers itself, at every
 * port; they are nobody's.
 */
export function addTenant(
  store: Store,
  entry: TenantEntry,
  { origins, hosts }: Claimed,
  own: readonly string[],
  actor: string,
): Result<object, "tenant-exists" | "host-taken"> {
  if (tenantByName(store.sql, entry.name)) return refuse("tenant-exists");
  if (isTaken(store.sql, entry.name, hosts, own)) return refuse("host-taken");
  const { name, displayName } = entry;
  store.sql.exec(
    "INSERT INTO tenants VALUES (?, ?, ?)",
    name,
    displayName,
    JSON.stringify(origins),
  );
  claimHosts(store.sql, name, hosts);
  note(store, actor, "tenant-created", name, origins.join(" "));
  return { ok: true };
}

/** Moves a tenant to other origins; the hosts it leaves are free. */
export function moveTenant(
  store: Store,
  name: string,
  { origins, hosts }: Claimed,
  own: readonly string[],
  actor: string,
): Result<object, "no-such-tenant" | "host-taken"> {
  const { sql } = store;
  if (!tenantByName(sql, name)) return refuse("no-such-tenant");
  if (isTaken(sql, name, hosts, own)) return refuse("host-taken");
  sql.exec("UPDATE tenants SET origins = ? WHERE name = ?", JSON.stringify(origins), name);
  claimHosts(sql, name, hosts);
  note(store, actor, "origins-set", name, origins.join(" "));
  return { ok: true };
}

/**
 * Another name for people to read. Nothing that a phone knows its profile by has it in it
 * (docs/decisions/0009).
 */
export function nameTenant(store: Store, name: string, displayName: string, actor: string) {
  const known = tenantByName(store.sql, name);
  if (!known) return refuse("no-such-tenant");
  if (known.displayName === displayName) return { ok: true } as const;
  store.sql.exec("UPDATE tenants SET display_name = ? WHERE name = ?", displayName, name);
  note(store, actor, "display-name-set", name, displayName);
  return { ok: true } as const;
}

export function tenantByHost(sql: SqlStorage, host: string): TenantEntry | null {
  const query = "SELECT t.* FROM hosts h JOIN tenants t ON t.name = h.tenant WHERE h.host = ?";
  return oneTenant(sql, query, hostKey(host));
}

export function tenantByName(sql: SqlStorage, name: string): TenantEntry | null {
  return oneTenant(sql, "SELECT * FROM tenants WHERE name = ?", name);
}

export function allTenants(sql: SqlStorage): TenantEntry[] {
  return sql.exec<TenantRow>("SELECT * FROM tenants ORDER BY name").toArray().map(entryOf);
}

function oneTenant(sql: SqlStorage, query: string, key: string): TenantEntry | null {
  const [row] = sql.exec<TenantRow>(query, key).toArray();
  return row ? entryOf(row) : null;
}

function isTaken(
  sql: SqlStorage,
  tenant: string,
  hosts: readonly string[],
  own: readonly string[],
): boolean {
  if (hosts.some((host) => own.includes(host.replace(/:\d+$/, "")))) return true;
  const owned = "SELECT 1 FROM hosts WHERE host = ? AND tenant <> ?";
  return hosts.some((host) => sql.exec(owned, host, tenant).toArray().length > 0);
}

function claimHosts(sql: SqlStorage, tenant: string, hosts: readonly string[]): void {
  sql.exec("DELETE FROM hosts WHERE tenant = ?", tenant);
  for (const host of hosts) sql.exec("INSERT INTO hosts VALUES (?, ?)", host, tenant);
}

function entryOf(row: TenantRow): TenantEntry {
  return { name: row.name, displayName: row.display_name, origins: JSON.parse(row.origins) };
}
