// Installing the profile that waits on the screen: ask what is missing, demand a passcode, replace
// what is there, check the account against its server. Rule: all or nothing; a refusal, a cancel or
// a failure half-way leaves the phone as it was (Enterprise Deployment Guide, pp. 33, 41, 53, 71;
// class dumps of the installer's phases).
import { entriesOf, makeAccount } from "./account.ts";
import { type AccountCheck, checkAccount } from "./account-check.ts";
import { type InstallScreen, passcodeWith, screenOf } from "./install-screen.ts";
import { passcodeProblem } from "./passcode.ts";
import { keepPasscode } from "./passcode-state.ts";
import { payloadsOf } from "./profile-reader.ts";
import { type ReplacementReason, replacementRefused } from "./replacement.ts";
import type { Account, Handset, InstalledProfile, PendingProfile, PhoneState } from "./state.ts";

/** What the user enters. Only what the screen asks for is looked at. */
export interface InstallAnswers {
  readonly password?: string;
  /** A new passcode, if the phone's own does not comply. */
  readonly passcode?: string;
  readonly userName?: string;
  readonly emailAddress?: string;
  /** Save an account that the server did not accept? Default yes; no cancels the installation. */
  readonly saveUnverified?: boolean;
}

export type InstallReason =
  | ReplacementReason
  | "no-install-screen"
  | "answer-missing"
  | "passcode-needed"
  | "passcode-refused"
  | "account-not-verified";

export type InstallOutcome =
  | {
      readonly ok: true;
      readonly profile: InstalledProfile;
      readonly replaced: boolean;
      readonly accounts: readonly AccountCheck[];
    }
  | { readonly ok: false; readonly reason: InstallReason; readonly detail: string };

export interface Installer {
  /** What the install screen shows; null when none is open. */
  readonly screen: InstallScreen | null;
  /** Taps Install. With an answer missing the screen stays open; every other refusal closes it. */
  install(answers?: InstallAnswers): Promise<InstallOutcome>;
  cancel(): void;
}

/** The installer of one phone. */
export function installerOf(phone: Handset): Installer {
  const { state } = phone;
  return {
    get screen() {
      return state.pending && screenOf(state.pending, state);
    },
    install: async (answers = {}) => {
      const { pending } = state;
      if (!pending) return refuse(phone, "no-install-screen", "No profile is waiting.");
      phone.screen("Install Profile: the user taps Install.");
      return install(phone, pending, answers);
    },
    cancel: () => {
      if (state.pending) phone.screen("Install Profile: the user taps Cancel.");
      state.pending = null;
    },
  };
}

function refuse(phone: Handset, reason: InstallReason, detail: string): InstallOutcome {
  phone.screen(`Install Profile: ${detail}`);
  return { ok: false, reason, detail };
}

async function install(
  phone: Handset,
  pending: PendingProfile,
  answers: InstallAnswers,
): Promise<InstallOutcome> {
  const { state, traits } = phone;
  const refusal = replacementRefused(pending, { ...state, traits });
  if (refusal) {
    state.pending = null;
    return refuse(phone, refusal.reason, refusal.words);
  }
  const missing = missingAnswer(phone, pending, answers);
  if (missing) return missing;
  const before = snapshot(state);
  const { profile, accounts } = putIn(phone, pending, answers);
  const checks: AccountCheck[] = [];
  for (const account of accounts) checks.push(await checkAccount(phone, account));
  const failed = checks.find((check) => !check.verified);
  state.pending = null;
  if (failed?.reason === "wiped") return refuse(phone, "account-not-verified", failed.problem);
  if (failed && answers.saveUnverified === false) {
    Object.assign(state, before);
    return refuse(phone, "account-not-verified", `The account is not saved: ${failed.problem}`);
  }
  const { identifier } = profile;
  const replaced = before.profiles.some((installed) => installed.identifier === identifier);
  phone.screen(
    `Profile "${profile.name}" is installed${replaced ? ", replacing the old one" : ""}.`,
  );
  return { ok: true, profile, replaced, accounts: checks };
}

/**
 * Asks one question after another; the first without a good answer stops the installation, the
 * screen stays.
 */
function missingAnswer(
  phone: Handset,
  pending: PendingProfile,
  answers: InstallAnswers,
): InstallOutcome | null {
  for (const question of screenOf(pending, phone.state).asks) {
    if (question === "passcode") continue;
    phone.screen(`Install Profile asks: ${QUESTIONS[question]}.`);
    if (answers[question]) continue;
    return refuse(phone, "answer-missing", `${QUESTIONS[question]} was not entered.`);
  }
  const policy = passcodeWith(pending.profile, phone.state);
  const { value, history } = phone.state.passcode;
  if (passcodeProblem(policy, value) === null) return null;
  phone.screen("Install Profile asks: a new passcode.");
  if (answers.passcode === undefined) {
    return refuse(phone, "passcode-needed", "A passcode must be set, or nothing is installed.");
  }
  const known = value === null ? history : [...history, value];
  const problem = passcodeProblem(policy, answers.passcode, known);
  return problem === null ? null : refuse(phone, "passcode-refused", `${problem}.`);
}

const QUESTIONS = {
  emailAddress: "the e-mail address",
  userName: "the user name",
  password: "the password of the Exchange account",
} as const;

/**
 * What an installation may change, to be put back. Its members are replaced, never changed in
 * place.
 */
const snapshot = ({ profiles, accounts, passcode }: PhoneState) => ({
  profiles,
  accounts,
  passcode,
});

/**
 * Puts profile, passcode and accounts in; what the same identifier had goes, with its accounts'
 * data.
 */
function putIn(
  phone: Handset,
  pending: PendingProfile,
  answers: InstallAnswers,
): { profile: InstalledProfile; accounts: Account[] } {
  const { state } = phone;
  const { identifier } = pending.profile;
  const weak = passcodeProblem(passcodeWith(pending.profile, state), state.passcode.value);
  if (weak !== null && answers.passcode !== undefined) keepPasscode(state, answers.passcode);
  const { signer, trust } = pending;
  const profile = { ...pending.profile, signer, trust, installedAt: phone.clock.now() };
  const { emailAddress = "", userName = "", password = "" } = answers;
  const on = { profile: identifier, emailAddress, userName, password };
  const accounts = payloadsOf(profile, "exchange").map((payload) =>
    makeAccount(phone, entriesOf(phone, payload, on)),
  );
  const others = state.profiles.filter((installed) => installed.identifier !== identifier);
  state.profiles = [...others, profile];
  const kept = state.accounts.filter((account) => account.profile !== identifier);
  state.accounts = [...kept, ...accounts];
  return { profile, accounts };
}
