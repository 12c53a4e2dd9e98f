// Installing the profile that waits on the screen: ask what is missing, demand a passcode, replace
// what is there, check the account against its server. Rule: all or nothing; a refusal, a cancel or
// a failure half-way leaves the phone as it was (Enterprise Deployment Guide, pp. 33, 41, 53, 71;
// class dumps of the installer's phases).
import { entriesOf, identityNamedBy, makeAccount } from "./account.ts";
import { type AccountCheck, checkAccount } from "./account-check.ts";
import { collect, type EnrolmentReason, enrol } from "./enrolment.ts";
import { type InstallScreen, passcodeWith, screenOf } from "./install-screen.ts";
import { showScreen } from "./installer-arrival.ts";
import { type Obtained, obtainIdentities } from "./installer-identities.ts";
import { identityFor, OF_ENROLMENT } from "./keychain.ts";
import { passcodeProblem } from "./passcode.ts";
import { keepPasscode } from "./passcode-state.ts";
import { payloadsOf, type ReadProfile } from "./profile-reader.ts";
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
  | EnrolmentReason
  | "not-enrolled"
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
  /**
   * What the phone does by itself with profiles that have expired (PayloadExpirationDate) and came
   * over the air: it fetches them anew, signed by the certificate of their enrolment.
   */
  renewExpired(): Promise<readonly InstallOutcome[]>;
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
      return arriveAndInstall(phone, pending, answers);
    },
    cancel: () => {
      if (state.pending) phone.screen("Install Profile: the user taps Cancel.");
      state.pending = null;
    },
    renewExpired: async () => {
      const due = state.profiles.filter(
        ({ enrolment, expiresAt }) =>
          enrolment && expiresAt !== null && expiresAt <= phone.clock.now(),
      );
      const outcomes: InstallOutcome[] = [];
      for (const profile of due) outcomes.push(await renew(phone, profile));
      return outcomes;
    },
  };
}

/** A Profile Service on the screen is walked first: it leads to the profile itself. */
async function arriveAndInstall(
  phone: Handset,
  pending: PendingProfile,
  answers: InstallAnswers,
): Promise<InstallOutcome> {
  const { service } = pending;
  if (!service) return install(phone, pending, answers);
  const enrolled = await enrol(phone, { ...pending, service });
  if (!enrolled.ok) {
    phone.state.pending = null;
    phone.screen("Rolling back installation of profile.");
    return refuse(phone, enrolled.reason, enrolled.detail);
  }
  phone.state.pending = enrolled.pending;
  showScreen(phone, enrolled.pending);
  return install(phone, enrolled.pending, answers);
}

/** The second half of the enrolment again; nobody is asked, the account keeps its password. */
async function renew(phone: Handset, profile: InstalledProfile): Promise<InstallOutcome> {
  const { identifier: owner, enrolment: service, trust } = profile;
  const identity = identityFor(phone.state, { profile: owner, payload: OF_ENROLMENT });
  if (!service || !identity) return refuse(phone, "not-enrolled", "The profile has no enrolment.");
  phone.screen(`Profile "${profile.name}" has expired: the phone asks for it anew.`);
  const { certificate, key } = identity;
  const enrolled = await collect(phone, { service, trust }, { certificate, key });
  if (!enrolled.ok) return refuse(phone, enrolled.reason, enrolled.detail);
  const account = phone.state.accounts.find((one) => one.profile === owner);
  const answers = account?.password ? { password: account.password } : {};
  return install(phone, enrolled.pending, answers, { renewal: true });
}

function refuse(phone: Handset, reason: InstallReason, detail: string): InstallOutcome {
  phone.screen(`Install Profile: ${detail}`);
  return { ok: false, reason, detail };
}

async function install(
  phone: Handset,
  pending: PendingProfile,
  answers: InstallAnswers,
  { renewal = false } = {},
): Promise<InstallOutcome> {
  const { state, traits } = phone;
  // That a profile which fetches itself anew replaces its own account on OS 3, too, is an inference.
  const replaces = renewal ? { ...traits, replacesExchangeProfile: true } : traits;
  const refusal = replacementRefused(pending, { ...state, traits: replaces });
  if (refusal) {
    state.pending = null;
    return refuse(phone, refusal.reason, refusal.words);
  }
  const missing = missingAnswer(phone, pending, answers);
  if (missing) return missing;
  const obtained = await obtainIdentities(phone, pending);
  if (!obtained.ok) {
    state.pending = null;
    phone.screen("Rolling back installation of profile.");
    return refuse(phone, "certificate-refused", obtained.detail);
  }
  const before = snapshot(state);
  const { profile, accounts } = putIn(phone, pending, { answers, items: obtained.items });
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
    // With a certificate the password may be left empty (from memory).
    if (question === "password" && showsCertificate(pending.profile)) continue;
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

const showsCertificate = (profile: ReadProfile) =>
  payloadsOf(profile, "exchange").every((payload) => identityNamedBy(payload) !== null);

const QUESTIONS = {
  emailAddress: "the e-mail address",
  userName: "the user name",
  password: "the password of the Exchange account",
} as const;

/**
 * What an installation may change, to be put back. Its members are replaced, never changed in
 * place.
 */
const snapshot = ({ profiles, accounts, passcode, keychain }: PhoneState) => ({
  ...{ profiles, accounts, passcode, keychain },
});

/**
 * Puts profile, passcode and accounts in; what the same identifier had goes, with its accounts'
 * data.
 */
function putIn(
  phone: Handset,
  pending: PendingProfile,
  { answers, items }: { answers: InstallAnswers; items: Obtained },
): { profile: InstalledProfile; accounts: Account[] } {
  const { state } = phone;
  const { identifier } = pending.profile;
  const weak = passcodeProblem(passcodeWith(pending.profile, state), state.passcode.value);
  if (weak !== null && answers.passcode !== undefined) keepPasscode(state, answers.passcode);
  const { signer, trust, enrolled } = pending;
  const from = enrolled ? { enrolment: enrolled.service } : {};
  const profile = { ...pending.profile, signer, trust, installedAt: phone.clock.now(), ...from };
  const { emailAddress = "", userName = "", password = "" } = answers;
  const on = { profile: identifier, emailAddress, userName, password };
  const accounts = payloadsOf(profile, "exchange").map((payload) =>
    makeAccount(phone, entriesOf(phone, payload, on)),
  );
  const others = state.profiles.filter((installed) => installed.identifier !== identifier);
  state.profiles = [...others, profile];
  const kept = state.accounts.filter((account) => account.profile !== identifier);
  state.accounts = [...kept, ...accounts];
  state.keychain = [...state.keychain.filter((item) => item.profile !== identifier), ...items];
  return { profile, accounts };
}
