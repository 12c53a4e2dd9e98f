// The administrator of a simulated world, acting as a script of theirs would: through /api/v1 and
// nothing else.
import type { Network } from "./network.ts";

/** An answer of the API: status and parsed body (text where it is no JSON). */
export interface ApiAnswer {
  readonly status: number;
  // The API's documents differ per route; a story reads the fields it is about.
  // biome-ignore lint/suspicious/noExplicitAny: a story checks single fields of documents it knows
  readonly body: any;
}

/** A certificate as the authority's book has it. */
export interface BookEntry {
  readonly fingerprint: string;
  readonly serialNumber: string;
  readonly user: string;
  readonly purpose: "enrolment" | "exchange";
  readonly delivery: string;
  readonly issuer: string;
  readonly notAfter: number;
  readonly deviceId?: string;
  readonly revoked?: { readonly reason: string };
}

/** The administrator's verbs. Every one throws if the API refuses, except `call`. */
export interface Admin {
  /** Any call; a refusal is returned, not thrown. `path` follows /api/v1. */
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  createTenant(tenant: Readonly<Record<string, unknown>> & { name: string }): Promise<void>;
  saveAdapter(tenant: string, change: Readonly<Record<string, unknown>>): Promise<void>;
  restartAdapter(tenant: string): Promise<void>;
  editPolicy(tenant: string, change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Locks both families; the answer is the version of the iOS profile family. */
  lockPolicy(tenant: string): Promise<string>;
  unlockPolicy(tenant: string): Promise<void>;
  putUser(tenant: string, user: string, record: Readonly<Record<string, unknown>>): Promise<void>;
  /** Claims an alias; the answer is the claim's state: owner, waiting or approved. */
  claimAlias(alias: string, tenant: string): Promise<string>;
  approveClaim(alias: string, owner: string, tenant: string): Promise<void>;
  devices(tenant: string): Promise<Readonly<Record<string, unknown>>[]>;
  handouts(tenant: string): Promise<Readonly<Record<string, unknown>>[]>;
  /** Certificates in the authority's book, newest first; `query` as the API takes it. */
  certificates(tenant: string, query?: string): Promise<readonly BookEntry[]>;
  revoke(tenant: string, fingerprint: string, reason: string): Promise<void>;
  /** Tries to enrol, newest first. */
  attempts(tenant: string): Promise<readonly { step: string; outcome: string; user: string }[]>;
  /** Refusals as recorded, newest first. */
  refusals(tenant: string): Promise<{ reason: string; user: string; deviceId: string }[]>;
  /** The signing chain as PEM texts, leaf first. */
  signingChain(tenant: string): Promise<string[]>;
}

/** An administrator with an API token, at the console's origin. */
export function makeAdmin(network: Network, consoleOrigin: string, token: string): Admin {
  const call: Admin["call"] = async (method, path, body) => {
    const answer = await network.request({
      method,
      url: `${consoleOrigin}/api/v1${path}`,
      headers: [
        ["Authorization", `Bearer ${token}`],
        ["Accept", "application/json"],
        ...(body === undefined ? [] : [["Content-Type", "application/json"] as const]),
      ],
      ...(body === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(body)) }),
    });
    return { status: answer.status, body: parsed(new TextDecoder().decode(answer.body)) };
  };
  const must: Admin["call"] = async (method, path, body) => {
    const answer = await call(method, path, body);
    if (answer.status < 300) return answer;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  return { call, ...verbs(must) };
}

function verbs(must: Admin["call"]): Omit<Admin, "call"> {
  const at = (tenant: string) => `/tenants/${encodeURIComponent(tenant)}`;
  const policy = (tenant: string) => `${at(tenant)}/groups/everyone/policy`;
  const done = async (answer: Promise<ApiAnswer>) => {
    await answer;
  };
  return {
    createTenant: (tenant) => done(must("POST", "/tenants", tenant)),
    saveAdapter: (tenant, change) => done(must("PATCH", `${at(tenant)}/adapter`, change)),
    restartAdapter: (tenant) => done(must("POST", `${at(tenant)}/adapter/restart`)),
    editPolicy: (tenant, change) => done(must("PATCH", policy(tenant), change)),
    lockPolicy: async (tenant) =>
      (await must("POST", `${policy(tenant)}/lock`)).body.locked["ios-profile"].version,
    unlockPolicy: (tenant) => done(must("POST", `${policy(tenant)}/unlock`)),
    putUser: (tenant, user, record) => done(must("PUT", `${at(tenant)}/users/${user}`, record)),
    claimAlias: async (alias, tenant) =>
      (await must("POST", `/aliases/${encodeURIComponent(alias)}/claims`, { tenant })).body.claim
        .state,
    approveClaim: (alias, owner, tenant) =>
      done(must("POST", `/aliases/${alias}/claims/${tenant}/approve`, { owner })),
    devices: async (tenant) => (await must("GET", `${at(tenant)}/devices`)).body.devices,
    handouts: async (tenant) => (await must("GET", `${at(tenant)}/handouts`)).body.handouts,
    certificates: async (tenant, query = "") =>
      (await must("GET", `${at(tenant)}/certificates?${query}`)).body.certificates,
    revoke: (tenant, fingerprint, reason) =>
      done(must("POST", `${at(tenant)}/certificates/${fingerprint}/revoke`, { reason })),
    attempts: async (tenant) =>
      (await must("GET", `${at(tenant)}/enrolment-attempts`)).body.attempts,
    refusals: async (tenant) => (await must("GET", `${at(tenant)}/refusals`)).body.newest,
    signingChain: async (tenant) =>
      String((await must("GET", `${at(tenant)}/ca`)).body).match(PEM_CERTIFICATE) ?? [],
  };
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
