// A SCEP message, opened: its signature verified, its content decrypted by whichever of our keys it
// was sealed for, its certification request read. The rule: whatever is wrong with the content is one
// problem, and a content key whose envelope was unreadable a few times is not tried again, so that
// nobody finds out by trying what a message of somebody else says. RFC 8894, section 3.
import { fingerprintOf } from "../../core/fingerprint.ts";
import { keepNewest } from "../../core/newest.ts";
import { isTooOld, MESSAGE_TYPE, type ScepReason, type ScepSigner } from "../../core/scep.ts";
import { type Envelope, readEnvelope, recipientFor } from "../../wire/cms-envelope.ts";
import { openEnvelope } from "../../wire/cms-open.ts";
import type { SignedMessage } from "../../wire/cms-read.ts";
import { readCertificationRequest } from "../../wire/pkcs10.ts";
import { type RsaPublicKey, readRsaPublicKey } from "../../wire/rsa-public-key.ts";
import { type CertificateId, checkIssuerAndSubject, readCertificateId } from "../../wire/scep.ts";
import { WireError } from "../../wire/wire-error.ts";
import { fieldsOfKept, readCertificateFields } from "../../wire/x509-fields.ts";
import type { Booked, Desk, DeskCa, Keyed } from "./issuing.ts";

/**
 * How often each content key (a hash of it as it came, encrypted) stood in an unreadable envelope.
 * It lives as long as the object does.
 */
export type Probes = Map<string, number>;

const PROBES_MAX = 5;
const PROBES_KEPT = 1_000;

/** What a message asks, and on whose word. */
export interface OpenedMessage {
  readonly ok: true;
  readonly signer: ScepSigner;
  /** The key that signed the message. */
  readonly signersKey: RsaPublicKey;
  /** Of PKCSReq and RenewalReq; its key (DER) signed it. */
  readonly request?: { readonly spki: Uint8Array; readonly challenge: string | undefined };
  /** Of GetCert and GetCRL. */
  readonly named?: CertificateId;
}

export interface UnopenedMessage {
  readonly ok: false;
  readonly reason: ScepReason;
  /** For the administrator. */
  readonly detail: string;
}

const unreadable = (detail: string): UnopenedMessage => ({
  ok: false,
  reason: "message-unreadable",
  detail,
});

/** The envelope of a message, or what is wrong with it. */
export function envelopeOf(
  { content, digest }: SignedMessage,
  rules: Desk["rules"],
): { readonly ok: true; readonly envelope: Envelope } | UnopenedMessage {
  const envelope = orProblem(() => readEnvelope(content));
  const cipher = typeof envelope === "string" ? undefined : envelope.cipher;
  if (isTooOld({ digest, cipher }, rules))
    return { ok: false, reason: "algorithm-too-old", detail: `${digest} ${cipher ?? ""}`.trim() };
  return typeof envelope === "string" ? unreadable(envelope) : { ok: true, envelope };
}

/** Whom an envelope is for: an RA before its CA, the CA in force before those that were. */
export function keyFor(envelope: Envelope, desk: Desk): Keyed | undefined {
  return keysOf(desk).find(({ certificate }) => recipientFor(envelope, fieldsOfKept(certificate)));
}

/** Who answers: the RA if there is one. */
export const responderOf = ({ registrationAuthority, ...ca }: DeskCa): Keyed =>
  registrationAuthority ?? ca;

const keysOf = ({ current, former }: Desk): Keyed[] =>
  [current, ...former].flatMap((ca) =>
    ca.registrationAuthority ? [ca.registrationAuthority, ca] : [ca],
  );

/** Decrypts and reads what `signed` holds. `book`: the signer's certificate, if it is one of ours. */
export function openMessage(
  on: {
    readonly messageType: string;
    readonly signed: SignedMessage;
    readonly envelope: Envelope;
    readonly key: Keyed;
    readonly book: Booked | undefined;
  },
  probes: Probes,
): OpenedMessage | UnopenedMessage {
  const probe = probeOf(on.envelope);
  if ((probes.get(probe) ?? 0) >= PROBES_MAX) return unreadable("tried too often");
  const read = orProblem(() => contentOf(on));
  if (typeof read !== "string") return read;
  keepNewest(probes, probe, (probes.get(probe) ?? 0) + 1, PROBES_KEPT);
  return unreadable(read);
}

function contentOf(on: Parameters<typeof openMessage>[0]): OpenedMessage | string {
  const signersKey = readRsaPublicKey(readCertificateFields(on.signed.signer).publicKey);
  const content = openEnvelope(on.envelope, on.key);
  if (!content || !signersKey) return "not sealed for this authority";
  const signer = on.book ? "issued" : "stranger";
  switch (on.messageType) {
    case MESSAGE_TYPE.certPoll:
      checkIssuerAndSubject(content);
      return { ok: true, signer, signersKey };
    case MESSAGE_TYPE.getCert:
    case MESSAGE_TYPE.getCrl:
      return { ok: true, signer, signersKey, named: readCertificateId(content) };
    default:
      return requestIn(content, signersKey, signer);
  }
}

function requestIn(
  content: Uint8Array,
  signersKey: RsaPublicKey,
  signer: ScepSigner,
): OpenedMessage | string {
  const { publicKey, challenge } = readCertificationRequest(content);
  // A request of another kind of key was not verified: nothing may be told apart by it.
  if (!publicKey) return "a key that is not RSA's";
  const request = { spki: publicKey.spki, challenge };
  if (signer === "issued") return { ok: true, signer, signersKey, request };
  // A request of one key in a message of another, which nobody vouches for: as unreadable as damage.
  if (signersKey.keyHash !== publicKey.keyHash) return "signed by another key than it is about";
  return { ok: true, signer: "own-key", signersKey, request };
}

const probeOf = ({ recipients }: Envelope) =>
  fingerprintOf(Buffer.concat(recipients.map(({ encryptedKey }) => encryptedKey)));

/** What `read` gives, or the problem with hostile bytes. */
function orProblem<Value>(read: () => Value): Value | string {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return error.message;
  }
}
