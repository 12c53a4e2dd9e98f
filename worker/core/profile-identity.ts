// The identity in a profile: how a phone of each system gets the certificate that its Exchange account
// shows. The rule: a key that a system does not know is not sent; a key of ours travels only inside an
// encrypted profile; nothing here makes a phone trust anybody. Apple, "Over-the-Air Profile Delivery
// and Configuration" (listing 2-6) and the payloads' tables; class dumps of iPhone OS 3.0 to 5.0.
import type { Payload, ScepPayload } from "../wire/mobileconfig.ts";
import { atLeast, type IosVersion } from "./ios.ts";
import type { PayloadKeys } from "./profile-names.ts";

/** What a phone asks an authority with. */
export interface ScepOffer {
  /** Where SCEP is spoken. */
  readonly url: string;
  /** The tenant's name: phones send it along, and no server here reads it. */
  readonly caName: string;
  readonly challenge: string;
  /** What the request may say of itself; the authority writes its own subject. */
  readonly organization: string;
  readonly user: string;
  readonly keyBits: 1024 | 2048;
}

/** The identity of an Exchange account. */
export type AccountIdentity = (
  | ({ readonly kind: "scep" } & ScepOffer)
  | { readonly kind: "pkcs12"; readonly pkcs12: Uint8Array; readonly password: string }
) & {
  /** Certificates (DER) between the identity's and its root, which a phone shows along with it. */
  readonly intermediates: readonly Uint8Array[];
};

/** How an account is given its identity, by system; the last row that a system has reached counts. */
export const IDENTITY_FORMS = [
  {
    form: "pkcs12",
    since: [3, 0, 0],
    source:
      "Certificate, CertificatePassword: Enterprise Deployment Guide for 3.1, com.apple.eas.account",
  },
  {
    form: "scep",
    since: [5, 0, 0],
    source: "PayloadCertificateUUID: in the payload's class since iOS 5.0, and not in 4.0 to 4.3",
  },
] as const satisfies readonly {
  readonly form: AccountIdentity["kind"];
  readonly since: IosVersion;
  readonly source: string;
}[];

/** How an account on a phone with `ios` is given its identity. */
export const identityForm = (ios: IosVersion): AccountIdentity["kind"] =>
  IDENTITY_FORMS.findLast(({ since }) => atLeast(ios, since))?.form ?? "pkcs12";

/** Keys of the SCEP payload that not every system has. */
const LATER_SCEP_KEYS = [
  // In the payload's class since iOS 4; iPhone OS 3.1 has neither. Seconds; a lost answer is asked
  // for again with the same key, which the authority answers with the same certificate.
  { key: "Retries", value: 5, since: [4, 0, 0] },
  { key: "RetryDelay", value: 5, since: [4, 0, 0] },
] as const satisfies readonly { key: string; value: number; since: IosVersion }[];

/** Signs and decrypts: the enrolment's certificate is what the final profile is encrypted to. */
const SIGN_AND_DECRYPT = 5;

/**
 * What a SCEP payload asks for. There is no CAFingerprint: it came in 3.1 only, and the answers it
 * would vouch for come over the same https as the payload itself.
 */
export function scepContent(offer: ScepOffer, ios: IosVersion): ScepPayload["PayloadContent"] {
  const later = LATER_SCEP_KEYS.filter(({ since }) => atLeast(ios, since));
  return {
    URL: offer.url,
    Name: offer.caName,
    Subject: [[["O", offer.organization]], [["CN", offer.user]]],
    Challenge: offer.challenge,
    Keysize: offer.keyBits,
    "Key Type": "RSA",
    "Key Usage": SIGN_AND_DECRYPT,
    ...Object.fromEntries(later.map(({ key, value }) => [key, value])),
  };
}

type MakePayload = (type: Payload["PayloadType"], keys: PayloadKeys, suffix?: string) => Payload;

/**
 * The payloads that come before an account with `identity`, and the account's own keys. Only
 * certificates in between go to the phone: a root would be trusted for everything it signs, and no
 * phone needs one to show a certificate.
 */
export function identityParts(
  identity: AccountIdentity,
  ios: IosVersion,
  make: MakePayload,
): { readonly before: readonly Payload[]; readonly account: PayloadKeys } {
  const authorities = identity.intermediates.map((certificate, index) =>
    make(
      "com.apple.security.pkcs1",
      { PayloadDisplayName: "Certificate authority", PayloadContent: certificate },
      `authority-${index + 1}`,
    ),
  );
  if (identity.kind === "pkcs12") {
    const { pkcs12, password } = identity;
    const account = {
      Certificate: pkcs12,
      CertificateName: "Exchange",
      CertificatePassword: password,
    };
    return { before: authorities, account };
  }
  const content = scepContent(identity, ios);
  const scep = make("com.apple.security.scep", {
    PayloadDisplayName: "Certificate for Exchange",
    PayloadContent: content,
  });
  return { before: [...authorities, scep], account: { PayloadCertificateUUID: scep.PayloadUUID } };
}
