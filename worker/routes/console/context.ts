// What every console page is given: who asks, in which language, and the token its forms carry.
import type { Context } from "hono";
import type { AppEnv } from "../../context.ts";
import type { Language } from "../../core/language.ts";
import type { OperatorSession } from "../../core/operator.ts";
import type { Env } from "../../env.ts";
import type { Caller } from "../api/caller.ts";

/** The operator behind a request; `session` is null where Cloudflare Access keeps it. */
export interface SignedIn extends Caller {
  readonly operatorId: string;
  readonly session: OperatorSession | null;
}

/** Hono's environment of the console: the service's own, and what guard.ts found out. */
export interface ConsoleEnv {
  Bindings: Env;
  Variables: AppEnv["Variables"] & {
    /** Set on every page behind the sign-in. */
    operator: SignedIn;
    language: Language;
    /** Token of this session's forms; empty before the sign-in. */
    csrf: string;
  };
}

export type ConsoleContext = Context<ConsoleEnv>;
