// Where a client certificate stands. The rule: it is "expiring" from the day on which it may be renewed,
// as the authority's book has it, so that the list and its filter say the same.
import type { IssuedCertificate } from "./certificates.ts";

export type CertificateState = "early" | "valid" | "expiring" | "expired" | "revoked";

const DAY = 86_400_000;

/** The state at `now` (milliseconds since 1970), under the rules of the tenant's authority. */
export function certificateState(
  certificate: Pick<IssuedCertificate, "notBefore" | "notAfter" | "revoked">,
  now: number,
  { renewalDays }: { readonly renewalDays: number },
): CertificateState {
  const { notBefore, notAfter, revoked } = certificate;
  if (revoked) return "revoked";
  if (now >= notAfter) return "expired";
  if (now < notBefore) return "early";
  return notAfter - now <= renewalDays * DAY ? "expiring" : "valid";
}
