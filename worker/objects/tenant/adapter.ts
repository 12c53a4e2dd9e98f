// The Exchange Adapter of a tenant: what is saved takes effect only when the adapter is restarted.
import { checkAdapter } from "../../core/adapter.ts";
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

/** Merges `change` into the saved settings. */
export function saveAdapter(store: Store, change: Partial<AdapterSettings>, actor: string) {
  const checked = checkAdapter({ ...adapter(store.sql, "saved"), ...change });
  if (!checked.ok) return checked;
  setFact(store.sql, "saved", checked.adapter);
  note(store, actor, "adapter-saved", "adapter", JSON.stringify(change));
  return checked;
}

/** Saved settings become the running ones. */
export function restartAdapter(store: Store, actor: string): AdapterSettings {
  const saved = adapter(store.sql, "saved");
  setFact(store.sql, "running", saved);
  note(store, actor, "adapter-restarted", "adapter", JSON.stringify(saved));
  return saved;
}
