// Passcode rules: merged from profiles and Exchange, the strictest of each wins (Enterprise
// Deployment Guide, p. 33), and judged as the phone does when its user sets a passcode. What holds
// on one phone: passcode-state.ts.

/** Keys of com.apple.mobiledevice.passwordpolicy; numbers as there (minutes, days, characters). */
export interface PasscodeValues {
  readonly forcePIN?: boolean;
  readonly allowSimple?: boolean;
  readonly requireAlphanumeric?: boolean;
  readonly minLength?: number;
  readonly minComplexChars?: number;
  readonly maxFailedAttempts?: number;
  readonly maxInactivity?: number;
  readonly maxPINAgeInDays?: number;
  readonly pinHistory?: number;
  readonly maxGracePeriod?: number;
  readonly manualFetchingWhenRoaming?: boolean;
}

type Merge = (one: never, other: never) => boolean | number;
const either = (one: boolean, other: boolean) => one || other;
const both = (one: boolean, other: boolean) => one && other;
/** 0 minutes or days mean "no limit" in these keys. */
const smallestLimit = (one: number, other: number) =>
  one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other);

/** Which of two values is the stricter one. */
const STRICTEST: { readonly [Key in keyof Required<PasscodeValues>]: Merge } = {
  forcePIN: either,
  allowSimple: both,
  requireAlphanumeric: either,
  minLength: Math.max,
  minComplexChars: Math.max,
  maxFailedAttempts: Math.min,
  maxInactivity: smallestLimit,
  maxPINAgeInDays: smallestLimit,
  pinHistory: Math.max,
  maxGracePeriod: Math.min,
  manualFetchingWhenRoaming: either,
};

/** All of them together, the strictest of each. */
export function strictestPasscode(policies: readonly PasscodeValues[]): PasscodeValues {
  const merged: Record<string, boolean | number> = {};
  for (const policy of policies) {
    for (const [key, merge] of Object.entries(STRICTEST)) {
      const value = policy[key as keyof PasscodeValues];
      const before = merged[key];
      if (value === undefined) continue;
      merged[key] = before === undefined ? value : merge(before as never, value as never);
    }
  }
  return merged;
}

const isSimple = (code: string) => {
  const steps = [...code].slice(1).map((letter, at) => letter.charCodeAt(0) - code.charCodeAt(at));
  return [-1, 0, 1].some((step) => steps.every((one) => one === step));
};

const DEFAULT_LENGTH = 4;

/** What is wrong with a passcode under a policy, in the phone's words; null if it complies. */
export function passcodeProblem(
  policy: PasscodeValues,
  code: string | null,
  history: readonly string[] = [],
): string | null {
  if (code === null || code === "") return policy.forcePIN ? "a passcode must be set" : null;
  const complex = [...code].filter((letter) => !/[A-Za-z0-9]/.test(letter)).length;
  const recent = policy.pinHistory ? history.slice(-policy.pinHistory) : [];
  const least = Math.max(policy.minLength ?? 0, DEFAULT_LENGTH);
  if ([...code].length < least) return `the passcode needs ${least} characters`;
  if (policy.requireAlphanumeric && !(/[A-Za-z]/.test(code) && /\d/.test(code))) {
    return "the passcode needs a letter and a digit";
  }
  if (complex < (policy.minComplexChars ?? 0)) {
    return `the passcode needs ${policy.minComplexChars} characters that are no letters or digits`;
  }
  if (policy.allowSimple === false && isSimple(code)) return "the passcode is too simple";
  return recent.includes(code) ? "the passcode was used before" : null;
}
