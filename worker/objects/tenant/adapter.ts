// The Exchange Adapter of a tenant: what is saved takes effect only when the adapter is restarted.
import { checkAdapter } from "../../core/adapter.ts";
import { refuse } from "../../core/result.ts";
import { ADAPTER_DEFAULTS, type AdapterSettings } from "../../core/tenant.ts";
import { fact, note, type Store, setFact } from "./store.ts";

/**
 * The adapter's `saved` or `running` settings, or null before the tenant was founded. What an
 * earlier version stored lacks settings that came later: those are at their defaults.
 */
export function adapterOrNull(sql: SqlStorage, which: "saved" | "running"): AdapterSettings | null {
  const stored = fact<AdapterSettings>(sql, which);
  return stored ? { ...ADAPTER_DEFAULTS, ...stored } : null;
}

/** The adapter's `saved` or `running` settings; a founded tenant has both. */
export function adapter(sql: SqlStorage, which: "saved" | "running"): AdapterSettings {
  const settings = adapterOrNull(sql, which);
  if (!settings) throw new Error("a founded tenant has an adapter");
  return settings;
}

/**
 * The first settings, saved and running. @throws RangeError if they cannot be: callers check them
 * before.
 */
export function foundAdapter(store: Store, settings: AdapterSettings): void {
  const checked = checkAdapter(settings);
  if (!checked.ok) throw new RangeError(checked.reason);
  setFact(store.sql, "saved", checked.adapter);
  setFact(store.sql, "running", checked.adapter);
}

/** How often settings were saved; who acts on what they read names it. */
export const adapterRevision = (sql: SqlStorage): number =>
  fact<number>(sql, "adapterRevision") ?? 0;

/** Somebody saved other settings since `revision` was read. */
const isOld = (sql: SqlStorage, revision: number | undefined) =>
  revision !== undefined && revision !== adapterRevision(sql);

/** Merges `change` into the saved settings; with `revision`, only if nobody saved others since. */
export function saveAdapter(
  store: Store,
  change: Partial<AdapterSettings>,
  actor: string,
  revision?: number,
) {
  if (isOld(store.sql, revision)) return refuse("adapter-changed");
  const checked = checkAdapter({ ...adapter(store.sql, "saved"), ...change });
  if (!checked.ok) return checked;
  setFact(store.sql, "saved", checked.adapter);
  setFact(store.sql, "adapterRevision", adapterRevision(store.sql) + 1);
  note(store, actor, "adapter-saved", "adapter", JSON.stringify(change));
  return checked;
}

/** Saved settings become the running ones; with `revision`, only if nobody saved others since. */
export function restartAdapter(store: Store, actor: string, revision?: number) {
  if (isOld(store.sql, revision)) return refuse("adapter-changed");
  const saved = adapter(store.sql, "saved");
  setFact(store.sql, "running", saved);
  note(store, actor, "adapter-restarted", "adapter", JSON.stringify(saved));
  return { ok: true as const, adapter: saved };
}
