// What a SCEP message is answered with: a table of message type x who signed it, and one row a
// reason for a refusal. The rule: whatever a sender could learn about somebody else's message by
// changing it is one refusal, "message-unreadable": it stands for a content that does not decrypt,
// for one that is no request, and for a request of another key. RFC 8894, sections 2, 3.2 and 3.3.
import type { IssueReason } from "./issuance.ts";

/** Message types (RFC 8894, 3.2.1.2), as the number that is sent. UpdateReq (18) was dropped before the RFC. */
export const MESSAGE_TYPE = {
  certRep: "3",
  renewalReq: "17",
  pkcsReq: "19",
  certPoll: "20",
  getCert: "21",
  getCrl: "22",
} as const;

/** Who signed a message, as far as it matters: */
export type ScepSigner =
  /** the key of a certificate in the authority's book; */
  | "issued"
  /** the key that the request is about, under a certificate the client made for itself; */
  | "own-key"
  /** or anybody else. */
  | "stranger";

/** What is done. */
export type ScepDeed = "enrol" | "renew" | "poll" | "get-certificate" | "get-crl";

/** Why not. IssueReason: the desk refused the certificate. */
export type ScepReason =
  | IssueReason
  | "message-unreadable"
  | "message-type-unknown"
  | "algorithm-too-old"
  | "challenge-missing"
  | "signer-unknown"
  | "no-such-certificate";

export type ScepVerdict =
  | { readonly ok: true; readonly deed: ScepDeed }
  | { readonly ok: false; readonly reason: ScepReason };

/** What a message is judged by; its content was decrypted, and its certification request verified. */
export interface ScepFacts {
  readonly messageType: string;
  readonly signer: ScepSigner;
  /** The certification request holds a challengePassword. */
  readonly hasChallenge: boolean;
}

const does = (deed: ScepDeed): ScepVerdict => ({ ok: true, deed });
const not = (reason: ScepReason): ScepVerdict => ({ ok: false, reason });
const UNREADABLE = not("message-unreadable");

/**
 * Message type x signer. A renewal needs no challenge, and one that stands in it nevertheless is
 * not looked at: micromdm's scepclient sends its old request again. Clients from before the RFC
 * renew by PKCSReq, signed by the certificate they have.
 */
const VERDICTS: Readonly<
  Record<string, Readonly<Record<ScepSigner, (facts: ScepFacts) => ScepVerdict>>>
> = {
  [MESSAGE_TYPE.pkcsReq]: {
    issued: ({ hasChallenge }) => does(hasChallenge ? "enrol" : "renew"),
    "own-key": ({ hasChallenge }) => (hasChallenge ? does("enrol") : not("challenge-missing")),
    stranger: () => UNREADABLE,
  },
  [MESSAGE_TYPE.renewalReq]: {
    issued: () => does("renew"),
    "own-key": () => not("signer-unknown"),
    stranger: () => UNREADABLE,
  },
  // Nobody is told to wait here; a client that lost its answer may ask in this way, too.
  [MESSAGE_TYPE.certPoll]: {
    issued: () => does("poll"),
    "own-key": () => does("poll"),
    stranger: () => does("poll"),
  },
  [MESSAGE_TYPE.getCert]: {
    issued: () => does("get-certificate"),
    "own-key": () => not("no-such-certificate"),
    stranger: () => not("no-such-certificate"),
  },
  // The list is for everybody, at its address, too.
  [MESSAGE_TYPE.getCrl]: {
    issued: () => does("get-crl"),
    "own-key": () => does("get-crl"),
    stranger: () => does("get-crl"),
  },
};

/** The deed, or the reason why there is none. */
export function judgeScep(facts: ScepFacts): ScepVerdict {
  if (!Object.hasOwn(VERDICTS, facts.messageType)) return not("message-type-unknown");
  return VERDICTS[facts.messageType]?.[facts.signer](facts) ?? not("message-type-unknown");
}

/** Is there an answer to messages of this type? If not, nothing in them is worth decrypting. */
export function isAnswered(messageType: string): boolean {
  return Object.hasOwn(VERDICTS, messageType);
}

/**
 * Messages signed with SHA-1 or encrypted with single DES are for phones of iOS 3 and 4, where the
 * tenant has such. (RFC 8894, 2.9: neither may be used; micromdm's scepclient does both, always.)
 */
export function isTooOld(
  algorithms: { readonly digest: string; readonly cipher: string | undefined },
  { legacyDevices }: { readonly legacyDevices: boolean },
): boolean {
  return !legacyDevices && (algorithms.digest === "SHA-1" || algorithms.cipher === "des");
}

/** failInfo (RFC 8894, 3.2.1.4) as the number that is sent. */
const FAIL = { badAlg: "0", badMessageCheck: "1", badRequest: "2", badCertId: "4" } as const;

interface ScepRefusal {
  readonly failInfo: string;
  /** failInfoText: for the person who set the client up. */
  readonly text: string;
}

const CHALLENGE: ScepRefusal = {
  failInfo: FAIL.badRequest,
  text: "The challenge is missing or not valid (any more).",
};
const KEY: ScepRefusal = {
  failInfo: FAIL.badAlg,
  text: "The key must be an RSA key of 2048 to 4096 bits.",
};
const RENEWAL: ScepRefusal = {
  failInfo: FAIL.badRequest,
  text: "This certificate cannot be renewed.",
};
const LATER: ScepRefusal = {
  failInfo: FAIL.badRequest,
  text: "The authority has changed; please ask again.",
};
const NO_CERTIFICATE: ScepRefusal = {
  failInfo: FAIL.badCertId,
  text: "There is no such certificate for this sender.",
};

const REFUSALS: Readonly<Record<ScepReason, ScepRefusal>> = {
  "message-unreadable": {
    failInfo: FAIL.badMessageCheck,
    text: "The message could not be read: not for this authority, or not signed by its key.",
  },
  "message-type-unknown": {
    failInfo: FAIL.badRequest,
    text: "This type of message is not supported.",
  },
  "algorithm-too-old": {
    failInfo: FAIL.badAlg,
    text: "SHA-1 and DES are not accepted here; use SHA-256 and AES, or triple DES.",
  },
  "challenge-missing": CHALLENGE,
  "challenge-unknown": CHALLENGE,
  "challenge-used": CHALLENGE,
  "challenge-expired": CHALLENGE,
  "challenge-for-another-purpose": CHALLENGE,
  "challenge-of-another-device": CHALLENGE,
  "key-not-rsa": KEY,
  "key-too-short": KEY,
  "key-too-long": KEY,
  "key-exponent": KEY,
  "signer-unknown": {
    failInfo: FAIL.badCertId,
    text: "The message is not signed by a certificate of this authority.",
  },
  "certificate-unknown": RENEWAL,
  "certificate-revoked": RENEWAL,
  "certificate-expired": RENEWAL,
  "already-renewed": RENEWAL,
  "renewal-too-early": {
    failInfo: FAIL.badRequest,
    text: "It is too early to renew this certificate.",
  },
  "authority-expired": LATER,
  "authority-changed": LATER,
  "no-such-certificate": NO_CERTIFICATE,
};

/** What the sender is told of a reason. */
export function refusalOf(reason: ScepReason): ScepRefusal {
  return REFUSALS[reason];
}

/**
 * What GetCACaps answers, a keyword a line (RFC 8894, 3.5.2). SHA-384 and DES3 have to be named:
 * strongSwan's `pki` before 5.9.11 reads its list of capabilities as bits, and without them finds
 * neither AES nor SHA-256 nor Renewal.
 */
export function capabilities(on: {
  readonly legacyDevices: boolean;
  readonly hasNext: boolean;
}): string {
  return [
    "AES",
    "DES3",
    ...(on.legacyDevices ? ["SHA-1"] : []),
    "SHA-256",
    "SHA-384",
    "SHA-512",
    ...(on.hasNext ? ["GetNextCACert"] : []),
    "POSTPKIOperation",
    "Renewal",
    "SCEPStandard",
    "",
  ].join("\n");
}
