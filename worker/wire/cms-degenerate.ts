// Certificates and revocation lists in the form that SCEP passes them on: SignedData that nobody
// signed. Rule: the order given stays, because clients take the first certificate for theirs.
// Follows RFC 5652 (5.1) and RFC 8894 (3.4).
import { integer, oid, sequence, setOf, tagged } from "./der-write.ts";

const OID = { data: "1.2.840.113549.1.7.1", signedData: "1.2.840.113549.1.7.2" } as const;

/** Certificates (DER), the one that matters first. */
export function certificatesOnly(certificates: readonly Uint8Array[]): Uint8Array {
  return degenerate(0, certificates);
}

/** One revocation list (DER). */
export function crlOnly(crl: Uint8Array): Uint8Array {
  return degenerate(1, [crl]);
}

/** `part` is [0] for certificates and [1] for revocation lists. */
function degenerate(part: 0 | 1, elements: readonly Uint8Array[]): Uint8Array {
  const signedData = sequence(
    integer(1),
    setOf(),
    sequence(oid(OID.data)),
    tagged(part, ...elements),
    setOf(),
  );
  return new Uint8Array(sequence(oid(OID.signedData), tagged(0, signedData)));
}
