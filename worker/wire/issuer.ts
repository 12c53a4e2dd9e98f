// A CA's certificate as what it issues refers to it: the bytes of its name, and its key's identifier.
// Rule: the name is copied byte for byte, since clients compare it so (RFC 5280, 7.1, asks for less).
// Follows RFC 5280, 4.1.2.4 and 4.2.1.1.
import { readRsaPublicKey } from "./rsa-public-key.ts";
import { WireError } from "./wire-error.ts";
import { readCertificateFields, subjectKeyIdentifier } from "./x509-fields.ts";

export interface Issuer {
  /** Name (DER). */
  readonly name: Uint8Array;
  readonly keyIdentifier: Uint8Array;
}

/** Reads a CA's certificate (DER). @throws WireError */
export function readIssuer(der: Uint8Array): Issuer {
  const fields = readCertificateFields(der);
  const keyIdentifier =
    subjectKeyIdentifier(fields) ?? readRsaPublicKey(fields.publicKey)?.keyIdentifier;
  if (!keyIdentifier) throw new WireError("certificate", "a key without an identifier");
  return { name: fields.subject, keyIdentifier };
}
