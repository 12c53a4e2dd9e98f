// Cloudflare Access in front of the console: the JWT in Cf-Access-Jwt-Assertion, checked as
// Cloudflare's documentation asks ("Validate JWTs"): signed by one of the team's keys, issued by the
// team, for this application, not expired. The rule: one algorithm, RS256, whatever the token says
// of itself. Loaded when Access is configured and first used.
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from "jose";
import { log } from "./log.ts";

/** The team's host (acme.cloudflareaccess.com) and the application's audience tag. */
export interface AccessTeam {
  readonly team: string;
  readonly audience: string;
}

const ALGORITHMS = ["RS256"];

/** Keys per team; jose fetches them again after ten minutes, or when a new key id comes along. */
const keySets = new Map<string, JWTVerifyGetKey>();

/**
 * Letters A to Z alone: the lower case of the Kelvin sign is a "k", and an address that only looks
 * like an operator's is another person's (Unicode TR 36, section 2).
 */
const inLowerCase = (address: string) =>
  address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/**
 * The e-mail address that Access vouches for, in lower case, or undefined if it does not.
 * @param now milliseconds since 1970.
 * @throws TypeError if the team's keys cannot be fetched.
 */
export async function accessAddress(
  jwt: string,
  { team, audience }: AccessTeam,
  now: number,
): Promise<string | undefined> {
  const issuer = `https://${team}`;
  try {
    const { payload } = await jwtVerify(jwt, keysOf(issuer), {
      algorithms: ALGORITHMS,
      issuer,
      audience,
      currentDate: new Date(now),
      requiredClaims: ["exp", "iat", "email"],
    });
    return typeof payload.email === "string" ? inLowerCase(payload.email) : undefined;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    log("access-refused", { problem: error.code });
    return undefined;
  }
}

function keysOf(issuer: string): JWTVerifyGetKey {
  const known = keySets.get(issuer);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", issuer), {
    [customFetch]: (url, init) => fetch(url, init),
  });
  keySets.set(issuer, keys);
  return keys;
}
