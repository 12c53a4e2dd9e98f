// A user's effective policy: every setting with its value and where the value comes from. Rule: only
// what is Locked counts; what is Not Set there is what phones do by themselves, if they have a rule
// of their own. Values of the account that follow from tenant and user are listed beside them.
import type { PolicyValue, PolicyVersion } from "./policy.ts";
import { SETTINGS } from "./settings.ts";
import { type Family, familyOf, type SettingRow } from "./settings-row.ts";
import type { RunningTenant, UserRecord } from "./tenant.ts";

/** What decides over one user, as plain facts. */
export interface EffectiveFacts {
  readonly user: string;
  readonly record?: UserRecord;
  readonly tenant: Pick<RunningTenant, "displayName" | "origins"> & {
    readonly adapter: Pick<RunningTenant["adapter"], "mailDomain">;
  };
  /** The group whose policy counts; absent if the user is in none. */
  readonly group?: {
    readonly name: string;
    /** It is the default group, and the user's record names none. */
    readonly byDefault: boolean;
    /** What is Locked for the group. */
    readonly locked: Readonly<Partial<Record<Family, PolicyVersion>>>;
  };
}

/**
 * Where a value comes from: the group's Locked policy, what phones do by themselves, or nowhere:
 * Not Set, and phones have no rule of their own.
 */
export type SettingOrigin =
  | { readonly from: "group-policy"; readonly group: string; readonly version: string }
  | { readonly from: "phone-default" }
  | { readonly from: "not-set" };

export interface EffectiveSetting {
  readonly setting: string;
  readonly family: Family;
  readonly value?: PolicyValue;
  readonly origin: SettingOrigin;
}

/** A value of the account that is no setting. */
export interface EffectiveAccountValue {
  readonly name: "host" | "ssl" | "emailAddress" | "displayName";
  readonly value: string | boolean;
  readonly from: "tenant" | "user-record" | "user-name";
}

export interface EffectivePolicy {
  readonly user: string;
  readonly group?: { readonly name: string; readonly byDefault: boolean };
  readonly account: readonly EffectiveAccountValue[];
  readonly settings: readonly EffectiveSetting[];
}

/** Everything that decides over the user's phones, in the order of the settings table. */
export function effectivePolicy(facts: EffectiveFacts): EffectivePolicy {
  const { user, group } = facts;
  return {
    user,
    ...(group && { group: { name: group.name, byDefault: group.byDefault } }),
    account: accountValues(facts),
    settings: SETTINGS.map((row) => effectiveSetting(row, group)),
  };
}

function effectiveSetting(row: SettingRow, group: EffectiveFacts["group"]): EffectiveSetting {
  const family = familyOf(row);
  const locked = group?.locked[family];
  const value = locked?.values[row.id];
  const base = { setting: row.id, family };
  if (group && locked && value !== undefined) {
    const origin = { from: "group-policy", group: group.name, version: locked.version } as const;
    return { ...base, value, origin };
  }
  if (row.phoneDefault === undefined) return { ...base, origin: { from: "not-set" } };
  return { ...base, value: row.phoneDefault, origin: { from: "phone-default" } };
}

function accountValues({ user, record, tenant }: EffectiveFacts): EffectiveAccountValue[] {
  const gateway = new URL(tenant.origins[0]);
  const name = user.slice(user.indexOf("\\") + 1);
  const address = user.includes("@") ? user : `${name}@${tenant.adapter.mailDomain}`;
  return [
    { name: "host", value: gateway.host, from: "tenant" },
    { name: "ssl", value: gateway.protocol === "https:", from: "tenant" },
    record?.emailAddress
      ? { name: "emailAddress", value: record.emailAddress, from: "user-record" }
      : { name: "emailAddress", value: address, from: user.includes("@") ? "user-name" : "tenant" },
    record?.displayName
      ? { name: "displayName", value: record.displayName, from: "user-record" }
      : { name: "displayName", value: user, from: "user-name" },
  ];
}
