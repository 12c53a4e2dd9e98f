// Whom an invitation of a group goes to. To begin: users whose record puts them into the group. To
// renew: users of the group who have a phone that runs an old version, with or without a record,
// because Exchange decides who exists. Read page by page; never more than 200 users an answer.
import type { DeviceSummary } from "../../core/device.ts";
import type { InvitationKind } from "../../core/invitation.ts";
import type { GroupRecord, UserRecord } from "../../core/tenant.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";

export interface Invitee {
  readonly record: UserRecord;
  /** Devices that run an old version, for a renewal. */
  readonly devices: readonly DeviceSummary[];
}
export interface Invitees {
  readonly users: readonly Invitee[];
  /** The user after whom the next answer goes on, if there is more. */
  readonly next?: string;
}

const INVITEES_MAX = 200;
const PAGE = 500;

/** True for a phone with a profile of another version than the one in force. */
export function isOutdated({ policyVersion }: DeviceSummary, current: string | undefined): boolean {
  return policyVersion !== undefined && current !== undefined && policyVersion !== current;
}

/** The invitees of `group` after the user `after`, by name. */
export async function invitees(
  tenant: TenantHandle,
  group: GroupRecord,
  kind: InvitationKind,
  after = "",
): Promise<Invitees> {
  return kind === "begin" ? beginners(tenant, group, after) : renewers(tenant, group, after);
}

const isIn = (group: GroupRecord, record: UserRecord | undefined) =>
  record?.group === undefined ? group.isDefault : record.group === group.name;

async function beginners(tenant: TenantHandle, group: GroupRecord, after: string) {
  const users: Invitee[] = [];
  for await (const record of records(tenant, after)) {
    if (!isIn(group, record)) continue;
    if (users.length === INVITEES_MAX) return cutAfter(users);
    users.push({ record, devices: [] });
  }
  return { users };
}

async function renewers(tenant: TenantHandle, group: GroupRecord, after: string) {
  const known = new Map<string, UserRecord>();
  for await (const record of records(tenant, "")) known.set(record.user, record);
  const users: { record: UserRecord; devices: DeviceSummary[] }[] = [];
  for await (const device of outdatedDevices(tenant)) {
    const { user } = device;
    if (user <= after || !isIn(group, known.get(user))) continue;
    const last = users.at(-1);
    if (last?.record.user === user) last.devices.push(device);
    else if (users.length === INVITEES_MAX) return cutAfter(users);
    else users.push({ record: known.get(user) ?? { user, easAllowed: true }, devices: [device] });
  }
  return { users };
}

function cutAfter(users: readonly Invitee[]): Invitees {
  const last = users.at(-1);
  return { users, ...(last && { next: last.record.user }) };
}

async function* records(tenant: TenantHandle, after: string): AsyncGenerator<UserRecord> {
  let mark: string | undefined = after;
  while (mark !== undefined) {
    const page: { users: UserRecord[]; next?: string } = await tenant.userPage({
      after: mark,
      limit: PAGE,
    });
    yield* page.users;
    mark = page.next;
  }
}

/** Devices that run an old version, by user. */
async function* outdatedDevices(tenant: TenantHandle): AsyncGenerator<DeviceSummary> {
  const query = { filter: "outdated", sort: "user", limit: PAGE } as const;
  let mark: { readonly after?: string } | undefined = {};
  while (mark) {
    const page: Awaited<ReturnType<TenantHandle["devices"]>> = await tenant.devices({
      ...query,
      ...mark,
    });
    yield* page.devices;
    mark = page.next === undefined ? undefined : { after: page.next };
  }
}
