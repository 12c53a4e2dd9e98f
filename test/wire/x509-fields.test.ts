// Certificates taken apart: one certificate has one form, and its parts are what was signed.
import { describe, expect, it } from "vitest";
import {
  pathLength,
  readCertificateFields,
  subjectKeyIdentifier,
} from "../../worker/wire/x509-fields.ts";
import { makeIdentity } from "../support/identity.ts";
import { refusalOf } from "../support/refusal.ts";
import { makeCertificate, partsOf, sequence, tlv } from "../support/signed-message.ts";

const root = makeCertificate({ name: "root", authority: 3 });
const alice = makeCertificate({ name: "alice", issuer: root, serial: 0x7f });
const [toBeSigned, algorithm, signature] = partsOf(alice.certificate) as [Buffer, Buffer, Buffer];
const refused = (der: Uint8Array) => refusalOf(() => readCertificateFields(der));

describe("a certificate", () => {
  it("gives its parts as they were encoded", () => {
    const fields = readCertificateFields(alice.certificate);
    expect(Buffer.from(fields.der)).toEqual(alice.certificate);
    expect(Buffer.from(fields.toBeSigned)).toEqual(toBeSigned);
    expect([...fields.serialNumber]).toEqual([0x7f]);
    expect(fields.issuer).toEqual(readCertificateFields(root.certificate).subject);
    expect(fields.signatureAlgorithm.oid).toBe("1.2.840.113549.1.1.5");
    expect(fields.signature).toHaveLength(128);
  });

  it("says whether it may issue, and how many authorities below it", () => {
    const length = (authority: boolean | number) =>
      pathLength(readCertificateFields(makeCertificate({ name: "x", authority }).certificate));
    expect([length(3), length(0), length(true), length(false)]).toEqual([
      3,
      0,
      Infinity,
      undefined,
    ]);
  });

  it("says by its key usage that it may not issue, whatever else it says", async () => {
    const { leaf, root: made } = await makeIdentity();
    expect(pathLength(readCertificateFields(leaf))).toBeUndefined();
    expect(pathLength(readCertificateFields(made))).toBe(Infinity);
    expect(subjectKeyIdentifier(readCertificateFields(leaf))).toHaveLength(20);
    expect(subjectKeyIdentifier(readCertificateFields(alice.certificate))).toBeUndefined();
  });

  it("is refused in any other form than its own: lengths, unused bits, something behind", () => {
    const long = Buffer.concat([
      Buffer.from("308300", "hex"),
      alice.certificate.subarray(2, 4),
      alice.certificate.subarray(4),
    ]);
    expect(refused(long)).toMatch(/not DER/);
    const bits = Buffer.from(signature);
    bits[bits.length - 129] = 1;
    expect(refused(sequence(toBeSigned, algorithm, bits))).toMatch(/not DER|ASN\.1|missing/);
    expect(refused(sequence(toBeSigned, algorithm, signature, tlv(5)))).toMatch(/not DER/);
    expect(refused(Buffer.concat([alice.certificate, tlv(5)]))).toMatch(/something follows/);
    const loose = Buffer.concat([
      Buffer.of(0x30, 0x80),
      alice.certificate.subarray(4),
      Buffer.of(0, 0),
    ]);
    expect(refused(loose)).toMatch(/not DER/);
  });

  it("is refused with another signature algorithm inside than outside", () => {
    const sha256 = makeCertificate({ name: "x", hash: "sha256" }).certificate;
    expect(refused(sequence(toBeSigned, partsOf(sha256)[1] ?? algorithm, signature))).toMatch(
      /two signature algorithms/,
    );
  });

  it("is refused with an extension that stands twice", () => {
    const authority = makeCertificate({ name: "x", authority: true }).certificate;
    const [inner] = partsOf(authority) as [Buffer];
    const parts = partsOf(inner);
    const [list] = partsOf(parts.at(-1) ?? inner) as [Buffer];
    const twice = tlv(0xa3, sequence(...partsOf(list), ...partsOf(list)));
    const changed = sequence(...parts.slice(0, -1), twice);
    expect(refused(sequence(changed, algorithm, signature))).toMatch(/stands twice/);
  });
});
