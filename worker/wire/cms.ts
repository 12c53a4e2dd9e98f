// Signed profiles: CMS SignedData around the profile's bytes, by PKI.js. Rules: DER throughout, no
// indefinite length, content as one primitive OCTET STRING (PKI.js would split it, which old
// readers may not join); the whole chain inside, leaf first (a set in DER would be sorted by its
// bytes, but no signature covers this one, RFC 5652 10.2.3 gives it no order, and iOS writes its
// own from the leaf up); the same content, signer and time give the same bytes. Follows RFC 5652
// and RFC 3370.
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/** Digests a profile may be signed with: SHA-1 for iOS before 5, SHA-256 from then on. */
export type CmsDigest = "SHA-1" | "SHA-256";

/**
 * A signing identity ready for use: keys imported, and SignedData built but for what each profile
 * changes.
 */
export interface Signer {
  readonly keys: Readonly<Record<CmsDigest, CryptoKey>>;
  readonly templates: Readonly<Record<CmsDigest, Template>>;
}

/**
 * SignedData as PKI.js builds it, all of it encoded but the holes. Never changed: a signature fills
 * a copy.
 */
interface Template {
  readonly info: asn1js.BaseBlock;
  /** Inside `info`: the signed attributes, [0] of SignerInfo. */
  readonly signedAttrs: asn1js.BaseBlock;
  readonly holes: Holes;
}

/** What stands in a template for what differs from profile to profile. */
const makeHoles = () => ({
  // Not empty, because PKI.js leaves empty content out.
  content: new asn1js.OctetString({ valueHex: new Uint8Array(1) }),
  messageDigest: new asn1js.OctetString(),
  signingTime: new asn1js.UTCTime(),
  signature: new asn1js.OctetString(),
});

type Holes = ReturnType<typeof makeHoles>;
type Filling = ReadonlyMap<asn1js.BaseBlock, asn1js.BaseBlock>;

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
 * Prepares a signing identity. `key` is an extractable RSA private key for RSASSA-PKCS1-v1_5
 * (WebCrypto ties a key to one digest, so it is imported once for each); `chain` holds DER
 * certificates, the leaf of `key` first, root last.
 */
export async function prepareSigner(identity: {
  readonly key: CryptoKey;
  readonly chain: readonly Uint8Array[];
}): Promise<Signer> {
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", identity.key)) as ArrayBuffer;
  const keyFor = (hash: CmsDigest) =>
    crypto.subtle.importKey("pkcs8", pkcs8, { name: "RSASSA-PKCS1-v1_5", hash }, false, ["sign"]);
  return {
    keys: { "SHA-1": await keyFor("SHA-1"), "SHA-256": await keyFor("SHA-256") },
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
export async function signCms(
  content: Uint8Array,
  signer: Signer,
  options: { readonly digest: CmsDigest; readonly signingTime: Date },
): Promise<Uint8Array> {
  const key = signer.keys[options.digest];
  const { info, signedAttrs, holes } = signer.templates[options.digest];
  const digest = await crypto.subtle.digest(options.digest, content);
  const attributes = encode(
    filled(
      signedAttrs,
      new Map<asn1js.BaseBlock, asn1js.BaseBlock>([
        [holes.signingTime, timeOf(options.signingTime)],
        [holes.messageDigest, new asn1js.OctetString({ valueHex: digest })],
      ]),
    ),
  );
  const signature = await crypto.subtle.sign(key.algorithm.name, key, asSetOf(attributes));
  return encode(
    filled(
      info,
      new Map([
        [holes.content, new asn1js.OctetString({ valueHex: content })],
        [signedAttrs, encoded(attributes)],
        [holes.signature, new asn1js.OctetString({ valueHex: signature })],
      ]),
    ),
  );
}

/**
 * Attributes are signed as the SET OF they are, not as the [0] that stands for it in SignerInfo
 * (RFC 5652, 5.4).
 */
function asSetOf(attributes: Uint8Array): Uint8Array {
  const set = attributes.slice();
  set[0] = SET_OF;
  return set;
}

const SET_OF = 0x31;
/** The class of [0] and its like, as asn1js numbers them. */
const CONTEXT = 3;

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5652, 11.3). */
function timeOf(date: Date): asn1js.AsnType {
  return date.getUTCFullYear() < 2050
    ? new asn1js.UTCTime({ valueDate: date })
    : new asn1js.GeneralizedTime({ valueDate: date });
}

function encode(block: asn1js.BaseBlock): Uint8Array {
  return new Uint8Array(block.toBER());
}

/**
 * SignedData of one signer (RFC 5652, 5.1 and 5.3), version 1. PKI.js's own SignedData would do, but
 * brings all that verifies one: half a dozen formats that nobody reads here (docs/decisions/0017).
 */
function template(chain: readonly Uint8Array[], digest: CmsDigest): Template {
  const holes = makeHoles();
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
        value: chain.map((der) => encoded(der)),
      }),
      new asn1js.Set({ value: [signerInfo(chain, digestAlgorithm, holes).toSchema()] }),
    ],
  });
  const info = new pkijs.ContentInfo({ contentType: OID.signedData, content: signed });
  const block = encodedButFor(new Set(Object.values(holes)), info.toSchema());
  return { info: block, signedAttrs: child(block, [1, 0, 4, 0, 3]), holes };
}

function signerInfo(
  [leaf]: readonly Uint8Array[],
  digestAlgorithm: pkijs.AlgorithmIdentifier,
  holes: Holes,
): pkijs.SignerInfo {
  if (!leaf) throw new RangeError("a chain has at least one certificate");
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
    sid: issuerAndSerialNumber(leaf),
    digestAlgorithm,
    signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
    signatureAlgorithm: algorithm(OID.rsaEncryption),
    signature: holes.signature,
  });
}

/**
 * What names a certificate (DER) in SignerInfo (RFC 5652, 10.2.4). In the certificate the version
 * comes first if there is one, then serial number, algorithm and issuer (RFC 5280, 4.1).
 */
function issuerAndSerialNumber(certificate: Uint8Array): asn1js.Sequence {
  const { result } = asn1js.fromBER(certificate);
  const first = child(result, [0, 0]).idBlock.tagClass === CONTEXT ? 1 : 0;
  const [serialNumber, issuer] = [child(result, [0, first]), child(result, [0, first + 2])];
  return new asn1js.Sequence({ value: [issuer, serialNumber] });
}

/**
 * With NULL parameters, which RFC 3370 lets readers of digest algorithms expect and asks of
 * rsaEncryption.
 */
function algorithm(algorithmId: string): pkijs.AlgorithmIdentifier {
  return new pkijs.AlgorithmIdentifier({ algorithmId, algorithmParams: new asn1js.Null() });
}

/**
 * `block` with every part encoded that holds no hole. PKI.js makes an object for each element, down
 * to the arcs of an OBJECT IDENTIFIER, and encodes them all each time: with two certificates that
 * takes twice as long as the signature.
 */
function encodedButFor(
  holes: ReadonlySet<asn1js.BaseBlock>,
  block: asn1js.BaseBlock,
): asn1js.BaseBlock {
  if (holes.has(block)) return block;
  if (!(block instanceof asn1js.Constructed)) return encoded(encode(block));
  const parts = block.valueBlock.value.map((part) => encodedButFor(holes, part));
  const isWhole = parts.every((part) => part instanceof asn1js.Primitive);
  return isWhole ? encoded(encode(block)) : like(block, parts);
}

/** A copy of a template, with its holes filled. What is encoded already is shared. */
function filled(block: asn1js.BaseBlock, filling: Filling): asn1js.BaseBlock {
  const value = filling.get(block);
  if (value) return value;
  if (!(block instanceof asn1js.Constructed)) return block;
  return like(
    block,
    block.valueBlock.value.map((part) => filled(part, filling)),
  );
}

function like(block: asn1js.Constructed, value: asn1js.BaseBlock[]): asn1js.Constructed {
  const { tagClass, tagNumber } = block.idBlock;
  return new asn1js.Constructed({ idBlock: { tagClass, tagNumber }, value });
}

/**
 * The element whose encoding is `der`, its content kept as bytes, whatever is inside (X.690, 8.1).
 */
function encoded(der: Uint8Array): asn1js.Primitive {
  const [identifier = 0, length = 0] = der;
  const header = 2 + (length > 0x7f ? length - 0x80 : 0);
  const element = new asn1js.Primitive({
    idBlock: { tagClass: 1 + (identifier >> 6), tagNumber: identifier & 0x1f },
    valueHex: der.slice(header),
  });
  element.idBlock.isConstructed = (identifier & 0x20) !== 0;
  return element;
}

function child(block: asn1js.BaseBlock, [index, ...rest]: readonly number[]): asn1js.BaseBlock {
  if (index === undefined) return block;
  const part = block instanceof asn1js.Constructed ? block.valueBlock.value[index] : undefined;
  if (!part) throw new Error("an element is not built as expected");
  return child(part, rest);
}
