// What the object tests share: the environment of the worker under test, a clock that stands where
// a test puts it, and a tenant with good defaults.
import { runInDurableObject } from "cloudflare:test";
import { env as bindings } from "cloudflare:workers";
import type { Clock } from "../../worker/clock.ts";
import {
  ADAPTER_DEFAULTS,
  type AdapterSettings,
  type TenantEntry,
} from "../../worker/core/tenant.ts";
import type { Env } from "../../worker/env.ts";
import { handlesOf } from "../../worker/objects/handles.ts";

export const env = bindings as unknown as Env;
export const handles = handlesOf(env);

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A whole hour and a whole day, 2011-03-03T00:00:00Z. */
export const START = 1_299_110_400_000;

/** The stub of the object called `name`, for what a handle cannot do: evict it, look inside it. */
export function stubOf(namespace: DurableObjectNamespace, name: string): DurableObjectStub {
  return namespace.get(namespace.idFromName(name));
}

/**
 * Sets the clock of the object behind `stub` to `now`; it stands still until set again (or the
 * object is evicted).
 */
export async function setClock(stub: DurableObjectStub, now: number): Promise<void> {
  const clock: Clock = { now: () => now, sleep: async () => undefined };
  await runInDurableObject(stub, (object) => {
    Object.assign(object, { clock });
  });
}

/** A tenant's entry; its host is its own. */
export function entry(name: string): TenantEntry {
  return { name, displayName: `${name} Inc.`, origins: [`https://${name}.example`] };
}

export const ADAPTER: AdapterSettings = {
  ...ADAPTER_DEFAULTS,
  upstream: "https://mail.acme.example",
  mailDomain: "acme.example",
};

/** A founded tenant, its stub, and its clock at START. */
export async function foundTenant(name: string) {
  const tenant = handles.tenant(name);
  const stub = stubOf(env.TENANT, name);
  await setClock(stub, START);
  await tenant.found(entry(name), ADAPTER, "owner");
  return { tenant, stub };
}

/** All rows of a table of the object behind `stub`. */
export function rows(stub: DurableObjectStub, table: string): Promise<Record<string, unknown>[]> {
  return runInDurableObject(stub, (_object, state) =>
    state.storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
  );
}

/** Names of the tables of the object behind `stub`. */
export async function tables(stub: DurableObjectStub): Promise<unknown[]> {
  const made = await rows(
    stub,
    "sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
  );
  return made.map(({ name }) => name);
}
