// Settings of the account and of the profile's removal. Rule: host, SSL, e-mail address and user
// name are no settings: they follow from the tenant and the user. Sources: Apple's
// device-management schema (com.apple.eas.account, TopLevel, com.apple.profileRemovalPassword);
// that the days came with iOS 4: the class of that payload in its headers.
import type { SettingRow } from "./settings-row.ts";

const DAYS = [
  { value: 1, label: "1 day" },
  { value: 3, label: "3 days" },
  { value: 7, label: "1 week" },
  { value: 14, label: "2 weeks" },
  { value: 31, label: "1 month" },
  { value: 0, label: "no limit" },
] as const;

const REMOVAL = [
  { value: "no", label: "No" },
  { value: "yes", label: "Yes" },
  { value: "with-password", label: "With password" },
] as const;

export const ACCOUNT_SETTINGS = [
  {
    id: "accountDescription",
    section: "account",
    label: "Account description",
    help: "What Mail calls the account; the organization's name if Not Set.",
    value: { kind: "text", maxLength: 64 },
    profile: { payload: "com.apple.eas.account", key: "PayloadDisplayName", since: [3, 0, 0] },
  },
  {
    id: "mailDaysToSync",
    section: "account",
    label: "Past days of mail to sync",
    help: "How much older mail the phone holds.",
    value: { kind: "choice", choices: DAYS },
    phoneDefault: 7,
    profile: {
      payload: "com.apple.eas.account",
      key: "MailNumberOfPastDaysToSync",
      since: [4, 0, 0],
    },
  },
  {
    id: "preventMove",
    section: "account",
    label: "Keep messages in this account",
    help: "Messages cannot be moved to, or answered from, another account.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: { payload: "com.apple.eas.account", key: "PreventMove", since: [5, 0, 0] },
  },
  {
    id: "preventAppSheet",
    section: "account",
    label: "Use this account in Mail only",
    help: "Other apps cannot send mail from this account.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: { payload: "com.apple.eas.account", key: "PreventAppSheet", since: [5, 0, 0] },
  },
  {
    id: "allowMailDrop",
    section: "account",
    label: "Allow Mail Drop",
    help: "Large attachments may travel through iCloud.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: { payload: "com.apple.eas.account", key: "allowMailDrop", since: [9, 2, 0] },
  },
  {
    id: "smimeEnabled",
    section: "account",
    label: "S/MIME",
    help: "The account can sign and encrypt messages. From iOS 10 on the phone ignores this switch.",
    value: { kind: "boolean" },
    phoneDefault: false,
    profile: {
      payload: "com.apple.eas.account",
      key: "SMIMEEnabled",
      since: [5, 0, 0],
      until: [10, 0, 0],
    },
  },
  {
    id: "preventPolicyRemoval",
    section: "removal",
    label: "Prevent Policy Removal",
    help: "The user cannot remove the profile, or only with the password below.",
    value: { kind: "choice", choices: REMOVAL },
    phoneDefault: "no",
    profile: {
      payload: "Configuration",
      key: "PayloadRemovalDisallowed",
      since: [3, 0, 0],
      supervisedSince: "unknown",
      writes: { yes: true, "with-password": true },
    },
  },
  {
    id: "removalPassword",
    section: "removal",
    label: "Removal password",
    help: "Asked before the profile is removed. Whoever may change the policy can read it.",
    value: { kind: "text", maxLength: 64, secret: true },
    profile: {
      payload: "com.apple.profileRemovalPassword",
      key: "RemovalPassword",
      since: [3, 0, 0],
      supervisedSince: "unknown",
    },
  },
] as const satisfies readonly SettingRow[];
