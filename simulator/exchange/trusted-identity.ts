// An Exchange behind a front that trusts who asks because a signed identity says so: a JSON Web Token
// of a few minutes in the header Provost-Identity (RFC 7519; ES256: RFC 7518, section 3.4), verified
// with the issuer's published keys (RFC 7517). The rule it keeps: signature, issuer, audience and time,
// or it is nobody; the keys are asked for with every token, since a front keeps none here.
import { createPublicKey, type JsonWebKey, verify } from "node:crypto";

export const IDENTITY_HEADER = "provost-identity";

/** Whose identities are trusted. */
export interface TrustedIssuer {
  /** `iss` of its tokens. */
  readonly issuer: string;
  /** Its JSON Web Key Set, as it stands now. */
  readonly keys: () => Promise<string>;
}

interface Claims {
  readonly iss?: unknown;
  readonly aud?: unknown;
  readonly sub?: unknown;
  readonly exp?: unknown;
  readonly iat?: unknown;
}

/** A token may live no longer, in seconds, and clocks may differ so much. */
const MAX_LIFE_SECONDS = 600;
const SKEW_SECONDS = 60;

/** The login that a good token is for, or what is wrong with it, in words without any of it. */
export async function loginOfIdentity(
  token: string,
  on: { readonly trust: TrustedIssuer; readonly audience: string; readonly now: number },
): Promise<{ readonly login: string } | { readonly problem: string }> {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  const header = parsed(head) as { alg?: unknown; kid?: unknown } | undefined;
  const claims = parsed(body) as Claims | undefined;
  if (!header || !claims || more.length > 0) return { problem: "it is no token" };
  if (header.alg !== "ES256") return { problem: "its algorithm is another" };
  const key = await keyNamed(header.kid, on.trust);
  if (!key) return { problem: "nobody known signed it" };
  const good = verify(
    "SHA256",
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  if (!good) return { problem: "its signature is wrong" };
  return judged(claims, on);
}

function judged(
  { iss, aud, sub, exp, iat }: Claims,
  { trust, audience, now }: Parameters<typeof loginOfIdentity>[1],
): { readonly login: string } | { readonly problem: string } {
  const seconds = now / 1000;
  if (iss !== trust.issuer) return { problem: "its issuer is another" };
  if (aud !== audience) return { problem: "it is meant for another server" };
  if (typeof exp !== "number" || typeof iat !== "number") return { problem: "it has no dates" };
  if (seconds >= exp + SKEW_SECONDS) return { problem: "it has ended" };
  if (seconds < iat - SKEW_SECONDS) return { problem: "it begins later" };
  if (exp - iat > MAX_LIFE_SECONDS) return { problem: "it lives too long" };
  return typeof sub === "string" ? { login: sub } : { problem: "it names nobody" };
}

async function keyNamed(kid: unknown, { keys }: TrustedIssuer) {
  const set = JSON.parse(await keys()) as { keys: readonly (JsonWebKey & { kid?: string })[] };
  const found = set.keys.find((key) => key.kid === kid && key.kty === "EC" && key.crv === "P-256");
  return found && createPublicKey({ key: found, format: "jwk" });
}

function parsed(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
