// The user-facing sub-apps around plain values instead of Durable Objects: for tests of pages and
// headers. What was asked of the objects is written down; the objects themselves are tested in
// workerd.
import { Hono } from "hono";
import type { AppEnv } from "../../worker/context.ts";
import type { AliasAnswer } from "../../worker/core/alias.ts";
import type { DeviceSummary } from "../../worker/core/device.ts";
import {
  ADAPTER_DEFAULTS,
  type RunningTenant,
  type TenantEntry,
} from "../../worker/core/tenant.ts";
import type { Refusal } from "../../worker/objects/handles/tenant-gate.ts";
import type { AccountFacts, AccountReason } from "../../worker/objects/handles/tenant-handouts.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import { iphone } from "../../worker/routes/iphone.tsx";
import { switchingCenter } from "../../worker/routes/switching-center.tsx";

export const ios3 =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 3_1_3 like Mac OS X; en-us) AppleWebKit/528.18 (KHTML, like Gecko) Version/4.0 Mobile/7E18 Safari/528.16";
export const ios4 =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Version/5.0.2 Mobile/8C148 Safari/6533.18.5";
export const ios12 =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 12_1_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.0 Mobile/15E148 Safari/604.1";
export const ios26 =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Mobile/15E148 Safari/604.1";
export const chromeOnIos =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.7339.95 Mobile/15E148 Safari/604.1";
export const macSafari =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.2 Safari/605.1.15";
export const chrome =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

type Values = Partial<AppEnv["Variables"]>;

const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) };

function guard(wait: number, seen: string[]) {
  return (key: string) => ({
    // Nobody else guessed from this network.
    wait: async (limit?: string) => (limit === "network" ? 0 : wait),
    waiting: async () => wait,
    failures: async () => 0,
    released: async () => {
      if (!key.startsWith("network|")) seen.push(`${key} released`);
    },
    failed: async () => {
      seen.push(`${key} failed`);
      return 0;
    },
    succeeded: async () => {
      seen.push(`${key} succeeded`);
    },
  });
}

function mount(path: "/" | "/iphone", app: Hono<AppEnv>, values: Values) {
  return new Hono<AppEnv>()
    .use(async (c, next) => {
      for (const [name, value] of Object.entries(values)) c.set(name as keyof Values, value);
      await next();
    })
    .route(path, app);
}

/** The switching center before these aliases and tenants (name -> first origin). */
export function switchingCenterSite(on: {
  tenants: Readonly<Record<string, string>>;
  aliases: Readonly<Record<string, AliasAnswer>>;
  wait: number;
}) {
  const guesses: string[] = [];
  const handles = {
    guard: guard(on.wait, guesses),
    alias: (alias: string) => ({
      resolve: async () => on.aliases[alias] ?? { ok: false, reason: "alias-unknown" },
    }),
    directory: {
      tenantByName: async (name: string): Promise<TenantEntry | null> => {
        const origin = on.tenants[name];
        return origin ? { name, displayName: name, origins: [origin] } : null;
      },
    },
  } as unknown as Handles;
  const app = mount("/", switchingCenter, { handles, clock, client: "203.0.113.7" });
  const send = async (path: string, headers: Record<string, string>, method = "GET") =>
    app.request(`https://get.example.com${path}`, { method, headers });
  const request = (method: string, path: string, userAgent: string) =>
    send(path, { "User-Agent": userAgent }, method);
  const get = (path: string, userAgent: string) => request("GET", path, userAgent);
  return { send, request, get, guesses };
}

export const acme: RunningTenant = {
  name: "acme",
  displayName: "Acme Corporation",
  origins: ["https://mail.acme.example"],
  adapter: {
    upstream: "https://exchange.acme.example",
    ...ADAPTER_DEFAULTS,
    loginForm: "ACME\\user",
    mailDomain: "acme.example",
    credentialCheck: "local-directory",
  },
};
export const alice: AccountFacts = {
  user: "alice",
  emailAddress: "alice@acme.example",
  displayName: "Alice",
  group: "everyone",
  policy: {
    version: "a".repeat(64),
    values: {
      forcePIN: true,
      minLength: 6,
      maxFailedAttempts: 8,
      allowCamera: false,
      preventPolicyRemoval: "yes",
    },
    lockedAt: 0,
  },
  clientCertificates: "off",
};
export const PASSWORD = "pä:ss <1>";

const ENV = { VERIFIER_SECRET: "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=" };

/** `/iphone` of tenant acme, whose local directory knows alice with PASSWORD. */
export function iphoneSite(
  on: {
    account?: AccountFacts | AccountReason;
    wait?: number;
    tenant?: RunningTenant;
    /** The user's devices, and the last refusal of one. */
    devices?: readonly DeviceSummary[];
    refusal?: Refusal & { readonly at: number };
    /** The signing identity has expired. */
    expired?: boolean;
  } = {},
) {
  const seen: string[] = [];
  const account = on.account ?? alice;
  const handles = {
    guard: guard(on.wait ?? 0, seen),
    tenant: () => ({
      checkLocalPassword: async (user: string, password: string) =>
        user === "alice" && password === PASSWORD,
      devicesOf: async () => on.devices ?? [],
      lastRefusalOf: async () => on.refusal ?? null,
      account: async () =>
        typeof account === "string" ? { ok: false, reason: account } : { ok: true, account },
      handOut: async (user: string, tokenHash: string, policyVersion: string) => {
        seen.push(`handed out ${user} ${policyVersion}`);
        return { id: "1", user, tokenHash, policyVersion, madeAt: 0, expiresAt: 1 };
      },
      noteRefusal: async ({ reason }: { reason: string }) => {
        seen.push(`refused ${reason}`);
      },
    }),
    device: () => ({ liftPasswords: async () => undefined }),
    authority: () => ({
      sign: async (content: Uint8Array, digest: string, organization: string) => {
        if (on.expired) return { ok: false, reason: "signing-identity-expired" };
        seen.push(`signed ${digest} for ${organization}`);
        return { ok: true, signed: content };
      },
    }),
  } as unknown as Handles;
  const tenant = on.tenant ?? acme;
  const app = mount("/iphone", iphone, { handles, clock, client: "203.0.113.7", tenant });
  const request = async (path: string, init: RequestInit) =>
    app.request(`https://mail.acme.example${path}`, init, ENV);
  /** A GET of a signed-in alice, or with the Authorization given (none if null). */
  const get = (path: string, userAgent: string, authorization: string | null = basic("alice")) =>
    request(path, {
      headers: {
        "User-Agent": userAgent,
        ...(authorization === null ? {} : { Authorization: authorization }),
      },
    });
  return { request, get, seen };
}

/** An Authorization header's value, in UTF-8. */
export function basic(user: string, password = PASSWORD): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
