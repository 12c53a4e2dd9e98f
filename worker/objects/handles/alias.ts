// The door to an alias.
import type { AliasAnswer, AliasClaim } from "../../core/alias.ts";
import type { Result } from "../../core/result.ts";
import type { Remote } from "./remote.ts";

/** `alias`: one itty-durable object per alias name. JSON in, JSON out; arguments are ASCII. */
export interface AliasHandle {
  resolve(): Remote<AliasAnswer>;
  claims(): Remote<AliasClaim[]>;
  claim(tenant: string): Remote<Result<{ readonly claim: AliasClaim }, "already-claimed">>;
  /**
   * `owner` approves the waiting claim of `tenant`: from now on the alias is not unique, for both.
   */
  approve(owner: string, tenant: string): Remote<Result<object, "not-the-owner" | "no-such-claim">>;
  /**
   * Gives a claim up (or, by the owner, turns a waiting one down); the next in line becomes the
   * owner (releaseClaim).
   */
  release(tenant: string): Remote<Result<object, "no-such-claim">>;
}
