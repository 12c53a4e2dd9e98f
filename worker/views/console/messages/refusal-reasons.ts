// Why the gateway or /iphone refused somebody, as a person would say it, and what to do about it.
// The rule: every reason that is recorded has a row in both languages.
import type { DenyReason, QuarantineReason } from "../../../core/gateway.ts";
import type { Language } from "../../../core/language.ts";
import type { BehaviourReason } from "../../../core/shield.ts";
import type { AccountReason } from "../../../objects/handles/tenant-handouts.ts";
import { germanReasons } from "./refusal-reasons-german.ts";

export type Reason =
  | DenyReason
  | QuarantineReason
  | AccountReason
  | "legacy-devices-off"
  | "signing-identity-expired"
  | "too-many-at-once"
  | BehaviourReason
  | "policy-refused"
  | "policy-not-followed"
  | "upstream-policy-unreadable"
  | "identity-refused-upstream";

/** A reason in a few words, and what to do. */
export interface ReasonText {
  readonly what: string;
  readonly todo: string;
}

const en: Readonly<Record<Reason, ReasonText>> = {
  "eas-not-allowed": {
    what: "Exchange ActiveSync is not allowed for this user",
    todo: "If it should be: allow it in the user's record and for the user's group.",
  },
  "user-in-no-group": {
    what: "The user belongs to no group",
    todo: "Put the user into a group, or name a default group.",
  },
  "policy-not-locked": {
    what: "The group has no Locked policy",
    todo: "Lock the iOS profile family of the group's Device Settings Policy.",
  },
  "legacy-devices-off": {
    what: "The phone is older than iOS 5, and certificates for such phones are off",
    todo: "If it may enrol: allow legacy devices on the page Certificate authority, under Rules.",
  },
  "signing-identity-expired": {
    what: "The signing identity has expired",
    todo: "Prepare or import another on the page Signing identity, and roll over.",
  },
  "device-blocked": {
    what: "The device is blocked",
    todo: "Allow it on its page when it may come back.",
  },
  "device-wiped": {
    what: "The device was wiped",
    todo: "If it is in its user's hands again: allow it on its page and let the user provision it.",
  },
  "wipe-refused": {
    what: "The phone refused the remote wipe",
    todo: "It gets no data. Have the phone returned, or change the user's password.",
  },
  "bearer-without-proof": {
    what: "Modern authentication on a device that was never provisioned",
    todo: "Let the user provision it with the password first; a bearer token binds no device.",
  },
  "version-without-policies": {
    what: "The client speaks a version without policies",
    todo: "It cannot follow the security settings. Use a newer client.",
  },
  "other-client-denied": {
    what: "No iOS device, and other clients are denied",
    todo: "If other clients are welcome, say so in the Exchange Adapter's device settings.",
  },
  "certificate-missing": {
    what: "The device showed no client certificate",
    todo: "Let the user set it up with a new profile at /iphone; it brings the certificate along.",
  },
  "certificate-unknown": {
    what: "A client certificate that this tenant's authority did not issue",
    todo: "Let the user provision the phone again. If it happens to all: does the TLS front hand on the right certificate?",
  },
  "certificate-for-another-purpose": {
    what: "A client certificate that is not for mail",
    todo: "Let the user provision the phone again: this one was made for the enrolment alone.",
  },
  "certificate-of-another-user": {
    what: "The client certificate belongs to another user",
    todo: "Let the user provision the phone under the own name.",
  },
  "certificate-not-yet-valid": {
    what: "A client certificate whose time has not begun",
    todo: "Look at the clock of this service: it was set back.",
  },
  "certificate-expired": {
    what: "The client certificate has expired",
    todo: "Let the user provision the phone again; it may renew its certificate by itself before it ends.",
  },
  "certificate-revoked": {
    what: "The client certificate was revoked",
    todo: "If the phone is in good hands: let its user provision it again.",
  },
  "certificate-on-another-device": {
    what: "The client certificate belongs to another device",
    todo: "Each device needs its own. Let the user provision this phone, too. Was the certificate copied?",
  },
  "token-missing": {
    what: "The device was never provisioned",
    todo: "Let the user open the /iphone page on the phone, or invite the user.",
  },
  "token-unknown": {
    what: "A provisioning token that was never given out, or is long gone",
    todo: "Let the user provision the phone again.",
  },
  "token-expired": {
    what: "The profile was installed too late",
    todo: "A profile works within 24 hours. Let the user provision the phone again.",
  },
  "token-of-another-user": {
    what: "The profile was made for another user",
    todo: "Let the user provision the phone under the own name.",
  },
  "token-on-another-device": {
    what: "The profile is in use on another device",
    todo: "Each device needs its own. Let the user provision this phone, too.",
  },
  "token-superseded": {
    what: "A newer profile of this device is in use",
    todo: "Let the user remove the older account from the phone.",
  },
  "version-too-new": {
    what: "The client speaks a protocol version that the adapter or Exchange does not offer",
    todo: "It learns the versions again at its next OPTIONS; or raise the adapter's limit.",
  },
  "access-rule-blocked": {
    what: "An access rule blocks this client",
    todo: "Look at the page Access rules; on the device's page you can exempt this one device.",
  },
  "access-rule-quarantined": {
    what: "In quarantine by an access rule",
    todo: "Look at the device's page: exempt it, or block it.",
  },
  "other-client-quarantined": {
    what: "In quarantine: no iOS device, and no rule speaks of it",
    todo: "Look at the device's page: exempt it, or block it. An access rule decides for all alike.",
  },
  "too-many-devices": {
    what: "The user has as many devices as allowed",
    todo: "Forget a device that is no longer used on its page, or raise the adapter's limit.",
  },
  "token-retyped": {
    what: "The account was made anew by hand with the token of the profile",
    todo: "Let the user provision the phone again.",
  },
  "too-many-at-once": {
    what: "Too many requests at the same time",
    todo: "It comes again by itself. If it happens often, look at its wire log, or allow more in the Exchange Adapter's settings.",
  },
  "too-many-commands": {
    what: "The device sends commands without end",
    todo: "It is kept out for a while. Remove the account from the phone and add it again; lift the block on the device's page.",
  },
  "client-changes-too-often": {
    what: "The device shows another program all the time",
    todo: "Two phones may share one DeviceId, or a program pretends. It is kept out for a while; lift that on the device's page.",
  },
  "policy-refused": {
    what: "The phone refused the security policy",
    todo: "It gets no data until it follows. Ask the user to accept the settings.",
  },
  "policy-not-followed": {
    what: "The phone does not follow the security policy",
    todo: "It is asked again later. Look at its page; an old client may know a setting not at all.",
  },
  "identity-refused-upstream": {
    what: "Exchange did not take this service's word for who asks",
    todo: "Does its front check Provost-Identity by this tenant's keys, and does it know the user?",
  },
  "upstream-policy-unreadable": {
    what: "Exchange's own policy could not be read",
    todo: "Look at the ActiveSync mailbox policy in Exchange; the phone tries again.",
  },
};

const TEXTS: Readonly<Record<Language, Readonly<Record<string, ReasonText>>>> = {
  en,
  de: germanReasons,
};

/** A recorded reason in words; one that has none stands for itself. */
export function reasonText(language: Language, reason: string): ReasonText {
  const texts = TEXTS[language];
  return Object.hasOwn(texts, reason) ? (texts[reason] as ReasonText) : { what: reason, todo: "" };
}
