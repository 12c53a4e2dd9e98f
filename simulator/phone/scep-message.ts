// SCEP's messages as an iPhone writes and reads them (RFC 8894, section 3; draft-nourse-scep of
// 2009 for the phones of then): a request encrypted for the CA or RA and signed by a certificate of
// the phone's own making, an answer that must belong to it. Rule: an answer that is not provably the
// CA's, for this request, is not looked into.
import { createHash, type KeyObject, randomBytes } from "node:crypto";
import { type Certificate, DIGITAL_SIGNATURE, readCertificate } from "./certificate.ts";
import {
  type Digest,
  encodeName,
  publicKeyOf,
  type Subject,
  writeCertificate,
} from "./certificate-write.ts";
import { type CipherName, openEnvelope, sealEnvelope } from "./cms-envelope.ts";
import { readCertificates, readSigned } from "./cms-reader.ts";
import { type SigningIdentity, signMessage } from "./cms-write.ts";
import { octetsOf, readDer, sameBytes } from "./der.ts";
import { octetString, printableString, sequence } from "./der-write.ts";

const ATTRIBUTE = {
  messageType: "2.16.840.1.113733.1.9.2",
  pkiStatus: "2.16.840.1.113733.1.9.3",
  failInfo: "2.16.840.1.113733.1.9.4",
  senderNonce: "2.16.840.1.113733.1.9.5",
  recipientNonce: "2.16.840.1.113733.1.9.6",
  transactionId: "2.16.840.1.113733.1.9.7",
  failInfoText: "1.3.6.1.5.5.7.24.1",
} as const;
const MESSAGE_TYPES = { CertRep: "3", PKCSReq: "19", CertPoll: "20" } as const;
const FAILURES = ["badAlg", "badMessageCheck", "badRequest", "badTime", "badCertId"] as const;
const DAY_MS = 86_400_000;
const NONCE_BYTES = 16;

/** An answer that this phone cannot use, or a refusal. */
export class ScepProblem extends Error {
  constructor(problem: string) {
    super(`SCEP: ${problem}`);
    this.name = "ScepProblem";
  }
}

/** Who answers at a SCEP address, and how it wants to be spoken to. */
export interface ScepServer {
  /** Everything GetCACert gave. */
  readonly certificates: readonly Certificate[];
  /** The certificate that issues. */
  readonly authority: Certificate;
  /** For whom requests are encrypted: the RA, or the CA itself. */
  readonly recipient: Certificate;
  readonly byPost: boolean;
  readonly digest: Digest;
  readonly cipher: CipherName;
}

/** One enrolment under way: all its messages carry the same transaction id and are signed by the same key. */
export interface Transaction {
  readonly id: string;
  readonly signer: SigningIdentity;
  readonly subject: Uint8Array;
}

/** Begins a transaction for a new key. `now` in milliseconds since 1970, by the phone's clock. */
export function beginTransaction(
  pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  on: { readonly subject: Subject; readonly digest: Digest; readonly now: number },
): Transaction {
  const subject = encodeName(on.subject);
  const digest = createHash("SHA1").update(publicKeyOf(pair.publicKey)).digest();
  const certificate = writeCertificate({
    serial: new Uint8Array(digest),
    ...{ issuer: subject, subject, publicKey: pair.publicKey, digest: on.digest },
    notBefore: on.now - DAY_MS,
    notAfter: on.now + DAY_MS,
    issuerKey: pair.privateKey,
  });
  const id = digest.toString("hex").toUpperCase();
  return { id, subject, signer: { certificate, key: pair.privateKey } };
}

export interface SentMessage {
  readonly bytes: Uint8Array;
  readonly nonce: Uint8Array;
}

/** PKCSReq around a certification request, or the question what became of it. */
export function writeMessage(
  transaction: Transaction,
  server: ScepServer,
  on: { readonly type: "PKCSReq"; readonly request: Uint8Array } | { readonly type: "CertPoll" },
): SentMessage {
  const inner =
    on.type === "PKCSReq" ? on.request : sequence(server.authority.subject, transaction.subject);
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
  const { signer } = transaction;
  const bytes = signMessage({
    content: sealEnvelope(inner, server.recipient.der, server.cipher),
    signer,
    certificates: [signer.certificate],
    digest: server.digest,
    form: {
      attributes: [
        [ATTRIBUTE.messageType, printableString(MESSAGE_TYPES[on.type])],
        [ATTRIBUTE.transactionId, printableString(transaction.id)],
        [ATTRIBUTE.senderNonce, octetString(nonce)],
      ],
    },
  });
  return { bytes, nonce };
}

export type CertRep =
  | { readonly status: "issued"; readonly certificates: readonly Certificate[] }
  | { readonly status: "pending" }
  | { readonly status: "refused"; readonly failure: string };

/** Reads the answer to `sent`. Throws DerProblem if it is malformed, ScepProblem
 * if it is not the CA's or for another request. */
export function readCertRep(
  bytes: Uint8Array,
  on: {
    readonly transaction: Transaction;
    readonly server: ScepServer;
    readonly sent: SentMessage;
    readonly note: (note: string) => void;
  },
): CertRep {
  const ber = (problem: string) => on.note(`SCEP: the answer is not DER: ${problem}`);
  const message = readSigned(bytes, ber, on.server.certificates);
  const { signer, attributes } = message;
  if (!on.server.certificates.some(({ der }) => sameBytes(der, signer.der)))
    throw new ScepProblem("the answer is signed by somebody else");
  if (signer.keyUsage && !signer.keyUsage.includes(DIGITAL_SIGNATURE) && !signer.authority)
    on.note("SCEP: the answer is signed by a key that is not for signatures");
  const text = (type: string) => textOf(attributes.get(type));
  if (text(ATTRIBUTE.messageType) !== MESSAGE_TYPES.CertRep)
    throw new ScepProblem("the answer is no CertRep");
  if (text(ATTRIBUTE.transactionId) !== on.transaction.id)
    throw new ScepProblem("the answer belongs to another transaction");
  const nonce = attributes.get(ATTRIBUTE.recipientNonce);
  if (!nonce || !sameBytes(octetsOf(readDer(nonce, ber), ber), on.sent.nonce))
    throw new ScepProblem("the answer repeats another nonce");
  if (!attributes.has(ATTRIBUTE.senderNonce)) on.note("SCEP: the answer has no nonce of its own");
  return statusOf(text(ATTRIBUTE.pkiStatus), message.content, { ...on, attributes, ber });
}

function statusOf(
  status: string | undefined,
  content: Uint8Array,
  on: {
    readonly transaction: Transaction;
    readonly attributes: ReadonlyMap<string, Uint8Array>;
    readonly ber: (problem: string) => void;
  },
): CertRep {
  if (status === "3") return { status: "pending" };
  if (status === "2") {
    const code = textOf(on.attributes.get(ATTRIBUTE.failInfo)) ?? "";
    const words = textOf(on.attributes.get(ATTRIBUTE.failInfoText));
    const name = FAILURES[Number(code)] ?? `failure ${code}`;
    return { status: "refused", failure: words ? `${name}: ${words}` : name };
  }
  if (status !== "0") throw new ScepProblem(`pkiStatus is ${status ?? "absent"}`);
  const opened = openEnvelope(content, { ...on.transaction.signer, ber: on.ber });
  return { status: "issued", certificates: readCertificates(opened, on.ber) };
}

/** Text of a string type; undefined if there is none. */
function textOf(encoded: Uint8Array | undefined): string | undefined {
  if (!encoded) return undefined;
  const { identifier, content } = readDer(encoded, () => undefined);
  return identifier === 0x13 || identifier === 0x0c
    ? Buffer.from(content).toString("utf8")
    : undefined;
}

/** The issued certificate among those of an answer: the one for our key. Throws ScepProblem. */
export function ownCertificate(
  issued: readonly Certificate[],
  on: {
    readonly key: KeyObject;
    readonly server: ScepServer;
    readonly now: number;
    readonly note: (note: string) => void;
  },
): Certificate {
  const own = issued.find(({ x509 }) => x509.checkPrivateKey(on.key));
  if (!own) throw new ScepProblem("the issued certificate is for another key");
  if (own !== issued[0]) on.note("SCEP: the issued certificate is not the first of the answer");
  const { authority } = on.server;
  if (!sameBytes(own.issuer, authority.subject) || !own.x509.verify(authority.key))
    throw new ScepProblem("the certificate was issued by another CA");
  if (on.now < Date.parse(own.x509.validFrom))
    throw new ScepProblem("the certificate is not valid yet");
  if (on.now > Date.parse(own.x509.validTo)) throw new ScepProblem("the certificate has expired");
  return own;
}

/** A certificate of GetCACert's answer. Throws DerProblem. */
export const readAuthority = (der: Uint8Array): Certificate => readCertificate(der);
