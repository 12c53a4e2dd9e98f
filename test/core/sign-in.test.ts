// The sign-in prompt names the tenant and cannot be broken out of.
import { expect, test } from "vitest";
import { basicChallenge } from "../../worker/core/sign-in.ts";

const realms = [
  ["Acme Corporation", "Acme Corporation"],
  ["Müller & Söhne", "Muller & Sohne"],
  ['The "Best" \\ Company', "The 'Best' ' Company"],
  ["Acme\r\nSet-Cookie: x", "Acme??Set-Cookie: x"],
  ["株式会社", "acme"],
  ["A".repeat(200), "A".repeat(60)],
] as const;
test.each(realms)("display name %j becomes realm %j", (displayName, realm) => {
  expect(basicChallenge({ name: "acme", displayName })).toBe(
    `Basic realm="${realm}", charset="UTF-8"`,
  );
});
