// What every part of the tenant object's door stands on: its tables, its clock, and one way to read
// and one to write them. The rule: these are fields and no methods, because a Durable Object's
// methods can be called from outside and its fields cannot (Workers RPC, "visibility").
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../../clock.ts";
import type { Env } from "../../env.ts";
import { MIGRATIONS, schemaOf } from "../migrations.ts";
import type { Store } from "./store.ts";

/** The tenant object before it has any methods. */
export abstract class TenantGround extends DurableObject<Env> {
  protected abstract readonly clock: Clock;
  protected readonly schema = schemaOf(this.ctx.storage, MIGRATIONS.tenant);

  /** The tables of a founded tenant; a call to one that was never founded is our own mistake. */
  protected readonly sql = (): SqlStorage => {
    if (!this.schema.exists()) throw new Error("this tenant was never founded");
    return this.ctx.storage.sql;
  };

  /** One transaction: a change and its line in the audit log are there together or not at all. */
  protected readonly write = <Answer>(change: (store: Store) => Answer): Answer =>
    this.ctx.storage.transactionSync(() => change({ sql: this.sql(), now: this.clock.now() }));
}
