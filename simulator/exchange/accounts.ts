// Who is logging in: the login forms Windows takes, and the directory behind them. The rule it
// keeps: a name in an unknown domain is nobody, whatever stands after the backslash. Passwords are
// kept as salted hashes only.
import { createHash, timingSafeEqual } from "node:crypto";
import type { Lockout } from "./server.ts";
import type { ExchangeState, User } from "./state.ts";

/** The Windows domain and the mail domain of the simulated company. */
export interface Domains {
  readonly domain: string;
  readonly mailDomain: string;
}

/**
 * Longest login looked at: Windows allows 256 characters for a user principal name, and 15 for a
 * domain.
 */
const MAX_LOGIN_CHARACTERS = 300;

/**
 * The account a login names: `user`, `DOMAIN\user` or `user@mail.domain`, in any case of letters;
 * undefined for anybody else.
 */
export function accountOf(state: ExchangeState, domains: Domains, login: string): User | undefined {
  if (login.length > MAX_LOGIN_CHARACTERS) return undefined;
  const name = accountName(domains, login)?.toLowerCase();
  return name !== undefined && Object.hasOwn(state.users, name) ? state.users[name] : undefined;
}

function accountName({ domain, mailDomain }: Domains, login: string): string | undefined {
  const backslash = login.indexOf("\\");
  if (backslash >= 0) {
    const known = login.slice(0, backslash).toLowerCase() === domain.toLowerCase();
    return known ? login.slice(backslash + 1) : undefined;
  }
  const at = login.lastIndexOf("@");
  if (at < 0) return login;
  return login.slice(at + 1).toLowerCase() === mailDomain.toLowerCase()
    ? login.slice(0, at)
    : undefined;
}

/**
 * The hash kept for a password. A simulator's directory needs no slow hash; it must only not hold
 * the password.
 */
export function hashPassword(user: string, password: string): string {
  return createHash("sha256").update(`${user.toLowerCase()}:${password}`).digest("hex");
}

/** Whether this is the user's password. */
export function checkPassword(user: User, password: string): boolean {
  const given = Buffer.from(hashPassword(user.user, password));
  return timingSafeEqual(given, Buffer.from(user.passwordHash));
}

const MINUTE_MS = 60_000;

/**
 * Whether this password opens the account now. Counts wrong ones and locks the account as the
 * domain's policy says; a locked one refuses the right password, too.
 */
export function opensAccount(
  user: User,
  password: string,
  { lockout, now }: { readonly lockout: Lockout | undefined; readonly now: number },
): boolean {
  if (user.locked) return false;
  if (checkPassword(user, password)) {
    delete user.wrongPasswords;
    return true;
  }
  if (!lockout) return false;
  const { count, lastAt } = user.wrongPasswords ?? { count: 0, lastAt: now };
  const isOver = now - lastAt >= lockout.countedForMinutes * MINUTE_MS;
  user.wrongPasswords = { count: isOver ? 1 : count + 1, lastAt: now };
  if (user.wrongPasswords.count >= lockout.afterFailures) user.locked = true;
  return false;
}

/** A user's e-mail address. */
export function addressOf(user: User, { mailDomain }: Domains): string {
  return `${user.user.toLowerCase()}@${mailDomain}`;
}

/** A user's address as Exchange writes it into headers: `"Alice Adams" <alice@acme.test>`. */
export function mailboxOf(user: User, domains: Domains): string {
  return `"${user.displayName.replace(/["\\\r\n]/g, "")}" <${addressOf(user, domains)}>`;
}

/** The user whose address this is. */
export function userByAddress(
  state: ExchangeState,
  domains: Domains,
  address: string,
): User | undefined {
  return address.includes("@") && !address.includes("\\")
    ? accountOf(state, domains, address)
    : undefined;
}
