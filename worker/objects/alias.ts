// The alias object, on itty-durable: one per alias name, its claims as one small JSON value. A thin
// shell around worker/core/alias.ts. itty-durable calls any method and reads any property that a
// request names, its `state` holds every secret of the environment, and it does not wait until a
// change is written; hence the three rules here: only the five methods of AliasHandle can be
// reached, only `version` and `claims` are kept, and a change is written before it is answered.
// Reads write nothing (autoPersist would), so guessing aliases makes no objects. The package's
// index is CommonJS that requires ES modules, which not every loader takes.
import { createDurable } from "itty-durable/itty-durable.js";
import type { Clock } from "../clock.ts";
import {
  type AliasAnswer,
  type AliasClaim,
  approveClaim,
  claimAlias,
  releaseClaim,
  resolveAlias,
} from "../core/alias.ts";
import { isTenantName } from "../core/names.ts";
import type { Result } from "../core/result.ts";
import type { Env } from "../env.ts";
import type { AliasHandle } from "./handles/alias.ts";

/** What itty-durable's untyped class is, as far as it is used here. */
interface IttyDurable {
  fetch(request: Request): Promise<Response>;
  persist(): Promise<void>;
}
const Durable = createDurable({ autoPersist: false }) as unknown as new (
  state: DurableObjectState,
  env: Env,
) => IttyDurable;

const FORMAT_VERSION = 1;
const METHODS: readonly string[] = ["resolve", "claims", "claim", "approve", "release"];
const CALL = /^\/do\/call\/([a-z]+)$/;

/** The claims of one alias (AliasHandle). */
export abstract class AliasObject extends Durable implements Omit<AliasHandle, "claims"> {
  protected abstract readonly clock: Clock;
  /** The kept value's form, and the claims in the order they came. */
  version = FORMAT_VERSION;
  claimList: readonly AliasClaim[] = [];

  override async fetch(request: Request): Promise<Response> {
    const method = CALL.exec(new URL(request.url).pathname)?.[1] ?? "";
    if (!METHODS.includes(method))
      return Response.json({ error: "no such method" }, { status: 404 });
    return super.fetch(request);
  }

  async resolve(): Promise<AliasAnswer> {
    return resolveAlias(this.claimList);
  }

  async claims(): Promise<readonly AliasClaim[]> {
    return this.claimList;
  }

  async claim(tenant: string): Promise<Result<{ readonly claim: AliasClaim }, "already-claimed">> {
    if (!isTenantName(tenant)) throw new RangeError("a claim names a tenant");
    const decided = claimAlias(this.claimList, tenant, this.clock.now());
    if (!decided.ok) return decided;
    await this.#keep(decided.claims);
    return { ok: true, claim: decided.claim };
  }

  async approve(
    owner: string,
    tenant: string,
  ): Promise<Result<object, "not-the-owner" | "no-such-claim">> {
    const decided = approveClaim(this.claimList, owner, tenant);
    if (!decided.ok) return decided;
    await this.#keep(decided.claims);
    return { ok: true };
  }

  async release(tenant: string): Promise<Result<object, "no-such-claim">> {
    const decided = releaseClaim(this.claimList, tenant);
    if (!decided.ok) return decided;
    await this.#keep(decided.claims);
    return { ok: true };
  }

  /** itty-durable: the whole kept value. The clock and the environment are never part of it. */
  getPersistable(): { readonly version: number; readonly claimList: readonly AliasClaim[] } {
    return { version: this.version, claimList: this.claimList };
  }

  /** itty-durable: after the kept value was read. */
  async onLoad(): Promise<void> {
    if (this.version > FORMAT_VERSION) throw new Error("a newer Worker wrote this alias");
  }

  async #keep(claims: readonly AliasClaim[]): Promise<void> {
    this.claimList = claims;
    await this.persist();
  }
}
