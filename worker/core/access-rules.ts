// Rules by what a client says of itself: allow, block or quarantine it. They are Exchange's device
// access rules (New-ActiveSyncDeviceAccessRule) with a prefix match beside the exact one, so that one
// rule stops one version of a system. What a client says is its own word: rules keep out clients that
// do harm, they prove nothing, and an allowed iOS device still needs its proof. Whom a rule speaks
// of is access-matching.ts.

/** What a rule looks at. */
export const ACCESS_CHARACTERISTICS = ["deviceType", "model", "os", "userAgent"] as const;
export type AccessCharacteristic = (typeof ACCESS_CHARACTERISTICS)[number];

/** In the order in which they win: a block beats a quarantine, which beats an allowance. */
export const ACCESS_LEVELS = ["block", "quarantine", "allow"] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

export interface AccessRule {
  readonly id: string;
  readonly characteristic: AccessCharacteristic;
  /** In any letter case; with a `*` at its end everything that begins with the text before it. */
  readonly value: string;
  readonly level: AccessLevel;
}

/** Rules of one tenant. Every judgement reads them all. */
export const ACCESS_RULES_MAX = 100;
/** Characters of a rule's value; what clients say is cut to 200. */
const VALUE_MAX = 200;

/**
 * True for a value that a rule can have: printable, not empty, and with a `*` at its end at most,
 * so that nobody expects wildcards where there are none.
 */
export function isAccessValue(value: string): boolean {
  const text = value.trim();
  if (text === "" || text !== value || value.length > VALUE_MAX) return false;
  return !/[\p{C}\p{Zl}\p{Zp}]/u.test(value) && !value.slice(0, -1).includes("*");
}
