// The Exchange Adapter's settings, judged as a whole before they are saved. The rule: an upstream
// is an https origin (http on loopback, private addresses only by the owner's leave), a login form is
// one Exchange knows, and the bounds of heartbeats leave room between them.
import { checkLoginForm } from "./login.ts";
import { parseOrigin, parseUpstream } from "./origin.ts";
import { type Result, refuse } from "./result.ts";
import type { AdapterSettings } from "./tenant.ts";

/** Why settings cannot be saved. */
export type AdapterProblem =
  | "bad-upstream"
  | "bad-login-form"
  | "bad-redirect-origins"
  | "bad-heartbeats"
  | "bad-account-host";

/** `settings` with origins in their one spelling, or the setting that cannot be. */
export function checkAdapter(
  settings: AdapterSettings,
): Result<{ readonly adapter: AdapterSettings }, AdapterProblem> {
  const { privateUpstream } = settings;
  const upstream = parseUpstream(settings.upstream, privateUpstream);
  if (!upstream.ok) return refuse("bad-upstream");
  if (!checkLoginForm(settings.loginForm)) return refuse("bad-login-form");
  const redirects: string[] = [];
  for (const named of settings.redirectOrigins.split(/\s+/).filter((text) => text !== "")) {
    const parsed = parseUpstream(named, privateUpstream);
    if (!parsed.ok) return refuse("bad-redirect-origins");
    redirects.push(parsed.origin);
  }
  if (settings.minHeartbeat > settings.maxHeartbeat) return refuse("bad-heartbeats");
  const accountHost = checkedHost(settings.accountHost);
  if (accountHost === undefined) return refuse("bad-account-host");
  const origins = { upstream: upstream.origin, redirectOrigins: redirects.join(" "), accountHost };
  return { ok: true, adapter: { ...settings, ...origins } };
}

/** `host[:port]` in its one spelling, "" for none, or undefined if it is no host. */
function checkedHost(text: string): string | undefined {
  const host = text.trim();
  if (host === "") return "";
  if (host.includes("/")) return undefined;
  const parsed = parseOrigin(`https://${host}`);
  return parsed.ok ? parsed.host : undefined;
}

type NumberSetting = {
  [Name in keyof AdapterSettings]: AdapterSettings[Name] extends number ? Name : never;
}[keyof AdapterSettings];

/** The least and the greatest value of every setting that is a whole number. */
export const ADAPTER_NUMBERS: Readonly<Record<NumberSetting, readonly [number, number]>> = {
  maxDevicesPerUser: [0, 1000],
  // MS-ASCMD 2.2.3.79.1: Exchange takes 60 to 3,540 seconds unless it was told otherwise.
  minHeartbeat: [10, 3540],
  maxHeartbeat: [60, 3540],
  upstreamHeartbeat: [10, 3540],
  maxPingFolders: [1, 1000],
  maxConcurrentPerDevice: [0, 100],
  maxConcurrentPerTenant: [0, 100_000],
  maxUpstreamWaits: [0, 100_000],
  stalePasswordMinutes: [0, 1440],
  maxCommandsPerMinute: [0, 100_000],
  maxClientChangesPerDay: [0, 100],
  behaviourBlockMinutes: [1, 10_080],
};

/**
 * The mail domain of a tenant that names none: the login form's, else Exchange's own without its
 * host's label.
 */
export function defaultMailDomain(loginForm: string, upstream: string): string {
  const at = loginForm.lastIndexOf("@");
  if (at > 0) return loginForm.slice(at + 1);
  const hostname = URL.canParse(upstream) ? new URL(upstream).hostname : "";
  const labels = hostname.split(".");
  return labels.length > 2 ? labels.slice(1).join(".") : hostname;
}

/** Every setting of the adapter, in the order people see them. */
export const ADAPTER_SETTINGS = [
  "upstream",
  "privateUpstream",
  "loginForm",
  "mailDomain",
  "credentialCheck",
  "onlyProvisioned",
  "otherClients",
  "reportOnly",
  "maxProtocolVersion",
  "maxDevicesPerUser",
  "retypedToken",
  "partialCompliance",
  "policyRefusal",
  "bearerTokens",
  "redirectOrigins",
  "minHeartbeat",
  "maxHeartbeat",
  "upstreamHeartbeat",
  "maxPingFolders",
  "maxConcurrentPerDevice",
  "maxConcurrentPerTenant",
  "maxUpstreamWaits",
  "stalePasswordMinutes",
  "maxCommandsPerMinute",
  "maxClientChangesPerDay",
  "behaviourBlockMinutes",
  "clientCertificates",
  "accountHost",
] as const satisfies readonly (keyof AdapterSettings)[];

/** Settings in which `saved` differs from what runs. */
export function changedSettings(
  running: AdapterSettings,
  saved: AdapterSettings,
): (keyof AdapterSettings)[] {
  return ADAPTER_SETTINGS.filter((setting) => running[setting] !== saved[setting]);
}
