// SCEP as the authority speaks it: its operations, and for each message the way from signature to
// certificate. The rule: everything after a readable signature is answered by a signed CertRep; only
// what names no transaction gets none. Nothing here waits, so no other request runs between the
// judgement of a message and the book's entry. RFC 8894, sections 3.3, 3.5 and 4.
import type { EnrolmentAttempt } from "../../core/certificates.ts";
import { fingerprintHex } from "../../core/fingerprint.ts";
import {
  capabilities,
  isAnswered,
  judgeScep,
  MESSAGE_TYPE,
  type ScepDeed,
  type ScepReason,
} from "../../core/scep.ts";
import { certificatesOnly, crlOnly } from "../../wire/cms-degenerate.ts";
import { readSignedMessage, type SignedMessage } from "../../wire/cms-read.ts";
import {
  type CertificateId,
  claimedAttributes,
  readScepAttributes,
  writeSigned,
} from "../../wire/scep.ts";
import { WireError } from "../../wire/wire-error.ts";
import { readCertificateFields } from "../../wire/x509-fields.ts";
import type { ScepAnswer, ScepOrder } from "../handles/authority-certificates.ts";
import type { Booked, Desk, DeskCa, IssueAnswer } from "./issuing.ts";
import {
  envelopeOf,
  keyFor,
  type OpenedMessage,
  openMessage,
  type Probes,
  responderOf,
} from "./scep-message.ts";
import { type Conversation, decline, grant } from "./scep-reply.ts";

/** An answer, and what is noted of the attempt: time and address are the caller's. */
export interface Answered {
  readonly answer: ScepAnswer;
  readonly attempt?: Omit<EnrolmentAttempt, "at" | "client">;
}

/** What messages are answered with and by. `now` is milliseconds since 1970. */
export interface ScepOffice {
  readonly desk: Desk;
  readonly probes: Probes;
  readonly now: number;
}

const TEXT = "text/plain";

/** Answers one request. Never throws for what was sent. */
export function answerScep(office: ScepOffice, order: ScepOrder): Answered {
  const { desk } = office;
  switch (order.operation) {
    case "GetCACaps": {
      const on = { ...desk.rules, hasNext: desk.next !== undefined };
      return { answer: said(200, TEXT, Buffer.from(capabilities(on))) };
    }
    case "GetCACert":
      return { answer: authorities(desk.current) };
    case "GetNextCACert":
      return { answer: nextAuthority(office) };
    case "PKIOperation":
      return pkiOperation(office, order.message);
    default:
      return { answer: said(400, TEXT, Buffer.from("This operation is not known here.\n")) };
  }
}

const said = (status: number, contentType: string, body: Uint8Array): ScepAnswer => ({
  status,
  contentType,
  body,
});

/**
 * One certificate as it is, several as PKCS#7 (RFC 8894, 4.2.1). A CA below a root stands alone,
 * too: iOS and scepclient would seal their message for each certificate they are given.
 */
function authorities({ certificate, chain, registrationAuthority: ra }: DeskCa): ScepAnswer {
  return ra
    ? said(200, "application/x-x509-ca-ra-cert", certificatesOnly([ra.certificate, ...chain]))
    : said(200, "application/x-x509-ca-cert", certificate);
}

function nextAuthority({ desk, now }: ScepOffice): ScepAnswer {
  if (!desk.next) return said(404, TEXT, Buffer.from("No other authority follows yet.\n"));
  const how = { digest: "SHA-256", signingTime: new Date(now) } as const;
  const signed = writeSigned(certificatesOnly(desk.next), desk.current, how);
  return said(200, "application/x-x509-next-ca-cert", signed);
}

function pkiOperation(office: ScepOffice, bytes: Uint8Array): Answered {
  try {
    const signed = orUndefined(() => readSignedMessage(bytes));
    const attributes = readScepAttributes(signed?.attributes ?? claimedAttributes(bytes));
    const by = responderOf(office.desk.current);
    const to = { attributes, by, digest: "SHA-256", now: office.now } as const;
    if (signed) return answerMessage(office, signed, to);
    return refused(to, "message-unreadable", "its signature is not right");
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { answer: said(400, TEXT, Buffer.from("This is no SCEP message.\n")) };
  }
}

function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return undefined;
  }
}

function answerMessage(
  { desk, probes }: ScepOffice,
  signed: SignedMessage,
  unsealed: Conversation,
): Answered {
  const { messageType } = unsealed.attributes;
  if (!isAnswered(messageType)) return refused(unsealed, "message-type-unknown", messageType);
  const book = desk.byFingerprint(fingerprintHex(signed.signer));
  const sealed = envelopeOf(signed, desk.rules);
  if (!sealed.ok) return refused(unsealed, sealed.reason, sealed.detail, book);
  const { envelope } = sealed;
  const key = keyFor(envelope, desk);
  const to = { ...unsealed, ...(key && { by: key }), digest: signed.digest };
  const opened = openMessage({ messageType, signed, envelope, key: to.by, book }, probes);
  if (!opened.ok) return refused(to, opened.reason, opened.detail, book);
  const { signer, request } = opened;
  const verdict = judgeScep({ messageType, signer, hasChallenge: Boolean(request?.challenge) });
  if (!verdict.ok) return refused(to, verdict.reason, "", book);
  const { deed } = verdict;
  const seal = { recipient: signed.signer, cipher: envelope.cipher };
  if (deed === "enrol" || deed === "renew") {
    const issued = issue(desk, deed, { opened, book, to });
    return issued.ok ? certified(to, issued, seal) : refused(to, issued.reason, "", book);
  }
  const found = LOOK_UPS[deed]({ desk, opened, book, to });
  if (!found) return refused(to, "no-such-certificate", deed, book);
  const { content, of } = found;
  return { answer: { ...grant(to, content, seal), ...(of && { handsOut: of }) } };
}

function certified(
  to: Conversation,
  { certificate, record, repeated }: IssueAnswer & { readonly ok: true },
  seal: Parameters<typeof grant>[2],
): Answered {
  const answer = grant(to, certificatesOnly([certificate]), seal);
  const attempt = attemptOf(to, "ok", repeated ? "the same certificate again" : "", record);
  const handed = { ...answer, handsOut: record };
  return { answer: repeated ? handed : { ...handed, issued: record }, attempt };
}

interface Asking {
  readonly opened: OpenedMessage;
  /** The signer's certificate, if it is one of ours. */
  readonly book: Booked | undefined;
  readonly to: Conversation;
}

/**
 * A challenge counts for what it was made for. Where it brings nothing new (certmonger renews by a
 * PKCSReq with its first challenge, signed by the certificate it has), the signature still may.
 */
function issue(desk: Desk, deed: "enrol" | "renew", { opened, book, to }: Asking): IssueAnswer {
  const { transaction } = to.attributes;
  const { spki = new Uint8Array(), challenge = "" } = opened.request ?? {};
  const order = { publicKey: spki, transaction };
  const renewed = () => desk.issueFor({ ...order, by: { renews: book?.record.fingerprint ?? "" } });
  if (deed === "renew") return renewed();
  const enrolled = desk.issueFor({ ...order, by: { challenge } });
  if (!book || !bringsNothingNew(enrolled, book)) return enrolled;
  const instead = renewed();
  return instead.ok ? instead : enrolled;
}

const bringsNothingNew = (answer: IssueAnswer, { record }: Booked) =>
  answer.ok
    ? answer.repeated && answer.record.fingerprint === record.fingerprint
    : answer.reason.startsWith("challenge-");

interface LookUp extends Asking {
  readonly desk: Desk;
}

/** What is sent back, and which certificate stands in it. */
interface Found {
  readonly content: Uint8Array;
  readonly of?: Booked["record"];
}

const foundIn = ({ certificate, record }: Booked): Found => ({
  content: certificatesOnly([certificate]),
  of: record,
});

/** What is not a request for a certificate, answered from the book; undefined if there is nothing. */
const LOOK_UPS: Readonly<
  Record<Exclude<ScepDeed, "enrol" | "renew">, (on: LookUp) => Found | undefined>
> = {
  poll: ({ desk, opened, to }) => {
    const found = desk.byTransaction(to.attributes.transaction, opened.signersKey.keyHash);
    return found && !found.record.revoked ? foundIn(found) : undefined;
  },
  // Certificates name people: each may fetch their own, with one that is good.
  "get-certificate": ({ desk, opened, book, to }) => {
    const ca = caNamed(desk, opened.named);
    const found = ca && desk.bySerial(ca.fingerprint, opened.named?.serialNumber ?? "");
    const isGood = book && !book.record.revoked && to.now < book.record.notAfter;
    const isOwn = isGood && found?.record.user === book.record.user;
    return found && isOwn ? foundIn(found) : undefined;
  },
  "get-crl": ({ desk, opened }) => {
    const ca = caNamed(desk, opened.named);
    const list = ca && desk.crl(ca.fingerprint);
    return list && { content: crlOnly(list) };
  },
};

const caNamed = ({ current, former }: Desk, named: CertificateId | undefined) =>
  named &&
  [current, ...former].find(({ certificate }) =>
    Buffer.from(named.issuer).equals(readCertificateFields(certificate).subject),
  );

function refused(to: Conversation, reason: ScepReason, detail: string, book?: Booked): Answered {
  return { answer: decline(to, reason), attempt: attemptOf(to, reason, detail, book?.record) };
}

function attemptOf(
  { attributes: { messageType, transaction } }: Conversation,
  outcome: string,
  detail: string,
  known: Booked["record"] | undefined,
): Omit<EnrolmentAttempt, "at" | "client"> {
  return {
    user: known?.user ?? "",
    step: messageType === MESSAGE_TYPE.renewalReq ? "renewal" : "scep",
    outcome,
    detail: [`transaction ${transaction}`, detail].filter(Boolean).join("; "),
    ...(known?.device && { device: known.device }),
  };
}
