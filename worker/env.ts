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
const OWNER_TOKEN_MIN_LENGTH = 16;

/** What is wrong with the bindings, one sentence each; empty when the Worker can run. */
export function envProblems(env: Partial<Env>): string[] {
  const missing = [...OBJECTS, ...VARIABLES].filter((name) => !env[name]);
  const badSecrets = SECRETS.filter((name) => !isSecret(env[name]));
  const shortToken = (env.OWNER_TOKEN ?? "").length < OWNER_TOKEN_MIN_LENGTH;
  return [
    ...missing.map((name) => `${name} is not bound`),
    ...badSecrets.map((name) => `${name} must be ${SECRET_BYTES} bytes in base64`),
    ...(shortToken ? [`OWNER_TOKEN must have at least ${OWNER_TOKEN_MIN_LENGTH} characters`] : []),
  ];
}

function isSecret(value: string | undefined): boolean {
  try {
    return atob(value ?? "").length === SECRET_BYTES;
  } catch {
    return false;
  }
}
