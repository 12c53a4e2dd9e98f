// Provisioning tokens: their form, their randomness, their one hash.
import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { hashToken, isToken, newToken } from "../../worker/core/token.ts";

describe("provisioning token", () => {
  test("is 26 upper-case base32 characters made of the 130 first random bits", () => {
    // RFC 4648, section 10: base32("foobar") is MZXW6YTBOI; 17 bytes extend it.
    const random = new TextEncoder().encode("foobarfoobarfooba");
    expect(newToken(random)).toBe("MZXW6YTBOJTG633CMFZGM33PMJ");
    expect(newToken(new Uint8Array(17))).toBe("A".repeat(26));
    expect(newToken(new Uint8Array(17).fill(255))).toBe("7".repeat(26));
  });

  test("differs whenever its random bytes differ in a bit that counts", () => {
    const tokens = new Set<string>();
    for (let bit = 0; bit < 130; bit++) {
      const random = new Uint8Array(17);
      random[bit >> 3] = 0x80 >> (bit & 7);
      tokens.add(newToken(random));
    }
    expect(tokens.size).toBe(130);
  });

  test("is made of 17 random bytes, never fewer", () => {
    expect(() => newToken(new Uint8Array(16))).toThrow(RangeError);
    expect(() => newToken(new Uint8Array(18))).toThrow(RangeError);
  });

  test("is recognised in any case, and nothing else is", () => {
    const token = newToken(randomBytes(17));
    expect(isToken(token)).toBe(true);
    expect(isToken(token.toLowerCase())).toBe(true);
    for (const other of [
      "",
      "ACME",
      token.slice(1),
      `${token}A`,
      `${token.slice(1)}1`,
      `${token}\n`,
    ])
      expect(isToken(other)).toBe(false);
  });

  test("has one hash for all its spellings: SHA-256 of the upper-cased text", () => {
    const token = "MZXW6YTBOJTG633CMFZGM33PMJ";
    expect(hashToken(token.toLowerCase())).toBe(hashToken(token));
    expect(hashToken(token)).toBe(createHash("sha256").update(token).digest("hex"));
  });
});
