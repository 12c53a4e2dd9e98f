// Signed identities for an Exchange that trusts this service, in workerd: what a server that verifies
// them with the published keys is told, and what it refuses.
import { evictDurableObject } from "cloudflare:test";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, it } from "vitest";
import { authorityOf, NOW } from "./certificate-support.ts";
import { MINUTE, rows, setClock } from "./world.ts";

const CLAIMS = {
  login: "ACME\\alice",
  issuer: "https://acme.example",
  audience: "https://mail.acme.example",
};

/** What a server learns of a token at a time. @throws the error of jose if it refuses. */
async function verified(token: string, keys: string, at = NOW, audience = CLAIMS.audience) {
  const checks = {
    issuer: CLAIMS.issuer,
    audience,
    currentDate: new Date(at),
    algorithms: ["ES256"],
  };
  return (await jwtVerify(token, createLocalJWKSet(JSON.parse(keys)), checks)).payload;
}

const refused = (answer: Promise<unknown>) =>
  answer.then(
    () => "taken",
    (error: { code?: string }) => error.code,
  );

it("a token says who it is for, where and until when, and nothing else", async () => {
  const { authority } = await authorityOf("tokens");
  const { token, expiresAt } = await authority.identityToken(CLAIMS);
  expect(expiresAt).toBe(NOW + 5 * MINUTE);
  expect(await verified(token, await authority.identityKeys())).toEqual({
    sub: "ACME\\alice",
    iss: CLAIMS.issuer,
    aud: CLAIMS.audience,
    iat: NOW / 1_000,
    nbf: (NOW - MINUTE) / 1_000,
    exp: (NOW + 5 * MINUTE) / 1_000,
  });
});

it("a token is refused elsewhere, later, changed, and under another tenant's keys", async () => {
  const { authority } = await authorityOf("tokens-refused");
  const { token } = await authority.identityToken(CLAIMS);
  const keys = await authority.identityKeys();
  const others = await (await authorityOf("tokens-other")).authority.identityKeys();
  expect(await refused(verified(token, keys, NOW, "https://mail.rival.example"))).toBe(
    "ERR_JWT_CLAIM_VALIDATION_FAILED",
  );
  expect(await refused(verified(token, keys, NOW + 5 * MINUTE))).toBe("ERR_JWT_EXPIRED");
  expect(await refused(verified(token, others))).toBe("ERR_JWKS_NO_MATCHING_KEY");
  const [head, , signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: "ACME\\bob" })).toString(
    "base64url",
  );
  expect(await refused(verified(`${head}.${changed}.${signature}`, keys))).toBe(
    "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
  );
});

it("there is one key, however many ask first at once, and it outlives the object", async () => {
  const { stub, authority } = await authorityOf("tokens-key");
  const tokens = await Promise.all(
    Array.from({ length: 10 }, () => authority.identityToken(CLAIMS)),
  );
  const keys = await authority.identityKeys();
  expect(JSON.parse(keys).keys).toHaveLength(1);
  for (const { token } of tokens) expect((await verified(token, keys)).sub).toBe("ACME\\alice");
  await evictDurableObject(stub);
  await setClock(stub, NOW);
  expect(await authority.identityKeys()).toBe(keys);
  expect((await verified((await authority.identityToken(CLAIMS)).token, keys)).sub).toBe(
    "ACME\\alice",
  );
  expect(await rows(stub, "token_keys")).toHaveLength(1);
  expect(Object.keys(JSON.parse(keys).keys[0]).toSorted()).toEqual([
    "alg",
    "crv",
    "kid",
    "kty",
    "use",
    "x",
    "y",
  ]);
});
