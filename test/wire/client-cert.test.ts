// The field in which a TLS front tells of a client's certificate.
import { describe, expect, it } from "vitest";
import { readClientCert } from "../../worker/wire/client-cert.ts";
import { refusalOf } from "../support/refusal.ts";
import { makeCertificate } from "../support/signed-message.ts";

const { certificate } = makeCertificate({ name: "alice" });
const base64 = certificate.toString("base64");
const refused = (value: string) => refusalOf(() => readClientCert(value));

/** The example of RFC 9440, section 2.1 and appendix A (a certificate of 2020, on an elliptic curve). */
const RFC_EXAMPLE =
  ":MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkx" +
  "BIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZ" +
  "Izj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJ" +
  "iNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAM" +
  "CBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEU" +
  "CIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=:";

describe("Client-Cert", () => {
  it("is the certificate between colons, in base64", () => {
    expect(Buffer.from(readClientCert(`:${base64}:`))).toEqual(certificate);
    expect(Buffer.from(readClientCert(` :${base64}: `))).toEqual(certificate);
    expect(readClientCert(RFC_EXAMPLE)).toHaveLength(428);
  });

  it.each([
    ["nothing", ""],
    ["no colons", base64],
    ["one colon", `:${base64}`],
    ["an empty sequence", "::"],
    ["two values", `:${base64}:, :${base64}:`],
    ["a parameter", `:${base64}:;a=1`],
    ["the URL-safe alphabet", `:${base64.replace(/./, "-")}:`],
    ["a line break", `:${base64.slice(0, 64)}\n${base64.slice(64)}:`],
    ["a PEM block", `-----BEGIN CERTIFICATE-----%0A${base64}`],
  ])("is refused with %s", (_, value) => {
    expect(refused(value)).toMatch(/^Client-Cert/);
  });

  it("is refused with more or less than one element inside, and with something else", () => {
    const inside = (bytes: Uint8Array) => refused(`:${Buffer.from(bytes).toString("base64")}:`);
    expect(inside(Buffer.concat([certificate, certificate]))).toMatch(/not one certificate/);
    expect(inside(Buffer.concat([certificate, Buffer.of(0)]))).toMatch(/not one certificate/);
    expect(inside(certificate.subarray(0, -1))).toMatch(/not one certificate/);
    expect(inside(Buffer.from("3003020101", "hex"))).toMatch(/not one certificate/);
    expect(inside(Buffer.from("0403020101", "hex"))).toMatch(/not one certificate/);
    expect(inside(Buffer.concat([Buffer.of(0x30, 0x80), certificate]))).toMatch(/not one/);
  });

  it("is refused beyond 16 KB before it is looked at", () => {
    expect(refused(`:${"A".repeat(20_000)}:`)).toMatch(/too long/);
  });
});
