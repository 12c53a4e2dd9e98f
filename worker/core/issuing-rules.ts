// How a tenant's authority issues: what an administrator may say of it, and within which bounds. The
// rule: what is changed holds for what is issued afterwards. Follows RFC 8894, 2.1.2 (registration
// authority) and 7.3 (the life of a challenge is the server's to choose).

export interface IssuingRules {
  /** Days a phone's certificate is valid. */
  readonly validityDays: number;
  /** Days before its end from which a certificate may be renewed. */
  readonly renewalDays: number;
  /** Hours a challenge is open. */
  readonly challengeHours: number;
  /** Phones of iOS 3 and 4 may have keys of 1024 bits and messages signed with SHA-1 and encrypted with DES. */
  readonly legacyDevices: boolean;
  /** A separate registration authority decrypts and signs SCEP messages. */
  readonly registrationAuthority: boolean;
}

export const ISSUING_DEFAULTS: IssuingRules = {
  validityDays: 365,
  renewalDays: 30,
  challengeHours: 1,
  legacyDevices: false,
  registrationAuthority: false,
};

/** Least and most of the rules that are whole numbers. */
export const ISSUING_LIMITS = {
  validityDays: [1, 3_650],
  renewalDays: [0, 3_649],
  challengeHours: [1, 720],
} as const;
export type NumberRule = keyof typeof ISSUING_LIMITS;
export const NUMBER_RULES = Object.keys(ISSUING_LIMITS) as readonly NumberRule[];
export const SWITCH_RULES = ["legacyDevices", "registrationAuthority"] as const;

/** The same rules with whole numbers, each brought within its bounds; what is no number becomes the least. */
export function withinLimits(rules: IssuingRules): IssuingRules {
  const bounded = NUMBER_RULES.map((rule) => {
    const [least, most] = ISSUING_LIMITS[rule];
    return [rule, Math.min(Math.max(Math.trunc(rules[rule]) || least, least), most)] as const;
  });
  return { ...rules, ...Object.fromEntries(bounded) };
}
