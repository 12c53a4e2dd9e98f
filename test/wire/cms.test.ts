// Signed profiles, taken apart by a DER reader of our own and checked with Node's OpenSSL.
import { createHash, verify, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareSigner, signCms } from "../../worker/wire/cms.ts";
import { at, type DerNode, oid, readDer } from "../support/der.ts";
import { generateKeys, makeIdentity, type TestIdentity } from "../support/identity.ts";

const SIGNING_TIME = new Date("2026-11-22T10:20:30Z");
const CONTENT = new TextEncoder().encode("<plist/>".repeat(500));
const OIDS = {
  signedData: "1.2.840.113549.1.7.2",
  data: "1.2.840.113549.1.7.1",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  rsaEncryption: "1.2.840.113549.1.1.1",
};
const DIGESTS = [
  ["SHA-1", "sha1", "1.3.14.3.2.26"],
  ["SHA-256", "sha256", "2.16.840.1.101.3.4.2.1"],
] as const;

describe("signed profiles", () => {
  let identity: TestIdentity;
  beforeAll(async () => {
    identity = await makeIdentity();
  });
  const sign = (content = CONTENT, digest: "SHA-1" | "SHA-256" = "SHA-256", time = SIGNING_TIME) =>
    signCms(content, identity.signer, { digest, signingTime: time });

  it("are DER from first byte to last: no indefinite and no overlong length", async () => {
    expect(() => readDer(new Uint8Array([0x30, 0x80, 0, 0]))).toThrow("indefinite");
    for (const content of [
      CONTENT,
      new Uint8Array(),
      new Uint8Array([1]),
      new Uint8Array(200_000),
    ]) {
      const signed = sign(content);
      expect(readDer(signed).encoded).toHaveLength(signed.length);
    }
  });

  it("hold the content as one primitive OCTET STRING, whatever its length", async () => {
    for (const content of [CONTENT, new Uint8Array(), new Uint8Array(200_000).fill(7)]) {
      const { eContentType, eContent } = parts(sign(content));
      expect(oid(eContentType)).toBe(OIDS.data);
      expect([eContent.tag, eContent.constructed]).toEqual([0x04, false]);
      expect(Buffer.compare(eContent.content, content)).toBe(0);
    }
  });

  it("hold the whole chain, leaf first and root last, byte for byte", async () => {
    const { certificates } = parts(sign());
    expect(certificates.map((node) => new Uint8Array(node.encoded))).toEqual([
      identity.leaf,
      identity.root,
    ]);
  });

  it("name their signer by the leaf's issuer and serial number", async () => {
    const { signer } = parts(sign());
    const leaf = at(readDer(identity.leaf), 0);
    expect(at(signer, 1, 0).encoded).toEqual(at(leaf, 3).encoded);
    expect(at(signer, 1, 1).encoded).toEqual(at(leaf, 1).encoded);
  });

  it.each(DIGESTS)(
    "sign the attributes with %s, and the content through them",
    async (digest, hash, id) => {
      const { digestAlgorithms, signer, attributes } = parts(sign(CONTENT, digest));
      expect(oid(at(digestAlgorithms, 0, 0))).toBe(id);
      expect(oid(at(signer, 2, 0))).toBe(id);
      expect(oid(at(signer, 4, 0))).toBe(OIDS.rsaEncryption);
      const [, messageDigest] = attributes.find(([type]) => type === OIDS.messageDigest) ?? [];
      expect(messageDigest?.content).toEqual(
        new Uint8Array(createHash(hash).update(CONTENT).digest()),
      );
      // RFC 5652, 5.4: what is signed is the attributes' encoding as a SET OF, not as [0].
      const signed = Buffer.from(at(signer, 3).encoded);
      signed[0] = 0x31;
      const key = new X509Certificate(identity.leaf).publicKey;
      expect(verify(hash, signed, key, at(signer, 5).content)).toBe(true);
      signed[signed.length - 1] = (signed.at(-1) ?? 0) ^ 1;
      expect(verify(hash, signed, key, at(signer, 5).content)).toBe(false);
    },
  );

  it("carry exactly content type, signing time and digest, in DER's order", async () => {
    const { signer, attributes } = parts(sign());
    expect(attributes.map(([type]) => type)).toEqual([
      OIDS.contentType,
      OIDS.signingTime,
      OIDS.messageDigest,
    ]);
    const encoded = at(signer, 3).children.map((node) => Buffer.from(node.encoded));
    expect(encoded).toEqual([...encoded].sort(Buffer.compare));
  });

  it.each([
    ["2026-11-22T10:20:30Z", 0x17, "261122102030Z"],
    ["2049-12-31T23:59:59Z", 0x17, "491231235959Z"],
    ["2050-01-01T00:00:00Z", 0x18, "20500101000000Z"],
  ])("write the signing time %s as RFC 5652 asks", async (time, tag, text) => {
    const { attributes } = parts(sign(CONTENT, "SHA-256", new Date(time)));
    const [, value] = attributes.find(([type]) => type === OIDS.signingTime) ?? [];
    expect(value?.tag).toBe(tag);
    expect(Buffer.from(value?.content ?? []).toString()).toBe(text);
  });

  it("are the same bytes for the same content, signer and time, whatever was signed between", () => {
    const later = new Date("2051-11-22T10:20:31Z");
    const other = new Uint8Array([1]);
    const round = () => [sign(), sign(other, "SHA-256", later), sign(CONTENT, "SHA-1")];
    const [first, ...others] = round();
    expect(round()).toEqual([first, ...others]);
    expect(others[0]).not.toEqual(first);
  });

  it("can hold a chain of any length", async () => {
    for (const chain of [[identity.leaf], [identity.leaf, identity.root, identity.root]]) {
      const signer = await prepareSigner({ key: identity.leafKeys.privateKey, chain });
      const signed = signCms(CONTENT, signer, { digest: "SHA-1", signingTime: SIGNING_TIME });
      expect(parts(signed).certificates).toHaveLength(chain.length);
    }
  });

  it("refuse a chain without certificates and a key that cannot be copied", async () => {
    const { privateKey } = await generateKeys();
    await expect(prepareSigner({ key: privateKey, chain: [] })).rejects.toThrow(RangeError);
    const pkcs8 = await crypto.subtle.exportKey("pkcs8", privateKey);
    const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const kept = await crypto.subtle.importKey("pkcs8", pkcs8, rsa, false, ["sign"]);
    await expect(prepareSigner({ key: kept, chain: [identity.leaf] })).rejects.toThrow();
  });
});

/** The parts of a ContentInfo with SignedData (RFC 5652, sections 3 and 5.1). */
function parts(bytes: Uint8Array) {
  const info = readDer(bytes);
  if (oid(at(info, 0)) !== OIDS.signedData) throw new Error("no SignedData");
  const signedData = at(info, 1, 0);
  const signer = at(signedData, 4, 0);
  return {
    digestAlgorithms: at(signedData, 1),
    eContentType: at(signedData, 2, 0),
    eContent: at(signedData, 2, 1, 0),
    certificates: at(signedData, 3).children,
    signer,
    attributes: at(signer, 3).children.map((node): [string, DerNode] => [
      oid(at(node, 0)),
      at(node, 1, 0),
    ]),
  };
}
