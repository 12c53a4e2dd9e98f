// A signing identity for tests: fresh keys, fixed times and serial numbers.
import { prepareSigner, type Signer } from "../../worker/wire/cms.ts";
import { IDENTITY_KEY_ALGORITHM } from "../../worker/wire/key-algorithm.ts";
import { issue, makeRoot } from "../../worker/wire/x509.ts";

export const NOT_BEFORE = new Date("2026-01-01T00:00:00Z");
export const NOT_AFTER = new Date("2046-01-01T00:00:00Z");

export interface TestIdentity {
  readonly root: Uint8Array;
  readonly leaf: Uint8Array;
  readonly rootKeys: CryptoKeyPair;
  readonly leafKeys: CryptoKeyPair;
  readonly signer: Signer;
}

export function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(IDENTITY_KEY_ALGORITHM, true, [
    "sign",
    "verify",
  ]) as Promise<CryptoKeyPair>;
}

/** A serial number that says in a dump where it comes from. */
export const serial = (fill: number) => new Uint8Array(16).fill(fill);

export async function makeIdentity(organization = "Acme"): Promise<TestIdentity> {
  const [rootKeys, leafKeys] = await Promise.all([generateKeys(), generateKeys()]);
  const times = { notBefore: NOT_BEFORE, notAfter: NOT_AFTER };
  const root = await makeRoot({
    ...times,
    subject: { commonName: `${organization} root`, organization },
    serial: serial(1),
    keys: rootKeys,
  });
  const leaf = await issue({
    ...times,
    subject: { commonName: `${organization} profiles`, organization },
    serial: serial(2),
    publicKey: leafKeys.publicKey,
    issuer: { certificate: root, privateKey: rootKeys.privateKey },
  });
  const signer = await prepareSigner({ key: leafKeys.privateKey, chain: [leaf, root] });
  return { root, leaf, rootKeys, leafKeys, signer };
}
