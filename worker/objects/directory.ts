// The directory object: one for the whole service. It knows the tenants, which tenant owns which
// host (exact match, no host owned by two) and the API tokens, as hashes.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import { isLabel, isTenantName } from "../core/names.ts";
import { hostKey, parseOrigin } from "../core/origin.ts";
import { type Result, refuse } from "../core/result.ts";
import type { TenantEntry } from "../core/tenant.ts";
import type { Env } from "../env.ts";
import type { ApiScope, ApiToken, DirectoryHandle } from "./handles.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";

type TenantRow = { name: string; display_name: string; origins: string };
type TokenRow = { id: string; name: string; scope: string; made_at: number; expires_at: number };

/** Origins of one tenant; a row of the table must stay small enough to cache. */
const ORIGINS_MAX = 20;

/** Tenants, hosts and API tokens (DirectoryHandle). */
export abstract class DirectoryObject extends DurableObject<Env> implements DirectoryHandle {
  protected abstract readonly clock: Clock;
  readonly #schema = schemaOf(this.ctx.storage, MIGRATIONS.directory);
  readonly #sql = this.ctx.storage.sql;

  async createTenant(
    entry: TenantEntry,
  ): Promise<Result<object, "tenant-exists" | "host-taken" | "bad-name" | "bad-origin">> {
    if (!isTenantName(entry.name) || !isLabel(entry.displayName)) return refuse("bad-name");
    const origins = parsedOrigins(entry.origins);
    if (!origins) return refuse("bad-origin");
    this.#schema.make();
    if (await this.tenantByName(entry.name)) return refuse("tenant-exists");
    if (this.#taken(entry.name, origins.hosts)) return refuse("host-taken");
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec(
        "INSERT INTO tenants VALUES (?, ?, ?)",
        entry.name,
        entry.displayName,
        JSON.stringify(origins.origins),
      );
      this.#claimHosts(entry.name, origins.hosts);
    });
    return { ok: true };
  }

  async setOrigins(
    name: string,
    origins: TenantEntry["origins"],
  ): Promise<Result<object, "no-such-tenant" | "host-taken" | "bad-origin">> {
    const parsed = parsedOrigins(origins);
    if (!parsed) return refuse("bad-origin");
    if (!(await this.tenantByName(name))) return refuse("no-such-tenant");
    if (this.#taken(name, parsed.hosts)) return refuse("host-taken");
    this.ctx.storage.transactionSync(() => {
      this.#sql.exec(
        "UPDATE tenants SET origins = ? WHERE name = ?",
        JSON.stringify(parsed.origins),
        name,
      );
      this.#claimHosts(name, parsed.hosts);
    });
    return { ok: true };
  }

  async tenantByHost(host: string): Promise<TenantEntry | null> {
    return this.#tenant(
      "SELECT t.* FROM hosts h JOIN tenants t ON t.name = h.tenant WHERE h.host = ?",
      hostKey(host),
    );
  }

  async tenantByName(name: string): Promise<TenantEntry | null> {
    return this.#tenant("SELECT * FROM tenants WHERE name = ?", name);
  }

  async tenants(): Promise<TenantEntry[]> {
    if (!this.#schema.exists()) return [];
    return this.#sql.exec<TenantRow>("SELECT * FROM tenants ORDER BY name").toArray().map(entryOf);
  }

  async addToken(token: ApiToken, tokenHash: string): Promise<void> {
    this.#schema.make();
    this.#sql.exec(
      "INSERT INTO tokens (id, hash, name, scope, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
      token.id,
      tokenHash,
      token.name,
      token.scope,
      token.madeAt,
      token.expiresAt,
    );
  }

  async tokenByHash(tokenHash: string): Promise<ApiToken | null> {
    if (!this.#schema.exists()) return null;
    const [row] = this.#sql
      .exec<TokenRow>(
        "SELECT * FROM tokens WHERE hash = ? AND expires_at > ?",
        tokenHash,
        this.clock.now(),
      )
      .toArray();
    return row ? tokenOf(row) : null;
  }

  async tokens(): Promise<ApiToken[]> {
    if (!this.#schema.exists()) return [];
    return this.#sql
      .exec<TokenRow>("SELECT * FROM tokens ORDER BY made_at, id")
      .toArray()
      .map(tokenOf);
  }

  async removeToken(id: string): Promise<boolean> {
    if (!this.#schema.exists()) return false;
    return this.#sql.exec("DELETE FROM tokens WHERE id = ? RETURNING id", id).toArray().length > 0;
  }

  #tenant(query: string, key: string): TenantEntry | null {
    if (!this.#schema.exists()) return null;
    const [row] = this.#sql.exec<TenantRow>(query, key).toArray();
    return row ? entryOf(row) : null;
  }

  /**
   * The switching center's and the console's names are nobody's: the Worker answers there itself,
   * at every port.
   */
  #taken(tenant: string, hosts: readonly string[]): boolean {
    const own = [this.env.SWITCHING_CENTER_HOST, this.env.CONSOLE_HOST];
    if (hosts.some((host) => own.includes(host.replace(/:\d+$/, "")))) return true;
    const owned = "SELECT 1 FROM hosts WHERE host = ? AND tenant <> ?";
    return hosts.some((host) => this.#sql.exec(owned, host, tenant).toArray().length > 0);
  }

  #claimHosts(tenant: string, hosts: readonly string[]): void {
    this.#sql.exec("DELETE FROM hosts WHERE tenant = ?", tenant);
    for (const host of hosts) this.#sql.exec("INSERT INTO hosts VALUES (?, ?)", host, tenant);
  }
}

/**
 * Origins in their one spelling and the hosts they claim, or undefined if one of them is no origin
 * of ours.
 */
function parsedOrigins(
  texts: readonly string[],
): { readonly origins: readonly string[]; readonly hosts: readonly string[] } | undefined {
  const parsed = texts.map(parseOrigin).filter((origin) => origin.ok);
  if (texts.length === 0 || texts.length > ORIGINS_MAX || parsed.length < texts.length) {
    return undefined;
  }
  return {
    origins: [...new Set(parsed.map(({ origin }) => origin))],
    hosts: [...new Set(parsed.map(({ host }) => hostKey(host)))],
  };
}

function entryOf(row: TenantRow): TenantEntry {
  return { name: row.name, displayName: row.display_name, origins: JSON.parse(row.origins) };
}

function tokenOf(row: TokenRow): ApiToken {
  const { id, name, made_at: madeAt, expires_at: expiresAt } = row;
  return { id, name, scope: row.scope as ApiScope, madeAt, expiresAt };
}
