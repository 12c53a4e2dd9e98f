// What is believed of a client certificate: Cloudflare's own word on the connection, or the field of a TLS front that
// shows its secret; the same field from anywhere else is refused.
import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Env } from "../../worker/env.ts";
import { shownCertificate } from "../../worker/routes/activesync/client-certificate.ts";

const SECRET = "front-secret-of-thirty-two-or-more";
/** Bytes that are one DER element as long as a small certificate; nothing here looks inside. */
const certificate = Buffer.concat([Buffer.from([0x30, 0x82, 0x02, 0x00]), randomBytes(512)]);
const field = `:${certificate.toString("base64")}:`;
const fingerprint = createHash("sha256").update(certificate).digest("hex");
const FRONT = { CLIENT_CERTIFICATES: "front", FRONT_SECRET: SECRET } as Env;
const CLOUDFLARE = { CLIENT_CERTIFICATES: "cloudflare" } as Env;

const request = (headers: Record<string, string>, tlsClientAuth?: object) =>
  Object.assign(new Request("https://mail.acme.test/", { headers }), {
    cf: tlsClientAuth && { tlsClientAuth },
  });

describe("a TLS front of our own", () => {
  const told = (headers: Record<string, string>) => shownCertificate(request(headers), FRONT);

  test("is believed with its secret", () => {
    const headers = { "client-cert": field, "provost-front-secret": SECRET };
    expect(told(headers)).toEqual({ fingerprint });
    expect(told(headers)).toEqual({ fingerprint });
  });
  test.each([
    ["no secret", {}],
    ["an empty secret", { "provost-front-secret": "" }],
    ["another secret", { "provost-front-secret": `${SECRET}x` }],
    ["a part of the secret", { "provost-front-secret": SECRET.slice(0, -1) }],
  ])("is not believed with %s", (_name, headers) => {
    const refused = { refused: "certificate-not-from-front" };
    expect(told({ ...headers, "client-cert": field })).toEqual(refused);
  });
  test("is not believed where no secret is bound", () => {
    const headers = { "client-cert": field, "provost-front-secret": "" };
    const env = { CLIENT_CERTIFICATES: "front" } as Env;
    expect(shownCertificate(request(headers), env)).toMatchObject({
      refused: "certificate-not-from-front",
    });
  });
  test("that tells of none had none to tell of, with or without its secret", () => {
    expect(told({ "provost-front-secret": SECRET })).toBeUndefined();
    expect(told({})).toBeUndefined();
  });
  test.each([
    ["a certificate as text", certificate.toString("base64")],
    ["two of them", `${field}, ${field}`],
    ["half a certificate", `:${certificate.subarray(0, 300).toString("base64")}:`],
    ["a certificate and more", `:${Buffer.concat([certificate, certificate]).toString("base64")}:`],
    ["parameters", `${field};a=1`],
    ["nothing", "::"],
    ["PEM in percent signs, as some fronts write it", "-----BEGIN%20CERTIFICATE-----"],
  ])("that tells of %s tells of nothing that can be read", (_name, value) => {
    const headers = { "client-cert": value, "provost-front-secret": SECRET };
    expect(told(headers)).toEqual({ refused: "certificate-unreadable" });
  });
  test("has the last word: Cloudflare's is not asked", () => {
    const auth = { certPresented: "1", certVerified: "SUCCESS", certRFC9440: field };
    expect(shownCertificate(request({}, auth), FRONT)).toBeUndefined();
  });
});

describe("Cloudflare's edge", () => {
  const told = (auth: object | undefined, headers = {}) =>
    shownCertificate(request(headers, auth), CLOUDFLARE);

  test("is believed where it verified the certificate, also a revoked one, which we judge", () => {
    const verified = { certPresented: "1", certVerified: "SUCCESS", certRFC9440: field };
    expect(told(verified)).toEqual({ fingerprint });
    expect(told({ ...verified, certRevoked: "1" })).toEqual({ fingerprint });
  });
  test.each([
    ["did not verify", { certVerified: "FAILED:self signed certificate", certRFC9440: field }],
    ["has expired", { certVerified: "FAILED:certificate has expired", certRFC9440: field }],
    ["was too large to hand on", { certVerified: "SUCCESS", certRFC9440: "" }],
    ["it does not hand on", { certVerified: "SUCCESS" }],
  ])("of a certificate that %s says nothing but that there is one", (_name, auth) => {
    expect(told({ certPresented: "1", ...auth })).toEqual({ fingerprint: "" });
  });
  test("that saw no certificate tells of none", () => {
    expect(told({ certPresented: "0", certVerified: "NONE", certRFC9440: "" })).toBeUndefined();
    expect(told(undefined)).toBeUndefined();
  });
  test("never lets a client tell of a certificate by itself", () => {
    for (const secret of [SECRET, ""]) {
      const headers = { "client-cert": field, "provost-front-secret": secret };
      const auth = { certPresented: "1", certVerified: "SUCCESS", certRFC9440: field };
      expect(told(auth, headers)).toEqual({ refused: "certificate-not-from-front" });
    }
  });
});
