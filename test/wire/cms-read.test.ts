// Signed messages from outside: what is believed, and every way to make one believe something else.
import { constants, createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readSignedMessage } from "../../worker/wire/cms-read.ts";
import { isIssuedWithin } from "../../worker/wire/x509-path.ts";
import { refusalOf } from "../support/refusal.ts";
import {
  appleLikeChain,
  contentTypeAttribute,
  digestAttribute,
  type MessageOrder,
  makeCertificate,
  makeMessage,
  number,
  octets,
  partsOf,
  sequence,
  tlv,
} from "../support/signed-message.ts";

const CONTENT = Buffer.from("<plist><dict><key>UDID</key><string>one</string></dict></plist>");
const EDITED = Buffer.from("<plist><dict><key>UDID</key><string>two</string></dict></plist>");
const alice = makeCertificate({ name: "alice" });
const bob = makeCertificate({ name: "bob", serial: 2 });

const message = (order: Partial<MessageOrder> = {}) =>
  makeMessage({ content: CONTENT, signer: alice, ...order });
const refused = (order: Partial<MessageOrder>) =>
  refusalOf(() => readSignedMessage(message(order)));
const oid = (hex: string) => tlv(6, Buffer.from(hex, "hex"));

describe("a signed message", () => {
  it("gives its content, its signer, its certificates and its attributes", () => {
    const read = readSignedMessage(message({ others: [bob.certificate] }));
    expect(Buffer.from(read.content)).toEqual(CONTENT);
    expect(Buffer.from(read.signer)).toEqual(alice.certificate);
    expect(read.certificates.map((der) => Buffer.from(der))).toEqual([
      alice.certificate,
      bob.certificate,
    ]);
    expect(read.digest).toBe("SHA-1");
    expect([...read.attributes.keys()]).toEqual(["1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"]);
  });

  it("is read as phones write it: BER, content in pieces, SHA-1, no attributes, expired chain", () => {
    const { root, authorities, phone } = appleLikeChain();
    const others = [...authorities, root].map(({ certificate }) => certificate);
    const read = readSignedMessage(
      message({ signer: phone, others, ber: true, attributes: "none" }),
    );
    expect(Buffer.from(read.content)).toEqual(CONTENT);
    expect(Buffer.from(read.signer)).toEqual(phone.certificate);
    expect(read.attributes.size).toBe(0);
    expect(isIssuedWithin(read.signer, read.certificates, [root.certificate])).toBe(true);
  });

  it("names its signer wherever the certificate stands", () => {
    const read = readSignedMessage(
      message({ leafless: true, others: [bob.certificate, alice.certificate] }),
    );
    expect(Buffer.from(read.signer)).toEqual(alice.certificate);
  });

  it("is read with SHA-256, and with the signature named after its digest", () => {
    expect(readSignedMessage(message({ hash: "sha256" })).digest).toBe("SHA-256");
    const named = sequence(oid("2a864886f70d010105"), Buffer.of(5, 0));
    expect(readSignedMessage(message({ signatureAlgorithm: named })).digest).toBe("SHA-1");
  });
});

describe("a signed message is refused", () => {
  it("with its content edited under an intact signature, with attributes and without", () => {
    expect(refused({ shown: EDITED })).toMatch(/content's digest/);
    expect(refused({ shown: EDITED, attributes: "none" })).toMatch(/does not match/);
  });

  it("whose signed attributes lack the content's digest, or its type", () => {
    expect(refused({ attributes: [contentTypeAttribute()] })).toMatch(/content's digest/);
    expect(refused({ attributes: [digestAttribute(CONTENT)] })).toMatch(/content's type/);
  });

  it("whose signed attributes say digest or type twice, or name another type", () => {
    const [type, digest] = [contentTypeAttribute(), digestAttribute(CONTENT)];
    const other = digestAttribute(EDITED);
    expect(refused({ attributes: [type, other, digest] })).toMatch(/stands twice/);
    expect(refused({ attributes: [type, type, digest] })).toMatch(/stands twice/);
    const signedData = contentTypeAttribute("2a864886f70d010702");
    expect(refused({ attributes: [signedData, digest] })).toMatch(/content's type/);
    const [id, values] = partsOf(digest);
    const two = sequence(id ?? type, tlv(0x31, ...partsOf(values ?? type), octets(EDITED)));
    expect(refused({ attributes: [type, two] })).toMatch(/stands twice/);
  });

  it("whose content is the signed attributes of another message", () => {
    const attributes = tlv(0x31, contentTypeAttribute(), digestAttribute(CONTENT));
    const signature = sign("sha1", attributes, alice.key);
    const order = { content: attributes, attributes: "none", signature } as const;
    expect(refused(order)).toMatch(/another's attributes/);
  });

  it("with no signer, and with two", () => {
    expect(refused({ signers: 0 })).toMatch(/0 signers/);
    expect(refused({ signers: 2 })).toMatch(/2 signers/);
  });

  it("without its signer's certificate, and with two that would do", () => {
    expect(refused({ leafless: true, others: [bob.certificate] })).toMatch(/no certificate of/);
    const twin = makeCertificate({ name: "alice" }).certificate;
    expect(refused({ others: [twin] })).toMatch(/two certificates of the signer/);
    expect(Buffer.from(readSignedMessage(message({ others: [alice.certificate] })).signer)).toEqual(
      alice.certificate,
    );
  });

  it("that another key signed", () => {
    expect(refused({ signer: { ...alice, key: bob.key } })).toMatch(/does not match/);
  });

  it("with keys of 512 bits, of 8,200 bits, and with exponents that sign anything", () => {
    const weak = makeCertificate({ name: "weak", bits: 512 });
    expect(refused({ signer: weak })).toMatch(/RSA key of 512 bits/);
    for (const [exponent, words] of [
      [[1], /exponent/],
      [[0, 0, 1], /exponent/],
      [[2], /exponent/],
      [[1, 0, 0, 0, 1], /exponent/],
      [[0], /positive/],
      [[0x81], /positive/],
    ] as const) {
      const signer = makeCertificate({
        name: "odd",
        publicKey: keyOf(128, Buffer.of(...exponent)),
      });
      expect(refused({ signer, signature: Buffer.alloc(128, 1) })).toMatch(words);
    }
    const long = makeCertificate({ name: "long", publicKey: keyOf(1025, Buffer.of(3)) });
    expect(refused({ signer: long })).toMatch(/RSA key of 8200 bits/);
  });

  it("with an RSA key of e = 1 whose 'signature' is the padded digest itself", () => {
    const signer = makeCertificate({ name: "one", publicKey: keyOf(128, Buffer.of(1)) });
    const attributes = [contentTypeAttribute(), digestAttribute(CONTENT)];
    const signature = paddedDigest(tlv(0x31, ...attributes));
    expect(refused({ signer, attributes, signature })).toMatch(/exponent/);
  });

  it("with a key that is not RSA's", () => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const spki = publicKey.export({ format: "der", type: "spki" });
    const signer = makeCertificate({ name: "curve", publicKey: spki });
    expect(refused({ signer })).toMatch(/not RSA's/);
  });

  it("with another digest in the signature's name than beside it, or an unknown one", () => {
    const sha256 = sequence(oid("2a864886f70d01010b"), Buffer.of(5, 0));
    expect(refused({ signatureAlgorithm: sha256 })).toMatch(/another digest/);
    const md5 = sequence(oid("2a864886f70d010104"), Buffer.of(5, 0));
    expect(refused({ signatureAlgorithm: md5 })).toMatch(/signature algorithm/);
  });

  it("of another content type, and without content", () => {
    expect(refused({ contentType: oid("2a864886f70d010703") })).toMatch(/another type/);
    const [type, inner] = partsOf(message());
    const parts = partsOf(partsOf(inner ?? Buffer.of())[0] ?? Buffer.of());
    const detached = sequence(...partsOf(parts[2] ?? Buffer.of()).slice(0, 1));
    const whole = sequence(
      parts[0] ?? number(1),
      parts[1] ?? number(1),
      detached,
      ...parts.slice(3),
    );
    const bytes = sequence(type ?? number(1), tlv(0xa0, whole));
    expect(refusalOf(() => readSignedMessage(bytes))).toMatch(/content is missing/);
  });

  it("of 10,000 levels at once, as a whole and inside", () => {
    const deep = (tag: number) => {
      const open = Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.of(tag, 0x80)));
      return Buffer.concat([open, Buffer.alloc(20_000)]);
    };
    const begun = performance.now();
    for (const tag of [0x30, 0xa0, 0x24]) {
      expect(refusalOf(() => readSignedMessage(deep(tag)))).toMatch(/no ASN\.1|missing/);
    }
    const attributes = [contentTypeAttribute(), digestAttribute(CONTENT), deep(0x30)];
    expect(refused({ attributes })).toMatch(/no ASN\.1/);
    expect(refused({ others: [deep(0x30)] })).toMatch(/no ASN\.1/);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it("with more certificates than a chain has, and with more bytes than a phone sends", () => {
    const others = Array.from({ length: 16 }, () => bob.certificate);
    expect(refused({ others })).toMatch(/17 certificates/);
    expect(refused({ content: Buffer.alloc(300_000) })).toMatch(/more than 262144 bytes/);
  });

  it("cut short anywhere, and with something behind it", () => {
    const whole = message();
    for (let length = 0; length < whole.length; length += 13) {
      expect(refusalOf(() => readSignedMessage(whole.subarray(0, length)))).toMatch(/^CMS|^cert/);
    }
    const longer = Buffer.concat([whole, Buffer.of(0)]);
    expect(refusalOf(() => readSignedMessage(longer))).toMatch(/something follows/);
  });

  it("whose attributes are of indefinite length", () => {
    expect(refused({ looseAttributes: true })).toMatch(/not DER/);
  });
});

it("an RSA-PSS signature is read with its parameters, and refused with others", () => {
  const signed = tlv(0x31, contentTypeAttribute(), digestAttribute(CONTENT, "sha256"));
  const key = { key: alice.key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signature = sign("sha256", signed, key);
  const sha256 = sequence(oid("608648016503040201"), Buffer.of(5, 0));
  const pss = (salt: number, mask = sha256) =>
    sequence(
      oid("2a864886f70d01010a"),
      sequence(
        tlv(0xa0, sha256),
        tlv(0xa1, sequence(oid("2a864886f70d010108"), mask)),
        tlv(0xa2, number(salt)),
      ),
    );
  const order = { hash: "sha256", signature } as const;
  const read = readSignedMessage(message({ ...order, signatureAlgorithm: pss(32) }));
  expect(read.digest).toBe("SHA-256");
  expect(refused({ ...order, signatureAlgorithm: pss(20) })).toMatch(/does not match/);
  const sha1 = sequence(oid("2b0e03021a"), Buffer.of(5, 0));
  expect(refused({ ...order, signatureAlgorithm: pss(32, sha1) })).toMatch(/unknown digests/);
});

/** SubjectPublicKeyInfo of a key that nobody has, with a modulus of so many bytes. */
function keyOf(bytes: number, exponent: Uint8Array): Buffer {
  const modulus = tlv(2, Buffer.of(0), Buffer.alloc(bytes, 0xff));
  const key = sequence(modulus, tlv(2, exponent));
  const rsa = sequence(oid("2a864886f70d010101"), Buffer.of(5, 0));
  return sequence(rsa, tlv(3, Buffer.of(0), key));
}

/** What is inside a signature of PKCS#1 v1.5 with 1024 bits (RFC 8017, 9.2). */
function paddedDigest(signed: Uint8Array): Buffer {
  const digest = createHash("sha1").update(signed).digest();
  const info = sequence(sequence(oid("2b0e03021a"), Buffer.of(5, 0)), octets(digest));
  const padding = Buffer.alloc(128 - 3 - info.length, 0xff);
  return Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), info]);
}
