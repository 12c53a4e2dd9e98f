// Keys for tests, made anew each time.
import { generateKeyPairSync } from "node:crypto";

/** An RSA private key (PKCS#8). */
export function rsaPkcs8(bits = 2048): Uint8Array {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: bits });
  return new Uint8Array(privateKey.export({ format: "der", type: "pkcs8" }));
}
