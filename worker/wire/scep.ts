// SCEP's own letters: the attributes of a pkiMessage that came, and the CertRep that goes (RFC 8894,
// 3.1 and 3.2). Rule: the form of the answer is the one that every known client takes: the OID of
// rsaEncryption for the signature (strongSwan's `pki` refuses others), all nonces and the
// transaction echoed, and where there is no content, an empty one (certmonger fails without any).
import { createHash, type KeyObject, sign } from "node:crypto";
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { TAG } from "./asn1-tag.ts";
import { issuerAndSerialNumber } from "./cms-reference.ts";
import {
  algorithm,
  der,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
} from "./der-write.ts";
import { DIGESTS, type DigestName, HASHES } from "./rsa-signature.ts";
import { fieldsOfKept } from "./x509-fields.ts";

/** What a message says of itself, signed. */
export interface ScepAttributes {
  /** A number in decimal digits; empty if there is none. */
  readonly messageType: string;
  readonly transaction: string;
  /** Chosen by the sender, echoed as recipientNonce; empty if there is none. */
  readonly senderNonce: Uint8Array;
}

const FORMAT = "SCEP";
const asn1 = asn1Of(FORMAT);
/** Clients send 32 to 77 characters; a SHA-512 in hex has 128. */
const TRANSACTION_MAX = 255;
/** 16 bytes by the RFC. */
const NONCE_MAX = 64;

const ATTRIBUTE = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  messageType: "2.16.840.1.113733.1.9.2",
  pkiStatus: "2.16.840.1.113733.1.9.3",
  failInfo: "2.16.840.1.113733.1.9.4",
  senderNonce: "2.16.840.1.113733.1.9.5",
  recipientNonce: "2.16.840.1.113733.1.9.6",
  transaction: "2.16.840.1.113733.1.9.7",
  failInfoText: "1.3.6.1.5.5.7.24.1",
} as const;
const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  rsaEncryption: "1.2.840.113549.1.1.1",
} as const;

/**
 * Reads SCEP's attributes of a signed message: each the DER of its one value, by OID.
 * @throws WireError without a transaction, which is all that an answer cannot do without.
 */
export function readScepAttributes(attributes: ReadonlyMap<string, Uint8Array>): ScepAttributes {
  const value = (type: string) => {
    const found = attributes.get(type);
    return found && asn1.parse(found);
  };
  const transaction = text(value(ATTRIBUTE.transaction)) ?? asn1.wrong("transactionID is missing");
  if (transaction.length === 0 || transaction.length > TRANSACTION_MAX)
    return asn1.wrong("transactionID is of no likely length");
  const nonce = value(ATTRIBUTE.senderNonce);
  const senderNonce = nonce ? asn1.octets(nonce, "senderNonce") : new Uint8Array();
  if (senderNonce.length > NONCE_MAX) return asn1.wrong("senderNonce is too long");
  return { messageType: text(value(ATTRIBUTE.messageType)) ?? "", transaction, senderNonce };
}

/**
 * The attributes that a message would have if its signature were right, for telling its sender that
 * it is not. Nothing else may be believed of them. @throws WireError if there are none to be found
 */
export function claimedAttributes(message: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const [, signedData] = asn1.list(asn1.parse(message), "message");
  const parts = asn1.list(asn1.inside(signedData, 0, "message"), "message");
  const [signer] = asn1.list(parts.at(-1), "signers");
  const attributes = asn1.list(signer, "signer").find((part) => isTagged(part, 0));
  return new Map(
    asn1.parts(attributes, "attributes").map((attribute) => {
      const [type, values] = asn1.list(attribute, "attribute");
      const [value] = asn1.list(values, "attribute");
      return [asn1.oid(type, "attribute"), asn1.encoded(value, "attribute")] as const;
    }),
  );
}

function text(element: Element | undefined): string | undefined {
  // PrintableString by the RFC, and by every client that was seen.
  return element?.tag === TAG.printableString || element?.tag === TAG.utf8String
    ? asn1.text(element, "attribute")
    : undefined;
}

/** A certificate that is named by who issued it: the issuer's name (DER) and its serial number (hex). */
export interface CertificateId {
  readonly issuer: Uint8Array;
  readonly serialNumber: string;
}

/** IssuerAndSerialNumber: the content of GetCert and GetCRL. @throws WireError */
export function readCertificateId(bytes: Uint8Array): CertificateId {
  const [issuer, serial] = pair(bytes);
  checkName(issuer);
  const number = Buffer.from(asn1.integer(serial, "serialNumber")).toString("hex");
  // A leading zero byte is the sign's.
  return {
    issuer: asn1.encoded(issuer, "issuer"),
    serialNumber: number.replace(/^(00)+(?=.)/, ""),
  };
}

/** IssuerAndSubject: the content of CertPoll. Nothing in it is needed but that it is one. @throws WireError */
export function checkIssuerAndSubject(bytes: Uint8Array): void {
  for (const name of pair(bytes)) checkName(name);
}

/** Two elements and no more, as a certification request has: nothing else may pass for one of these. */
function pair(bytes: Uint8Array): readonly Element[] {
  const elements = asn1.list(asn1.parse(bytes), "content");
  return elements.length === 2 ? elements : asn1.wrong("not two elements");
}

/** A Name is a SEQUENCE of SETs (RFC 5280, 4.1.2.4). */
function checkName(element: Element | undefined): void {
  const parts = asn1.list(element, "name");
  const isName = parts.every((part) => asn1.encoded(part, "name")[0] === TAG.set);
  if (!isName) asn1.wrong("not a name");
}

/** Who signs an answer: the CA or RA that the message was sealed for. */
export interface ScepResponder {
  /** DER. */
  readonly certificate: Uint8Array;
  /** RSA. */
  readonly key: KeyObject;
}

/** An answer to a message. */
export interface CertRep {
  readonly transaction: string;
  readonly senderNonce: Uint8Array;
  readonly recipientNonce: Uint8Array;
  /** EnvelopedData (DER of its ContentInfo), or why there is none. */
  readonly outcome:
    | { readonly envelope: Uint8Array }
    | { readonly failInfo: string; readonly text: string };
}

const SUCCESS = "0";
const FAILURE = "2";
const CERT_REP = "3";

/** A CertRep, signed (DER). Time and nonces are the caller's. */
export function writeCertRep(
  answer: CertRep,
  by: ScepResponder,
  how: { readonly digest: DigestName; readonly signingTime: Date },
): Uint8Array {
  const { outcome } = answer;
  const isGood = "envelope" in outcome;
  const attributes: (readonly [type: string, value: Uint8Array])[] = [
    [ATTRIBUTE.messageType, printableString(CERT_REP)],
    [ATTRIBUTE.pkiStatus, printableString(isGood ? SUCCESS : FAILURE)],
    [ATTRIBUTE.transaction, printable(answer.transaction)],
    [ATTRIBUTE.senderNonce, octetString(answer.senderNonce)],
    [ATTRIBUTE.recipientNonce, octetString(answer.recipientNonce)],
  ];
  if (!isGood) {
    attributes.push([ATTRIBUTE.failInfo, printableString(outcome.failInfo)]);
    attributes.push([ATTRIBUTE.failInfoText, utf8String(outcome.text)]);
  }
  const content = isGood ? outcome.envelope : new Uint8Array();
  return signedMessage(content, attributes, by, how);
}

/** `content` signed, with nothing of SCEP's around it: the answer to GetNextCACert (RFC 8894, 4.6.1). */
export function writeSigned(
  content: Uint8Array,
  by: ScepResponder,
  how: { readonly digest: DigestName; readonly signingTime: Date },
): Uint8Array {
  return signedMessage(content, [], by, how);
}

/** What is outside PrintableString (X.680, 41.4) can only have come as another kind of text. */
const printable = (value: string) =>
  /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value) ? printableString(value) : utf8String(value);

/** SignedData of one signer, version 1 (RFC 5652, 5.1 to 5.4), its signed attributes in DER's order. */
function signedMessage(
  content: Uint8Array,
  attributes: readonly (readonly [type: string, value: Uint8Array])[],
  { certificate, key }: ScepResponder,
  { digest, signingTime }: { readonly digest: DigestName; readonly signingTime: Date },
): Uint8Array {
  const hash = createHash(HASHES[digest]).update(content).digest();
  const all = [
    ...attributes,
    [ATTRIBUTE.contentType, oid(OID.data)] as const,
    [ATTRIBUTE.messageDigest, octetString(hash)] as const,
    [ATTRIBUTE.signingTime, time(signingTime)] as const,
  ];
  const signed = setOf(...all.map(([type, value]) => sequence(oid(type), der(TAG.set, value))));
  // Signed as the SET OF they are, written as [0] (RFC 5652, 5.4).
  const signature = sign(HASHES[digest], signed, key);
  const implicit = Buffer.from(signed);
  implicit[0] = SIGNED_ATTRIBUTES;
  const digestAlgorithm = algorithm(digestOid(digest));
  return sequence(
    oid(OID.signedData),
    tagged(
      0,
      sequence(
        integer(1),
        setOf(digestAlgorithm),
        sequence(oid(OID.data), tagged(0, octetString(content))),
        tagged(0, certificate),
        setOf(
          sequence(
            integer(1),
            issuerAndSerialNumber(fieldsOfKept(certificate)),
            digestAlgorithm,
            implicit,
            algorithm(OID.rsaEncryption),
            octetString(signature),
          ),
        ),
      ),
    ),
  );
}

const digestOid = (digest: DigestName) =>
  Object.keys(DIGESTS).find((oid) => DIGESTS[oid] === digest) ?? asn1.wrong(`digest ${digest}`);

/** [0], constructed. */
const SIGNED_ATTRIBUTES = 0xa0;
