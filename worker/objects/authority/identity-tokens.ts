// Signed identities for requests to an Exchange that trusts this service: JSON Web Tokens under a key of
// the tenant's own. The rule: a token is for one login at one server for a few minutes; its key signs
// nothing else and never leaves. RFC 7515 (3.1), 7517, 7518 (3.4), 7519 and 7638 (kid).
import { fingerprintHex } from "../../core/fingerprint.ts";
import { unwrapBytes, wrapBytes } from "../wrapping.ts";
import type { Ground } from "./ground-object.ts";

/** How long a token is good, in milliseconds, and from how long before it was made: clocks differ. */
const LIFETIME = 5 * 60_000;
const BACK_DATED = 60_000;
const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

type KeyRow = { id: string; public_key: string; iv: ArrayBuffer; wrapped_key: ArrayBuffer };

/** The key that signs, unwrapped. */
export interface TokenKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
}

export async function identityToken(
  ground: Ground,
  claims: { readonly login: string; readonly issuer: string; readonly audience: string },
): Promise<{ readonly token: string; readonly expiresAt: number }> {
  const { id, privateKey } = await keyOf(ground);
  const at = ground.now();
  const expiresAt = seconds(at + LIFETIME) * 1_000;
  const header = { alg: "ES256", typ: "JWT", kid: id };
  const content = {
    iss: claims.issuer,
    sub: claims.login,
    aud: claims.audience,
    iat: seconds(at),
    nbf: seconds(at - BACK_DATED),
    exp: seconds(expiresAt),
  };
  const signed = `${encoded(header)}.${encoded(content)}`;
  const signature = await crypto.subtle.sign(
    SIGNATURE,
    privateKey,
    new TextEncoder().encode(signed),
  );
  return { token: `${signed}.${Buffer.from(signature).toString("base64url")}`, expiresAt };
}

/** A JSON Web Key Set. */
export async function identityKeys(ground: Ground): Promise<string> {
  await keyOf(ground);
  const rows = ground.storage.sql.exec<{ id: string; public_key: string }>(
    "SELECT id, public_key FROM token_keys ORDER BY made_at DESC",
  );
  const keys = rows.toArray().map(({ id, public_key: key }) => ({
    ...(JSON.parse(key) as object),
    kid: id,
    use: "sig",
    alg: "ES256",
  }));
  return JSON.stringify({ keys });
}

/** Uses at the same time share one promise, hence one key. */
function keyOf(ground: Ground): Promise<TokenKey> {
  const key = ground.memory.tokenKey ?? prepare(ground);
  ground.memory.tokenKey = key;
  return key.catch((error: unknown) => {
    if (ground.memory.tokenKey === key) ground.memory.tokenKey = undefined;
    throw error;
  });
}

async function prepare(ground: Ground): Promise<TokenKey> {
  const stored = storedKey(ground) ?? (await makeKey(ground));
  const wrapped = { iv: new Uint8Array(stored.iv), ciphertext: new Uint8Array(stored.wrapped_key) };
  const pkcs8 = await unwrapBytes(await ground.wrapping(), wrapped, labelOf(ground, stored.id));
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, CURVE, false, ["sign"]);
  return { id: stored.id, privateKey };
}

function storedKey({ schema, storage }: Ground): KeyRow | undefined {
  if (!schema.exists()) return undefined;
  return storage.sql
    .exec<KeyRow>(
      "SELECT id, public_key, iv, wrapped_key FROM token_keys ORDER BY made_at DESC LIMIT 1",
    )
    .toArray()[0];
}

async function makeKey(ground: Ground): Promise<KeyRow> {
  const { schema, storage, now } = ground;
  const made = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const { privateKey, publicKey } = made as CryptoKeyPair;
  const { kty, crv, x, y } = (await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey;
  // RFC 7638: the required members in alphabetical order.
  const jwk = JSON.stringify({ crv, kty, x, y });
  const id = Buffer.from(fingerprintHex(Buffer.from(jwk)), "hex").toString("base64url");
  const pkcs8 = new Uint8Array((await crypto.subtle.exportKey("pkcs8", privateKey)) as ArrayBuffer);
  const { iv, ciphertext } = await wrapBytes(await ground.wrapping(), pkcs8, labelOf(ground, id));
  schema.make();
  return storage.transactionSync(() => {
    const meanwhile = storedKey(ground);
    if (meanwhile) return meanwhile;
    storage.sql.exec(
      "INSERT INTO token_keys VALUES (?, ?, ?, ?, ?)",
      id,
      jwk,
      iv,
      ciphertext,
      now(),
    );
    return { id, public_key: jwk, iv: bufferOf(iv), wrapped_key: bufferOf(ciphertext) };
  });
}

const labelOf = (ground: Ground, id: string) => ground.label(`identity-tokens-${id}`);
const bufferOf = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer;
const seconds = (time: number) => Math.floor(time / 1_000);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
