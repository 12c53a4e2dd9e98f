// Opens messages that were encrypted to a certificate of ours. The rule: whoever sends damaged
// messages learns nothing from what comes back, or when (Bleichenbacher's and Vaudenay's attacks).
// The padding of the key is taken off without a branch; where it is wrong, a key made from our secret
// and the message takes the place of the one inside ("implicit rejection"), and all goes on as if
// nothing had happened. What comes out is then garbage or null; the caller answers both alike, and
// like content that is no request. Follows RFC 8017 (7.2.2), RFC 3218 and
// draft-irtf-cfrg-rsa-guidance.
import { constants, createDecipheriv, createHash, createHmac, privateDecrypt } from "node:crypto";
import { CONTENT_CIPHERS, type Envelope, recipientFor } from "./cms-envelope.ts";
import { fieldsOfKept } from "./x509-fields.ts";

/** PKCS#1 v1.5 wants at least eight bytes of padding between 00 02 and 00. */
const PADDING_MIN = 8;

/**
 * The content of an envelope for `certificate` (DER), whose private key is `privateKeyPem` (PKCS#8).
 * Null if it is for somebody else, or if anything is wrong with it: there are no two answers.
 */
export function openEnvelope(
  envelope: Envelope,
  identity: { readonly certificate: Uint8Array; readonly privateKeyPem: string },
): Uint8Array | null {
  const certificate = fieldsOfKept(identity.certificate);
  const recipient = recipientFor(envelope, certificate);
  const { name, key, block } = CONTENT_CIPHERS[envelope.cipher];
  const blocks = envelope.encrypted.length / block;
  if (!recipient || !Number.isInteger(blocks) || blocks === 0) return null;
  const contentKey = keyIn(recipient.encryptedKey, identity.privateKeyPem, key);
  const decipher = createDecipheriv(name, contentKey, envelope.iv);
  decipher.setAutoPadding(false);
  const padded = Buffer.concat([
    decipher.update(Buffer.from(envelope.encrypted)),
    decipher.final(),
  ]);
  return withoutPadding(padded, block);
}

/** The content's key, or another one that only we could have made. Always `length` bytes. */
function keyIn(encryptedKey: Uint8Array, privateKeyPem: string, length: number): Uint8Array {
  const message = Buffer.from(encryptedKey);
  const other = substitute(message, privateKeyPem).subarray(0, length);
  let block: Uint8Array;
  try {
    const how = { key: privateKeyPem, padding: constants.RSA_NO_PADDING };
    block = privateDecrypt(how, message);
  } catch {
    // Not as long as the modulus, or not below it: both are to be seen in the message itself.
    return other;
  }
  return chosen(block, other, length);
}

/** 32 bytes that follow from our key and the message: the same message gives the same ones. */
function substitute(message: Uint8Array, privateKeyPem: string): Uint8Array {
  const secret = createHash("sha256").update("implicit rejection").update(privateKeyPem).digest();
  return createHmac("sha256", secret).update(message).digest();
}

/** The last `length` bytes of `block` if it is 00 02, padding without a zero, 00, and they; else `other`. */
function chosen(block: Uint8Array, other: Uint8Array, length: number): Uint8Array {
  const separator = block.length - length - 1;
  if (separator < PADDING_MIN + 2) return other;
  let wrong = (block[0] ?? 1) | ((block[1] ?? 0) ^ 2) | (block[separator] ?? 1);
  for (let at = 2; at < separator; at++) wrong |= isZero(block[at] ?? 0);
  const mask = isZero(wrong) - 1;
  return other.map((byte, at) => (byte & mask) | ((block[separator + 1 + at] ?? 0) & ~mask));
}

/** 1 for zero, 0 for what is between 1 and 255, without a branch. */
const isZero = (byte: number): number => ((byte - 1) >> 8) & 1;

/**
 * Takes the padding of RFC 5652, 6.3 off, looking at all of it whatever is found. That it was wrong is
 * not told apart from a wrong key; that nothing came out at all is the caller's to hide.
 */
function withoutPadding(padded: Uint8Array, block: number): Uint8Array | null {
  const length = padded.at(-1) ?? 0;
  let wrong = isZero(length) | (((block - length) >> 8) & 1);
  for (let at = 1; at <= block; at++) {
    const counts = ((at - 1 - length) >> 8) & 0xff;
    wrong |= ((padded.at(-at) ?? 0) ^ length) & counts;
  }
  return wrong === 0 ? Uint8Array.from(padded.subarray(0, padded.length - length)) : null;
}
