// The linter's table: values that are right one by one and wrong together, and which settings of
// the two families mean the same. Rule: an error only where one value makes another impossible or
// void. Sources: MS-ASPROV 2.2.2 (which elements need DevicePasswordEnabled), Apple's
// device-management schema; that complex characters count only with letters required is what iOS
// itself does with an EASProvisionDoc.
import type { Language } from "./language.ts";
import type { PolicyValues } from "./policy.ts";
import { EAS_ROWS } from "./provision-document.ts";

/** One contradiction. `problem` ends the sentence that begins with the first setting's label. */
export interface Contradiction {
  readonly code: string;
  readonly level: "error" | "warning";
  readonly settings: readonly [string, ...string[]];
  readonly when: (values: PolicyValues) => boolean;
  readonly problem: Readonly<Record<Language, string>>;
}

const isSet = (values: PolicyValues, id: string) => values[id] !== undefined;
const numberOf = (values: PolicyValues, id: string) => Number(values[id] ?? Number.NaN);

/** A password rule of Provision says nothing to a phone that need not have a password. */
const PASSWORD_NEEDED: readonly Contradiction[] = EAS_ROWS.filter(
  (row) => row.eas.needsPassword,
).map((row) => ({
  code: "needs-device-password",
  level: "error",
  settings: [row.id, "easPasswordEnabled"],
  when: (values) =>
    isSet(values, row.id) &&
    values[row.id] !== row.phoneDefault &&
    values.easPasswordEnabled !== true,
  problem: {
    en: "has no effect unless a device password is required",
    de: "hat keine Wirkung, solange kein Gerätepasswort verlangt wird",
  },
}));

/** A rule of the passcode payload binds only users who have a passcode. */
const PASSCODE_NEEDED: readonly Contradiction[] = (
  [
    ["maxPINAgeInDays", 0],
    ["pinHistory", 0],
    ["minLength", 0],
    ["minComplexChars", 0],
    ["requireAlphanumeric", false],
    ["maxGracePeriod", 0],
  ] as const
).map(([id, none]) => ({
  code: "needs-passcode",
  level: "warning",
  settings: [id, "forcePIN"],
  when: (values) => isSet(values, id) && values[id] !== none && values.forcePIN !== true,
  problem: {
    en: "binds only users who set a passcode of their own will, for none is required",
    de: "bindet nur, wer von sich aus einen Code festlegt, denn verlangt wird keiner",
  },
}));

/** Values that are right one by one and wrong together. */
export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    code: "removal-password-missing",
    level: "error",
    settings: ["removalPassword", "preventPolicyRemoval"],
    when: (values) =>
      values.preventPolicyRemoval === "with-password" && !isSet(values, "removalPassword"),
    problem: {
      en: "must be set when Prevent Policy Removal is with password",
      de: "muss gesetzt sein, wenn das Entfernen der Richtlinie ein Passwort verlangt",
    },
  },
  {
    code: "removal-password-void",
    level: "error",
    settings: ["removalPassword", "preventPolicyRemoval"],
    when: (values) =>
      values.preventPolicyRemoval !== "with-password" && isSet(values, "removalPassword"),
    problem: {
      en: "has no effect unless Prevent Policy Removal is with password",
      de: "hat keine Wirkung, wenn das Entfernen der Richtlinie kein Passwort verlangt",
    },
  },
  ...PASSWORD_NEEDED,
  ...PASSCODE_NEEDED,
  {
    code: "more-complex-than-long",
    level: "error",
    settings: ["minComplexChars", "minLength"],
    when: (values) => numberOf(values, "minComplexChars") > numberOf(values, "minLength"),
    problem: {
      en: "is more than the minimum passcode length",
      de: "ist größer als die Mindestlänge des Codes",
    },
  },
  {
    code: "more-complex-than-long",
    level: "error",
    settings: ["easMinComplexCharacters", "easMinPasswordLength"],
    when: (values) =>
      numberOf(values, "easMinComplexCharacters") > numberOf(values, "easMinPasswordLength"),
    problem: {
      en: "is more than the minimum password length",
      de: "ist größer als die Mindestlänge des Passworts",
    },
  },
  {
    code: "complex-needs-letters",
    level: "warning",
    settings: ["easMinComplexCharacters", "easAlphanumeric"],
    when: (values) => isSet(values, "easMinComplexCharacters") && values.easAlphanumeric !== true,
    problem: {
      en: "is ignored by iPhones unless both numbers and letters are required",
      de: "wird von iPhones übergangen, solange nicht Ziffern und Buchstaben verlangt werden",
    },
  },
  {
    code: "encryption-needs-password",
    level: "warning",
    settings: ["easRequireDeviceEncryption", "easPasswordEnabled"],
    when: (values) =>
      values.easRequireDeviceEncryption === true && values.easPasswordEnabled !== true,
    problem: {
      en: "is ignored by iPhones unless a device password is required",
      de: "wird von iPhones übergangen, solange kein Gerätepasswort verlangt wird",
    },
  },
  {
    code: "more-attempts-than-counted",
    level: "warning",
    settings: ["easMaxFailedAttempts"],
    when: (values) => numberOf(values, "easMaxFailedAttempts") > 10,
    problem: {
      en: "is more than the 10 attempts that iPhones count",
      de: "ist mehr als die 10 Versuche, die iPhones zählen",
    },
  },
  {
    code: "grace-longer-than-lock",
    level: "warning",
    settings: ["maxGracePeriod", "maxInactivity"],
    when: (values) =>
      numberOf(values, "maxInactivity") > 0 &&
      numberOf(values, "maxGracePeriod") > numberOf(values, "maxInactivity"),
    problem: {
      en: "is longer than the time before auto-lock: a phone is open longer locked than unlocked",
      de: "ist länger als die Zeit bis zur automatischen Sperre: gesperrt bleibt das Gerät länger offen als entsperrt",
    },
  },
];

/** Settings of the iOS profile and of Provision that mean the same, in the same unit. */
export const SAME_MEANING: Readonly<Record<string, string>> = {
  forcePIN: "easPasswordEnabled",
  minLength: "easMinPasswordLength",
  maxFailedAttempts: "easMaxFailedAttempts",
  requireAlphanumeric: "easAlphanumeric",
  maxInactivity: "easMaxInactivity",
  allowSimple: "easAllowSimplePassword",
  maxPINAgeInDays: "easPasswordExpiration",
  pinHistory: "easPasswordHistory",
  minComplexChars: "easMinComplexCharacters",
  manualFetchingWhenRoaming: "easManualSyncWhenRoaming",
  allowCamera: "easAllowCamera",
  mailDaysToSync: "easMaxEmailAge",
};
