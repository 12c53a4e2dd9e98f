// How a certificate comes to be, inside the authority: the desk at which SCEP and delivery order one.
// The rule: who may have it is decided, the certificate signed and the book written without letting
// anything else run in between, so that however many ask at the same time with one challenge, one
// certificate is issued. RFC 8894, sections 2.4, 3.3 and 7.4.
import type { IssuedCertificate } from "../../core/certificates.ts";
import type { IssueReason } from "../../core/issuance.ts";
import type { IssuingRules } from "../../core/issuing-rules.ts";
import type { Result } from "../../core/result.ts";
import type { OpenedKey } from "../../wire/rsa-private-key.ts";
import type { IssuingSite } from "../handles/authority-certificates.ts";

/** A certificate of the authority and its private key, unwrapped. */
export interface Keyed {
  /** DER. */
  readonly certificate: Uint8Array;
  /** For signatures. */
  readonly key: OpenedKey["key"];
  /** The same, PKCS#8 in PEM: what decryption wants in workerd. */
  readonly privateKeyPem: string;
}

/** A CA as the desk works with it. */
export interface DeskCa extends Keyed {
  /** SHA-256 of its certificate, hex. */
  readonly fingerprint: string;
  /** Its own certificate first, then what leads to its root (DER). */
  readonly chain: readonly Uint8Array[];
  /** Decrypts and signs SCEP messages in its stead, while the rules ask for one. */
  readonly registrationAuthority?: Keyed;
}

/** Why a certificate is ordered: a challenge, or one that was shown and proved (RenewalReq). */
export type Entitlement =
  | { readonly challenge: string }
  /** Fingerprint of the certificate whose key signed the request; the caller verified that. */
  | { readonly renews: string };

export interface IssueOrder {
  readonly by: Entitlement;
  /** SubjectPublicKeyInfo (DER); the caller saw that its private key signed the request. */
  readonly publicKey: Uint8Array;
  /** SCEP's transaction identifier, for CertPoll and the record. */
  readonly transaction: string;
}

export type IssueAnswer = Result<
  {
    readonly certificate: Uint8Array;
    readonly record: IssuedCertificate;
    /** The same key asked before with the same challenge: this is the certificate it got then. */
    readonly repeated: boolean;
  },
  IssueReason
>;

/** All that is needed to answer, unwrapped. Every function on it is synchronous. */
export interface Desk {
  readonly rules: IssuingRules;
  readonly site: IssuingSite;
  readonly current: DeskCa;
  /** What GetNextCACert tells of: the chain of the CA that waits. */
  readonly next?: readonly Uint8Array[];
  /** CAs that issued before, while their keys are kept: messages to them are still opened. */
  readonly former: readonly DeskCa[];
  /** Issues one certificate, or answers with the one this key already has. */
  readonly issueFor: (order: IssueOrder) => IssueAnswer;
  /** For GetCert and for finding who signed: one of our certificates, by its issuer's fingerprint and serial number (hex). */
  readonly bySerial: (issuer: string, serialNumber: string) => Booked | undefined;
  readonly byFingerprint: (fingerprint: string) => Booked | undefined;
  /** For CertPoll: what was issued in this transaction to the key that asks (SHA-256 of its SubjectPublicKeyInfo, hex). */
  readonly byTransaction: (transaction: string, keyHash: string) => Booked | undefined;
  /** The CRL (DER) of one of our CAs. */
  readonly crl: (fingerprint: string) => Uint8Array | undefined;
}

/** A certificate of the book, whole. */
export interface Booked {
  readonly certificate: Uint8Array;
  readonly record: IssuedCertificate;
}
