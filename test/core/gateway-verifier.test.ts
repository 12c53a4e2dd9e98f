// What stands for a password in the device object and in the isolate's memory.
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { verifierOf } from "../../worker/core/gateway-verifier.ts";

const SECRET = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

test("a verifier is HMAC-SHA-256 of its version and parts as JSON", () => {
  const expected = createHmac("sha256", SECRET)
    .update('["v1","acme","alice",true]')
    .digest("base64");
  expect(verifierOf(SECRET, ["acme", "alice", true])).toBe(expected);
});

test("parts do not run into each other, and another secret gives another verifier", () => {
  const verifiers = [
    verifierOf(SECRET, ["ab", "c"]),
    verifierOf(SECRET, ["a", "bc"]),
    verifierOf(SECRET, ["ab,c"]),
    verifierOf(SECRET, ['ab","c']),
    verifierOf("another secret", ["ab", "c"]),
    verifierOf(SECRET, ["ab", "c", true]),
  ];
  expect(new Set(verifiers).size).toBe(verifiers.length);
});
