// Typed doors to the Durable Objects. Routes and objects meet other objects only through these: each interface (in the
// folder of this name) is the whole contract of one class, and every call is a remote call.
import { proxyDurable } from "itty-durable/proxy-durable.js";
import { guardName } from "../core/guess.ts";
import type { RunningTenant } from "../core/tenant.ts";
import type { Env } from "../env.ts";
import type { AliasHandle } from "./handles/alias.ts";
import type { AuthorityHandle } from "./handles/authority.ts";
import type { DeviceHandle } from "./handles/device.ts";
import type { DirectoryHandle } from "./handles/directory.ts";
import type { GuardHandle } from "./handles/guard.ts";
import type { TenantHandle } from "./handles/tenant.ts";

/**
 * The typed stubs of one environment. Building a stub costs nothing; each method call is a message.
 */
export interface Handles {
  readonly directory: DirectoryHandle;
  alias(alias: string): AliasHandle;
  tenant(name: string): TenantHandle;
  device(tenant: string, user: string, deviceId: string): DeviceHandle;
  authority(tenant: string): AuthorityHandle;
  /** `key` names what is guessed and by whom, e.g. `alias|203.0.113.7`. */
  guard(key: string): GuardHandle;
}

/**
 * An alias object's name, in ASCII because itty-durable writes it into a header. The prefix keeps
 * an alias of 64 hex digits a name: itty-durable takes a bare one for an object id.
 */
export const aliasObjectName = (alias: string) => `alias:${encodeURIComponent(alias)}`;

/** Stubs for the objects bound in `env`. */
export function handlesOf(env: Env): Handles {
  const stub = <Handle>(namespace: DurableObjectNamespace, name: string) =>
    namespace.get(namespace.idFromName(name)) as unknown as Handle;
  return {
    // Made when asked for: naming an object costs a hash, and a warm request needs none.
    get directory() {
      return stub<DirectoryHandle>(env.DIRECTORY, "directory");
    },
    alias: (alias) =>
      proxyDurable(env.ALIAS, { parse: true }).get(aliasObjectName(alias)) as AliasHandle,
    tenant: (name) => stub<TenantHandle>(env.TENANT, name),
    device: (tenant, user, deviceId) =>
      stub<DeviceHandle>(env.DEVICE, JSON.stringify([tenant, user, deviceId])),
    authority: (tenant) => stub<AuthorityHandle>(env.AUTHORITY, tenant),
    guard: (key) => stub<GuardHandle>(env.GUARD, guardName(key)),
  };
}

/**
 * What runs on `host`: the directory's entry joined with the tenant's running adapter, or null if
 * nobody owns it.
 */
export async function runningTenant(handles: Handles, host: string): Promise<RunningTenant | null> {
  const entry = await handles.directory.tenantByHost(host);
  if (!entry) return null;
  const serving = await handles.tenant(entry.name).serving();
  return serving && { ...entry, ...serving };
}
