// The Exchange Adapter's settings, judged as a whole before they are saved. The rule: an upstream
// is an https origin (http on loopback, private addresses only by the owner's leave), and a login
// form is one Exchange knows.
import { checkLoginForm } from "./login.ts";
import { parseUpstream } from "./origin.ts";
import { type Result, refuse } from "./result.ts";
import type { AdapterSettings } from "./tenant.ts";

/** `settings` with the upstream in its one spelling, or the setting that cannot be. */
export function checkAdapter(
  settings: AdapterSettings,
): Result<{ readonly adapter: AdapterSettings }, "bad-upstream" | "bad-login-form"> {
  const upstream = parseUpstream(settings.upstream, settings.privateUpstream);
  if (!upstream.ok) return refuse("bad-upstream");
  if (!checkLoginForm(settings.loginForm)) return refuse("bad-login-form");
  return { ok: true, adapter: { ...settings, upstream: upstream.origin } };
}

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
] as const satisfies readonly (keyof AdapterSettings)[];

/** Settings in which `saved` differs from what runs. */
export function changedSettings(
  running: AdapterSettings,
  saved: AdapterSettings,
): (keyof AdapterSettings)[] {
  return ADAPTER_SETTINGS.filter((setting) => running[setting] !== saved[setting]);
}
