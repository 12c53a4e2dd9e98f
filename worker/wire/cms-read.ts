// Signed messages that came from outside: CMS SignedData with its content inside, read and verified.
// Rules: exactly one signer, and its certificate in the message; signed attributes, if there are
// any, must hold the content's digest and type (a reader that checks only the signature would take
// any content); what is not signed is not given out, but for certificates. Who the signer is, and
// whether its certificate is any good, is for the caller. BER is read, because phones write it:
// indefinite lengths, strings in pieces, no signed attributes. Follows RFC 5652, section 5.
import { createHash } from "node:crypto";
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import { TAG } from "./asn1-tag.ts";
import { readReference, refersTo } from "./cms-reference.ts";
import {
  DIGESTS,
  type DigestName,
  HASHES,
  isSignedBy,
  readSignatureScheme,
  rsaKeyProblem,
} from "./rsa-signature.ts";
import { type CertificateFields, fieldsOf } from "./x509-fields.ts";

/** A message whose signature is right. */
export interface SignedMessage {
  readonly content: Uint8Array;
  /** The certificate (DER) whose key signed: it says who signed, if the caller trusts it. */
  readonly signer: Uint8Array;
  /** All certificates (DER) in the message, in its order. Nothing vouches for them. */
  readonly certificates: readonly Uint8Array[];
  readonly digest: DigestName;
  /** Signed attributes by their identifiers: each one's only value (DER). */
  readonly attributes: ReadonlyMap<string, Uint8Array>;
}

const FORMAT = "CMS";
const asn1 = asn1Of(FORMAT);
const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
} as const;
/** A message of a phone has 4 KB, one of SCEP 5. */
const SIZE_MAX = 262_144;
/** Apple's chain has four. */
const CERTIFICATES_MAX = 16;

/** Reads and verifies a message. @throws WireError for everything that is not right */
export function readSignedMessage(bytes: Uint8Array): SignedMessage {
  if (bytes.length > SIZE_MAX) return asn1.wrong(`more than ${SIZE_MAX} bytes`);
  const [type, signedData] = asn1.list(asn1.parse(bytes), "message");
  if (asn1.oid(type, "message") !== OID.signedData) return asn1.wrong("not signed");
  const parts = asn1.list(asn1.inside(signedData, 0, "message"), "message");
  const [version, digests, encapsulated, ...rest] = parts;
  asn1.count(version, "version");
  asn1.list(digests, "digests");
  const content = contentOf(encapsulated);
  const signers = asn1.list(rest.at(-1), "signers");
  if (signers.length !== 1) return asn1.wrong(`${signers.length} signers`);
  const certificates = certificatesIn(rest.find((part) => isTagged(part, 0)));
  const signed = verified(signerInfoOf(signers[0]), certificates, content);
  return { ...signed, content, certificates: certificates.map(({ der }) => der) };
}

function contentOf(encapsulated: Element | undefined): Uint8Array {
  const [type, content] = asn1.list(encapsulated, "content");
  // RFC 5652, 5.3: any other type would need signed attributes. Nobody sends another.
  if (asn1.oid(type, "content") !== OID.data) return asn1.wrong("content of another type");
  return asn1.octets(asn1.inside(content, 0, "content"), "content");
}

function certificatesIn(element: Element | undefined): readonly CertificateFields[] {
  const found = element ? asn1.parts(element, "certificates") : [];
  if (found.length > CERTIFICATES_MAX) return asn1.wrong(`${found.length} certificates`);
  return found.map(fieldsOf);
}

interface SignerInfo {
  readonly sid: Element | undefined;
  readonly digest: DigestName;
  /** The [0] of the signed attributes, if there is one. */
  readonly attributes: Element | undefined;
  readonly algorithm: Element | undefined;
  readonly signature: Uint8Array;
}

function signerInfoOf(element: Element | undefined): SignerInfo {
  const [version, sid, digestAlgorithm, ...rest] = asn1.list(element, "signer");
  asn1.count(version, "signer's version");
  const digestId = asn1.oid(asn1.list(digestAlgorithm, "digest")[0], "digest");
  const digest = DIGESTS[digestId] ?? asn1.wrong(`digest ${digestId}`);
  const attributes = isTagged(rest[0], 0) ? rest[0] : undefined;
  const [algorithm, signature] = attributes ? rest.slice(1) : rest;
  return { sid, digest, attributes, algorithm, signature: asn1.octets(signature, "signature") };
}

/** Checks the signature over the content, or over the attributes that hold its digest. */
function verified(
  info: SignerInfo,
  certificates: readonly CertificateFields[],
  content: Uint8Array,
): Pick<SignedMessage, "signer" | "digest" | "attributes"> {
  const { digest } = info;
  const scheme = readSignatureScheme(info.algorithm, FORMAT, digest);
  const signer = signerAmong(certificates, info.sid);
  const problem = rsaKeyProblem(signer.publicKey);
  if (problem) return asn1.wrong(problem);
  const attributes = attributesOf(info.attributes);
  if (info.attributes) checkAttributes(attributes, createHash(HASHES[digest]).update(content));
  // Signed attributes of one message could be passed off as the content of another without any.
  else if (content[0] === TAG.set) return asn1.wrong("content that may be another's attributes");
  const signed = info.attributes ? asSetOf(info.attributes) : content;
  if (!isSignedBy(signer.publicKey, scheme, signed, info.signature))
    return asn1.wrong("signature that does not match");
  return { signer: signer.der, digest, attributes };
}

/** The certificate that the signer names. */
function signerAmong(
  certificates: readonly CertificateFields[],
  sid: Element | undefined,
): CertificateFields {
  const reference = readReference(sid, FORMAT, "signer");
  const found = new Map(
    certificates
      .filter((certificate) => refersTo(reference, certificate))
      .map((certificate) => [Buffer.from(certificate.der).toString("latin1"), certificate]),
  );
  const [signer, another] = [...found.values()];
  if (!signer) return asn1.wrong("no certificate of the signer");
  return another ? asn1.wrong("two certificates of the signer") : signer;
}

/** Attributes by their identifiers; each stands once and has one value. */
function attributesOf(element: Element | undefined): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  if (!element) return found;
  for (const attribute of asn1.parts(element, "attributes")) {
    const [type, values] = asn1.list(attribute, "attribute");
    const id = asn1.oid(type, "attribute");
    const [value, another] = asn1.list(values, "attribute");
    if (found.has(id) || another) return asn1.wrong(`attribute ${id} stands twice`);
    found.set(id, asn1.encoded(value, "attribute"));
  }
  return found;
}

/** RFC 5652, 11.1 and 11.2: the type and the digest of the content must be there and be right. */
function checkAttributes(
  attributes: ReadonlyMap<string, Uint8Array>,
  hash: ReturnType<typeof createHash>,
): void {
  const type = attributes.get(OID.contentType);
  const digest = attributes.get(OID.messageDigest);
  if (!type || asn1.oid(asn1.parse(type), "content type") !== OID.data)
    asn1.wrong("attributes without the content's type");
  if (!digest || !hash.digest().equals(asn1.octets(asn1.parse(digest), "digest")))
    asn1.wrong("attributes without the content's digest");
}

/**
 * Attributes are signed as the SET OF they are, not as the [0] that stands for it (RFC 5652, 5.4), in
 * DER: of an indefinite length there is none.
 */
function asSetOf(attributes: Element): Uint8Array {
  const set = asn1.encoded(attributes, "attributes");
  if (set[1] === 0x80) return asn1.wrong("attributes that are not DER");
  set[0] = TAG.set;
  return set;
}
