// The passcode of one phone, and the rules in force on it.
import { type PasscodeValues, strictestPasscode } from "./passcode.ts";
import type { PhoneState } from "./state.ts";

/**
 * What holds on this phone now: passcode payloads of all profiles, and Exchange's policies of all
 * accounts.
 */
export function effectivePasscode(state: PhoneState): PasscodeValues {
  const payloads = state.profiles.flatMap((profile) =>
    profile.payloads.filter(({ kind }) => kind === "passcode").map(({ values }) => values),
  );
  return strictestPasscode([...payloads, ...state.accounts.map((account) => account.easPasscode)]);
}

/** Sets a passcode that was judged, keeping the old one in the history. */
export function keepPasscode(state: PhoneState, code: string): void {
  const { value, history } = state.passcode;
  const old = value === null ? history : [...history, value];
  state.passcode = { value: code, history: old.slice(-50) };
}
