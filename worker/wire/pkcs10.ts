// Requests for a certificate (PKCS#10), as SCEP carries them. Rules: what is answered signed itself
// with its own key, else it is a WireError; subject and extensions that somebody asks for are not
// even read, because nobody decides here what a certificate says. Follows RFC 2986 and RFC 2985,
// 5.4.1 (challengePassword).
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { type RsaPublicKey, readRsaPublicKey } from "./rsa-public-key.ts";
import { isSignedBy, readSignatureScheme } from "./rsa-signature.ts";

export interface CertificationRequest {
  /** Undefined for a key that is not RSA's: its signature was not checked, and it gets nothing. */
  readonly publicKey: RsaPublicKey | undefined;
  /** The challenge password, as it was written. */
  readonly challenge: string | undefined;
}

const FORMAT = "PKCS#10";
const CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
/** Longer keys are not worth the time their signatures take. */
const KEY_BITS_MAX = 8_192;

const asn1 = asn1Of(FORMAT);

/** Reads one request (DER) and checks its signature. @throws WireError */
export function readCertificationRequest(bytes: Uint8Array): CertificationRequest {
  const [info, algorithm, signature] = asn1.list(asn1.parse(bytes), "request");
  const [version, , key, attributes] = asn1.list(info, "content");
  if (asn1.count(version, "version") !== 0) return asn1.wrong("not version 1");
  const publicKey = readRsaPublicKey(asn1.encoded(key, "key"));
  if (!publicKey) return { publicKey, challenge: undefined };
  if (publicKey.bits > KEY_BITS_MAX) return asn1.wrong("the key is too long");
  const scheme = readSignatureScheme(algorithm, FORMAT);
  const [signed, bits] = [asn1.encoded(info, "content"), asn1.bits(signature, "signature")];
  if (!isSignedBy(publicKey.spki, scheme, signed, bits))
    return asn1.wrong("the request's own key did not sign it");
  return { publicKey, challenge: challengeIn(attributes) };
}

function challengeIn(attributes: Element | undefined): string | undefined {
  if (!isTagged(attributes, 0)) return undefined;
  const found = asn1.parts(attributes, "attributes").flatMap((attribute) => {
    const [id, values] = asn1.list(attribute, "attribute");
    if (asn1.oid(id, "attribute") !== CHALLENGE_PASSWORD) return [];
    return asn1.list(values, "challenge");
  });
  if (found.length > 1) return asn1.wrong("several challenges");
  const [value] = found;
  return value && asn1.text(value, "challenge");
}
