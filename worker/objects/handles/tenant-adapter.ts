// The door to a tenant, as far as its Exchange Adapter goes: settings are saved first and run after a restart.
import type { AdapterProblem } from "../../core/adapter.ts";
import type { Result } from "../../core/result.ts";
import type { AdapterSettings, RunningTenant, TenantEntry } from "../../core/tenant.ts";
import type { Remote } from "./remote.ts";

/** The part of a tenant that keeps the settings of its Exchange Adapter. */
export interface TenantAdapter {
  /** First call for a new tenant. Makes the default group "everyone" with an empty draft policy. */
  found(entry: TenantEntry, adapter: AdapterSettings, actor: string): Remote<void>;
  /**
   * What runs now, or null if the tenant was never founded. `origins` come from the directory, not
   * from here.
   */
  running(): Remote<AdapterSettings | null>;
  /** The same, and until when somebody looks at the live view. */
  serving(): Remote<Pick<RunningTenant, "adapter" | "watchedUntil"> | null>;
  saved(): Remote<AdapterSettings | null>;
  /** How often settings of the adapter were saved. */
  adapterRevision(): Remote<number>;
  /** With `revision`, here and below, only if nobody saved other settings since it was read. */
  saveAdapter(
    change: Partial<AdapterSettings>,
    actor: string,
    revision?: number,
  ): Remote<Result<{ readonly adapter: AdapterSettings }, AdapterProblem | "adapter-changed">>;
  /** Saved settings become the running ones. */
  restartAdapter(
    actor: string,
    revision?: number,
  ): Remote<Result<{ readonly adapter: AdapterSettings }, "adapter-changed">>;
}
