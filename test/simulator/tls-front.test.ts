// The simulated world's TLS front and its maker of phones: a certificate counts only with its key,
// and no header of a client's own making passes for one.
import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deviceCa, makeDeviceCa } from "../../simulator/device-ca.ts";
import type { NetworkRequest } from "../../simulator/network.ts";
import { signerWith } from "../../simulator/phone/keychain.ts";
import { makeSecrets } from "../../simulator/secrets.ts";
import { throughFront } from "../../simulator/tls-front.ts";

const SECRET = "s".repeat(32);
const phone = deviceCa().identityFor({ name: "Alice's iPhone", now: Date.UTC(2031, 2, 3) });
const { certificate, key } = signerWith(phone);
const request: NetworkRequest = {
  method: "GET",
  url: "https://acme.example.com/",
  headers: [
    ["Accept", "*/*"],
    ["client-cert", ":AAAA:"],
    ["Provost-Front-Secret", "guess"],
  ],
};
const identity = {
  certificate,
  sign: async (nonce: Uint8Array) => new Uint8Array(sign("SHA256", nonce, key)),
};

describe("the front", () => {
  test("takes away what a client writes about certificates", async () => {
    expect(await throughFront(request, SECRET)).toEqual([["Accept", "*/*"]]);
  });
  test("tells of a certificate whose key the client has", async () => {
    expect(await throughFront({ ...request, identity }, SECRET)).toEqual([
      ["Accept", "*/*"],
      ["Client-Cert", `:${phone.certificate}:`],
      ["Provost-Front-Secret", SECRET],
    ]);
  });
  test("breaks off where the key is another, or the certificate none", async () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
    const forged = {
      certificate,
      sign: async (nonce: Uint8Array) => new Uint8Array(sign("SHA256", nonce, other)),
    };
    const nothing = { ...identity, certificate: new Uint8Array([1, 2, 3]) };
    for (const wrong of [forged, nothing])
      await expect(throughFront({ ...request, identity: wrong }, SECRET)).rejects.toThrow("TLS");
  });
  test("is not there without its secret", async () => {
    expect(await throughFront({ ...request, identity }, null)).toBe(request.headers);
  });
});

describe("the maker of phones", () => {
  test("certifies each phone through an expired chain of SHA-1, as Apple's is", () => {
    const chain = [phone.certificate, ...phone.chain].map(
      (one) => new X509Certificate(Buffer.from(one, "base64")),
    );
    expect(chain).toHaveLength(4);
    for (const [index, one] of chain.entries()) {
      const issuer = chain[index + 1] ?? one;
      expect(one.verify(issuer.publicKey)).toBe(true);
      expect(one.issuer).toBe(issuer.subject);
    }
    expect(chain[1]?.validTo).toContain("2014");
    expect(new X509Certificate(deviceCa().anchor).fingerprint).toBe(chain[1]?.fingerprint);
    expect(chain[1]?.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
  });
  test("is not another one of the same name", () => {
    const other = new X509Certificate(makeDeviceCa().anchor);
    const own = new X509Certificate(Buffer.from(phone.certificate, "base64"));
    expect(own.issuer).toBe(other.subject);
    expect(own.verify(other.publicKey)).toBe(false);
  });
});

describe("secrets of a world", () => {
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  const forms: [string, Buffer][] = [
    ["PEM", Buffer.from(pem)],
    ["PEM in one line", Buffer.from(pem.replaceAll("\n", "").slice(27, -25))],
    ["bytes", key.export({ type: "pkcs8", format: "der" })],
    ["RSA's own form", key.export({ type: "pkcs1", format: "der" })],
    ["a JSON Web Key", Buffer.from(JSON.stringify(key.export({ format: "jwk" })))],
  ];
  test.each(forms)("a phone's private key is found as %s", (_, bytes) => {
    const secrets = makeSecrets();
    secrets.add("a phone's private key", key);
    expect(secrets.inBytes(bytes)).toBe("a phone's private key");
    expect(secrets.inBytes(Buffer.from("nothing of it"))).toBeUndefined();
  });
  test.each(["rsa", "ec"] as const)("nobody's private key (%s) stands open", (type) => {
    const { privateKey } =
      type === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const der = privateKey.export({ type: "pkcs8", format: "der" });
    const jwk = JSON.stringify(privateKey.export({ format: "jwk" }));
    const secrets = makeSecrets();
    for (const open of [der, Buffer.from(jwk)]) expect(secrets.inBytes(open)).toBe("a private key");
    expect(secrets.inLine(`made ${der.toString("base64")}`)).toBe("a private key");
  });
  test("a challenge that the API handed out is remembered", () => {
    const secrets = makeSecrets();
    secrets.hearAnswer({
      status: 200,
      headers: [["content-type", "application/json"]],
      body: new TextEncoder().encode('{"challenge":"ABCDEFGHIJKLMNOPQRSTUVWX23","id":"1"}'),
    });
    expect(secrets.inBytes(Buffer.from("x ABCDEFGHIJKLMNOPQRSTUVWX23"))).toBe("a challenge");
  });
});
