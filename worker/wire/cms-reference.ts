// How a CMS message names a certificate: by its issuer and serial number, or by its key's identifier.
// Signers and recipients are named alike. Rule: names and numbers are the same only if their bytes
// are. Follows RFC 5652, sections 5.3, 6.2.1 and 10.2.4.
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { TAG } from "./asn1-tag.ts";
import { der, sequence } from "./der-write.ts";
import { type CertificateFields, subjectKeyIdentifier } from "./x509-fields.ts";

export type CertificateReference =
  /** The issuer's name (DER) and the content of the serial number's INTEGER. */
  | { readonly issuer: Uint8Array; readonly serialNumber: Uint8Array }
  | { readonly keyIdentifier: Uint8Array };

/** Reads a SignerIdentifier or RecipientIdentifier. `what` is named by it. @throws WireError */
export function readReference(
  element: Element | undefined,
  format: string,
  what: string,
): CertificateReference {
  const asn1 = asn1Of(format);
  if (isTagged(element, 0)) return { keyIdentifier: asn1.octets(element, what) };
  const [issuer, serialNumber] = asn1.list(element, what);
  return {
    issuer: asn1.encoded(issuer, what),
    serialNumber: asn1.integer(serialNumber, what),
  };
}

/** True if `reference` names this certificate. @throws WireError for a bad key identifier in it */
export function refersTo(reference: CertificateReference, certificate: CertificateFields): boolean {
  if ("issuer" in reference) {
    const { issuer, serialNumber } = certificate;
    const isSameNumber = Buffer.from(reference.serialNumber).equals(serialNumber);
    return isSameNumber && Buffer.from(reference.issuer).equals(issuer);
  }
  const keyIdentifier = subjectKeyIdentifier(certificate);
  return keyIdentifier !== undefined && Buffer.from(reference.keyIdentifier).equals(keyIdentifier);
}

/** IssuerAndSerialNumber (DER) of a certificate. */
export const issuerAndSerialNumber = ({ issuer, serialNumber }: CertificateFields): Uint8Array =>
  sequence(issuer, der(TAG.integer, serialNumber));
