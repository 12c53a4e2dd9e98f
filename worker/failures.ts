// What the gateway answers when it answers by itself: one row a reason, exhaustive by type. The
// phone learns little (a status it acts on rightly), the log and the tenant's refusals learn the
// reason.
//   401 makes the phone ask for the password, so it is for credentials alone (MS-ASHTTP 2.2.2.1.1).
//   403 tells it that this device may not; nothing on the phone is deleted.
//   503 with Retry-After makes it come back and keep its mail: for everything that is not the phone's fault.
//   400 is for requests that no EAS client makes, 501 for methods (MS-ASHTTP: not supported for any resource).

import type { DenyReason, QuarantineReason } from "./core/gateway.ts";
import type { BodyReason } from "./core/gateway-commands.ts";
import type { BehaviourReason } from "./core/shield.ts";
import type { CredentialsReason } from "./credentials.ts";

/** Why a request is refused before its credentials are looked at. */
export type RequestReason =
  | "credentials-missing"
  | "credentials-broken"
  | "bearer-unreadable"
  | "user-name-malformed"
  | "method-not-allowed"
  | "method-unknown"
  | "query-broken"
  | "version-unknown"
  | "user-mismatch"
  | "certificate-not-from-front"
  | "certificate-unreadable";

export type GatewayReason =
  | RequestReason
  | CredentialsReason
  | DenyReason
  | QuarantineReason
  | BodyReason
  | "body-too-large"
  | "body-encoded"
  | "stale-password"
  | "too-many-at-once"
  | BehaviourReason
  | "upstream-moved"
  | "policy-refused"
  | "policy-not-followed"
  | "upstream-policy-unreadable"
  | "identity-refused-upstream"
  | "credentials-no-longer-good";

interface FailureRow {
  readonly status: number;
  readonly retryAfterSeconds?: number;
  /** X-MS-ASThrottle (MS-ASHTTP 2.2.2.1.2.13), in the words of Exchange 2013; who does not know the header ignores it. */
  readonly throttle?: string;
}

const RETRY_AFTER_SECONDS = 60;
const ASK_FOR_PASSWORD: FailureRow = { status: 401 };
const DENIED: FailureRow = { status: 403 };
const NONSENSE: FailureRow = { status: 400 };
const LATER: FailureRow = { status: 503, retryAfterSeconds: RETRY_AFTER_SECONDS };

const FAILURES: Readonly<Record<GatewayReason, FailureRow>> = {
  "credentials-missing": ASK_FOR_PASSWORD,
  "credentials-broken": ASK_FOR_PASSWORD,
  "bearer-unreadable": ASK_FOR_PASSWORD,
  "user-name-malformed": ASK_FOR_PASSWORD,
  "wrong-password": ASK_FOR_PASSWORD,
  // Exchange refused this password to this device not long ago, and was not asked again.
  "stale-password": ASK_FOR_PASSWORD,
  "credentials-no-longer-good": ASK_FOR_PASSWORD,
  "method-not-allowed": { status: 405 },
  "method-unknown": { status: 501 },
  "query-broken": NONSENSE,
  "version-unknown": NONSENSE,
  "user-mismatch": NONSENSE,
  // RFC 9440, section 4: the field of a certificate is believed from the TLS front alone.
  "certificate-not-from-front": NONSENSE,
  "certificate-unreadable": NONSENSE,
  "body-missing": NONSENSE,
  "body-not-wbxml": NONSENSE,
  "body-of-another-command": NONSENSE,
  "body-not-mime": NONSENSE,
  "body-too-large": { status: 413 },
  // RFC 9110, 15.5.16: MS-ASHTTP names no Content-Encoding for requests (2.2.1.1.2).
  "body-encoded": { status: 415 },
  "eas-not-allowed": DENIED,
  "eas-not-enabled-upstream": DENIED,
  "device-blocked": DENIED,
  "device-wiped": DENIED,
  "wipe-refused": DENIED,
  // MS-ASHTTP 2.2.2.1.1: a version that is not supported.
  "version-too-new": { status: 505 },
  "version-without-policies": DENIED,
  "access-rule-blocked": DENIED,
  "access-rule-quarantined": DENIED,
  "too-many-devices": DENIED,
  "bearer-without-proof": DENIED,
  // Up to 12.1; from 14.0 on the answer to Provision says it (139, 145).
  "policy-refused": DENIED,
  "other-client-denied": DENIED,
  "other-client-quarantined": DENIED,
  // Not 401: who signs in by a certificate has no password to be asked for.
  "certificate-missing": DENIED,
  "certificate-unknown": DENIED,
  "certificate-for-another-purpose": DENIED,
  "certificate-not-yet-valid": DENIED,
  "certificate-expired": DENIED,
  "certificate-revoked": DENIED,
  "certificate-of-another-user": DENIED,
  "certificate-on-another-device": DENIED,
  "token-missing": DENIED,
  "token-unknown": DENIED,
  "token-expired": DENIED,
  "token-of-another-user": DENIED,
  "token-on-another-device": DENIED,
  "token-superseded": DENIED,
  "token-retyped": DENIED,
  "slowed-down": LATER,
  // MS-ASCMD 2.2.2 has no status for these; Exchange says 503 in all versions, and why in X-MS-ASThrottle.
  "too-many-at-once": { status: 503, retryAfterSeconds: 10, throttle: "OutOfBudgets" },
  "too-many-commands": { ...LATER, throttle: "CommandFrequency" },
  "client-changes-too-often": { ...LATER, throttle: "UserAgentsChanges" },
  "policy-not-followed": LATER,
  "upstream-policy-unreadable": LATER,
  // Exchange does not take our word for who asks, which is nothing the phone can change.
  "identity-refused-upstream": LATER,
  "upstream-unreachable": LATER,
  "upstream-timeout": LATER,
  "upstream-not-eas": LATER,
  "upstream-moved": { status: 503, retryAfterSeconds: 1 },
};

/**
 * The answer to a refused request: no body, Content-Length 0.
 * @param realm what the password prompt shows (the tenant's display name).
 * @param retryAfterSeconds replaces the row's own, where it has one.
 */
export function failureAnswer(
  reason: GatewayReason,
  realm: string,
  retryAfterSeconds?: number,
): Response {
  const row = FAILURES[reason];
  const headers = new Headers({ "content-length": "0", "cache-control": "no-store" });
  if (row.status === 401) headers.set("www-authenticate", challenge(realm));
  if (row.status === 405 || row.status === 501) headers.set("allow", "OPTIONS, POST");
  const wait = row.retryAfterSeconds && (retryAfterSeconds ?? row.retryAfterSeconds);
  if (wait) headers.set("retry-after", String(Math.ceil(wait)));
  if (row.throttle) headers.set("x-ms-asthrottle", row.throttle);
  return new Response(null, { status: row.status, headers });
}

/**
 * A Basic challenge (RFC 7617). Phones of 2009 show the realm byte for byte: printable ASCII only.
 */
function challenge(realm: string): string {
  const shown = realm.replace(/[^\x20-\x7e]/g, "?").replace(/["\\]/g, "'");
  return `Basic realm="${shown}"`;
}
