// Which settings of the Exchange Adapter stand on one page, in which order, and the values of those
// that are a choice. Server and login have the wizard's own pages.
import { ADAPTER_NUMBERS } from "../../core/adapter.ts";
import { CLIENT_CERTIFICATES } from "../../core/certificates.ts";
import { EAS_VERSIONS } from "../../core/settings-row.ts";
import type { AdapterSettings } from "../../core/tenant.ts";

export const ADAPTER_GROUPS = {
  access: ["onlyProvisioned", "otherClients", "retypedToken", "bearerTokens", "reportOnly"],
  policies: ["partialCompliance", "policyRefusal"],
  heartbeats: ["minHeartbeat", "maxHeartbeat", "upstreamHeartbeat", "maxPingFolders"],
  limits: [
    "maxDevicesPerUser",
    "maxConcurrentPerDevice",
    "maxConcurrentPerTenant",
    "maxUpstreamWaits",
    "stalePasswordMinutes",
    "maxCommandsPerMinute",
    "maxClientChangesPerDay",
    "behaviourBlockMinutes",
  ],
  certificates: ["clientCertificates", "accountHost"],
  servers: ["maxProtocolVersion", "redirectOrigins"],
} as const satisfies Readonly<Record<string, readonly (keyof AdapterSettings)[]>>;

export type AdapterGroup = keyof typeof ADAPTER_GROUPS;
export type GroupSetting = (typeof ADAPTER_GROUPS)[AdapterGroup][number];
export const isAdapterGroup = (text: string): text is AdapterGroup =>
  Object.hasOwn(ADAPTER_GROUPS, text);

/** Settings of the wizard's first two pages. */
export const WIZARD_SETTINGS = [
  "upstream",
  "privateUpstream",
  "loginForm",
  "mailDomain",
  "credentialCheck",
] as const satisfies readonly (keyof AdapterSettings)[];

const CHOICES: Readonly<Partial<Record<keyof AdapterSettings, readonly string[]>>> = {
  otherClients: ["deny", "quarantine", "allow"],
  retypedToken: ["record", "refuse"],
  partialCompliance: ["allow", "refuse"],
  policyRefusal: ["allow", "refuse"],
  bearerTokens: ["deny", "allow"],
  clientCertificates: CLIENT_CERTIFICATES,
  maxProtocolVersion: ["any", ...EAS_VERSIONS],
};

/** How a setting is asked for. */
export type AdapterInput =
  | { readonly kind: "box" }
  | { readonly kind: "number"; readonly least: number; readonly most: number }
  | { readonly kind: "choice"; readonly values: readonly string[] }
  | { readonly kind: "text" };

const BOXES: readonly (keyof AdapterSettings)[] = ["onlyProvisioned", "reportOnly"];

/** How `setting` is asked for in a form. */
export function adapterInput(setting: GroupSetting): AdapterInput {
  const values = CHOICES[setting];
  if (values) return { kind: "choice", values };
  if (setting in ADAPTER_NUMBERS) {
    const [least, most] = ADAPTER_NUMBERS[setting as keyof typeof ADAPTER_NUMBERS];
    return { kind: "number", least, most };
  }
  return { kind: BOXES.includes(setting) ? "box" : "text" };
}
