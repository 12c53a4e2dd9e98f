// A foreign CA, judged: what people bring becomes a CA's key and its chain, or a problem with a name.
// The rule: as for signing identities (take-in.ts), but it must be one that may issue certificates and
// lists of revoked ones. RFC 5280, sections 4.2.1.3 and 4.2.1.9.
import { chainOf, type IdentityRefusal } from "../../core/signing-identity.ts";
import { isIssuedBy } from "../../wire/certificate.ts";
import { readForeignFile } from "./take-in.ts";

export interface TakenInCa {
  readonly ok: true;
  readonly fingerprint: string;
  /** Within the whole chain's time; milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly pkcs8: Uint8Array;
  /** DER, its own certificate first. */
  readonly chain: readonly Uint8Array[];
}

/** Reads and judges `source` at `now` (milliseconds since 1970). */
export async function takeInCa(
  source: Parameters<typeof readForeignFile>[0],
  now: number,
): Promise<TakenInCa | IdentityRefusal> {
  const read = await readForeignFile(source);
  if (!read.ok) return read;
  const chained = chainOf(read.key, read.certificates, isIssuedBy, now, "issuing");
  if (!chained.ok) return chained;
  const [own] = chained.chain;
  if (!own) return { ok: false, problem: "no-certificate" };
  return {
    ok: true,
    fingerprint: own.fingerprint,
    notBefore: Math.max(...chained.chain.map(({ notBefore }) => notBefore)),
    notAfter: Math.min(...chained.chain.map(({ notAfter }) => notAfter)),
    pkcs8: read.key.pkcs8,
    chain: chained.chain.map(({ der }) => der),
  };
}
