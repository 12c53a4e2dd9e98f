// What a phone hears that may not come in, per protocol version: from 14.0 on a status of its own command, below that
// (and where a command has no WBXML to say it in) HTTP, as worker/failures has it. MS-ASCMD 2.2.2 names the HTTP status
// that stands for each. 401 stays with credentials: no denial here makes a phone ask for its password.
import type { DenyReason, QuarantineReason } from "../../core/gateway.ts";
import type { GatewayReason } from "../../failures.ts";
import { statusAnswer } from "./own-answers.ts";
import type { EasRequest } from "./request.ts";

/** MS-ASCMD 2.2.2. */
const USER_DISABLED_FOR_SYNC = 126;
const DEVICE_IS_BLOCKED_FOR_THIS_USER = 129;
const VERSION_NOT_SUPPORTED = 138;
const LEGACY_DEVICE_ON_STRICT_POLICY = 141;
const MAXIMUM_DEVICES_REACHED = 177;

type Denial = DenyReason | QuarantineReason | "eas-not-enabled-upstream";

/**
 * No token's reason is 142 (DeviceNotProvisioned): a phone would send Provision for ever, while what it lacks is a
 * profile.
 */
const DENIAL_STATUS: Readonly<Record<Denial, number>> = {
  "eas-not-allowed": USER_DISABLED_FOR_SYNC,
  "eas-not-enabled-upstream": USER_DISABLED_FOR_SYNC,
  "device-wiped": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "wipe-refused": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "device-blocked": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "version-too-new": VERSION_NOT_SUPPORTED,
  "bearer-without-proof": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "version-without-policies": LEGACY_DEVICE_ON_STRICT_POLICY,
  "access-rule-blocked": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "access-rule-quarantined": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "too-many-devices": MAXIMUM_DEVICES_REACHED,
  "other-client-denied": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "other-client-quarantined": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-missing": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-unknown": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-for-another-purpose": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-of-another-user": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-not-yet-valid": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-expired": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-revoked": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "certificate-on-another-device": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-missing": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-unknown": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-of-another-user": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-expired": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-on-another-device": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-superseded": DEVICE_IS_BLOCKED_FOR_THIS_USER,
  "token-retyped": DEVICE_IS_BLOCKED_FOR_THIS_USER,
};

const isDenial = (reason: GatewayReason): reason is Denial => Object.hasOwn(DENIAL_STATUS, reason);

/** The status for a request that was refused in admission; null if HTTP is to say it. */
export function denialAnswer(
  reason: GatewayReason,
  { command, device }: EasRequest,
): Response | null {
  if (!device || !isDenial(reason)) return null;
  return statusAnswer(command, device.protocolVersion, DENIAL_STATUS[reason]);
}
