// An Exchange that trusts an issuer's signed identities takes them for what they are, and nothing else.
import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { loginOfIdentity } from "../../../simulator/exchange/trusted-identity.ts";

const NOW = Date.UTC(2031, 2, 3, 9);
const AUDIENCE = "https://exchange.acme.example";
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
const trust = {
  issuer: "https://acme.example.com",
  keys: async () =>
    JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: "jwk" }), kid: "one" }] }),
};
const claims = {
  ...{ iss: trust.issuer, aud: AUDIENCE, sub: "ACME\\alice" },
  ...{ iat: NOW / 1000, exp: NOW / 1000 + 300 },
};
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(change: object = {}, head: object = {}, key = pair.privateKey): string {
  const text = `${part({ alg: "ES256", kid: "one", ...head })}.${part({ ...claims, ...change })}`;
  const by = { key, dsaEncoding: "ieee-p1363" } as const;
  return `${text}.${sign("SHA256", Buffer.from(text), by).toString("base64url")}`;
}
const read = (text: string, now = NOW) => loginOfIdentity(text, { trust, audience: AUDIENCE, now });

test("a good one names its user", async () => {
  expect(await read(token())).toEqual({ login: "ACME\\alice" });
});

const wrong: [string, string, string, number?][] = [
  ["no token", "Basic QTpi", "no token"],
  ["no algorithm", token({}, { alg: "none" }), "algorithm"],
  ["a key nobody published", token({}, { kid: "two" }), "nobody known"],
  ["another's signature", token({}, {}, stranger.privateKey), "signature"],
  ["another issuer", token({ iss: "https://evil.example.com" }), "issuer"],
  ["another server", token({ aud: "https://other.example" }), "another server"],
  ["no end", token({ exp: undefined }), "dates"],
  ["ended", token(), "ended", NOW + 400_000],
  ["not begun", token(), "later", NOW - 100_000],
  ["a day long", token({ exp: NOW / 1000 + 86_400 }), "too long"],
  ["nobody", token({ sub: undefined }), "nobody"],
];
test.each(wrong)("%s is refused", async (_, text, problem, now) => {
  expect(await read(text, now)).toEqual({ problem: expect.stringContaining(problem) });
});

test("changed content is refused", async () => {
  const [head, , signature] = token().split(".");
  const changed = `${head}.${part({ ...claims, sub: "ACME\\bob" })}.${signature}`;
  expect(await read(changed)).toEqual({ problem: "its signature is wrong" });
});
