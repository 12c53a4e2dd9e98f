// Admission at the gateway: may this request, whose credentials are already verified, reach the
// tenant's Exchange? An ordered table of pure rules; the first that holds decides, none means pass
// (facts: "provisioned means proof", docs/decisions). The order puts what an administrator forbade
// for a person or a device before what a phone lacks.
import type { EasCommand } from "../wire/eas-query.ts";
import type { TokenReason } from "./handout.ts";
import type { AdapterSettings } from "./tenant.ts";

/** What the gateway knows of a request when it judges it. */
export interface GatewayFacts {
  readonly adapter: Pick<AdapterSettings, "onlyProvisioned" | "otherClients">;
  /** What the phone asks for. OPTIONS tells it protocol versions only, no data. */
  readonly command: EasCommand | "OPTIONS";
  /** Is it an iOS device (looksLikeIos)? */
  readonly ios: boolean;
  /** Does the tenant allow this user Exchange ActiveSync? */
  readonly easAllowed: boolean;
  /** Did an administrator block this device? */
  readonly blocked: boolean;
  /**
   * The provisioning token: not sent, sent and not looked up yet, good, or why it proves nothing.
   */
  readonly token: "none" | "presented" | "good" | TokenReason;
}

/** Why a request is denied. */
export type DenyReason =
  | "eas-not-allowed"
  | "device-blocked"
  | "other-client-denied"
  | "token-missing"
  | TokenReason;

export type Verdict =
  | { readonly verdict: "pass" }
  | { readonly verdict: "deny"; readonly reason: DenyReason };

interface Rule {
  readonly reason: DenyReason;
  readonly denies: (facts: GatewayFacts) => boolean;
}

/** "Allow only iOS devices that have been provisioned" speaks of this request. */
const ruleIsOn = ({ adapter, command }: GatewayFacts) =>
  adapter.onlyProvisioned && command !== "OPTIONS";

/** A token that proves nothing is no better than none, for each of its reasons. */
const tokenRule = (reason: TokenReason): Rule => ({
  reason,
  denies: (facts) => ruleIsOn(facts) && facts.ios && facts.token === reason,
});

/** The rules in their order. */
export const ADMISSION_RULES: readonly Rule[] = [
  { reason: "eas-not-allowed", denies: ({ easAllowed }) => !easAllowed },
  { reason: "device-blocked", denies: ({ blocked }) => blocked },
  {
    // A profile installs on iOS only: a token on another client was copied by hand and proves
    // nothing.
    reason: "other-client-denied",
    denies: (facts) => ruleIsOn(facts) && !facts.ios && facts.adapter.otherClients === "deny",
  },
  {
    reason: "token-missing",
    denies: (facts) => ruleIsOn(facts) && facts.ios && facts.token === "none",
  },
  tokenRule("token-unknown"),
  tokenRule("token-of-another-user"),
  tokenRule("token-expired"),
  tokenRule("token-on-another-device"),
  tokenRule("token-superseded"),
];

/**
 * Judges one request. The caller has verified the credentials: before that, nothing may be told.
 */
export function judge(facts: GatewayFacts): Verdict {
  const rule = ADMISSION_RULES.find(({ denies }) => denies(facts));
  return rule ? { verdict: "deny", reason: rule.reason } : { verdict: "pass" };
}

/**
 * Should the token be looked up, and so bound to this device at its first use? Also while the rule
 * is off, so that turning it on later does not cut off phones that were provisioned meanwhile; a
 * bad token denies nothing then.
 */
export function mayBind({ command, ios, token }: GatewayFacts): boolean {
  return command !== "OPTIONS" && ios && token === "presented";
}

const IOS_DEVICE_TYPE = /iphone|ipod|ipad/i;
/** iOS 2 to 6 make their DeviceId of "Appl" and the serial number; later ones are opaque. */
const IOS_DEVICE_ID = /^appl/i;
const IOS_USER_AGENT = /apple-i/i;

/**
 * True if anything the client says of itself is Apple's: one sign is enough, so a phone that calls
 * itself Android but keeps Apple's user agent is an iPhone. A client that fakes everything is an
 * "other client".
 * @param deviceId canonical DeviceId.
 */
export function looksLikeIos(says: {
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
}): boolean {
  return (
    IOS_DEVICE_TYPE.test(says.deviceType) ||
    IOS_DEVICE_ID.test(says.deviceId) ||
    isIosUserAgent(says.userAgent)
  );
}

/**
 * True for the user agents of Apple's Exchange client: `Apple-iPhone2C1/705.018`, `Apple-iPod/...`,
 * `Apple-iPad...`.
 */
export function isIosUserAgent(userAgent: string): boolean {
  return IOS_USER_AGENT.test(userAgent);
}
