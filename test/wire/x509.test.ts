// Certificates of a signing identity, read by Node's OpenSSL and by a DER reader of our own.
import { X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { certificatesIn } from "../../worker/wire/pem.ts";
import { issue, makeRoot, toPem, validity } from "../../worker/wire/x509.ts";
import { at, oid, readDer } from "../support/der.ts";
import {
  generateKeys,
  makeIdentity,
  NOT_AFTER,
  NOT_BEFORE,
  serial,
  type TestIdentity,
} from "../support/identity.ts";

const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const EXTENDED_KEY_USAGE = "2.5.29.37";

describe("certificates of a signing identity", () => {
  let identity: TestIdentity;
  let root: X509Certificate;
  let leaf: X509Certificate;
  beforeAll(async () => {
    identity = await makeIdentity();
    root = new X509Certificate(identity.root);
    leaf = new X509Certificate(identity.leaf);
  });

  it("form a chain: the root signs itself and the leaf", () => {
    expect(root.verify(root.publicKey)).toBe(true);
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
    expect(leaf.verify(leaf.publicKey)).toBe(false);
  });

  it("let only the root be an authority", () => {
    expect([root.ca, leaf.ca]).toEqual([true, false]);
  });

  it("restrict the leaf to digital signatures and name no extended usage", () => {
    expect(leaf.keyUsage).toBeUndefined();
    const extensions = extensionsOf(identity.leaf);
    expect(extensions.get("2.5.29.15")).toBe("0101ff" + "0404" + "03020780");
    expect(extensions.has(EXTENDED_KEY_USAGE)).toBe(false);
  });

  it("point from the leaf to the root's key", () => {
    const rootKey = extensionsOf(identity.root).get("2.5.29.14") ?? "";
    const authority = extensionsOf(identity.leaf).get("2.5.29.35") ?? "";
    expect(rootKey).toMatch(/^04160414[0-9a-f]{40}$/);
    expect(authority).toContain(rootKey.slice(8));
  });

  it("are RSA-2048 with SHA-256 signatures, in DER", () => {
    for (const certificate of [identity.root, identity.leaf]) {
      const algorithm = at(readDer(certificate), 1, 0);
      expect(oid(algorithm)).toBe(SHA256_WITH_RSA);
      const { modulusLength } =
        new X509Certificate(certificate).publicKey.asymmetricKeyDetails ?? {};
      expect(modulusLength).toBe(2048);
    }
  });

  it("are valid for exactly the time that was asked for", () => {
    expect(validity(identity.leaf)).toEqual({ notBefore: NOT_BEFORE, notAfter: NOT_AFTER });
    expect(Date.parse(leaf.validTo)).toBe(NOT_AFTER.getTime());
  });

  it("differ in nothing when made again with the same arguments", async () => {
    const again = await makeRoot({
      subject: { commonName: "Acme root", organization: "Acme" },
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      serial: serial(1),
      keys: identity.rootKeys,
    });
    expect(again).toEqual(identity.root);
  });

  it("keep hostile names as one name and cut them to X.520's 64 characters", async () => {
    const hostile = `Acme, CN=root + O="x" \\ ; ${"🐎".repeat(80)}`;
    const keys = await generateKeys();
    const certificate = new X509Certificate(
      await issue({
        subject: { commonName: hostile, organization: "Äcme" },
        notBefore: NOT_BEFORE,
        notAfter: NOT_AFTER,
        serial: serial(3),
        publicKey: keys.publicKey,
        issuer: { certificate: identity.root, privateKey: identity.rootKeys.privateKey },
      }),
    );
    const subject = certificate.toLegacyObject().subject;
    expect(Object.keys(subject)).toEqual(["O", "CN"]);
    expect(subject.CN).toBe([...hostile].slice(0, 64).join(""));
    expect(subject.O).toBe("Äcme");
  });

  it("go into a PEM file and out of it in their order", () => {
    const pem = toPem([identity.leaf, identity.root]);
    expect(pem.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(2);
    expect(new X509Certificate(pem).fingerprint256).toBe(leaf.fingerprint256);
    expect(certificatesIn(pem)).toEqual([identity.leaf, identity.root]);
  });
});

/** Extensions by OID; the value is what follows the OID, in hex. */
function extensionsOf(certificate: Uint8Array): Map<string, string> {
  const fields = at(readDer(certificate), 0);
  const extensions = fields.children.find((child) => child.tag === 0xa3);
  if (!extensions) throw new Error("no extensions");
  return new Map(
    at(extensions, 0).children.map((extension) => {
      const [id, ...rest] = extension.children;
      if (!id) throw new Error("no OID");
      return [oid(id), Buffer.concat(rest.map((part) => part.encoded)).toString("hex")] as const;
    }),
  );
}
