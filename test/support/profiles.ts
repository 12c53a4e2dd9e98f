// Profiles for tests: one to start from, and what each test changes.
import type { IosVersion } from "../../worker/core/ios.ts";
import { lock, type PolicyValues } from "../../worker/core/policy.ts";
import { buildProfile, type ProfileParts } from "../../worker/core/profile.ts";
import type { MobileConfig } from "../../worker/wire/mobileconfig.ts";

export const TODAY: IosVersion = [26, 1, 0];
export const TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PARTS = {
  tenant: { name: "acme", displayName: "Acme", origin: "https://mail.acme.example" },
  account: { user: "alice", emailAddress: "alice@acme.example", displayName: "Alice Smith" },
  token: TOKEN,
  ios: [4, 2, 1],
} as const;

/** What a test changes of the profile that `build` makes by itself. */
export interface Change {
  readonly tenant?: Partial<ProfileParts["tenant"]>;
  readonly account?: Partial<ProfileParts["account"]>;
  readonly token?: string;
  readonly ios?: IosVersion;
  readonly values?: PolicyValues;
}
/** The profile of alice at Acme on an iOS 4.2.1 phone under an empty policy, with `change` made. */
export function build({ tenant, account, values = {}, ...rest }: Change = {}): MobileConfig {
  return buildProfile({
    ...PARTS,
    ...rest,
    tenant: { ...PARTS.tenant, ...tenant },
    account: { ...PARTS.account, ...account },
    policy: lock(values, 0),
  });
}
export type Keys = Record<string, unknown>;
export const payloadOf = (profile: MobileConfig, type: string): Keys | undefined =>
  profile.PayloadContent.find((payload) => payload.PayloadType === type) as Keys | undefined;
export const EAS = "com.apple.eas.account";
export const PASSCODE = "com.apple.mobiledevice.passwordpolicy";
export const RESTRICTIONS = "com.apple.applicationaccess";
export const REMOVAL = "com.apple.profileRemovalPassword";
const COMMON = /^Payload(Type|Version|Identifier|UUID|DisplayName|Description|Organization)$/;
/** Keys of a payload that not every payload has, sorted. */
export const ownKeys = (payload: object | undefined) =>
  Object.keys(payload ?? {})
    .filter((key) => !COMMON.test(key))
    .sort();
