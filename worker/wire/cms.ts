// Signed profiles: CMS SignedData around the profile's bytes, by PKI.js. Rules: DER throughout, no indefinite
// length, content as one primitive OCTET STRING (PKI.js would split it, which old readers may not join); the whole
// chain inside, leaf first (a set in DER would be sorted by its bytes, but no signature covers this one, RFC 5652
// 10.2.3 gives it no order, and iOS writes its own from the leaf up); the same content, signer and time give the same
// bytes. Follows RFC 5652 and RFC 3370.
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

/** Digests a profile may be signed with: SHA-1 for iOS before 5, SHA-256 from then on. */
export type CmsDigest = "SHA-1" | "SHA-256";

/** A signing identity ready for use: keys imported, certificates parsed and encoded once. */
export interface Signer {
  readonly keys: Readonly<Record<CmsDigest, CryptoKey>>;
  readonly certificates: readonly pkijs.Certificate[];
  readonly signerIdentifier: asn1js.AsnType;
}

const OID = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  rsaEncryption: "1.2.840.113549.1.1.1",
} as const;

const DIGESTS: readonly CmsDigest[] = ["SHA-1", "SHA-256"];

/**
 * Prepares a signing identity. `key` is an extractable RSA private key for RSASSA-PKCS1-v1_5 (WebCrypto ties a key
 * to one digest, so it is imported once for each); `chain` holds DER certificates, the leaf of `key` first, root last.
 */
export async function prepareSigner(identity: {
  readonly key: CryptoKey;
  readonly chain: readonly Uint8Array[];
}): Promise<Signer> {
  const [leaf] = identity.chain;
  if (!leaf) throw new RangeError("a chain has at least one certificate");
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", identity.key)) as ArrayBuffer;
  const imported = DIGESTS.map((digest) =>
    crypto.subtle.importKey("pkcs8", pkcs8, { name: "RSASSA-PKCS1-v1_5", hash: digest }, false, [
      "sign",
    ]),
  );
  const [sha1, sha256] = (await Promise.all(imported)) as [CryptoKey, CryptoKey];
  const { issuer, serialNumber } = pkijs.Certificate.fromBER(leaf);
  return {
    keys: { "SHA-1": sha1, "SHA-256": sha256 },
    certificates: identity.chain.map(encodedOnce),
    signerIdentifier: frozen(
      new pkijs.IssuerAndSerialNumber({ issuer, serialNumber }).toSchema().toBER(),
    ),
  };
}

/** A certificate whose encoding is the bytes it came from: PKI.js would build it anew for every profile. */
function encodedOnce(der: Uint8Array): pkijs.Certificate {
  const encoded = frozen(der);
  return Object.assign(pkijs.Certificate.fromBER(der), { toSchema: () => encoded });
}

/** A SEQUENCE whose encoding is `der`, whatever is inside: its content is copied as it stands. */
function frozen(der: Uint8Array | ArrayBuffer): asn1js.AsnType {
  const { result } = asn1js.fromBER(der);
  const header = result.idBlock.blockLength + result.lenBlock.blockLength;
  const sequence = new asn1js.Primitive({
    idBlock: { tagClass: result.idBlock.tagClass, tagNumber: result.idBlock.tagNumber },
    valueHex: new Uint8Array(der).slice(header),
  });
  sequence.idBlock.isConstructed = true;
  return sequence;
}

/**
 * `content` as attached CMS SignedData in DER: signed attributes contentType, signingTime and messageDigest, signature
 * PKCS#1 v1.5 named rsaEncryption (RFC 3370, 3.2: the name every implementation must accept).
 */
export async function signCms(
  content: Uint8Array,
  signer: Signer,
  options: { readonly digest: CmsDigest; readonly signingTime: Date },
): Promise<Uint8Array> {
  const digest = await crypto.subtle.digest(options.digest, content);
  const signerInfo = new pkijs.SignerInfo({
    version: 1,
    sid: signer.signerIdentifier,
    signedAttrs: new pkijs.SignedAndUnsignedAttributes({
      type: 0,
      attributes: signedAttributes(digest, options.signingTime),
    }),
  });
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({ eContentType: OID.data });
  // Set afterwards: the constructor would make it a constructed OCTET STRING.
  encapContentInfo.eContent = new asn1js.OctetString({ valueHex: content });
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo,
    certificates: [...signer.certificates],
    signerInfos: [signerInfo],
  });
  await signed.sign(signer.keys[options.digest], 0, options.digest);
  signerInfo.signatureAlgorithm = new pkijs.AlgorithmIdentifier({
    algorithmId: OID.rsaEncryption,
    algorithmParams: new asn1js.Null(),
  });
  const envelope = new pkijs.ContentInfo({
    contentType: OID.signedData,
    content: signed.toSchema(true),
  });
  return new Uint8Array(envelope.toSchema().toBER());
}

/** In the order DER asks of a SET OF: by their encoding, which here means the shortest first. */
function signedAttributes(digest: ArrayBuffer, signingTime: Date): pkijs.Attribute[] {
  const attribute = (type: string, value: asn1js.AsnType) =>
    new pkijs.Attribute({ type, values: [value] });
  return [
    attribute(OID.contentType, new asn1js.ObjectIdentifier({ value: OID.data })),
    attribute(OID.signingTime, timeOf(signingTime)),
    attribute(OID.messageDigest, new asn1js.OctetString({ valueHex: digest })),
  ];
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on (RFC 5652, 11.3). */
function timeOf(date: Date): asn1js.AsnType {
  return date.getUTCFullYear() < 2050
    ? new asn1js.UTCTime({ valueDate: date })
    : new asn1js.GeneralizedTime({ valueDate: date });
}
