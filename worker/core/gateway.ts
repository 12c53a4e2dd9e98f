// Admission at the gateway: may this request, whose credentials are already verified, reach the
// tenant's Exchange? An ordered table of pure rules; the first that holds decides, none means pass
// (facts: "provisioned means proof", docs/decisions). The order puts what an administrator forbade
// for a person or a device before what a phone lacks.
import type { EasCommand } from "../wire/eas-query.ts";
import type { AccessLevel } from "./access-rules.ts";
import type { CertificateReason, ClientCertificates } from "./certificates.ts";
import type { TokenReason } from "./handout.ts";
import type { AdapterSettings } from "./tenant.ts";
import { isPendingState, type WipeState } from "./wipe.ts";

/** What the gateway knows of a request when it judges it. */
export interface GatewayFacts {
  readonly adapter: Pick<
    AdapterSettings,
    "onlyProvisioned" | "otherClients" | "reportOnly" | "retypedToken"
  >;
  /** What the phone asks for. OPTIONS tells it protocol versions only, no data. */
  readonly command: EasCommand | "OPTIONS";
  /** Is it an iOS device (looksLikeIos)? */
  readonly ios: boolean;
  /** Does the tenant allow this user Exchange ActiveSync? */
  readonly easAllowed: boolean;
  /** Did an administrator block this device, or a wipe that it acknowledged? */
  readonly blocked: boolean;
  /** Did an administrator exempt it from access rules and from what holds for other clients? */
  readonly exempt: boolean;
  /** What the access rules say of it, if one speaks of it (core/access-rules). */
  readonly access: AccessLevel | undefined;
  /** How far its wipe is, if there is one. */
  readonly wipe?: WipeState | undefined;
  /** Exchange knew the device before Provost came, and its grace is not over. */
  readonly grace: boolean;
  /** A policy applies to it, and its protocol version is too old to carry one. */
  readonly cannotProvision: boolean;
  /** Its protocol version is newer than the newest that the adapter takes. */
  readonly versionTooNew: boolean;
  /** It signs in by a bearer token, and no provisioning token was ever bound to it. */
  readonly bearerUnproven: boolean;
  /** Its user has as many devices as may be, and this is none of them. */
  readonly tooMany: boolean;
  /** Its account was made anew by hand with the token it shows. */
  readonly retyped: boolean;
  /**
   * The provisioning token: not sent, sent and not looked up yet, good, or why it proves nothing.
   */
  readonly token: "none" | "presented" | "good" | TokenReason;
  /** How the user's phones sign in. */
  readonly certificates: ClientCertificates;
  /** The client certificate: not shown, good but bound to no device yet, good, or why it proves nothing. */
  readonly certificate: "none" | "presented" | "good" | CertificateReason;
}

/** Why a request is answered by one mailbox with one message. */
export type QuarantineReason = "access-rule-quarantined" | "other-client-quarantined";

/** Why a request is denied. */
export type DenyReason =
  | "eas-not-allowed"
  | "device-wiped"
  | "wipe-refused"
  | "device-blocked"
  | "version-too-new"
  | "bearer-without-proof"
  | "version-without-policies"
  | "access-rule-blocked"
  | "too-many-devices"
  | "other-client-denied"
  | "certificate-missing"
  | CertificateReason
  | "token-missing"
  | TokenReason
  | "token-retyped";

export type Verdict =
  /** `letThrough` is what the rules would have said if the adapter did not only report. */
  | { readonly verdict: "pass"; readonly letThrough?: DenyReason | QuarantineReason }
  /** The device is to be erased: it is told so, and no data passes. */
  | { readonly verdict: "wipe" }
  /** It waits for an administrator: it is told what to do, and no data passes. */
  | { readonly verdict: "quarantine"; readonly reason: QuarantineReason }
  | { readonly verdict: "deny"; readonly reason: DenyReason };

type Holds = (facts: GatewayFacts) => boolean;
type Rule =
  | {
      readonly verdict: "deny";
      readonly reason: DenyReason;
      /** Only reported while the adapter only reports. */
      readonly isReportable: boolean;
      readonly holds: Holds;
    }
  | {
      readonly verdict: "quarantine";
      readonly reason: QuarantineReason;
      readonly isReportable: true;
      readonly holds: Holds;
    };

/** "Allow only iOS devices that have been provisioned" speaks of this request. */
const ruleIsOn = ({ adapter, command }: GatewayFacts) =>
  adapter.onlyProvisioned && command !== "OPTIONS";

/** A certificate proves a device as a token does, whether or not its user's phones need one. */
export const hasCertificate = ({ certificate }: Pick<GatewayFacts, "certificate">): boolean =>
  certificate === "good" || certificate === "presented";

/** An iOS device that shows no certificate has to show a token. */
const needsToken = (facts: GatewayFacts) => ruleIsOn(facts) && facts.ios && !hasCertificate(facts);

/** A token that proves nothing is no better than none, for each of its reasons. */
const tokenRule = (reason: TokenReason): Rule =>
  report(reason, (facts) => needsToken(facts) && facts.token === reason);

/**
 * Where certificates are used every device shows one, but another client that was let in by name: by
 * an exemption, an access rule, or the adapter's word on other clients.
 */
const needsCertificate = (facts: GatewayFacts) =>
  facts.certificates !== "off" &&
  facts.command !== "OPTIONS" &&
  (facts.ios || !(facts.exempt || facts.access === "allow" || facts.adapter.onlyProvisioned));

const certificateRule = (reason: CertificateReason): Rule =>
  report(reason, (facts) => needsCertificate(facts) && facts.certificate === reason);

/** What an administrator ordered for a person or a device holds whatever the adapter only reports. */
function order(reason: DenyReason, holds: Holds): Rule {
  return { verdict: "deny", reason, isReportable: false, holds };
}
function report(reason: DenyReason, holds: Holds): Rule {
  return { verdict: "deny", reason, isReportable: true, holds };
}
function quarantine(reason: QuarantineReason, holds: Holds): Rule {
  return { verdict: "quarantine", reason, isReportable: true, holds };
}

/** An access rule of this level decides: whom an administrator exempted, none of them concerns. */
const accessSays = (facts: GatewayFacts, level: AccessLevel) =>
  facts.command !== "OPTIONS" && !facts.exempt && facts.access === level;

/**
 * What the adapter does with other clients decides, because nothing else speaks for or against this
 * one. A profile installs on iOS only: a token on another client was copied by hand and proves
 * nothing.
 */
const otherClientsSay = (facts: GatewayFacts, level: AdapterSettings["otherClients"]) =>
  ruleIsOn(facts) &&
  !facts.ios &&
  !facts.grace &&
  !facts.exempt &&
  facts.access !== "allow" &&
  facts.adapter.otherClients === level;

/**
 * The rules in their order: all orders come before what is only reported. The order of Exchange is
 * in it: personal block, personal exemption, rules that block, quarantine and allow, the default.
 */
export const ADMISSION_RULES: readonly Rule[] = [
  order("eas-not-allowed", ({ easAllowed }) => !easAllowed),
  order("device-wiped", ({ blocked, wipe }) => blocked && wipe === "acknowledged"),
  order("wipe-refused", ({ wipe }) => wipe === "refused"),
  order("device-blocked", ({ blocked }) => blocked),
  // No report: somebody revoked it, and not for nothing.
  order("certificate-revoked", ({ certificate }) => certificate === "certificate-revoked"),
  // No report: Exchange would answer in a version that the phone was told it does not have.
  order("version-too-new", (facts) => facts.versionTooNew && facts.command !== "OPTIONS"),
  // No report: nobody can say of such a device whose it is.
  order("bearer-without-proof", (facts) => facts.bearerUnproven && facts.command !== "OPTIONS"),
  report("version-without-policies", ({ cannotProvision }) => cannotProvision),
  report("access-rule-blocked", (facts) => accessSays(facts, "block")),
  // Before quarantine, whose devices take a place, too; OPTIONS makes no device.
  report("too-many-devices", (facts) => facts.tooMany && facts.command !== "OPTIONS"),
  quarantine("access-rule-quarantined", (facts) => accessSays(facts, "quarantine")),
  report("other-client-denied", (facts) => otherClientsSay(facts, "deny")),
  quarantine("other-client-quarantined", (facts) => otherClientsSay(facts, "quarantine")),
  report(
    "certificate-missing",
    (facts) => needsCertificate(facts) && !facts.grace && facts.certificate === "none",
  ),
  certificateRule("certificate-unknown"),
  certificateRule("certificate-for-another-purpose"),
  certificateRule("certificate-of-another-user"),
  certificateRule("certificate-not-yet-valid"),
  certificateRule("certificate-expired"),
  certificateRule("certificate-on-another-device"),
  report("token-missing", (facts) => needsToken(facts) && !facts.grace && facts.token === "none"),
  tokenRule("token-unknown"),
  tokenRule("token-of-another-user"),
  tokenRule("token-expired"),
  tokenRule("token-on-another-device"),
  tokenRule("token-superseded"),
  report(
    "token-retyped",
    (facts) =>
      needsToken(facts) &&
      facts.token === "good" &&
      facts.retyped &&
      facts.adapter.retypedToken === "refuse",
  ),
];

/**
 * Is the answer to this request that the phone is to be erased? A phone that could not be erased may
 * say at Provision that it is by now, and one that said so may say it again.
 */
export const isWipeDue = ({ wipe, command }: Pick<GatewayFacts, "wipe" | "command">): boolean =>
  wipe === "refused" || wipe === "acknowledged"
    ? command === "Provision"
    : isPendingState(wipe) && command !== "OPTIONS";

/**
 * Judges one request. The caller has verified the credentials: before that, nothing may be told.
 */
export function judge(facts: GatewayFacts): Verdict {
  // Before everything else: an order to erase is obeyed by whoever is refused, too.
  if (isWipeDue(facts)) return { verdict: "wipe" };
  const rule = ADMISSION_RULES.find(({ holds }) => holds(facts));
  if (!rule) return { verdict: "pass" };
  if (rule.isReportable && facts.adapter.reportOnly)
    return { verdict: "pass", letThrough: rule.reason };
  return rule.verdict === "quarantine"
    ? { verdict: "quarantine", reason: rule.reason }
    : { verdict: "deny", reason: rule.reason };
}

/**
 * Should the token be looked up, and so bound to this device at its first use? Also while the rule
 * is off, so that turning it on later does not cut off phones that were provisioned meanwhile; a
 * bad token denies nothing then.
 */
export function mayBind(facts: GatewayFacts): boolean {
  const { command, ios, token } = facts;
  return command !== "OPTIONS" && ios && token === "presented" && !hasCertificate(facts);
}

/** Should the certificate be bound to this device, at its first use? */
export function mayBindCertificate({ command, certificate }: GatewayFacts): boolean {
  return command !== "OPTIONS" && certificate === "presented";
}
