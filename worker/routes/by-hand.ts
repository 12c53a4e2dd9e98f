// Delivery by hand, as Apple's iPhone Configuration Utility had it: one user's whole profile, with a
// certificate for Exchange inside, encrypted to the certificate of one phone. The rule: the same leave
// as at /iphone, and nothing that opens a mailbox outside the envelope; whoever carries the file
// cannot read it. Such a phone has no enrolment: before its certificate ends, it gets another file.
// Apple, "Enterprise Deployment Guide" for 3.1 ("Sign and Encrypt").
import type { IosVersion } from "../core/ios.ts";
import { type Result, refuse } from "../core/result.ts";
import type { AccountReason } from "../objects/handles/tenant-handouts.ts";
import type { Handles } from "../objects/handles.ts";
import { readPem } from "../wire/pem.ts";
import { readRsaPublicKey } from "../wire/rsa-public-key.ts";
import { WireError } from "../wire/wire-error.ts";
import { readCertificateFields } from "../wire/x509-fields.ts";
import { belowRoot } from "../wire/x509-path.ts";
import { encryptedProfile, namesOf, type ProfileDesk, siteOf } from "./account-profile.ts";

/** Why there is no profile by hand. */
export type ByHandReason =
  | AccountReason
  | "certificates-off"
  | "bad-certificate"
  | "signing-identity-expired";

export interface ByHandOrder {
  /** Canonical name. */
  readonly user: string;
  /** The phone's certificate, PEM. */
  readonly certificate: string;
  readonly ios: IosVersion;
  /** Who asked for it, for the records. */
  readonly madeBy: string;
}

export interface ByHandProfile {
  /** Signed, DER. */
  readonly profile: Uint8Array;
  /** Fingerprint of the certificate for Exchange inside. */
  readonly fingerprint: string;
}

/** Keys that phones of the era decrypt with (Apple, "Over-the-Air Profile Delivery": no longer ones). */
const KEY_BITS = [1_024, 2_048] as const;

/** One user's profile, made for one phone: each call makes another certificate. */
export async function profileByHand(
  handles: Handles,
  tenant: ProfileDesk["tenant"],
  { user, certificate, ios, madeBy }: ByHandOrder,
): Promise<Result<ByHandProfile, ByHandReason>> {
  const recipient = recipientOf(certificate);
  if (!recipient) return refuse("bad-certificate");
  const judged = await handles.tenant(tenant.name).account(user);
  if (!judged.ok) return judged;
  const { account } = judged;
  if (account.clientCertificates === "off") return refuse("certificates-off");
  const desk: ProfileDesk = { tenant, authority: handles.authority(tenant.name) };
  const order = { user, madeBy, names: namesOf(account), delivery: "by-hand" } as const;
  const [made, chain] = await Promise.all([
    desk.authority.makeIdentity(order, siteOf(tenant)),
    desk.authority.caChain(siteOf(tenant)),
  ]);
  const { pkcs12, password } = made;
  const between = belowRoot(chain);
  const identity = { kind: "pkcs12", pkcs12, password, intermediates: between } as const;
  const answer = await encryptedProfile(desk, account, { identity, recipient, ios });
  return answer.ok
    ? { ok: true, profile: answer.profile, fingerprint: made.certificate.fingerprint }
    : answer;
}

/** The certificate (DER) of a text in PEM, if a profile can be encrypted to it. */
function recipientOf(text: string): Uint8Array | undefined {
  try {
    const [block, ...more] = readPem(text);
    if (block?.label !== "CERTIFICATE" || more.length > 0) return undefined;
    const key = readRsaPublicKey(readCertificateFields(block.bytes).publicKey);
    const isGood = key && key.bits >= KEY_BITS[0] && key.bits <= KEY_BITS[1];
    return isGood ? block.bytes : undefined;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return undefined;
  }
}
