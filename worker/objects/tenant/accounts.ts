// What follows for one user from record, group and Locked policy: whether a profile can be made,
// and what the gateway must know at every request. The rule: Exchange ActiveSync is allowed only if
// both the user and the user's group are allowed it.
import type { ClientCertificates } from "../../core/certificates.ts";
import { refuse } from "../../core/result.ts";
import type { TenantHandle } from "../handles/tenant.ts";
import type { UserAdmission } from "../handles/tenant-gate.ts";
import type { AccountFacts } from "../handles/tenant-handouts.ts";
import { type Decide, deviceAdmission } from "./access-rules.ts";
import { adapter, adapterOrNull } from "./adapter.ts";
import { defaultGroup, groupCertificates, groupEasAllowed } from "./groups.ts";
import { graceOf } from "./known-devices.ts";
import { lockedFamily } from "./policies.ts";
import { userRecord } from "./users.ts";

/** Everything a profile needs, for a user who has just signed in. */
export function accountFacts(sql: SqlStorage, user: string) {
  const record = userRecord(sql, user);
  const { group, easAllowed } = standing(sql, user);
  if (!easAllowed) return refuse("eas-not-allowed");
  if (group === null) return refuse("user-in-no-group");
  const policy = lockedFamily(sql, group, "ios-profile");
  if (!policy) return refuse("policy-not-locked");
  const account: AccountFacts = {
    user,
    emailAddress: record?.emailAddress ?? addressOf(user, adapter(sql, "running").mailDomain),
    displayName: record?.displayName ?? user,
    group,
    policy,
    clientCertificates: clientCertificates(sql, group),
    ...(record?.principalName !== undefined && { principalName: record.principalName }),
    ...(record?.securityIdentifier !== undefined && {
      securityIdentifier: record.securityIdentifier,
    }),
  };
  return { ok: true, account } as const;
}

/** What the gateway asks about a user and a device. */
export function admission(
  sql: SqlStorage,
  user: string,
  deviceId: string,
  asks: Parameters<TenantHandle["admission"]>[2],
  decide: Decide,
): UserAdmission {
  const { group, easAllowed } = standing(sql, user);
  const policy = group === null ? undefined : lockedFamily(sql, group, "eas-security");
  const graceUntil = graceOf(sql, user, deviceId);
  const certificates = clientCertificates(sql, group);
  return {
    easAllowed,
    ...(certificates !== "off" && { clientCertificates: certificates }),
    ...(policy && { easPolicy: policy }),
    ...(graceUntil !== undefined && { graceUntil }),
    ...(asks && deviceAdmission(sql, user, asks, decide)),
  };
}

/** The group's word, else the adapter's that runs. */
const clientCertificates = (sql: SqlStorage, group: string | null): ClientCertificates =>
  (group === null ? undefined : groupCertificates(sql, group)) ??
  adapterOrNull(sql, "running")?.clientCertificates ??
  "off";

/** Both the user and the user's group are allowed mail. */
export const easAllowed = (sql: SqlStorage, user: string): boolean =>
  standing(sql, user).easAllowed;

function standing(sql: SqlStorage, user: string): { group: string | null; easAllowed: boolean } {
  const record = userRecord(sql, user);
  const group = record?.group ?? defaultGroup(sql);
  const groupAllows = group === null || groupEasAllowed(sql, group);
  return { group, easAllowed: (record?.easAllowed ?? true) && groupAllows };
}

/** A canonical name that kept a foreign domain (worker/core/login.ts) is an address already. */
function addressOf(user: string, mailDomain: string): string {
  return user.includes("@") ? user : `${user.slice(user.indexOf("\\") + 1)}@${mailDomain}`;
}
