// A SCEP client for tests that need messages nobody's client writes: damaged, replayed, signed by the
// wrong key. Built from the Worker's own letters; that those are right is for real clients to show
// (test/peers/scep).

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { TAG } from "../../worker/wire/asn1-tag.ts";
import {
  CONTENT_CIPHERS,
  type ContentCipher,
  readEnvelope,
  sealEnvelope,
} from "../../worker/wire/cms-envelope.ts";
import { openEnvelope } from "../../worker/wire/cms-open.ts";
import { readSignedMessage } from "../../worker/wire/cms-read.ts";
import {
  algorithm,
  bitString,
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
} from "../../worker/wire/der-write.ts";
import { DIGESTS, type DigestName, HASHES } from "../../worker/wire/rsa-signature.ts";
import { readCertificateFields } from "../../worker/wire/x509-fields.ts";
import { at, readDer } from "./der.ts";

/** A key pair of a client, and the certificate it signs with. */
export interface ScepIdentity {
  readonly key: KeyObject;
  readonly pem: string;
  /** SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** DER; self-signed until there is one of the authority's. */
  readonly certificate: Uint8Array;
}

const SCEP = "2.16.840.1.113733.1.9";
const RSA = "1.2.840.113549.1.1.1";
const SHA256_RSA = "1.2.840.113549.1.1.11";
const CHALLENGE_PASSWORD = "1.2.840.113549.1.9.7";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const DATA = "1.2.840.113549.1.7.1";
const SIGNED_DATA = "1.2.840.113549.1.7.2";

const nameOf = (commonName: string) =>
  sequence(setOf(sequence(oid("2.5.4.3"), utf8String(commonName))));

/** A new key pair under a self-signed certificate, valid for all time as far as this goes. */
export async function scepIdentity(
  options: {
    readonly bits?: number;
    readonly commonName?: string;
    readonly exponent?: Uint8Array;
  } = {},
): Promise<ScepIdentity> {
  const made = (await crypto.subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: options.bits ?? 2048,
      publicExponent: options.exponent ?? Uint8Array.of(1, 0, 1),
    },
    true,
    ["sign", "verify"],
  )) as CryptoKeyPair;
  const pkcs8 = Buffer.from(
    (await crypto.subtle.exportKey("pkcs8", made.privateKey)) as ArrayBuffer,
  );
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const pem = key.export({ format: "pem", type: "pkcs8" }).toString();
  const spki = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }));
  const name = nameOf(options.commonName ?? "phone");
  const toBeSigned = sequence(
    tagged(0, integer(2)),
    integer(createHash("sha256").update(spki).digest().subarray(0, 8)),
    algorithm(SHA256_RSA),
    name,
    sequence(time(new Date(0)), time(new Date("2049-01-01T00:00:00Z"))),
    name,
    spki,
  );
  const signature = sign("sha256", toBeSigned, key);
  const certificate = sequence(toBeSigned, algorithm(SHA256_RSA), bitString(signature));
  return { key, pem, spki, certificate };
}

/** A certification request (PKCS#10) of `by`'s key. */
export function certificationRequest(
  by: Pick<ScepIdentity, "key" | "spki">,
  says: { readonly challenge?: string; readonly commonName?: string } = {},
): Uint8Array {
  const challenge =
    says.challenge === undefined
      ? []
      : [sequence(oid(CHALLENGE_PASSWORD), setOf(printableString(says.challenge)))];
  const info = sequence(
    integer(0),
    nameOf(says.commonName ?? "phone"),
    by.spki,
    tagged(0, ...challenge),
  );
  return sequence(info, algorithm(SHA256_RSA), bitString(sign("sha256", info, by.key)));
}

/** `content` sealed for a certificate of the authority. */
export function sealed(
  content: Uint8Array,
  recipient: Uint8Array,
  cipher: ContentCipher = "aes-128",
): Uint8Array {
  const { key, block } = CONTENT_CIPHERS[cipher];
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  return sealEnvelope(content, { recipient, cipher, key: random(key), iv: random(block) });
}

export interface MessageOptions {
  readonly messageType?: string;
  readonly transaction?: string;
  readonly nonce?: Uint8Array;
  readonly digest?: DigestName;
  /** Attributes that are left out, by the last arc of their identifiers. */
  readonly without?: readonly number[];
}

/** A pkiMessage around `content`, signed by `by`. */
export function pkiMessage(
  content: Uint8Array,
  by: Pick<ScepIdentity, "key" | "certificate">,
  options: MessageOptions = {},
): Uint8Array {
  const digest = options.digest ?? "SHA-256";
  const hash = createHash(HASHES[digest]).update(content).digest();
  const attribute = (type: string, value: Uint8Array) => sequence(oid(type), der(TAG.set, value));
  const own: readonly (readonly [number, Uint8Array])[] = [
    [2, printableString(options.messageType ?? "19")],
    [5, octetString(options.nonce ?? new Uint8Array(16).fill(7))],
    [7, printableString(options.transaction ?? "0123456789ABCDEF")],
  ];
  const signed = setOf(
    ...own
      .filter(([arc]) => !options.without?.includes(arc))
      .map(([arc, value]) => attribute(`${SCEP}.${arc}`, value)),
    attribute(CONTENT_TYPE, oid(DATA)),
    attribute(MESSAGE_DIGEST, octetString(hash)),
  );
  const implicit = Buffer.from(signed);
  implicit[0] = 0xa0;
  const digestOid = Object.keys(DIGESTS).find((known) => DIGESTS[known] === digest) ?? "";
  const { issuer, serialNumber } = readCertificateFields(by.certificate);
  const signer = sequence(
    integer(1),
    sequence(issuer, der(TAG.integer, serialNumber)),
    algorithm(digestOid),
    implicit,
    algorithm(RSA),
    octetString(sign(HASHES[digest], signed, by.key)),
  );
  const data = sequence(oid(DATA), tagged(0, octetString(content)));
  const signedData = sequence(
    integer(1),
    setOf(algorithm(digestOid)),
    data,
    tagged(0, by.certificate),
    setOf(signer),
  );
  return sequence(oid(SIGNED_DATA), tagged(0, signedData));
}

/** A CertRep, read. */
export interface ReadCertRep {
  readonly messageType: string;
  readonly status: string;
  readonly failInfo: string | undefined;
  readonly text: string | undefined;
  readonly transaction: string;
  readonly recipientNonce: Uint8Array;
  readonly senderNonce: Uint8Array;
  readonly signer: Uint8Array;
  readonly digest: DigestName;
  readonly cipher: ContentCipher | undefined;
  /** Of the certificates-only message inside. */
  readonly certificates: readonly Uint8Array[];
  /** What was sealed, whole. */
  readonly content: Uint8Array;
}

/** Reads an answer; opens it for `by`. @throws Error if it is not signed rightly or cannot be opened */
export function readCertRep(body: Uint8Array, by: ScepIdentity): ReadCertRep {
  const message = readSignedMessage(body);
  const value = (type: string) => {
    const found = message.attributes.get(type);
    return found ? readDer(found).content : undefined;
  };
  const text = (arc: number) => {
    const found = value(`${SCEP}.${arc}`);
    return found && Buffer.from(found).toString("utf8");
  };
  const status = text(3) ?? "";
  const opened = status === "0" ? open(message.content, by) : undefined;
  const said = value("1.3.6.1.5.5.7.24.1");
  return {
    messageType: text(2) ?? "",
    status,
    failInfo: text(4),
    text: said && Buffer.from(said).toString("utf8"),
    transaction: text(7) ?? "",
    senderNonce: value(`${SCEP}.5`) ?? new Uint8Array(),
    recipientNonce: value(`${SCEP}.6`) ?? new Uint8Array(),
    signer: message.signer,
    digest: message.digest,
    cipher: opened?.cipher,
    certificates: opened ? certificatesIn(opened.content) : [],
    content: opened?.content ?? message.content,
  };
}

function open(bytes: Uint8Array, { certificate, pem }: ScepIdentity) {
  const envelope = readEnvelope(bytes);
  const content = openEnvelope(envelope, { certificate, privateKeyPem: pem });
  if (!content) throw new Error("the answer is not sealed for this client");
  return { cipher: envelope.cipher, content };
}

/** The certificates of a certificates-only message; none of one with a revocation list. */
function certificatesIn(message: Uint8Array): Uint8Array[] {
  const signedData = at(readDer(message), 1, 0);
  const found = signedData.children.find(({ tag }) => tag === 0xa0);
  return found?.children.map(({ encoded }) => Uint8Array.from(encoded)) ?? [];
}
