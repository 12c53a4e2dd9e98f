// What people are told of the identity that signs a tenant's profiles.

/** One certificate of a chain. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;
}

export interface IdentityFacts {
  /** Made here, under a root nobody knows (phones show "Not Verified"), or imported. */
  readonly source: "made" | "imported";
  readonly madeAt: number;
  /** Leaf first. */
  readonly chain: readonly CertificateFacts[];
  /** What an administrator should know, as codes: expired, expires-soon, not-yet-valid, not-verified, chain-incomplete, weak-key. */
  readonly warnings: readonly string[];
}
