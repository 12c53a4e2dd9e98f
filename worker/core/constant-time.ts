// Comparison of secrets in a time that says nothing about where they differ.
import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * True if both texts are equal; takes the same time for every pair of a length, whatever they
 * share.
 */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

/** SHA-256 of an API token, in hex: how the directory knows it. */
export function apiTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
