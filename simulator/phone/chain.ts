// Does a signer's certificate lead to a root the phone trusts? (RFC 5280, section 6.1, as far as a
// 2009 phone went: names, signatures, dates, authority bit, path length, key usage; no revocation.)
import {
  CERTIFICATE_SIGNING,
  type Certificate,
  DIGITAL_SIGNATURE,
  readCertificate,
} from "./certificate.ts";
import { DerProblem, sameBytes } from "./der.ts";

export type ChainVerdict = { readonly ok: true } | { readonly ok: false; readonly problem: string };

const no = (problem: string): ChainVerdict => ({ ok: false, problem });
/** Longest path tried, roots included. */
const MAX_PATH = 8;

/** PEM certificates as values; a block that cannot be read is left out. */
export function readPem(pems: readonly string[]): Certificate[] {
  const blocks = pems.flatMap(
    (pem) => pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [],
  );
  return blocks.flatMap((block) => {
    const der = new Uint8Array(Buffer.from(block.replace(/-----[^-]+-----|\s/g, ""), "base64"));
    try {
      return [readCertificate(der)];
    } catch (problem) {
      if (problem instanceof DerProblem) return [];
      throw problem;
    }
  });
}

function defect(certificate: Certificate, now: number): string | null {
  const { x509, key, unknownCritical } = certificate;
  if (now < Date.parse(x509.validFrom)) return "a certificate is not valid yet";
  if (now > Date.parse(x509.validTo)) return "a certificate has expired";
  if (unknownCritical) return `a certificate has the unknown critical extension ${unknownCritical}`;
  if (key.asymmetricKeyType !== "rsa") return "a certificate's key is not RSA";
  return null;
}

const mayIssue = (issuer: Certificate, below: number) =>
  issuer.authority &&
  (issuer.pathLength === null || issuer.pathLength >= below) &&
  (issuer.keyUsage === null || issuer.keyUsage.includes(CERTIFICATE_SIGNING));

/**
 * Judges the chain from `leaf` over `others` (the certificates in the message) to one of `roots`.
 * `now` in milliseconds since 1970. A leaf that is itself a trusted root is trusted.
 */
export function judgeChain(
  leaf: Certificate,
  others: readonly Certificate[],
  on: { readonly roots: readonly Certificate[]; readonly now: number },
): ChainVerdict {
  if (leaf.keyUsage && !leaf.keyUsage.includes(DIGITAL_SIGNATURE)) {
    return no("the signer's key is not for signatures");
  }
  let current = leaf;
  for (let depth = 0; depth < MAX_PATH; depth++) {
    const flaw = defect(current, on.now);
    if (flaw) return no(flaw);
    if (on.roots.some((root) => sameBytes(root.der, current.der))) return { ok: true };
    const issuer = [...on.roots, ...others].find(
      (candidate) =>
        sameBytes(candidate.subject, current.issuer) &&
        !sameBytes(candidate.der, current.der) &&
        current.x509.verify(candidate.key),
    );
    if (!issuer) return no("the chain leads to no trusted root");
    if (!mayIssue(issuer, depth)) return no("a certificate was issued by one that is no authority");
    current = issuer;
  }
  return no("the chain is too long");
}
