// Which keys the authority makes for itself and for others. Follows WebCrypto, section 20.4.

/**
 * What `crypto.subtle.generateKey` is asked for: RSA-2048, which iOS of any age takes.
 */
export const IDENTITY_KEY_ALGORITHM = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
