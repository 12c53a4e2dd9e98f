// A signing identity made here: a signer, issued by the tenant's own root. The rule: a root that
// still has years before it issues the next signer, too, so that people who once told their phones to
// trust it need not do so again; the names stay, because iOS 3 and 4 compare those. RFC 5280.
import { IDENTITY_KEY_ALGORITHM } from "../../wire/key-algorithm.ts";
import type { CertificateName } from "../../wire/x509.ts";
import { newSerialNumber } from "./keys.ts";

const DAY = 86_400_000;
/** Phones' clocks run behind: certificates are valid from a day before they were made. */
const BACK_DATED = DAY;
const ROOT_LIFETIME = 10 * 365 * DAY;
const SIGNER_LIFETIME = 5 * 365 * DAY;
/** A root with less time left issues nothing any more. */
const ROOT_LEFT_MIN = 2 * 365 * DAY;
/**
 * A common name has 64 characters (X.520); these many of the organization's leave room for what
 * sets it apart.
 */
const ORGANIZATION_IN_NAME = 40;

/** Certificate code is most of the Worker's: loaded when an authority first works. */
const loadX509 = async () => (await import("../../wire/certificate-acts.ts")).CERTIFICATE_ACTS;

/** A certificate (DER) and its private key. */
export interface KeyedCertificate {
  readonly certificate: Uint8Array;
  readonly key: CryptoKey;
}

/** A new root of `organization`. */
export async function makeRoot(organization: string, now: number): Promise<KeyedCertificate> {
  const { makeRoot } = await loadX509();
  const keys = await newKeyPair(IDENTITY_KEY_ALGORITHM);
  const subject = nameOf(organization, "Provost Root");
  const certificate = await makeRoot({ ...validUntil(now, now + ROOT_LIFETIME), subject, keys });
  return { certificate, key: keys.privateKey };
}

/** True if `root` (DER) can issue a signer that is worth having. */
export async function outlivesSigner(root: Uint8Array, now: number): Promise<boolean> {
  const { validity } = await loadX509();
  return validity(root).notAfter.getTime() - now >= ROOT_LEFT_MIN;
}

/** A new signer under `root`; it does not outlive it. */
export async function makeSigner(
  organization: string,
  root: KeyedCertificate,
  now: number,
): Promise<KeyedCertificate> {
  const { issue, validity } = await loadX509();
  const keys = await newKeyPair(IDENTITY_KEY_ALGORITHM);
  const rootEnds = validity(root.certificate).notAfter.getTime();
  const certificate = await issue({
    ...validUntil(now, Math.min(now + SIGNER_LIFETIME, rootEnds)),
    subject: nameOf(organization, "Profile Signing"),
    publicKey: keys.publicKey,
    issuer: { certificate: root.certificate, privateKey: root.key },
  });
  return { certificate, key: keys.privateKey };
}

function nameOf(organization: string, purpose: string): CertificateName {
  const short = [...organization].slice(0, ORGANIZATION_IN_NAME).join("");
  return { commonName: `${short} ${purpose}`, organization };
}

function validUntil(now: number, end: number) {
  return {
    serial: newSerialNumber(),
    notBefore: new Date(now - BACK_DATED),
    notAfter: new Date(end),
  };
}

async function newKeyPair(algorithm: SubtleCryptoGenerateKeyAlgorithm): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return keys as CryptoKeyPair;
}
