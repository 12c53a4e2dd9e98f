// The authority object: one per tenant. It makes the tenant's signing identity at its first use (a
// root, and a signer issued by it), keeps it stable (iOS replaces a profile only if the signer
// matches) and signs profiles. Private keys are stored wrapped only and never leave the object. RFC
// 5280, RFC 5652.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import type { Env } from "../env.ts";
import type { CmsDigest, Signer } from "../wire/cms.ts";
import type { AuthorityHandle } from "./handles.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";
import { unwrapKey, wrapKey, wrappingKey } from "./wrapping.ts";

/**
 * The certificate and signature libraries are most of the Worker's code. They are loaded when an
 * authority first works, so that an isolate that only redirects, refuses or passes mail on starts
 * without them.
 */
const loadCms = () => import("../wire/cms.ts");
const loadX509 = () => import("../wire/x509.ts");

const DAY = 86_400_000;
/** Phones' clocks run behind: certificates are valid from a day before they were made. */
const BACK_DATED = DAY;
const ROOT_LIFETIME = 10 * 365 * DAY;
const SIGNER_LIFETIME = 5 * 365 * DAY;
const SERIAL_BYTES = 16;
/**
 * A common name has 64 characters (X.520); these many of the organization's leave room for what
 * sets it apart.
 */
const ORGANIZATION_IN_NAME = 40;

const PURPOSES = ["signer", "root"] as const;
type Purpose = (typeof PURPOSES)[number];
/** A certificate (DER) and its private key. */
interface Identity {
  readonly certificate: Uint8Array;
  readonly key: CryptoKey;
}
type IdentityRow = {
  purpose: Purpose;
  certificate: ArrayBuffer;
  iv: ArrayBuffer;
  wrapped_key: ArrayBuffer;
};

/** Signs profiles (AuthorityHandle). */
export abstract class AuthorityObject extends DurableObject<Env> implements AuthorityHandle {
  protected abstract readonly clock: Clock;
  readonly #schema = schemaOf(this.ctx.storage, MIGRATIONS.authority);
  #signer: Promise<{ readonly signer: Signer; readonly chain: readonly Uint8Array[] }> | undefined;

  async sign(content: Uint8Array, digest: CmsDigest, organization: string): Promise<Uint8Array> {
    const { signer } = await this.#ready(organization);
    const { signCms } = await loadCms();
    return signCms(content, signer, { digest, signingTime: new Date(this.clock.now()) });
  }

  async chain(organization: string): Promise<string> {
    const { toPem } = await loadX509();
    return toPem((await this.#ready(organization)).chain);
  }

  /**
   * The signer, unwrapped once per life of the object. First uses at the same time share one
   * promise, hence one identity.
   */
  #ready(organization: string) {
    this.#signer ??= this.#prepare(organization).catch((error: unknown) => {
      this.#signer = undefined;
      throw error;
    });
    return this.#signer;
  }

  async #prepare(organization: string) {
    if (this.#rows().length === 0) await this.#makeIdentities(organization);
    const rows = this.#rows();
    const [signer, root] = PURPOSES.map((purpose) => rows.find((row) => row.purpose === purpose));
    if (!signer || !root) throw new Error("the signing identity is not whole");
    const wrapped = {
      iv: new Uint8Array(signer.iv),
      ciphertext: new Uint8Array(signer.wrapped_key),
    };
    const key = await unwrapKey(await this.#wrapping(), wrapped, this.#label("signer"));
    const chain = [signer, root].map((row) => new Uint8Array(row.certificate));
    const { prepareSigner } = await loadCms();
    return { signer: await prepareSigner({ key, chain }), chain };
  }

  async #makeIdentities(organization: string): Promise<void> {
    const now = this.clock.now();
    const { IDENTITY_KEY_ALGORITHM, issue, makeRoot } = await loadX509();
    const generateKeys = () => newKeyPair(IDENTITY_KEY_ALGORITHM);
    const short = [...organization].slice(0, ORGANIZATION_IN_NAME).join("");
    const [rootKeys, signerKeys] = await Promise.all([generateKeys(), generateKeys()]);
    const root = await makeRoot({
      ...validFrom(now, ROOT_LIFETIME),
      subject: { commonName: `${short} Provost Root`, organization },
      keys: rootKeys,
    });
    const signer = await issue({
      ...validFrom(now, SIGNER_LIFETIME),
      subject: { commonName: `${short} Profile Signing`, organization },
      publicKey: signerKeys.publicKey,
      issuer: { certificate: root, privateKey: rootKeys.privateKey },
    });
    await this.#keep(now, {
      root: { certificate: root, key: rootKeys.privateKey },
      signer: { certificate: signer, key: signerKeys.privateKey },
    });
  }

  #rows(): IdentityRow[] {
    if (!this.#schema.exists()) return [];
    return this.ctx.storage.sql.exec<IdentityRow>("SELECT * FROM identities").toArray();
  }

  /** Both identities or none. */
  async #keep(now: number, identities: Readonly<Record<Purpose, Identity>>): Promise<void> {
    const wrapping = await this.#wrapping();
    const rows = await Promise.all(
      PURPOSES.map(async (purpose) => {
        const { certificate, key } = identities[purpose];
        return { purpose, certificate, ...(await wrapKey(wrapping, key, this.#label(purpose))) };
      }),
    );
    this.#schema.make();
    this.ctx.storage.transactionSync(() => {
      for (const { purpose, certificate, iv, ciphertext } of rows) {
        const row = [purpose, certificate, iv, ciphertext, now];
        this.ctx.storage.sql.exec("INSERT INTO identities VALUES (?, ?, ?, ?, ?)", ...row);
      }
    });
  }

  #wrapping(): Promise<CryptoKey> {
    return wrappingKey(this.env.WRAPPING_SECRET);
  }

  /** Names the tenant (an object's id is derived from its name) and the purpose. */
  #label(purpose: Purpose): string {
    return `provost/${purpose}/${this.ctx.id.toString()}`;
  }
}

function validFrom(now: number, lifetime: number) {
  return {
    serial: crypto.getRandomValues(new Uint8Array(SERIAL_BYTES)),
    notBefore: new Date(now - BACK_DATED),
    notAfter: new Date(now + lifetime),
  };
}

async function newKeyPair(algorithm: SubtleCryptoGenerateKeyAlgorithm): Promise<CryptoKeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return keys as CryptoKeyPair;
}
