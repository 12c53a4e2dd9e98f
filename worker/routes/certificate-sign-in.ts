// Sign-in by a client certificate alone, where a user's phones do so, for what is asked beside the gateway. The rule is the
// gateway's own (core/certificate-proof.ts); a name in Authorization or none: it has to be the certificate's.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { canonicalUser, splitLogin } from "../core/login.ts";
import { parseBasic } from "../wire/basic-auth.ts";
import { WireError } from "../wire/wire-error.ts";
import { refusalOf, type Shown, shownCertificate } from "./activesync/client-certificate.ts";

type ByCertificate =
  | { readonly ok: true; readonly user: string; readonly refused?: undefined }
  | { readonly refused: NonNullable<Shown["refused"]> };

/** Whom the request's certificate signs in; undefined if its password decides. */
export async function certificateUser(c: Context<AppEnv>): Promise<ByCertificate | undefined> {
  const request = c.req.raw;
  const shown = c.env.CLIENT_CERTIFICATES ? shownCertificate(request, c.env) : undefined;
  const refused = refusalOf(request, shown);
  if (refused) return { refused };
  if (!shown?.fingerprint) return undefined;
  const on = { handles: c.get("handles"), tenant: c.get("tenant") };
  const { userAlone } = await import("./activesync/certificate-book.ts");
  const user = await userAlone(on, shown.fingerprint, c.get("clock").now());
  return user !== undefined && isNamed(c, user) ? { ok: true, user } : undefined;
}

/** Does Authorization name this user, or nobody? */
function isNamed(c: Context<AppEnv>, user: string): boolean {
  const header = c.req.header("Authorization");
  if (!header) return true;
  try {
    const credentials = parseBasic(header);
    if (!credentials) return false;
    return canonicalUser(splitLogin(credentials.user).user, c.get("tenant").adapter) === user;
  } catch (error) {
    if (error instanceof WireError) return false;
    throw error;
  }
}
