// The Settings application: profiles and their removal, Exchange accounts made by hand, passcode,
// and what is in force. Rules: a locked profile stays unless its removal password is given; a
// profile's accounts go only with it, and an account takes its mail, contacts and calendars along
// (mSuite guide; Enterprise Deployment Guide, p. 71).
import { makeAccount } from "./account.ts";
import { checkAccount } from "./account-check.ts";
import { type Discoverer, discover } from "./autodiscover.ts";
import type { MailReason } from "./mail-outcome.ts";
import { type PasscodeValues, passcodeProblem } from "./passcode.ts";
import { effectivePasscode, keepPasscode } from "./passcode-state.ts";
import { payloadsOf } from "./profile-reader.ts";
import { effectiveRestrictions, type Restrictions } from "./restrictions.ts";
import type { Account, Handset, InstalledProfile } from "./state.ts";

type Outcome<Reason extends string> =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: Reason };

export type RemoveOutcome = Outcome<
  "no-such-profile" | "removal-disallowed" | "removal-password-wrong"
>;
export type DeleteOutcome = Outcome<"no-such-account" | "made-by-a-profile">;
export type PasscodeOutcome = Outcome<"passcode-refused">;

export interface HandMadeAccount {
  readonly email: string;
  /** Host name or address, with `:port` where needed. */
  readonly server: string;
  readonly user: string;
  readonly password: string;
  readonly ssl: boolean;
  /** Save the account although the server did not accept it? Default yes, as its owner would. */
  readonly saveUnverified?: boolean;
}

/** `id` is the saved account's; null if none was saved. */
export type AccountOutcome =
  | { readonly ok: true; readonly id: string }
  | {
      readonly ok: false;
      readonly id: string | null;
      readonly reason: MailReason | "one-exchange-account";
      readonly status: number | null;
      readonly detail: string;
    };

export interface Settings {
  profiles(): readonly InstalledProfile[];
  removeProfile(identifier: string, password?: string): RemoveOutcome;
  addExchangeAccount(account: HandMadeAccount): Promise<AccountOutcome>;
  /** The same by nothing but an address: the phone finds the server itself. */
  addExchangeAddress(by: Discoverer): Promise<AccountOutcome>;
  accounts(): readonly Account[];
  deleteAccount(id: string): DeleteOutcome;
  /** Answers the password alert of an account. */
  changePassword(id: string, password: string): DeleteOutcome;
  setPasscode(code: string): PasscodeOutcome;
  restrictions(): Restrictions;
  passcodePolicy(): PasscodeValues;
}

/** Settings of one phone. */
export function settingsOf(phone: Handset): Settings {
  const { state } = phone;
  return {
    profiles: () => state.profiles,
    removeProfile: (identifier, password) => removeProfile(phone, identifier, password),
    addExchangeAccount: (account) => addExchangeAccount(phone, account),
    addExchangeAddress: (by) => addExchangeAddress(phone, by),
    accounts: () => state.accounts,
    deleteAccount: (id) => deleteAccount(phone, id),
    changePassword: (id, password) => {
      const account = state.accounts.find((one) => one.id === id);
      if (!account) return { ok: false, reason: "no-such-account" };
      Object.assign(account, { password, passwordAlert: false, lastError: null });
      phone.screen(`Settings: a new password for ${account.email}.`);
      return { ok: true };
    },
    setPasscode: (code) => setPasscode(phone, code),
    restrictions: () => effectiveRestrictions(state),
    passcodePolicy: () => effectivePasscode(state),
  };
}

function removeProfile(phone: Handset, identifier: string, password?: string): RemoveOutcome {
  const { state } = phone;
  const profile = state.profiles.find((installed) => installed.identifier === identifier);
  if (!profile) return { ok: false, reason: "no-such-profile" };
  const [key] = payloadsOf(profile, "removal-password");
  if (profile.locked && !key) {
    phone.screen(`Settings: profile "${profile.name}" has no Remove button.`);
    return { ok: false, reason: "removal-disallowed" };
  }
  if (key) phone.screen(`Settings asks: the removal password of "${profile.name}".`);
  if (key && key.values.RemovalPassword !== password) {
    phone.screen("Settings: the removal password is wrong.");
    return { ok: false, reason: "removal-password-wrong" };
  }
  state.profiles = state.profiles.filter((installed) => installed !== profile);
  state.accounts = state.accounts.filter((account) => account.profile !== identifier);
  state.keychain = state.keychain.filter((item) => item.profile !== identifier);
  phone.screen(
    `Settings: profile "${profile.name}" is removed, with its account and all its mail.`,
  );
  return { ok: true };
}

async function addExchangeAccount(phone: Handset, by: HandMadeAccount): Promise<AccountOutcome> {
  const { state, traits } = phone;
  const { email, server, user, password, ssl, saveUnverified = true } = by;
  phone.screen(`Settings: the user adds the Exchange account ${email} on ${server}.`);
  if (state.accounts.length >= traits.exchangeAccounts) {
    const detail = "This phone can have one Exchange account only.";
    phone.screen(`Settings: ${detail}`);
    return { ok: false, id: null, reason: "one-exchange-account", status: null, detail };
  }
  const entries = { profile: null, name: email, email, user, password, server, ssl };
  const account = makeAccount(phone, { ...entries, pastDays: traits.defaultPastDays });
  const check = await checkAccount(phone, account);
  const saved = check.verified || (saveUnverified && check.reason !== "wiped");
  if (saved) state.accounts = [...state.accounts, account];
  if (check.verified) return { ok: true, id: account.id };
  const { reason, status, problem: detail } = check;
  return {
    ok: false,
    id: saved ? account.id : null,
    reason: reason ?? "cannot-connect",
    status,
    detail,
  };
}

async function addExchangeAddress(phone: Handset, by: Discoverer): Promise<AccountOutcome> {
  phone.screen(`Settings: the user adds the Exchange account ${by.email}.`);
  const found = await discover(phone, by);
  if (found.ok) {
    phone.screen(`Settings: the server is ${found.server}.`);
    return addExchangeAccount(phone, {
      ...by,
      email: found.email,
      server: found.server,
      ssl: true,
    });
  }
  phone.screen("Settings: the account cannot be found; it asks for the server.");
  return {
    ok: false,
    id: null,
    reason: "cannot-connect",
    status: found.status,
    detail: found.detail,
  };
}

function deleteAccount(phone: Handset, id: string): DeleteOutcome {
  const { state } = phone;
  const account = state.accounts.find((one) => one.id === id);
  if (!account) return { ok: false, reason: "no-such-account" };
  if (account.profile !== null) {
    phone.screen("Settings: the account belongs to a profile and goes only with it.");
    return { ok: false, reason: "made-by-a-profile" };
  }
  state.accounts = state.accounts.filter((one) => one !== account);
  phone.screen(`Settings: the account ${account.email} is deleted, with all its mail.`);
  return { ok: true };
}

function setPasscode(phone: Handset, code: string): PasscodeOutcome {
  const { value, history } = phone.state.passcode;
  const known = value === null ? history : [...history, value];
  const problem = passcodeProblem(effectivePasscode(phone.state), code, known);
  if (problem !== null) {
    phone.screen(`Settings: ${problem}.`);
    return { ok: false, reason: "passcode-refused" };
  }
  keepPasscode(phone.state, code);
  phone.screen("Settings: a new passcode is set.");
  return { ok: true };
}
