// What a client certificate proves at the gateway, judged from its line in the authority's book. The
// rules: whoever shows it holds its key (the TLS front saw to that); it speaks for the user, the
// purpose and the time that were written down when it was issued; it is one device's, the first it
// was seen with; and what was revoked proves nothing any more, but that this is the phone a wipe is
// meant for.
import type { CertificateReason, ClientCertificates, IssuedCertificate } from "./certificates.ts";
import { mayBeBound } from "./issuance.ts";

/** `presented`: good, and bound to no device yet. */
export type CertificateProof = "presented" | "good" | CertificateReason;

/** Who shows it, from which device (canonical; OPTIONS names none), and when. */
interface Showing {
  readonly user: string;
  readonly deviceId: string | undefined;
  readonly now: number;
}

/** Judges a certificate by its line in the book; null is none of ours. */
export function judgeCertificate(
  certificate: IssuedCertificate | null,
  { user, deviceId, now }: Showing,
): CertificateProof {
  if (!certificate) return "certificate-unknown";
  if (certificate.purpose !== "exchange") return "certificate-for-another-purpose";
  if (certificate.revoked) return "certificate-revoked";
  if (certificate.user !== user) return "certificate-of-another-user";
  if (now < certificate.notBefore) return "certificate-not-yet-valid";
  if (now > certificate.notAfter) return "certificate-expired";
  if (deviceId === undefined) return "presented";
  if (!mayBeBound(certificate, deviceId)) return "certificate-on-another-device";
  return certificate.deviceId === undefined ? "presented" : "good";
}

/** True if nothing stands against it so far. */
export const isProof = (proof: CertificateProof): boolean =>
  proof === "good" || proof === "presented";

/**
 * May whoever shows this certificate be told that the device is to be erased? Also if it has ended
 * meanwhile, or was revoked with the order or after it: the account is closed, and the phone must
 * hear of the wipe all the same. One that was revoked before may be in a thief's hands.
 */
export function mayReceiveWipe(
  certificate: IssuedCertificate | null,
  { user, deviceId, orderedAt }: Omit<Showing, "now"> & { readonly orderedAt: number },
): boolean {
  if (certificate?.purpose !== "exchange" || certificate.user !== user) return false;
  if (certificate.revoked && certificate.revoked.at < orderedAt) return false;
  return deviceId !== undefined && mayBeBound(certificate, deviceId);
}

/** What is to be done with a request that shows a certificate, as far as its sign-in goes. */
export type CertificateSignIn =
  /** Its password decides. */
  | { readonly by: "password" }
  /** The certificate alone. */
  | { readonly by: "certificate" }
  | { readonly by: "nothing"; readonly reason: CertificateReason | "credentials-missing" };

/**
 * Decides how a request signs in that shows a certificate.
 * @param way how the user's phones sign in.
 * @param brings "certificate" if it has no Authorization at all.
 */
export function signInBy(
  proof: CertificateProof,
  way: ClientCertificates,
  {
    brings,
    reportOnly,
  }: { readonly brings: "password" | "certificate"; readonly reportOnly: boolean },
): CertificateSignIn {
  const isAlone = way === "alone" && proof !== "certificate-of-another-user";
  if (!isAlone || proof === "certificate-unknown")
    return brings === "password"
      ? { by: "password" }
      : { by: "nothing", reason: "credentials-missing" };
  if (proof === "good" || proof === "presented") return { by: "certificate" };
  // While the adapter only reports, a password that is there may still let it in.
  if (brings === "password" && reportOnly) return { by: "password" };
  return { by: "nothing", reason: proof };
}
