// Signed messages (CMS), certificates and keys for tests, put together element by element, so that
// every part can be wrong on purpose. Apart from the code under test: it writes bytes by itself.
// (X.690; RFC 5652, section 5; RFC 5280, section 4.1.)
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";

/** One element (DER): its identifier octet and what is inside. */
export function tlv(tag: number, ...inside: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(inside);
  const digits = content.length.toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  const length =
    content.length < 0x80 ? bytes : Buffer.concat([Buffer.of(0x80 + bytes.length), bytes]);
  return Buffer.concat([Buffer.of(tag), length, content]);
}

/** The same with an indefinite length (BER). */
export const indefinite = (tag: number, ...inside: readonly Uint8Array[]): Buffer =>
  Buffer.concat([Buffer.of(tag, 0x80), ...inside, Buffer.of(0, 0)]);

const SEQUENCE = 0x30;
const SET = 0x31;
export const sequence = (...inside: readonly Uint8Array[]) => tlv(SEQUENCE, ...inside);
const set = (...inside: readonly Uint8Array[]) => tlv(SET, ...inside);
export const number = (value: number) => tlv(0x02, Buffer.of(value));
export const octets = (bytes: Uint8Array) => tlv(0x04, bytes);
/** An OBJECT IDENTIFIER by the hex of its content. */
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const NULL = Buffer.of(5, 0);

const OID = {
  data: "2a864886f70d010701",
  signedData: "2a864886f70d010702",
  rsaEncryption: "2a864886f70d010101",
  commonName: "550403",
  contentType: "2a864886f70d010903",
  messageDigest: "2a864886f70d010904",
  basicConstraints: "551d13",
} as const;
const DIGEST = { sha1: "2b0e03021a", sha256: "608648016503040201" } as const;
const WITH_RSA = { sha1: "2a864886f70d010105", sha256: "2a864886f70d01010b" } as const;
type Hash = keyof typeof DIGEST;

const algorithm = (hex: string) => sequence(oid(hex), NULL);
const name = (text: string) =>
  sequence(set(sequence(oid(OID.commonName), tlv(0x13, Buffer.from(text, "latin1")))));

/** A certificate with the key that belongs to it. */
export interface Identity {
  readonly certificate: Buffer;
  readonly key: KeyObject;
  readonly name: string;
}

export interface CertificateOrder {
  readonly name: string;
  /** Itself, if absent. */
  readonly issuer?: Identity;
  readonly bits?: number;
  /** Its private key; a new one of `bits`, if absent. */
  readonly key?: KeyObject;
  readonly hash?: Hash;
  readonly serial?: number;
  /** May issue others; with this many authorities below, if a number. */
  readonly authority?: boolean | number;
  /** Another public key than its own (SubjectPublicKeyInfo). */
  readonly publicKey?: Uint8Array;
  /** Years, such as 07 and 14 for 2007 to 2014. */
  readonly years?: readonly [from: string, to: string];
}

export function makeCertificate(order: CertificateOrder): Identity {
  const { hash = "sha1", bits = 1024, years = ["26", "36"] } = order;
  const privateKey = order.key ?? generateKeyPairSync("rsa", { modulusLength: bits }).privateKey;
  const own = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  const limit = typeof order.authority === "number" ? [number(order.authority)] : [];
  const constraints = octets(sequence(Buffer.of(1, 1, 0xff), ...limit));
  const extensions = tlv(0xa3, sequence(sequence(oid(OID.basicConstraints), constraints)));
  const toBeSigned = sequence(
    tlv(0xa0, number(2)),
    number(order.serial ?? 1),
    algorithm(WITH_RSA[hash]),
    name(order.issuer?.name ?? order.name),
    sequence(...years.map((year) => tlv(0x17, Buffer.from(`${year}0101000000Z`, "latin1")))),
    name(order.name),
    order.publicKey ?? own,
    ...(order.authority === undefined || order.authority === false ? [] : [extensions]),
  );
  const signature = sign(hash, toBeSigned, order.issuer?.key ?? privateKey);
  const bitString = tlv(0x03, Buffer.of(0), signature);
  const certificate = sequence(toBeSigned, algorithm(WITH_RSA[hash]), bitString);
  return { certificate, key: privateKey, name: order.name };
}

/** What a message may have otherwise than it should. */
export interface MessageOrder {
  readonly content: Uint8Array;
  readonly signer: Identity;
  readonly hash?: Hash;
  /** The others in the message; the signer's own stands first, unless `leafless`. */
  readonly others?: readonly Uint8Array[];
  readonly leafless?: boolean;
  /** None at all, as Apple's; else these in place of contentType and messageDigest. */
  readonly attributes?: "none" | readonly Uint8Array[];
  /** The attributes' own length is indefinite, which is signed as if it were not. */
  readonly looseAttributes?: boolean;
  /** What is put in as content, in place of what is signed. */
  readonly shown?: Uint8Array;
  readonly signers?: 0 | 1 | 2;
  /** Indefinite lengths, and the content in pieces, as Apple's. */
  readonly ber?: boolean;
  readonly signatureAlgorithm?: Uint8Array;
  readonly signature?: Uint8Array;
  readonly contentType?: Uint8Array;
}

export const contentTypeAttribute = (type: string = OID.data) =>
  sequence(oid(OID.contentType), set(oid(type)));
export const digestAttribute = (content: Uint8Array, hash: Hash = "sha1") =>
  sequence(oid(OID.messageDigest), set(octets(createHash(hash).update(content).digest())));

/** A message (CMS SignedData), right in all that is not asked for otherwise. */
export function makeMessage(order: MessageOrder): Buffer {
  const { hash = "sha1", signer, content, shown = content } = order;
  const around = order.ber ? indefinite : tlv;
  const half = Math.floor(shown.length / 2);
  const pieces = [shown.subarray(0, half), shown.subarray(half)].map(octets);
  const info = signerInfo(order, hash);
  const certificates = [...(order.leafless ? [] : [signer.certificate]), ...(order.others ?? [])];
  return around(
    SEQUENCE,
    oid(OID.signedData),
    around(
      0xa0,
      around(
        SEQUENCE,
        number(1),
        set(algorithm(DIGEST[hash])),
        around(
          SEQUENCE,
          order.contentType ?? oid(OID.data),
          around(0xa0, order.ber ? indefinite(0x24, ...pieces) : octets(shown)),
        ),
        around(0xa0, ...certificates),
        set(...Array.from({ length: order.signers ?? 1 }, () => info)),
      ),
    ),
  );
}

function signerInfo(order: MessageOrder, hash: Hash): Buffer {
  const { signer, content } = order;
  const attributes =
    order.attributes === "none"
      ? undefined
      : (order.attributes ?? [contentTypeAttribute(), digestAttribute(content, hash)]);
  const signed = attributes ? set(...attributes) : content;
  const { issuer, serial } = idOf(signer.certificate);
  return sequence(
    number(1),
    sequence(issuer, serial),
    algorithm(DIGEST[hash]),
    ...(attributes ? [(order.looseAttributes ? indefinite : tlv)(0xa0, ...attributes)] : []),
    order.signatureAlgorithm ?? algorithm(OID.rsaEncryption),
    octets(order.signature ?? sign(hash, signed, signer.key)),
  );
}

/** Issuer and serial number of a certificate made here. */
function idOf(certificate: Uint8Array) {
  const [toBeSigned] = partsOf(certificate);
  const [, serial, , issuer] = partsOf(toBeSigned ?? Buffer.of());
  return { issuer: issuer ?? Buffer.of(), serial: serial ?? Buffer.of() };
}

/** The elements (DER) inside of one. */
export function partsOf(element: Uint8Array): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = headerOf(element).header; at < element.length; ) {
    const rest = element.subarray(at);
    const { header, length } = headerOf(rest);
    parts.push(Buffer.from(rest.subarray(0, header + length)));
    at += header + length;
  }
  return parts;
}

function headerOf([, first = 0, ...more]: Uint8Array): { header: number; length: number } {
  if (first < 0x80) return { header: 2, length: first };
  const count = first - 0x80;
  const length = more.slice(0, count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { header: 2 + count, length };
}

/** Apple's chain as phones send it, from above: root, two authorities, the phone's own; all expired. */
export function appleLikeChain(): {
  readonly root: Identity;
  readonly authorities: readonly Identity[];
  readonly phone: Identity;
} {
  const years = ["07", "14"] as const;
  const root = makeCertificate({ name: "Root CA", authority: true, years });
  const upper = makeCertificate({
    name: "Certification Authority",
    issuer: root,
    authority: true,
    years,
  });
  const lower = makeCertificate({
    name: "Device CA",
    issuer: upper,
    authority: 0,
    years,
    serial: 2,
  });
  const phone = makeCertificate({ name: "UDID", issuer: lower, years, serial: 3 });
  return { root, authorities: [lower, upper], phone };
}
