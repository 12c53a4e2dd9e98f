// Where one can go in the console, as a table. The rule: an entry is shown only to a role that the
// API would let in; the words are mSuite's (Configuration > Servers and Groups > Exchange Adapter).
import { type Ability, type ApiScope, isAble } from "../../core/scope.ts";
import type { FrameText } from "./messages/frame.ts";

export type Section =
  | "overview"
  | "live"
  | "devices"
  | "users"
  | "groups"
  | "policies"
  | "adapter"
  | "access-rules"
  | "aliases"
  | "invitations"
  | "identity"
  | "authority"
  | "certificates"
  | "enrolment"
  | "refusals"
  | "audit"
  | "tenants"
  | "operators"
  | "tokens"
  | "service-audit"
  | "account";

type Group = keyof FrameText["groups"];
type Row = readonly [group: Group, section: Section, path: string, need: Ability];

/** Pages of one tenant; paths follow /tenants/NAME. */
const TENANT_PAGES: readonly Row[] = [
  ["watch", "overview", "", "read-devices"],
  ["watch", "live", "/live", "read-devices"],
  ["watch", "devices", "/devices", "read-devices"],
  ["people", "users", "/users", "read"],
  ["people", "groups", "/groups", "read"],
  ["people", "invitations", "/invitations", "administer"],
  ["people", "aliases", "/aliases", "read"],
  ["people", "certificates", "/certificates", "read"],
  ["people", "enrolment", "/enrolment", "read"],
  ["configuration", "policies", "/policies", "read"],
  ["servers", "adapter", "/adapter", "read"],
  ["servers", "access-rules", "/access-rules", "read"],
  ["configuration", "identity", "/identity", "read"],
  ["configuration", "authority", "/authority", "read"],
  ["records", "refusals", "/refusals", "read"],
  ["records", "audit", "/audit", "read"],
];
const OWNER_PAGES: readonly (readonly [Section, path: string])[] = [
  ["tenants", "/tenants"],
  ["operators", "/operators"],
  ["tokens", "/tokens"],
  ["service-audit", "/service-audit"],
];

export interface Entry {
  readonly section: Section;
  readonly path: string;
}
export interface EntryGroup {
  readonly group: Group;
  readonly entries: readonly Entry[];
}

/** The groups of entries that `scope` may use; those of a tenant only where there is one. */
export function navigationFor(scope: ApiScope, tenant: string | undefined): EntryGroup[] {
  const ofTenant = tenant === undefined ? [] : TENANT_PAGES;
  const groups = new Map<Group, Entry[]>();
  const add = (group: Group, entry: Entry) =>
    groups.set(group, [...(groups.get(group) ?? []), entry]);
  for (const [group, section, path, need] of ofTenant) {
    if (isAble(scope, need)) add(group, { section, path: `/tenants/${tenant}${path}` });
  }
  if (scope === "owner") {
    for (const [section, path] of OWNER_PAGES) add("service", { section, path });
  } else if (isAble(scope, "administer")) {
    add("service", { section: "tokens", path: "/tokens" });
  }
  return [...groups].map(([group, entries]) => ({ group, entries }));
}

/** The page an operator begins at. */
export function homeOf(scope: ApiScope): string {
  const tenant = scope.split(":")[1];
  if (tenant === undefined) return "/";
  return isAble(scope, "read") ? `/tenants/${tenant}` : `/tenants/${tenant}/devices`;
}
