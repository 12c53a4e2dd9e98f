// Bearer tokens (RFC 6750, section 2.1) of modern authentication, which Microsoft's and others' identity servers write as
// signed JSON (RFC 7519, RFC 7515). What is read is whose it is. Nothing here proves that it is genuine: only the server
// it was made for can judge that.
import { decodeBase64 } from "./base64.ts";
import { WireError } from "./wire-error.ts";

/** A token, and whom it names. */
export interface BearerToken {
  readonly token: string;
  /** The user's sign-in name as the identity server wrote it. */
  readonly user: string;
}

/** Tokens of Microsoft Entra with many groups come near 6,000 characters. */
export const MAX_TOKEN_CHARACTERS = 12_000;
/**
 * Claims that hold a sign-in name which users cannot change themselves, in the order in which they
 * win: `upn` of Entra and AD FS, and `unique_name` of Entra's first version.
 */
const NAME_CLAIMS = ["upn", "unique_name"] as const;
const FORMAT = "Bearer token";
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The token of an Authorization header's value whose scheme is Bearer. A WireError if it is not
 * signed JSON that names a user: an opaque or encrypted one says of nobody that it is theirs.
 */
export function parseBearer(header: string): BearerToken {
  if (header.length > MAX_TOKEN_CHARACTERS) throw new WireError(FORMAT, "too long");
  const [, token = "", payload = ""] =
    /^[ \t]*bearer[ \t]+([\w-]+\.([\w-]+)\.[\w-]+)[ \t]*$/i.exec(header) ?? [];
  if (token === "") throw new WireError(FORMAT, "not signed JSON");
  const claims = claimsOf(payload);
  const user = NAME_CLAIMS.map((claim) => claims[claim]).find((name) => name !== undefined);
  if (typeof user !== "string" || user === "") throw new WireError(FORMAT, "names no user");
  return { token, user };
}

function claimsOf(payload: string): Readonly<Record<string, unknown>> {
  const bytes = decodeBase64(payload, FORMAT);
  try {
    const claims: unknown = JSON.parse(utf8.decode(bytes));
    if (typeof claims === "object" && claims !== null) return { ...claims };
  } catch {
    // Told below, without the words of the parser, which quote the token.
  }
  throw new WireError(FORMAT, "no claims in it");
}
