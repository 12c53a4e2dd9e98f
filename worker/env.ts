// The Worker's bindings, checked once per isolate: a deployment that lacks one says so by name at
// its first request instead of failing somewhere inside.

export interface Env {
  readonly DIRECTORY: DurableObjectNamespace;
  readonly ALIAS: DurableObjectNamespace;
  readonly TENANT: DurableObjectNamespace;
  readonly DEVICE: DurableObjectNamespace;
  readonly AUTHORITY: DurableObjectNamespace;
  readonly GUARD: DurableObjectNamespace;
  /** Host of the switching center, without port: get.example.com. */
  readonly SWITCHING_CENTER_HOST: string;
  /** Host of the administrator's console, without port. */
  readonly CONSOLE_HOST: string;
  /** Hosts (without port) that answer /api/v1, separated by blanks. */
  readonly API_HOSTS: string;
  /** Request header in which the platform in front of the Worker writes the client's address. */
  readonly CLIENT_ADDRESS_HEADER: string;
  /**
   * Cloudflare Access in front of the console: the team's host (acme.cloudflareaccess.com) and the
   * application's audience tag. With both, Access signs operators in; passwords are off.
   */
  readonly ACCESS_TEAM_DOMAIN?: string | undefined;
  readonly ACCESS_AUDIENCE?: string | undefined;
  /**
   * How a client's certificate reaches the gateway: "cloudflare" (request.cf.tlsClientAuth), "front"
   * (the header Client-Cert of a TLS front that shows FRONT_SECRET); not bound: it never does.
   */
  readonly CLIENT_CERTIFICATES?: string | undefined;
  /** Secret: what the front shows in the header Provost-Front-Secret; 32 characters or more. */
  readonly FRONT_SECRET?: string | undefined;
  /** Certificates (PEM) of those who issue phones' built-in certificates; not bound: Apple. */
  readonly DEVICE_TRUST_ANCHORS?: string | undefined;
  /** Secret: 32 bytes in base64; wraps private keys at rest. */
  readonly WRAPPING_SECRET: string;
  /** Secret: 32 bytes in base64; keys the credential verifiers. */
  readonly VERIFIER_SECRET: string;
  /** Secret: the owner's API token; 16 characters or more. */
  readonly OWNER_TOKEN: string;
}

const OBJECTS = ["DIRECTORY", "ALIAS", "TENANT", "DEVICE", "AUTHORITY", "GUARD"] as const;
const VARIABLES = [
  "SWITCHING_CENTER_HOST",
  "CONSOLE_HOST",
  "API_HOSTS",
  "CLIENT_ADDRESS_HEADER",
] as const;
const SECRETS = ["WRAPPING_SECRET", "VERIFIER_SECRET"] as const;
const SECRET_BYTES = 32;
const FRONT_SECRET_MIN_LENGTH = 32;
const OWNER_TOKEN_MIN_LENGTH = 16;
const HOST_NAME = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** What is wrong with the bindings, one sentence each; empty when the Worker can run. */
export function envProblems(env: Partial<Env>): string[] {
  const missing = [...OBJECTS, ...VARIABLES].filter((name) => !env[name]);
  const badSecrets = SECRETS.filter((name) => !isSecret(env[name]));
  const shortToken = (env.OWNER_TOKEN ?? "").length < OWNER_TOKEN_MIN_LENGTH;
  return [
    ...missing.map((name) => `${name} is not bound`),
    ...badSecrets.map((name) => `${name} must be ${SECRET_BYTES} bytes in base64`),
    ...accessProblems(env),
    ...certificateProblems(env),
    ...(shortToken ? [`OWNER_TOKEN must have at least ${OWNER_TOKEN_MIN_LENGTH} characters`] : []),
  ];
}

/** Half a configuration would leave the console open to passwords, or to nobody. */
function accessProblems({ ACCESS_TEAM_DOMAIN: team, ACCESS_AUDIENCE: audience }: Partial<Env>) {
  if (!team && !audience) return [];
  if (!team) return ["ACCESS_TEAM_DOMAIN is not bound, but ACCESS_AUDIENCE is"];
  if (!audience) return ["ACCESS_AUDIENCE is not bound, but ACCESS_TEAM_DOMAIN is"];
  return HOST_NAME.test(team) ? [] : ["ACCESS_TEAM_DOMAIN must be a host name"];
}

/** Half a configuration would believe anybody's certificate, or nobody's. */
function certificateProblems(env: Partial<Env>): string[] {
  const { CLIENT_CERTIFICATES: way, FRONT_SECRET: secret, DEVICE_TRUST_ANCHORS: anchors } = env;
  const isKnown = !way || way === "cloudflare" || way === "front";
  const isShort = (secret ?? "").length < FRONT_SECRET_MIN_LENGTH;
  return [
    ...(isKnown ? [] : ["CLIENT_CERTIFICATES must be cloudflare or front"]),
    ...(way === "front" && isShort
      ? [`FRONT_SECRET must have at least ${FRONT_SECRET_MIN_LENGTH} characters`]
      : []),
    ...(anchors && !anchors.includes("-----BEGIN CERTIFICATE-----")
      ? ["DEVICE_TRUST_ANCHORS must be certificates in PEM"]
      : []),
  ];
}

function isSecret(value: string | undefined): boolean {
  try {
    return atob(value ?? "").length === SECRET_BYTES;
  } catch {
    return false;
  }
}
