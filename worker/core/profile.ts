// The profile a user is given: the tenant's Exchange account and its Locked policy, for one version
// of iOS. Rules: only keys that version knows; never a password; identifiers that stay, UUIDs that
// follow the content, so that a phone replaces a profile instead of piling up another. Follows
// Apple's "Configuration Profile Reference".
import type { MobileConfig, Payload } from "../wire/mobileconfig.ts";
import { atLeast, type IosVersion } from "./ios.ts";
import type { PolicyValue, PolicyValues, PolicyVersion } from "./policy.ts";
import { payloadIdentifier, uuidOf } from "./profile-names.ts";
import { SETTINGS } from "./settings.ts";
import type { ProfileColumn, SettingRow } from "./settings-row.ts";
import { showable } from "./settings-text.ts";

/** What a profile is made of. */
export interface ProfileParts {
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
  /** The provisioning token; it travels as the domain of the user name. */
  readonly token: string;
  readonly policy: PolicyVersion;
  readonly ios: IosVersion;
}

type Keys = Readonly<Record<string, PolicyValue>>;
type PayloadType = Payload["PayloadType"];

/** The end of each payload's identifier. */
const SUFFIXES: Readonly<Record<PayloadType, string>> = {
  "com.apple.eas.account": "exchange",
  "com.apple.mobiledevice.passwordpolicy": "passcode",
  "com.apple.applicationaccess": "restrictions",
  "com.apple.profileRemovalPassword": "removal",
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
  const payload = (type: PayloadType, keys: Keys): Payload =>
    named(`${root}.${SUFFIXES[type]}`, organization, { ...keys, PayloadType: type }) as Payload;
  const payloads: Payload[] = [payload("com.apple.eas.account", accountKeys(parts, organization))];
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

/**
 * Adds what every payload carries. The UUID is taken over all the rest, and over payloads inside by
 * their UUIDs.
 */
function named(
  identifier: string,
  organization: string,
  own: Keys,
  inside: readonly Payload[] = [],
): object {
  const keys = {
    ...own,
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadOrganization: organization,
  };
  const payloads = inside.length > 0 ? { PayloadContent: inside } : {};
  const uuids = inside.map((payload) => payload.PayloadUUID);
  return { ...keys, PayloadUUID: uuidOf(keys, uuids), ...payloads };
}

function accountKeys(parts: ProfileParts, organization: string): Keys {
  const gateway = new URL(parts.tenant.origin);
  return {
    PayloadDisplayName: organization,
    PayloadDescription: "Mail, contacts and calendars",
    Host: gateway.host,
    SSL: gateway.protocol === "https:",
    EmailAddress: parts.account.emailAddress,
    UserName: `${parts.token}\\${parts.account.user}`,
    ...keysOf("com.apple.eas.account", parts.policy.values, parts.ios),
  };
}

/** The keys that `values` put into one payload on a phone with `ios`. */
function keysOf(payload: ProfileColumn["payload"], values: PolicyValues, ios: IosVersion): Keys {
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
