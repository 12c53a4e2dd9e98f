// A short name for bytes or text: equal for equal content, different for all practical purposes
// otherwise.
import { createHash } from "node:crypto";

/** SHA-256 in base64. */
export const fingerprintOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("base64");

/** SHA-256 in lower-case hex: how a certificate is known everywhere. */
export const fingerprintHex = (content: Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");
