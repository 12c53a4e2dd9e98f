// CAs made here, and their registration authorities. The rule: each CA has a name of its own, so that
// a certificate's or a list's issuer is one CA and no other, also while two of them are in use.
// RFC 5280, section 4.1.2.4; RFC 8894, section 2.1.2.
import {
  issueRegistrationAuthority,
  makeAuthorityCertificate,
  type SigningIssuer,
} from "../../wire/certificate-issue.ts";
import { openRsaKey } from "../../wire/rsa-private-key.ts";
import { newRsaKey, newSerialNumber } from "./keys.ts";

const DAY = 86_400_000;
/** Phones' clocks run behind: a CA is valid from a day before it was made. */
const BACK_DATED = DAY;
const CA_LIFETIME = 10 * 365 * DAY;
/** A common name has 64 characters (X.520); these of the organization's leave room for the rest. */
const ORGANIZATION_IN_NAME = 40;
const ORGANIZATION_LIMIT = 64;

/** A certificate (DER) and its private key (PKCS#8). Times are milliseconds since 1970. */
export interface MadeCertificate {
  readonly notBefore: number;
  readonly notAfter: number;
  readonly certificate: Uint8Array;
  readonly pkcs8: Uint8Array;
}

/** A new self-signed CA that issues to phones. */
export async function makeCa(organization: string, now: number): Promise<MadeCertificate> {
  const pkcs8 = await newRsaKey();
  const { key, publicKey } = openRsaKey(pkcs8);
  const serial = newSerialNumber();
  const mark = Buffer.from(serial.subarray(0, 3)).toString("hex").toUpperCase();
  const content = {
    ...namesOf(organization, `Phones CA ${mark}`),
    // Certificates count in seconds.
    notBefore: Math.floor((now - BACK_DATED) / 1_000) * 1_000,
    notAfter: Math.floor((now + CA_LIFETIME) / 1_000) * 1_000,
  };
  const certificate = makeAuthorityCertificate(content, publicKey, serial, key);
  return { ...content, certificate, pkcs8 };
}

/** A new registration authority of this CA, for as long as the CA is valid. */
export async function makeRegistrationAuthority(
  organization: string,
  by: SigningIssuer,
  { notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number },
): Promise<MadeCertificate> {
  const pkcs8 = await newRsaKey();
  const content = { ...namesOf(organization, "Phones RA"), notBefore, notAfter };
  const serial = newSerialNumber();
  const { publicKey } = openRsaKey(pkcs8);
  const certificate = issueRegistrationAuthority(content, publicKey, serial, by);
  return { ...content, certificate, pkcs8 };
}

function namesOf(organization: string, what: string) {
  const characters = [...organization];
  const short = characters.slice(0, ORGANIZATION_IN_NAME).join("");
  return {
    organization: characters.slice(0, ORGANIZATION_LIMIT).join(""),
    commonName: `${short} ${what}`,
  };
}
