// The profile a user is given: the tenant's Exchange account and its Locked policy, for one version
// of iOS. Rules: only keys that version knows; never the user's password; identifiers that stay,
// UUIDs that follow the content, so that a phone replaces a profile instead of piling up another; one
// proof, a token or an identity, and never both. Follows Apple's "Configuration Profile Reference".
import type { MobileConfig, Payload } from "../wire/mobileconfig.ts";
import { atLeast, type IosVersion } from "./ios.ts";
import type { PolicyValue, PolicyValues, PolicyVersion } from "./policy.ts";
import { type AccountIdentity, identityParts } from "./profile-identity.ts";
import { named, type PayloadKeys, payloadIdentifier } from "./profile-names.ts";
import { SETTINGS } from "./settings.ts";
import type { ProfileColumn, SettingRow } from "./settings-row.ts";
import { showable } from "./settings-text.ts";

/** What a profile is made of. */
export type ProfileParts = ProfileGround & (TokenProof | CertificateProof);

/** The provisioning token; it travels as the domain of the user name. */
export interface TokenProof {
  readonly token: string;
}

/** A certificate for Exchange: such a profile is encrypted for its phone, and carries no token. */
export interface CertificateProof {
  readonly identity: AccountIdentity;
  /** `host[:port]` of Exchange's own front, where phones do not come to the gateway. */
  readonly accountHost?: string;
  /** How the account's server wants to read the user's name. */
  readonly login: string;
  /** When the phone asks for the next profile, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
}

interface ProfileGround {
  readonly tenant: {
    readonly name: string;
    readonly displayName: string;
    /** `https://host[:port]` of the gateway, or http on loopback. */
    readonly origin: string;
  };
  readonly account: {
    readonly user: string;
    readonly emailAddress: string;
    readonly displayName: string;
  };
  readonly policy: PolicyVersion;
  readonly ios: IosVersion;
}

type PayloadType = Payload["PayloadType"];

/** The end of each payload's identifier. */
const SUFFIXES: Readonly<Record<PayloadType, string>> = {
  "com.apple.eas.account": "exchange",
  "com.apple.mobiledevice.passwordpolicy": "passcode",
  "com.apple.applicationaccess": "restrictions",
  "com.apple.profileRemovalPassword": "removal",
  "com.apple.security.scep": "identity",
  "com.apple.security.pkcs12": "identity",
  "com.apple.security.root": "root",
  "com.apple.security.pkcs1": "authority",
};

/**
 * The profile for `parts.account` on a phone with `parts.ios`. Pure: the same parts give the same
 * profile.
 */
export function buildProfile(parts: ProfileParts): MobileConfig {
  const { tenant, account, ios } = parts;
  const { values } = parts.policy;
  const organization = showable(tenant.displayName) || tenant.name;
  const root = payloadIdentifier(tenant.name, account.user);
  const payload = (type: PayloadType, keys: PayloadKeys, suffix = SUFFIXES[type]): Payload =>
    named(`${root}.${suffix}`, organization, { ...keys, PayloadType: type }) as Payload;
  const proof =
    "identity" in parts ? identityParts(parts.identity, ios, payload) : { before: [], account: {} };
  const own = { ...accountKeys(parts, organization), ...proof.account };
  const payloads: Payload[] = [...proof.before, payload("com.apple.eas.account", own)];
  for (const { type, name } of OPTIONAL_PAYLOADS) {
    const keys = keysOf(type, values, ios);
    if (Object.keys(keys).length > 0) {
      payloads.push(payload(type, { ...keys, PayloadDisplayName: name }));
    }
  }
  const keys = {
    PayloadType: "Configuration",
    PayloadDisplayName: `${organization} Exchange`,
    PayloadDescription: `Exchange account of ${showable(account.emailAddress)}, and the settings that ${organization} asks for.`,
    ...keysOf("Configuration", values, ios),
    ...(needsRemovalPassword(values) ? { HasRemovalPasscode: true } : {}),
    ...("identity" in parts && parts.expiresAt !== undefined
      ? { PayloadExpirationDate: new Date(parts.expiresAt) }
      : {}),
  };
  return named(root, organization, keys, payloads) as MobileConfig;
}

/**
 * Payloads that are there only if a setting of theirs is, and what the phone's screen calls them.
 */
const OPTIONAL_PAYLOADS = [
  { type: "com.apple.mobiledevice.passwordpolicy", name: "Passcode" },
  { type: "com.apple.applicationaccess", name: "Restrictions" },
  { type: "com.apple.profileRemovalPassword", name: "Removal password" },
] as const;

function accountKeys(parts: ProfileParts, organization: string): PayloadKeys {
  return {
    PayloadDisplayName: organization,
    PayloadDescription: "Mail, contacts and calendars",
    ...serverKeys(parts),
    EmailAddress: parts.account.emailAddress,
    UserName: "token" in parts ? `${parts.token}\\${parts.account.user}` : parts.login,
    ...keysOf("com.apple.eas.account", parts.policy.values, parts.ios),
  };
}

/** The gateway, or Exchange's own front: certificates are shown in TLS, so that is never without. */
function serverKeys(parts: ProfileParts): PayloadKeys {
  if ("identity" in parts && parts.accountHost) return { Host: parts.accountHost, SSL: true };
  const gateway = new URL(parts.tenant.origin);
  return { Host: gateway.host, SSL: gateway.protocol === "https:" };
}

/** The keys that `values` put into one payload on a phone with `ios`. */
function keysOf(
  payload: ProfileColumn["payload"],
  values: PolicyValues,
  ios: IosVersion,
): PayloadKeys {
  const keys: [string, PolicyValue][] = [];
  for (const row of reaching(values, ios)) {
    const written = writtenValue(row, values[row.id], ios);
    if (row.profile.payload === payload && written !== undefined) {
      keys.push([row.profile.key, written]);
    }
  }
  return Object.fromEntries(keys);
}

/** A row of the iOS profile family. */
export type ProfileRow = SettingRow & { readonly profile: ProfileColumn };

/** The rows that are set, have a place in the profile and are known to `ios`. */
export function reaching(values: PolicyValues, ios: IosVersion): ProfileRow[] {
  return (SETTINGS as readonly SettingRow[]).filter(
    (row): row is ProfileRow =>
      values[row.id] !== undefined &&
      row.profile !== undefined &&
      atLeast(ios, row.profile.since) &&
      !(row.profile.until && atLeast(ios, row.profile.until)) &&
      (row.id !== "removalPassword" || needsRemovalPassword(values)),
  );
}

function needsRemovalPassword(values: PolicyValues): boolean {
  return values.preventPolicyRemoval === "with-password" && values.removalPassword !== undefined;
}

/** What the row's key is set to, or undefined if this value leaves it out. */
export function writtenValue(
  row: ProfileRow,
  value: PolicyValue | undefined,
  ios: IosVersion,
): PolicyValue | undefined {
  if (value === undefined) return undefined;
  if (row.profile.writes) return row.profile.writes[String(value)];
  if (row.value.kind !== "choice") return value;
  const { before } = row.value.choices.find((choice) => choice.value === value) ?? {};
  return before && !atLeast(ios, before.ios) ? before.value : value;
}
