// The identity that signs a tenant's profiles: which certificates and keys can be one, what people
// are told of it, and when it stops signing. Rules: a key that no phone takes, or a certificate that
// is not for signatures, never gets in; what phones merely grumble about gets in with a warning; and
// an identity signs until the first certificate of its chain expires, not a second longer. Follows
// RFC 5280, sections 4.1, 4.2 and 6.1, and Apple's "Over-the-Air Profile Delivery and Configuration".
import type { Certificate } from "../wire/certificate.ts";
import { isPublicRoot } from "./public-roots.ts";

/** One certificate of a chain. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;
  /** Its key: "RSA 2048", "EC". */
  readonly key: string;
}

/** What an administrator should know of an identity. */
export type IdentityWarning =
  | "expired"
  | "expires-soon"
  | "not-yet-valid"
  | "not-verified"
  | "chain-incomplete"
  | "weak-key";

export interface IdentityFacts {
  /** Made here, under a root nobody knows (phones show "Not Verified"), or imported. */
  readonly source: "made" | "imported";
  readonly madeAt: number;
  /** Since when it signs; absent while it waits. */
  readonly signsSince?: number;
  /** Leaf first. */
  readonly chain: readonly CertificateFacts[];
  readonly warnings: readonly IdentityWarning[];
}

/** Why something foreign cannot become a signing identity. */
export type IdentityProblem =
  | "bad-pem"
  | "bad-pkcs12"
  | "wrong-password"
  | "pkcs12-algorithm"
  | "pkcs12-iterations"
  | "no-certificate"
  | "too-many-certificates"
  | "bad-certificate"
  | "no-private-key"
  | "several-private-keys"
  | "bad-private-key"
  | "key-encrypted"
  | "key-not-rsa"
  | "key-too-short"
  | "key-too-long"
  | "key-of-no-certificate"
  | "not-for-signing"
  | "not-an-authority"
  | "authority-known"
  | "certificate-expired"
  | "certificate-not-yet-valid";

/** A refusal; `detail` names the part of the file that is meant. */
export interface IdentityRefusal {
  readonly ok: false;
  readonly problem: IdentityProblem;
  readonly detail?: string;
}

const DAY = 86_400_000;
/** From so many milliseconds before its end on, an identity's expiry is announced. */
export const EXPIRES_SOON = 60 * DAY;
const KEY_BITS_MIN = 2_048;
/** No phone reads longer ones; signatures with them would take seconds. */
const KEY_BITS_MAX = 8_192;
export const CERTIFICATES_MAX = 20;

/** When the first certificate of a chain expires (milliseconds since 1970). */
export function expiresAt(chain: readonly { readonly notAfter: number }[]): number {
  return Math.min(...chain.map(({ notAfter }) => notAfter));
}

/** What to warn of at `now` (milliseconds since 1970), worst first. */
export function warningsOf(
  { source, chain }: Pick<IdentityFacts, "source" | "chain">,
  now: number,
): IdentityWarning[] {
  const left = expiresAt(chain) - now;
  const top = chain.at(-1);
  const isComplete = top?.subject === top?.issuer;
  const isKnown = isComplete && isPublicRoot(top?.fingerprint ?? "");
  const rows: readonly (readonly [IdentityWarning, boolean])[] = [
    ["expired", left <= 0],
    ["expires-soon", left > 0 && left <= EXPIRES_SOON],
    ["not-yet-valid", chain.some(({ notBefore }) => notBefore > now)],
    ["chain-incomplete", !isComplete],
    // Without its root, nobody can say here whether phones know it; that is the warning above.
    ["not-verified", source === "made" || (isComplete && !isKnown)],
    ["weak-key", chain.some(({ key }) => rsaBits(key) < KEY_BITS_MIN)],
  ];
  return rows.filter(([, holds]) => holds).map(([warning]) => warning);
}

/** The length of an RSA key; other keys of a chain are strong enough. */
const rsaBits = (key: string) => Number(/^RSA (\d+)$/.exec(key)?.[1] ?? Infinity);

/**
 * The chain of `key` out of certificates in any order, leaf first, without those that do not belong
 * to it; or why there is none that could sign at `now`. A chain whose top is missing is one.
 * @param isIssuedBy says whether the second certificate's key signed the first.
 * @param use what the key's own certificate must be good for: signing profiles, or issuing
 * certificates.
 */
export function chainOf(
  key: { readonly bits: number; readonly publicId: string },
  certificates: readonly Certificate[],
  isIssuedBy: (certificate: Certificate, issuer: Certificate) => boolean,
  now: number,
  use: "signing" | "issuing" = "signing",
): { readonly ok: true; readonly chain: readonly Certificate[] } | IdentityRefusal {
  const no = (problem: IdentityProblem, detail?: string): IdentityRefusal =>
    detail === undefined ? { ok: false, problem } : { ok: false, problem, detail };
  if (certificates.length === 0) return no("no-certificate");
  if (certificates.length > CERTIFICATES_MAX) return no("too-many-certificates");
  if (key.bits < KEY_BITS_MIN) return no("key-too-short", String(key.bits));
  if (key.bits > KEY_BITS_MAX) return no("key-too-long", String(key.bits));
  // The same key may have been certified more than once: the certificate that lasts longest serves.
  const ofKey = certificates.filter(({ publicId }) => publicId === key.publicId);
  if (ofKey.length === 0) return no("key-of-no-certificate");
  const leaf = longest(ofKey.filter((one) => (use === "signing" ? one.maySign : one.mayCertify)));
  if (!leaf) return no(UNFIT[use], ofKey[0]?.subject);
  const chain = upwards(leaf, certificates, isIssuedBy);
  const expired = chain.find(({ notAfter }) => notAfter <= now);
  if (expired) return no("certificate-expired", expired.subject);
  const early = chain.find(({ notBefore }) => notBefore > now);
  return early ? no("certificate-not-yet-valid", early.subject) : { ok: true, chain };
}

const UNFIT = { signing: "not-for-signing", issuing: "not-an-authority" } as const;

/** From `leaf` up to a certificate that names itself as its issuer, or to the last that is there. */
function upwards(
  leaf: Certificate,
  all: readonly Certificate[],
  isIssuedBy: (certificate: Certificate, issuer: Certificate) => boolean,
): readonly Certificate[] {
  const chain = [leaf];
  for (let last = leaf; last.subject !== last.issuer; ) {
    const issuer = longest(
      all.filter((one) => mayIssue(one) && !chain.includes(one) && isIssuedBy(last, one)),
    );
    if (!issuer) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

/** Roots from before version 3 do not say that they are authorities. */
const mayIssue = ({ isAuthority, subject, issuer }: Certificate) =>
  isAuthority || subject === issuer;

const longest = (certificates: readonly Certificate[]): Certificate | undefined =>
  certificates.toSorted((a, b) => b.notAfter - a.notAfter)[0];
