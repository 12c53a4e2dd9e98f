// The door to a tenant's authority, which signs.
import type { EnrolmentAttempt } from "../../core/certificates.ts";
import type { Result } from "../../core/result.ts";
import type { IdentityFacts, IdentityRefusal } from "../../core/signing-identity.ts";
import type { IdentitySource } from "../../wire/identity-file.ts";
import type { AuthorityCertificates, ChallengeOrder } from "./authority-certificates.ts";
import type { Remote } from "./remote.ts";

/** `authority`: one per tenant. Signs profiles, issues certificates; its private keys never leave it. */
export interface AuthorityHandle extends AuthorityCertificates {
  /**
   * CMS SignedData over `content`, DER, with the whole chain. Makes the signing identity at its
   * first use; refuses once a certificate of the chain has expired. What comes `along` is written down
   * with the signature, all of it, or not at all.
   */
  sign(
    content: Uint8Array,
    digest: "SHA-1" | "SHA-256",
    organization: string,
    along?: SignedAlong,
  ): Remote<Result<{ readonly signed: Uint8Array }, "signing-identity-expired">>;
  /** The chain that signs now, as PEM: leaf first. */
  chain(organization: string): Remote<string>;
  /** The identity that signs now, and the one that waits to follow it. Makes the first one if there is none. */
  identities(organization: string): Remote<Identities>;
  /** Makes a new identity that waits as `next`, in place of one that waited before. */
  prepareIdentity(organization: string): Remote<IdentityFacts>;
  /** Takes a foreign identity in as `next`, in place of one that waited before. */
  importIdentity(
    source: IdentitySource,
  ): Remote<{ readonly ok: true; readonly identity: IdentityFacts } | IdentityRefusal>;
  /** Drops `next`; false if there was none. */
  dropNextIdentity(): Remote<boolean>;
  /**
   * `next` signs from now on, and the key of the one before is deleted; iOS replaces profiles of the
   * old signer only after their removal.
   */
  rollOver(): Remote<
    Result<{ readonly current: IdentityFacts }, "no-next-identity" | "signing-identity-expired">
  >;
}

/** What a signed profile brings about in the authority's tables. */
export interface SignedAlong {
  /** The challenge in the profile. Its text is kept nowhere. */
  readonly challenge?: ChallengeOrder & { readonly challenge: string };
  /** The step of an enrolment that the profile answers. */
  readonly attempt?: Omit<EnrolmentAttempt, "at">;
}

/** What signs now, and what waits to follow it. */
export interface Identities {
  readonly current: IdentityFacts;
  readonly next?: IdentityFacts;
}
