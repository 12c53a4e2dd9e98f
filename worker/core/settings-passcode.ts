// Passcode settings of the profile: the 11 keys of com.apple.mobiledevice.passwordpolicy. Rule:
// units are what phones do, not what every document says (the Enterprise Deployment Guides print
// "days" for maxInactivity; it is minutes). Ranges: Apple's device-management schema; pinHistory,
// manualFetchingWhenRoaming and maxGracePeriod: Enterprise Deployment Guide, Second Edition (iPhone
// OS 3.1), the last one bounded by the longest period a phone offers, 4 hours.
import type { SettingRow } from "./settings-row.ts";

export const PASSCODE_SETTINGS = [
  {
    id: "forcePIN",
    section: "passcode",
    label: "Require a passcode",
    help: "The user must set a passcode to use the phone.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "forcePIN",
      since: [3, 0, 0],
    },
  },
  {
    id: "allowSimple",
    section: "passcode",
    label: "Allow simple passcodes",
    help: "If not, repeated and ascending characters such as 1111 or 1234 are refused.",
    value: { kind: "boolean" },
    phoneDefault: true,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "allowSimple",
      since: [3, 0, 0],
    },
  },
  {
    id: "requireAlphanumeric",
    section: "passcode",
    label: "Require a letter",
    help: "The passcode must hold at least one letter.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "requireAlphanumeric",
      since: [3, 0, 0],
    },
  },
  {
    id: "minLength",
    section: "passcode",
    label: "Minimum passcode length",
    help: "Characters a passcode must have at least.",
    value: { kind: "integer", min: 0, max: 16, unit: "characters" },
    phoneDefault: 0,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "minLength",
      since: [3, 0, 0],
    },
  },
  {
    id: "minComplexChars",
    section: "passcode",
    label: "Minimum number of special characters",
    help: "Characters that are neither letter nor digit.",
    value: { kind: "integer", min: 0, max: 4, unit: "characters" },
    phoneDefault: 0,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "minComplexChars",
      since: [3, 0, 0],
    },
  },
  {
    id: "maxPINAgeInDays",
    section: "passcode",
    label: "Maximum passcode age",
    help: "After this many days the passcode must be changed.",
    value: { kind: "integer", min: 0, max: 730, unit: "days" },
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "maxPINAgeInDays",
      since: [3, 0, 0],
    },
  },
  {
    id: "pinHistory",
    section: "passcode",
    label: "Passcode history",
    help: "A new passcode must differ from this many earlier ones.",
    value: { kind: "integer", min: 1, max: 50, unit: "passcodes" },
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "pinHistory",
      since: [3, 0, 0],
    },
  },
  {
    id: "maxInactivity",
    section: "passcode",
    label: "Maximum time before auto-lock",
    help: "Minutes without use after which the phone locks.",
    value: { kind: "integer", min: 0, max: 15, unit: "minutes" },
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "maxInactivity",
      since: [3, 0, 0],
    },
  },
  {
    id: "maxGracePeriod",
    section: "passcode",
    label: "Maximum grace period",
    help: "Minutes after locking in which no passcode is asked.",
    value: { kind: "integer", min: 0, max: 240, unit: "minutes" },
    phoneDefault: 0,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "maxGracePeriod",
      since: [3, 0, 0],
    },
  },
  {
    id: "maxFailedAttempts",
    section: "passcode",
    label: "Maximum number of failed attempts",
    help: "After this many wrong passcodes the phone erases itself. 11 means never.",
    value: { kind: "integer", min: 2, max: 11, unit: "attempts" },
    phoneDefault: 11,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "maxFailedAttempts",
      since: [3, 0, 0],
    },
  },
  {
    id: "manualFetchingWhenRoaming",
    section: "passcode",
    label: "Fetch mail only by hand while roaming",
    help: "No push and no automatic fetching abroad.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: {
      payload: "com.apple.mobiledevice.passwordpolicy",
      key: "manualFetchingWhenRoaming",
      since: [3, 0, 0],
    },
  },
] as const satisfies readonly SettingRow[];
