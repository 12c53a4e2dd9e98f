// The phone's keychain: identities (a certificate with its key) and whose they are. Rule: what a
// profile brought goes with the profile, and a new one of the same identifier brings its own (class
// dumps: each payload keeps the persistent ids of its keychain items). Keys are PEM, so that the
// state stays plain JSON.
import { createPrivateKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import type { NetworkRequest } from "../network.ts";
import type { SigningIdentity } from "./cms-write.ts";
import type { Account, Handset, PhoneState } from "./state.ts";

/** An identity at rest. */
export interface Identity {
  /** DER in base64. */
  readonly certificate: string;
  /** PKCS#8, PEM. */
  readonly key: string;
}

/** What brought it: the UUID of a payload, or the over-the-air enrolment itself. */
export const OF_ENROLMENT = "enrolment";
export interface KeychainItem extends Identity {
  /** PayloadIdentifier of the profile that owns it. */
  readonly profile: string;
  /** UUID of the payload that brought it, or OF_ENROLMENT. */
  readonly payload: string;
}

const makePair = promisify(generateKeyPair);

/** A new RSA key of so many bits. The story's secrets hear of it. */
export async function makeKey(
  bits: number,
  secret: Handset["secret"],
): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  const pair = await makePair("rsa", { modulusLength: bits });
  secret("a phone's private key", pair.privateKey);
  return pair;
}

export function identityOf(certificate: Uint8Array, key: KeyObject): Identity {
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  return { certificate: Buffer.from(certificate).toString("base64"), key: pem };
}

/** An identity ready to sign with. */
export function signerWith({ certificate, key }: Identity): SigningIdentity {
  return {
    certificate: new Uint8Array(Buffer.from(certificate, "base64")),
    key: createPrivateKey(key),
  };
}

/** The identity that a payload of a profile brought. */
export function identityFor(
  { keychain }: PhoneState,
  on: { readonly profile: string; readonly payload: string },
): KeychainItem | undefined {
  return keychain.find(({ profile, payload }) => profile === on.profile && payload === on.payload);
}

/** What the phone shows in a TLS handshake for an account: a hostile owner's choice first. */
export function shownIdentity(phone: Handset, account: Account): NetworkRequest["identity"] {
  const { keychain, pretend } = phone.state;
  const held = keychain.find(
    ({ profile, payload }) => profile === account.profile && payload === account.identity,
  );
  const shown = pretend.identity ?? held;
  if (!shown) return undefined;
  const { certificate, key } = signerWith(shown);
  const proven = async (nonce: Uint8Array) => new Uint8Array(sign("SHA256", nonce, key));
  return { certificate, sign: proven };
}
