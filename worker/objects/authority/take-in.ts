// A foreign signing identity, judged: what people bring becomes a key and an ordered chain, or a
// problem with a name. The rule: hostile bytes end here, as an answer; the key and the password are
// in nothing that is said.
import {
  chainOf,
  type IdentityProblem,
  type IdentityRefusal,
} from "../../core/signing-identity.ts";
import type { FileAnswer, IdentitySource } from "../../wire/identity-file.ts";
import { WireError } from "../../wire/wire-error.ts";

/** What can sign from now on. */
export interface TakenIn {
  readonly ok: true;
  /** Extractable, to be wrapped. */
  readonly key: CryptoKey;
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[];
}

/** Which problem a WireError of which format is. */
const PROBLEM_OF: Readonly<Record<string, IdentityProblem>> = {
  PEM: "bad-pem",
  "PKCS#12": "bad-pkcs12",
  "private key": "bad-private-key",
  certificate: "bad-certificate",
};

/** Reads and judges `source` at `now` (milliseconds since 1970). */
export async function takeIn(
  source: IdentitySource,
  now: number,
): Promise<TakenIn | IdentityRefusal> {
  const read = await readForeignFile(source);
  if (!read.ok) return read;
  const { CERTIFICATE_ACTS } = await import("../../wire/certificate-acts.ts");
  const chained = chainOf(read.key, read.certificates, CERTIFICATE_ACTS.isIssuedBy, now);
  if (!chained.ok) return chained;
  const key = await importKey(read.key.pkcs8);
  if (!key) return { ok: false, problem: "bad-private-key" };
  return { ok: true, key, chain: chained.chain.map(({ der }) => der) };
}

/** The key and the certificates of a file, or why it holds none. */
export async function readForeignFile(
  source: IdentitySource,
): Promise<FileAnswer | IdentityRefusal> {
  const { CERTIFICATE_ACTS } = await import("../../wire/certificate-acts.ts");
  try {
    return CERTIFICATE_ACTS.readIdentityFile(source);
  } catch (error) {
    const problem = error instanceof WireError ? PROBLEM_OF[error.format] : undefined;
    if (!(error instanceof WireError) || !problem) throw error;
    return { ok: false, problem, detail: error.problem };
  }
}

/** Undefined for numbers that are no RSA key, which only shows here. */
function importKey(pkcs8: Uint8Array): Promise<CryptoKey | undefined> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  return crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]).catch(() => undefined);
}
