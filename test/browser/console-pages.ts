// Every page of the console as the addresses a browser opens: derived from the mounted routes, so that
// a new page cannot be forgotten, and some of them once more in another state.
import { consoleSite } from "../../worker/routes/console/console.tsx";
import type { ConsoleNames } from "./console-world.ts";

/** Routes that answer with files. */
const FILE = /\.(?:cer|crl|css|csv|jsonl|pem)$|\/invitations\/mail$/;
const STYLE = "/style.css";
/** Routes that people see before they are signed in. */
const LONE = ["/sign-in", "/set-up/:code"];

/** What routes' parameters stand for, besides the world's own names. */
const PARTS = {
  tenant: "acme",
  group: "everyone",
  alias: "acme",
  other: "rival",
  settings: "access",
} as const;
/** A page that loads itself again would do so while it is judged. */
const STILL = { "/tenants/:tenant/live": "?paused=yes" } as Readonly<Record<string, string>>;

/** Pages once more: with another choice, without results, refused. */
const STATES: Readonly<Record<string, string>> = {
  "policy-lock-eas": "/tenants/acme/policies/everyone/lock?family=eas-security",
  "policy-preview-ios": "/tenants/acme/policies/everyone/preview?ios=4.0.0",
  "policy-preview-eas": "/tenants/acme/policies/everyone/preview?eas=12.1",
  "adapter-policies": "/tenants/acme/adapter/settings/policies",
  "adapter-heartbeats": "/tenants/acme/adapter/settings/heartbeats",
  "adapter-limits": "/tenants/acme/adapter/settings/limits",
  "adapter-servers": "/tenants/acme/adapter/settings/servers",
  "live-found": "/tenants/acme/live?paused=yes&filter=ali",
  "devices-blocked": "/tenants/acme/devices?filter=blocked",
  "devices-found": "/tenants/acme/devices?search=iphone",
  "devices-none": "/tenants/acme/devices?search=nothing",
  "device-blocked": "/tenants/acme/devices/bob/BOB",
  "device-wiping": "/tenants/acme/devices/user02/USER02",
  "device-wiped": "/tenants/acme/devices/user04/USER04",
  "user-hostile": "/tenants/acme/users/user02",
  "user-denied": "/tenants/acme/users/user10",
  "users-none": "/tenants/acme/users?search=nothing",
  "invitations-user": "/tenants/acme/invitations?user=alice",
  "invitations-group": "/tenants/acme/invitations?group=Sales&kind=renew",
  "invitations-print-user": "/tenants/acme/invitations/print?user=alice",
  "invitations-print-group": "/tenants/acme/invitations/print?group=Sales",
  "certificates-none": "/tenants/acme/certificates?user=nobody",
  "certificates-revoked": "/tenants/acme/certificates?state=revoked",
  "not-found": "/tenants/acme/nothing",
  "tenant-not-found": "/tenants/nobody",
};

/** A page: its name (for screenshots), its address, and the status it answers with. */
export interface ConsolePage {
  readonly name: string;
  readonly path: string;
  readonly status: 200 | 404;
}

/** Of nothing; and sheets for nobody, which no page leads to. */
const NOT_THERE = /not-found$|tenant-invitations-print$/;

const GETS = [
  ...new Set(consoleSite.routes.filter(({ method }) => method === "GET").map(({ path }) => path)),
].filter((path) => !LONE.includes(path));

/** The addresses of files that a signed-in owner can save. */
export const filesOf = (names: ConsoleNames): string[] =>
  GETS.filter((path) => FILE.test(path) && path !== STYLE).map(
    (path) => `${filled(path, { ...PARTS, ...flat(names) })}?user=alice`,
  );

/**
 * Every page that a signed-in owner can open: by its route, in other states, and of a tenant where
 * nothing was done yet.
 */
export function pagesOf(
  names: ConsoleNames,
): Readonly<Record<"routes" | "states" | "blank", ConsolePage[]>> {
  const parts = { ...PARTS, ...flat(names) };
  const paths = GETS.filter((path) => !FILE.test(path));
  const ofTenant = paths.filter((path) =>
    /^\/tenants\/:tenant(?!.*\/:(?!tenant|group))/.test(path),
  );
  const page = (name: string, path: string): ConsolePage => ({
    name,
    path,
    status: NOT_THERE.test(name) ? 404 : 200,
  });
  return {
    routes: paths.map((path) => page(nameOf(path), addressOf(path, parts))),
    states: Object.entries(STATES).map(([name, path]) => page(name, withIds(path, names))),
    blank: ofTenant.map((path) =>
      page(`blank-${nameOf(path)}`, addressOf(path, { ...parts, tenant: "blank" })),
    ),
  };
}

const flat = ({ user, deviceId, operatorId, fingerprint, authority }: ConsoleNames) => ({
  ...{ user, deviceId, id: operatorId, fingerprint, authority },
});

/** DeviceIds are known once the world is there: USER stands for the one of `user`. */
const withIds = (path: string, { devices }: ConsoleNames) =>
  path.replace(/\/([a-z0-9]+)\/([A-Z0-9]+)$/, (_, user: string) => `/${user}/${devices[user]}`);

const addressOf = (route: string, parts: Readonly<Record<string, string>>) =>
  `${filled(route, parts)}${STILL[route] ?? ""}`;

function filled(route: string, parts: Readonly<Record<string, string>>): string {
  return route.replace(/:(\w+)/g, (_, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`no page is known of ${route}: what is ${name}?`);
    return encodeURIComponent(part);
  });
}

const nameOf = (route: string) =>
  route.replace("/tenants/:tenant", "/tenant").split(/\W+/).filter(Boolean).join("-") || "start";
