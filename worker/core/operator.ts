// Operators: the people who use the console. An operator has one role, written like an API token's
// scope; built-in operators have a password (set through a one-time link), those of Cloudflare
// Access are known by their e-mail address.
import type { ApiScope } from "./scope.ts";

export interface Operator {
  readonly id: string;
  /** What they sign in with and what stands in audit logs: an e-mail address or a short name, lower case. */
  readonly name: string;
  readonly scope: ApiScope;
  readonly madeAt: number;
  /** False until a set-up link was used; operators of Access never need one. */
  readonly hasPassword: boolean;
}

/** A session as its owner sees it; the secret id is only in the cookie. Times in milliseconds since 1970. */
export interface OperatorSession {
  readonly id: string;
  readonly operatorId: string;
  /** Network address at sign-in. */
  readonly client: string;
  readonly openedAt: number;
  readonly lastSeenAt: number;
  readonly endsAt: number;
}
