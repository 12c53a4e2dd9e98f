// Signed profiles: CMS SignedData around the profile's bytes, by PKI.js. Rules: DER throughout, no
// indefinite length, content as one primitive OCTET STRING (PKI.js would split it, which old
// readers may not join); the whole chain inside, leaf first (a set in DER would be sorted by its
// bytes, but no signature covers this one, RFC 5652 10.2.3 gives it no order, and iOS writes its
// own from the leaf up); the same content, signer and time give the same bytes. Follows RFC 5652
// and RFC 3370.
import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";
import { TAG } from "./asn1-tag.ts";
import { issuerAndSerialNumber } from "./cms-reference.ts";
import { der, octetString, time } from "./der-write.ts";
import { HASHES } from "./rsa-signature.ts";
import { readCertificateFields } from "./x509-fields.ts";

/** Digests a profile may be signed with: SHA-1 for iOS before 5, SHA-256 from then on. */
export type CmsDigest = "SHA-1" | "SHA-256";

/** A signing identity ready for use: SignedData encoded but for what each profile changes. */
export interface Signer {
  readonly key: KeyObject;
  readonly templates: Readonly<Record<CmsDigest, Part>>;
}

/** What differs from profile to profile. */
type Hole = "content" | "messageDigest" | "signingTime" | "signature";
type Filling = Readonly<Partial<Record<Hole, Uint8Array>>>;
/** SignedData as PKI.js builds it: encoded as far as it has no hole, an identifier octet around the rest. */
type Part = Uint8Array | Hole | { readonly tag: number; readonly parts: readonly Part[] };

const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  /**
   * The name of PKCS#1 v1.5 signatures that all implementations must accept, whatever the digest
   * (RFC 3370, 3.2).
   */
  rsaEncryption: "1.2.840.113549.1.1.1",
} as const;
const DIGEST_OID = { "SHA-1": "1.3.14.3.2.26", "SHA-256": "2.16.840.1.101.3.4.2.1" } as const;

/**
 * Prepares a signing identity. `key` is an extractable RSA private key; `chain` holds DER
 * certificates, the leaf of `key` first, root last.
 */
export async function prepareSigner(identity: {
  readonly key: CryptoKey;
  readonly chain: readonly Uint8Array[];
}): Promise<Signer> {
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", identity.key)) as ArrayBuffer;
  return {
    key: createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" }),
    templates: {
      "SHA-1": template(identity.chain, "SHA-1"),
      "SHA-256": template(identity.chain, "SHA-256"),
    },
  };
}

/**
 * `content` as attached CMS SignedData in DER: signed attributes contentType, signingTime and
 * messageDigest, signature PKCS#1 v1.5.
 */
export function signCms(
  content: Uint8Array,
  { key, templates }: Signer,
  { digest, signingTime }: { readonly digest: CmsDigest; readonly signingTime: Date },
): Uint8Array {
  const hash = HASHES[digest];
  const filling = {
    content: octetString(content),
    messageDigest: octetString(createHash(hash).update(content).digest()),
    signingTime: time(signingTime),
  };
  const attributes = written(partAt(templates[digest], SIGNED_ATTRIBUTES), filling);
  const signature = octetString(sign(hash, asSetOf(attributes), key));
  return new Uint8Array(written(templates[digest], { ...filling, signature }));
}

/** Where the signed attributes stand in ContentInfo: [0] of the one SignerInfo. */
const SIGNED_ATTRIBUTES = [1, 0, 4, 0, 3];

/**
 * Attributes are signed as the SET OF they are, not as the [0] that stands for it in SignerInfo
 * (RFC 5652, 5.4).
 */
function asSetOf(attributes: Uint8Array): Uint8Array {
  const set = Buffer.from(attributes);
  set[0] = TAG.set;
  return set;
}

/** A template with its holes filled. */
function written(whole: Part, filling: Filling): Uint8Array {
  if (whole instanceof Uint8Array) return whole;
  if (typeof whole !== "string")
    return der(whole.tag, ...whole.parts.map((inner) => written(inner, filling)));
  const filled = filling[whole];
  if (!filled) throw new Error(`nothing was given for ${whole}`);
  return filled;
}

/** The class of [0] and its like, as asn1js numbers them. */
const CONTEXT = 3;
/** In an identifier octet: made of other elements. */
const CONSTRUCTED = 0x20;

/**
 * SignedData of one signer (RFC 5652, 5.1 and 5.3), version 1. PKI.js's own SignedData would do, but
 * brings all that verifies one: half a dozen formats that nobody reads here (docs/decisions/0017).
 */
function template(chain: readonly Uint8Array[], digest: CmsDigest): Part {
  const [leaf] = chain;
  if (!leaf) throw new RangeError("a chain has at least one certificate");
  const holes = makeHoles();
  const sid = new asn1js.Sequence();
  const certificates = chain.map((der) => [new asn1js.Sequence(), der] as const);
  const digestAlgorithm = algorithm(DIGEST_OID[digest]);
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({ eContentType: OID.data });
  // Set afterwards: the constructor would make it a constructed OCTET STRING.
  encapContentInfo.eContent = holes.content;
  const signed = new asn1js.Sequence({
    value: [
      new asn1js.Integer({ value: 1 }),
      new asn1js.Set({ value: [digestAlgorithm.toSchema()] }),
      encapContentInfo.toSchema(),
      new asn1js.Constructed({
        idBlock: { tagClass: CONTEXT, tagNumber: 0 },
        value: certificates.map(([block]) => block),
      }),
      new asn1js.Set({ value: [signerInfo(sid, digestAlgorithm, holes).toSchema()] }),
    ],
  });
  const info = new pkijs.ContentInfo({ contentType: OID.signedData, content: signed });
  return encodedWith(
    new Map<asn1js.BaseBlock, Part>([
      ...Object.entries(holes).map(([hole, block]) => [block, hole as Hole] as const),
      ...certificates,
      [sid, issuerAndSerialNumber(readCertificateFields(leaf))],
    ]),
    info.toSchema(),
  );
}

/** What stands in a template for what differs. */
const makeHoles = () => ({
  // Not empty, because PKI.js leaves empty content out.
  content: new asn1js.OctetString({ valueHex: new Uint8Array(1) }),
  messageDigest: new asn1js.OctetString(),
  signingTime: new asn1js.UTCTime(),
  signature: new asn1js.OctetString(),
});

type Holes = ReturnType<typeof makeHoles> & Readonly<Record<Hole, asn1js.BaseBlock>>;

function signerInfo(
  sid: asn1js.Sequence,
  digestAlgorithm: pkijs.AlgorithmIdentifier,
  holes: Holes,
): pkijs.SignerInfo {
  const attribute = (type: string, value: asn1js.AsnType) =>
    new pkijs.Attribute({ type, values: [value] });
  // In the order DER asks of a SET OF: by their encoding, which here means the shortest first.
  const attributes = [
    attribute(OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })),
    attribute(OID.signingTime, holes.signingTime),
    attribute(OID.messageDigest, holes.messageDigest),
  ];
  return new pkijs.SignerInfo({
    version: 1,
    sid,
    digestAlgorithm,
    signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
    signatureAlgorithm: algorithm(OID.rsaEncryption),
    signature: holes.signature,
  });
}

/**
 * With NULL parameters, which RFC 3370 lets readers of digest algorithms expect and asks of
 * rsaEncryption.
 */
function algorithm(algorithmId: string): pkijs.AlgorithmIdentifier {
  return new pkijs.AlgorithmIdentifier({ algorithmId, algorithmParams: new asn1js.Null() });
}

/**
 * `block` encoded, with `known` in the place of some blocks, as far as it has no hole. PKI.js makes an
 * object for each element, down to the arcs of an OBJECT IDENTIFIER, and encodes them all each time:
 * with two certificates that takes twice as long as the signature.
 */
function encodedWith(known: ReadonlyMap<asn1js.BaseBlock, Part>, block: asn1js.BaseBlock): Part {
  const instead = known.get(block);
  if (instead) return instead;
  if (!(block instanceof asn1js.Constructed)) return new Uint8Array(block.toBER());
  const { tagClass, tagNumber } = block.idBlock;
  const tag = ((tagClass - 1) << 6) | CONSTRUCTED | tagNumber;
  const parts = block.valueBlock.value.map((inner) => encodedWith(known, inner));
  const encoded = parts.filter((inner) => inner instanceof Uint8Array);
  return encoded.length === parts.length ? der(tag, ...encoded) : { tag, parts };
}

function partAt(whole: Part, [index, ...rest]: readonly number[]): Part {
  if (index === undefined) return whole;
  const inner = typeof whole === "object" && "parts" in whole ? whole.parts[index] : undefined;
  if (inner === undefined) throw new Error("a template is not built as expected");
  return partAt(inner, rest);
}
