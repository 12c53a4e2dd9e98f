// Messages encrypted to a certificate: CMS EnvelopedData with RSA key transport, read and written.
// (Opening one is in cms-open.ts.) PKI.js and WebCrypto know neither PKCS#1 v1.5 encryption nor DES.
// Rules: written as DER with rsaEncryption and NULL parameters, issuer and serial number, one
// recipient, as every reader takes it; read as clients write it: parameters absent, content in one
// piece or several, several recipients. Follows RFC 5652 (section 6), RFC 3370 (4.2.1, 5) and RFC
// 3565.
import { constants, createCipheriv, publicEncrypt } from "node:crypto";
import { asn1Of, type Element, isTagged } from "./asn1.ts";
import {
  type CertificateReference,
  issuerAndSerialNumber,
  readReference,
  refersTo,
} from "./cms-reference.ts";
import {
  algorithm,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
  taggedBytes,
} from "./der-write.ts";
import { writePem } from "./pem.ts";
import { type CertificateFields, readCertificateFields } from "./x509-fields.ts";

export type ContentCipher = "des" | "3des" | "aes-128" | "aes-192" | "aes-256";

/** One for whom the content's key was encrypted. */
export interface Recipient {
  readonly id: CertificateReference;
  readonly encryptedKey: Uint8Array;
}

export interface Envelope {
  readonly recipients: readonly Recipient[];
  readonly cipher: ContentCipher;
  readonly iv: Uint8Array;
  readonly encrypted: Uint8Array;
}

/** What each cipher is called, and the bytes of its key and of its block. */
export const CONTENT_CIPHERS = {
  des: { oid: "1.3.14.3.2.7", name: "des-cbc", key: 8, block: 8 },
  "3des": { oid: "1.2.840.113549.3.7", name: "des-ede3-cbc", key: 24, block: 8 },
  "aes-128": { oid: "2.16.840.1.101.3.4.1.2", name: "aes-128-cbc", key: 16, block: 16 },
  "aes-192": { oid: "2.16.840.1.101.3.4.1.22", name: "aes-192-cbc", key: 24, block: 16 },
  "aes-256": { oid: "2.16.840.1.101.3.4.1.42", name: "aes-256-cbc", key: 32, block: 16 },
} as const satisfies Readonly<
  Record<ContentCipher, { oid: string; name: string; key: number; block: number }>
>;

const FORMAT = "CMS envelope";
const asn1 = asn1Of(FORMAT);
const OID = {
  data: "1.2.840.113549.1.7.1",
  envelopedData: "1.2.840.113549.1.7.3",
  rsaEncryption: "1.2.840.113549.1.1.1",
} as const;
const SIZE_MAX = 262_144;
/** A client writes one for each certificate of GetCACert. */
const RECIPIENTS_MAX = 16;
/** RecipientInfo: [1] to [4] are key agreement, shared keys, passwords and what else there may be. */
const OTHER_WAYS = [1, 2, 3, 4];

/** Takes an envelope apart; nothing is decrypted. @throws WireError */
export function readEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > SIZE_MAX) return asn1.wrong(`more than ${SIZE_MAX} bytes`);
  const [type, enveloped] = asn1.list(asn1.parse(bytes), "envelope");
  if (asn1.oid(type, "envelope") !== OID.envelopedData) return asn1.wrong("not an envelope");
  const parts = [...asn1.list(asn1.inside(enveloped, 0, "envelope"), "envelope")];
  asn1.count(parts.shift(), "version");
  if (isTagged(parts[0], 0)) parts.shift();
  const [recipients, content] = parts;
  const [contentType, contentAlgorithm, encrypted] = asn1.list(content, "content");
  if (asn1.oid(contentType, "content") !== OID.data) return asn1.wrong("content of another type");
  if (!isTagged(encrypted, 0)) return asn1.wrong("no content");
  return {
    recipients: recipientsIn(recipients),
    ...cipherOf(contentAlgorithm),
    encrypted: asn1.octets(encrypted, "content"),
  };
}

function recipientsIn(element: Element | undefined): readonly Recipient[] {
  const infos = asn1.list(element, "recipients");
  if (infos.length === 0 || infos.length > RECIPIENTS_MAX)
    return asn1.wrong(`${infos.length} recipients`);
  // Other ways to pass a key on than key transport are tagged: those are for others.
  return infos.filter((info) => !OTHER_WAYS.some((way) => isTagged(info, way))).map(recipientOf);
}

function recipientOf(info: Element): Recipient {
  const [version, id, keyAlgorithm, encryptedKey] = asn1.list(info, "recipient");
  asn1.count(version, "recipient's version");
  const name = asn1.oid(asn1.list(keyAlgorithm, "key encryption")[0], "key encryption");
  if (name !== OID.rsaEncryption) return asn1.wrong(`key encryption ${name}`);
  return {
    id: readReference(id, FORMAT, "recipient"),
    encryptedKey: asn1.octets(encryptedKey, "key"),
  };
}

function cipherOf(element: Element | undefined): Pick<Envelope, "cipher" | "iv"> {
  const [id, parameters] = asn1.list(element, "content encryption");
  const name = asn1.oid(id, "content encryption");
  const found = Object.entries(CONTENT_CIPHERS).find(([, known]) => known.oid === name);
  if (!found) return asn1.wrong(`content encryption ${name}`);
  const iv = asn1.octets(parameters, "content encryption");
  if (iv.length !== found[1].block) return asn1.wrong("no initialization vector");
  return { cipher: found[0] as ContentCipher, iv };
}

/** The recipient that is this certificate, if the envelope has one. */
export function recipientFor(
  { recipients }: Envelope,
  certificate: CertificateFields,
): Recipient | undefined {
  return recipients.find(({ id }) => refersTo(id, certificate));
}

/**
 * `content` encrypted for the holder of `recipient` (DER). `key` and `iv` are random bytes as long
 * as the cipher has them (CONTENT_CIPHERS: `key` and `block`), used for this envelope alone.
 */
export function sealEnvelope(
  content: Uint8Array,
  how: {
    readonly recipient: Uint8Array;
    readonly cipher: ContentCipher;
    readonly key: Uint8Array;
    readonly iv: Uint8Array;
  },
): Uint8Array {
  const { name, key, block, oid: cipherOid } = CONTENT_CIPHERS[how.cipher];
  if (how.key.length !== key || how.iv.length !== block)
    throw new RangeError(`${name} takes a key of ${key} bytes and a vector of ${block}`);
  const certificate = readCertificateFields(how.recipient);
  // workerd takes keys for encryption as PEM only.
  const publicKey = writePem("PUBLIC KEY", certificate.publicKey);
  const encryptedKey = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(how.key),
  );
  const cipher = createCipheriv(name, how.key, how.iv);
  const encrypted = Buffer.concat([cipher.update(Buffer.from(content)), cipher.final()]);
  const recipient = sequence(
    integer(0),
    issuerAndSerialNumber(certificate),
    algorithm(OID.rsaEncryption),
    octetString(encryptedKey),
  );
  const encryption = sequence(oid(cipherOid), octetString(how.iv));
  const info = sequence(oid(OID.data), encryption, taggedBytes(0, encrypted));
  const enveloped = sequence(integer(0), setOf(recipient), info);
  return new Uint8Array(sequence(oid(OID.envelopedData), tagged(0, enveloped)));
}
