// What the install screen shows of a waiting profile: names, signer, trust, payloads in words, and
// what will be asked (fields of the screen: class dumps of ManagedConfiguration; layout and exact
// words are not known).
import { type PasscodeValues, passcodeProblem, strictestPasscode } from "./passcode.ts";
import { effectivePasscode } from "./passcode-state.ts";
import { PAYLOADS } from "./payload-keys.ts";
import { payloadsOf, type ReadProfile } from "./profile-reader.ts";
import type { PendingProfile, PhoneState, Trust } from "./state.ts";

export type Question = "emailAddress" | "userName" | "password" | "passcode";

export interface InstallScreen {
  readonly name: string;
  readonly identifier: string;
  readonly organization: string;
  readonly description: string;
  /** Common name of the signer, or null. */
  readonly signer: string | null;
  readonly trust: Trust;
  readonly payloads: readonly string[];
  readonly warnings: readonly string[];
  /** What the installer will ask for after a tap on Install. */
  readonly asks: readonly Question[];
  /** An installed profile with the same identifier is there. */
  readonly replaces: boolean;
}

const ACCOUNT_KEYS = [
  ["emailAddress", "EmailAddress"],
  ["userName", "UserName"],
  ["password", "Password"],
] as const;

/** Passcode rules that would hold with `profile` installed in place of any with its identifier. */
export function passcodeWith(profile: ReadProfile, state: PhoneState): PasscodeValues {
  const others = state.profiles.filter(({ identifier }) => identifier !== profile.identifier);
  const accounts = state.accounts.filter((account) => account.profile !== profile.identifier);
  const own = payloadsOf(profile, "passcode").map(({ values }) => values as PasscodeValues);
  return strictestPasscode([effectivePasscode({ ...state, profiles: others, accounts }), ...own]);
}

function questions(profile: ReadProfile, state: PhoneState): Question[] {
  const missing = ACCOUNT_KEYS.filter(([, key]) =>
    payloadsOf(profile, "exchange").some(({ values }) => values[key] === undefined),
  );
  const asks: Question[] = missing.map(([question]) => question);
  const weak = passcodeProblem(passcodeWith(profile, state), state.passcode.value);
  return weak === null ? asks : [...asks, "passcode"];
}

/** The screen for a waiting profile. */
export function screenOf(pending: PendingProfile, state: PhoneState): InstallScreen {
  const { profile, signer, trust, warnings } = pending;
  const { name, identifier, organization, description } = profile;
  const words = profile.payloads.map(
    ({ kind }) => PAYLOADS.find((row) => row.kind === kind)?.words ?? kind,
  );
  return {
    ...{ name, identifier, organization, description, trust },
    signer: signer?.name ?? null,
    payloads: words,
    warnings: [...warnings, ...consequences(pending)],
    asks: questions(profile, state),
    replaces: state.profiles.some((installed) => installed.identifier === identifier),
  };
}

function consequences({ profile }: PendingProfile): string[] {
  if (!profile.locked) return [];
  const way = payloadsOf(profile, "removal-password").length > 0 ? "only with a password" : "not";
  return [`Once installed, the profile can be removed ${way}.`];
}
