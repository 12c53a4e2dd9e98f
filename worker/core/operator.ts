// Operators: the people who use the console. An operator has one role, written like an API token's
// scope; built-in operators have a password (set through a one-time link), those of Cloudflare
// Access are known by their e-mail address. Password rules follow NIST SP 800-63B, section 5.1.1.2:
// long, and nothing about the kinds of characters in it.
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

/** Letters and digits of any script, and what e-mail addresses have besides. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}.@_+'-]{0,99}$/u;
/** Whom audit logs call so already: the bearer of the owner's token, and the service itself. */
const RESERVED = ["owner", "provost"];

/** An operator's name in its one spelling (NFC, lower case), or undefined if it cannot be one. */
export function operatorName(text: string): string | undefined {
  const name = text.trim().normalize("NFC").toLowerCase();
  return NAME.test(name) && !RESERVED.includes(name) ? name : undefined;
}

export const PASSWORD_MIN_LENGTH = 12;
/** Longer ones would only cost time to hash. */
export const PASSWORD_MAX_LENGTH = 200;
const DIFFERENT_CHARACTERS_MIN = 5;

export type PasswordProblem = "too-short" | "too-long" | "too-simple" | "holds-the-name";

/** Why `password` cannot be the password of the operator called `name`; undefined if it can. */
export function passwordProblem(name: string, password: string): PasswordProblem | undefined {
  const characters = [...password];
  if (characters.length < PASSWORD_MIN_LENGTH) return "too-short";
  if (password.length > PASSWORD_MAX_LENGTH) return "too-long";
  if (new Set(characters).size < DIFFERENT_CHARACTERS_MIN) return "too-simple";
  return password.toLowerCase().includes(name) ? "holds-the-name" : undefined;
}
