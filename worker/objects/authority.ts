// The authority object: one per tenant. It makes the tenant's signing identity at its first use, or
// takes a foreign one in, keeps it stable (iOS replaces a profile only if the signer matches) and
// signs profiles. Another signer follows only by the explicit act of a roll-over, and an identity
// that has expired signs nothing. Private keys are stored wrapped only and never leave the object;
// the passwords they came under are stored nowhere. RFC 5280, RFC 5652.
import { type Result, refuse } from "../core/result.ts";
import {
  EXPIRES_SOON,
  type IdentityFacts,
  type IdentityRefusal,
  warningsOf,
} from "../core/signing-identity.ts";
import { log } from "../log.ts";
import type { CmsDigest, Signer } from "../wire/cms.ts";
import type { IdentitySource } from "../wire/identity-file.ts";
import { AuthorityCertificatesObject } from "./authority/certificates-object.ts";
import { type KeyedCertificate, makeRoot, makeSigner, outlivesSigner } from "./authority/make.ts";
import {
  announces,
  dropSigner,
  promoteNext,
  putRoot,
  putSigner,
  type StoredSigner,
  signerAt,
  storedRoot,
} from "./authority/signers.ts";
import { takeIn } from "./authority/take-in.ts";
import type { AuthorityHandle, Identities, SignedAlong } from "./handles/authority.ts";
import { unwrapKey, type WrappedKey, wrapKey, wrappingKey } from "./wrapping.ts";

/**
 * The certificate and signature libraries are most of the Worker's code. They are loaded when an
 * authority first works, so that an isolate that only redirects, refuses or passes mail on starts
 * without them.
 */
const loadSigning = async () => {
  signing ??= (await import("../wire/certificate-acts.ts")).CERTIFICATE_ACTS;
  return signing;
};
/** Kept, because an import() waits for the platform each time. */
let signing: typeof import("../wire/certificate-acts.ts").CERTIFICATE_ACTS | undefined;

const DAY = 86_400_000;
const ROOT_LABEL = "root";

/** The identity in force, unwrapped. */
interface Ready {
  readonly signer: Signer;
  readonly stored: StoredSigner;
  readonly expiresAt: number;
}

/** Signs profiles (AuthorityHandle). */
export abstract class AuthorityObject
  extends AuthorityCertificatesObject
  implements AuthorityHandle
{
  readonly #schema = this.schema;
  #ready: Promise<Ready> | undefined;

  async sign(
    content: Uint8Array,
    digest: CmsDigest,
    organization: string,
    along?: SignedAlong,
  ): Promise<Result<{ readonly signed: Uint8Array }, "signing-identity-expired">> {
    const { signer, expiresAt } = await this.#inForce(organization);
    const now = this.clock.now();
    this.#watchExpiry(expiresAt, now, organization);
    if (now >= expiresAt) return refuse("signing-identity-expired");
    const [{ signCms }, acts] = await Promise.all([loadSigning(), along && this.acts()]);
    const signed = signCms(content, signer, { digest, signingTime: new Date(now) });
    if (along && acts) this.ctx.storage.transactionSync(() => acts.enterAlong(this.ground, along));
    return { ok: true, signed };
  }

  async chain(organization: string): Promise<string> {
    const { toPem } = await loadSigning();
    return toPem((await this.#inForce(organization)).stored.chain);
  }

  async identities(organization: string): Promise<Identities> {
    const { stored } = await this.#inForce(organization);
    const next = signerAt(this.ctx.storage.sql, "next");
    const current = await this.#facts(stored);
    return next ? { current, next: await this.#facts(next) } : { current };
  }

  async prepareIdentity(organization: string): Promise<IdentityFacts> {
    const made = await this.#make(organization);
    this.#schema.make();
    this.ctx.storage.transactionSync(() => {
      made.keepRoot();
      putSigner(this.ctx.storage.sql, "next", made.signer);
    });
    return this.#facts(made.signer);
  }

  async importIdentity(
    source: IdentitySource,
  ): Promise<{ readonly ok: true; readonly identity: IdentityFacts } | IdentityRefusal> {
    const now = this.clock.now();
    const taken = await takeIn(source, now);
    if (!taken.ok) return taken;
    const signer = await this.#wrapped("imported", taken.key, taken.chain, now);
    this.#schema.make();
    this.ctx.storage.transactionSync(() => putSigner(this.ctx.storage.sql, "next", signer));
    return { ok: true, identity: await this.#facts(signer) };
  }

  async dropNextIdentity(): Promise<boolean> {
    if (!this.#schema.exists()) return false;
    return this.ctx.storage.transactionSync(() => dropSigner(this.ctx.storage.sql, "next"));
  }

  async rollOver(): Promise<
    Result<{ readonly current: IdentityFacts }, "no-next-identity" | "signing-identity-expired">
  > {
    const { notAfterOf } = await loadSigning();
    // From here to the end of the transaction nothing else runs: of two roll-overs, one finds none.
    const next = this.#schema.exists() ? signerAt(this.ctx.storage.sql, "next") : undefined;
    if (!next) return refuse("no-next-identity");
    const now = this.clock.now();
    if (notAfterOf(next.chain) <= now) return refuse("signing-identity-expired");
    this.ctx.storage.transactionSync(() => promoteNext(this.ctx.storage.sql, now));
    this.#ready = undefined;
    return { ok: true, current: await this.#facts({ ...next, signsSince: now }) };
  }

  /**
   * The signer, unwrapped once per life of the object and roll-over. First uses at the same time
   * share one promise, hence one identity.
   */
  #inForce(organization: string): Promise<Ready> {
    this.#ready ??= this.#prepare(organization);
    const ready = this.#ready;
    return ready.catch((error: unknown) => {
      if (this.#ready === ready) this.#ready = undefined;
      throw error;
    });
  }

  async #prepare(organization: string): Promise<Ready> {
    const stored = this.#stored() ?? (await this.#makeFirst(organization));
    const key = await unwrapKey(await this.#wrapping(), stored.key, this.#label(stored.label));
    const { prepareSigner, notAfterOf } = await loadSigning();
    const signer = await prepareSigner({ key, chain: stored.chain });
    return { signer, stored, expiresAt: notAfterOf(stored.chain) };
  }

  #stored(): StoredSigner | undefined {
    return this.#schema.exists() ? signerAt(this.ctx.storage.sql, "current") : undefined;
  }

  /** The identity of a tenant that has none; one that came by a roll-over meanwhile stays. */
  async #makeFirst(organization: string): Promise<StoredSigner> {
    const made = await this.#make(organization);
    this.#schema.make();
    return this.ctx.storage.transactionSync(() => {
      const meanwhile = signerAt(this.ctx.storage.sql, "current");
      if (meanwhile) return meanwhile;
      const signer = { ...made.signer, signsSince: made.signer.madeAt };
      made.keepRoot();
      putSigner(this.ctx.storage.sql, "current", signer);
      return signer;
    });
  }

  /** A new signer, under the root there is or a new one; nothing is stored yet. */
  async #make(organization: string) {
    const now = this.clock.now();
    const { root, keepRoot } = await this.#rootFor(organization, now);
    const signer = await makeSigner(organization, root, now);
    const chain = [signer.certificate, root.certificate];
    return { signer: await this.#wrapped("made", signer.key, chain, now), keepRoot };
  }

  async #rootFor(organization: string, now: number) {
    const wrapping = await this.#wrapping();
    const stored = this.#schema.exists() ? storedRoot(this.ctx.storage.sql) : undefined;
    if (stored && (await outlivesSigner(stored.certificate, now))) {
      const key = await unwrapKey(wrapping, stored.key, this.#label(ROOT_LABEL));
      const root: KeyedCertificate = { certificate: stored.certificate, key };
      return { root, keepRoot: () => undefined };
    }
    const root = await makeRoot(organization, now);
    const key = await wrapKey(wrapping, root.key, this.#label(ROOT_LABEL));
    const kept = { certificate: root.certificate, key };
    return { root, keepRoot: () => putRoot(this.ctx.storage.sql, kept, now) };
  }

  async #wrapped(
    source: StoredSigner["source"],
    privateKey: CryptoKey,
    chain: readonly Uint8Array[],
    madeAt: number,
  ): Promise<StoredSigner> {
    const label = `signer-${crypto.randomUUID()}`;
    const key: WrappedKey = await wrapKey(await this.#wrapping(), privateKey, this.#label(label));
    return { source, label, key, madeAt, signsSince: null, chain };
  }

  /** What may be said of a signer at this moment. */
  async #facts({ source, madeAt, signsSince, chain }: StoredSigner): Promise<IdentityFacts> {
    const { factsOf } = await loadSigning();
    const facts = { source, madeAt, chain: chain.map(factsOf) };
    const warnings = warningsOf(facts, this.clock.now());
    return { ...facts, ...(signsSince !== null && { signsSince }), warnings };
  }

  /** One line of the log a day, from two months before the end on. */
  #watchExpiry(end: number, now: number, organization: string): void {
    if (end - now > EXPIRES_SOON) return;
    const day = Math.floor(now / DAY);
    const announced = this.ctx.storage.transactionSync(() => announces(this.ctx.storage.sql, day));
    const days = Math.floor((end - now) / DAY);
    if (announced) log("signing-identity-expires", { organization, days });
  }

  #wrapping(): Promise<CryptoKey> {
    return wrappingKey(this.env.WRAPPING_SECRET);
  }

  /** Names the tenant (an object's id is derived from its name) and what the key is for. */
  #label(label: string): string {
    return `provost/${label}/${this.ctx.id.toString()}`;
  }
}
