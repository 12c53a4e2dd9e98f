// Where a group's policy stands in the API, and the options that name it.
import { path } from "./api.ts";
import { type Call, optional, tenantOf } from "./command.ts";

/** The families of a policy, and what people call them. */
export const FAMILIES = {
  "ios-profile": "iOS profile",
  "eas-security": "Exchange ActiveSync security",
} as const;
export type Family = keyof typeof FAMILIES;

export const GROUP = { flags: "--group <name>", text: "the group (default: everyone)" } as const;
export const FAMILY = {
  flags: "--family <name>",
  text: "only this family of settings (default: both)",
  choices: Object.keys(FAMILIES),
};

/** The group a command is about. */
export const groupOf = (call: Call): string => optional(call, "group") ?? "everyone";

/** Path of the group's policy. */
export const policyPath = (call: Call): string =>
  path`/tenants/${tenantOf(call)}/groups/${groupOf(call)}/policy`;
