// How the authority answers a SCEP message: a CertRep, sealed for whoever signed the message and
// signed by whom it was sealed for, in the message's own algorithms. The rule: a refusal tells what
// its row says and no more; why, is for the attempt's record. RFC 8894, sections 3.3.2 and 4.3.
import { refusalOf, type ScepReason } from "../../core/scep.ts";
import { CONTENT_CIPHERS, type ContentCipher, sealEnvelope } from "../../wire/cms-envelope.ts";
import type { DigestName } from "../../wire/rsa-signature.ts";
import { type CertRep, type ScepAttributes, writeCertRep } from "../../wire/scep.ts";
import type { ScepAnswer } from "../handles/authority-certificates.ts";
import type { Keyed } from "./issuing.ts";

const NONCE_BYTES = 16;
const MESSAGE_TYPE = "application/x-pki-message";

/** To whom an answer goes, and who gives it. */
export interface Conversation {
  readonly attributes: ScepAttributes;
  /** The CA, or the RA in its stead. */
  readonly by: Keyed;
  /** Of the message; the answer's, too. */
  readonly digest: DigestName;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A good answer: `content` (certificates or a revocation list) for the certificate that asked. */
export function grant(
  to: Conversation,
  content: Uint8Array,
  seal: { readonly recipient: Uint8Array; readonly cipher: ContentCipher },
): ScepAnswer {
  const { key, block } = CONTENT_CIPHERS[seal.cipher];
  const envelope = sealEnvelope(content, { ...seal, key: random(key), iv: random(block) });
  return reply(to, { envelope });
}

/** A refusal. */
export function decline(to: Conversation, reason: ScepReason): ScepAnswer {
  return reply(to, refusalOf(reason));
}

function reply(to: Conversation, outcome: CertRep["outcome"]): ScepAnswer {
  const { transaction, senderNonce: recipientNonce } = to.attributes;
  const answer = { transaction, senderNonce: random(NONCE_BYTES), recipientNonce, outcome };
  const how = { digest: to.digest, signingTime: new Date(to.now) };
  return { status: 200, contentType: MESSAGE_TYPE, body: writeCertRep(answer, to.by, how) };
}

const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
