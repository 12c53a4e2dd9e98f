// What every part of the authority object's door stands on: its tables and its clock. The rule: these are fields and no
// methods, because a Durable Object's methods can be called from outside and its fields cannot (Workers RPC,
// "visibility").
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../../clock.ts";
import type { Env } from "../../env.ts";
import { MIGRATIONS, schemaOf } from "../migrations.ts";

/** The authority object before it has any methods. */
export abstract class AuthorityGroundObject extends DurableObject<Env> {
  protected abstract readonly clock: Clock;
  protected readonly schema = schemaOf(this.ctx.storage, MIGRATIONS.authority);
}
