// What every part of the authority object's door stands on: its tables and its clock. The rule: these are fields and no
// methods, because a Durable Object's methods can be called from outside and its fields cannot (Workers RPC,
// "visibility").
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../../clock.ts";
import type { Env } from "../../env.ts";
import { MIGRATIONS, type Schema, schemaOf } from "../migrations.ts";
import { wrappingKey } from "../wrapping.ts";
import type { TokenKey } from "./identity-tokens.ts";
import type { Ring } from "./key-ring.ts";

/** What the functions behind the door (acts.ts) work on. */
export interface Ground {
  readonly storage: DurableObjectStorage;
  readonly schema: Schema;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly wrapping: () => Promise<CryptoKey>;
  /** Names the tenant (an object's id is derived from its name) and what a key is for. */
  readonly label: (what: string) => string;
  /** What is unwrapped once per life of the object, until something about it changes. */
  readonly memory: {
    ring?: Promise<Ring> | undefined;
    tokenKey?: Promise<TokenKey> | undefined;
    /** How many identities of a phone are being made. */
    readonly making: Map<string, number>;
  };
}

/** The authority object before it has any methods. */
export abstract class AuthorityGroundObject extends DurableObject<Env> {
  protected abstract readonly clock: Clock;
  protected readonly schema = schemaOf(this.ctx.storage, MIGRATIONS.authority);
  protected readonly ground: Ground = {
    storage: this.ctx.storage,
    schema: this.schema,
    now: () => this.clock.now(),
    wrapping: () => wrappingKey(this.env.WRAPPING_SECRET),
    label: (what) => `provost/${what}/${this.ctx.id.toString()}`,
    memory: { making: new Map() },
  };
  /** The work behind the door, loaded when it is first asked for. */
  protected readonly acts = async () => {
    loaded ??= (await import("./acts.ts")).AUTHORITY_ACTS;
    return loaded;
  };
}

/** Kept, because an import() waits for the platform each time. */
let loaded: typeof import("./acts.ts").AUTHORITY_ACTS | undefined;
