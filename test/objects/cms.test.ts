// Signed and encrypted messages in the Worker's own runtime: its cryptography is another than that of
// Node, where the other tests of these run, and only it has single DES.
import { constants, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CONTENT_CIPHERS, readEnvelope, sealEnvelope } from "../../worker/wire/cms-envelope.ts";
import { openEnvelope } from "../../worker/wire/cms-open.ts";
import { readSignedMessage } from "../../worker/wire/cms-read.ts";
import { openPkcs12 } from "../../worker/wire/pkcs12.ts";
import { makePkcs12 } from "../../worker/wire/pkcs12-make.ts";
import { isIssuedWithin } from "../../worker/wire/x509-path.ts";
import { refusalOf } from "../support/refusal.ts";
import {
  appleLikeChain,
  contentTypeAttribute,
  digestAttribute,
  makeCertificate,
  makeMessage,
  number,
  sequence,
  tlv,
} from "../support/signed-message.ts";

const CONTENT = Buffer.from("a message of a phone, or for one");
const alice = makeCertificate({ name: "alice" });
const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);

describe("in workerd", () => {
  it("a phone's message is read, and its chain, and an edited one refused", () => {
    const { root, authorities, phone } = appleLikeChain();
    const others = [...authorities, root].map(({ certificate }) => certificate);
    const order = {
      content: CONTENT,
      signer: phone,
      others,
      ber: true,
      attributes: "none",
    } as const;
    const read = readSignedMessage(makeMessage(order));
    expect(Buffer.from(read.content)).toEqual(CONTENT);
    expect(isIssuedWithin(read.signer, read.certificates, [root.certificate])).toBe(true);
    const shown = Buffer.from("another message of another phone");
    const edited = makeMessage({ ...order, shown });
    expect(refusalOf(() => readSignedMessage(edited))).toMatch(/does not match/);
  });

  it.each(["sha1", "sha256"] as const)("signed attributes are checked with %s", (hash) => {
    const order = { content: CONTENT, signer: alice, hash };
    expect(Buffer.from(readSignedMessage(makeMessage(order)).signer)).toEqual(alice.certificate);
    const attributes = [contentTypeAttribute()];
    const without = makeMessage({ ...order, attributes });
    expect(refusalOf(() => readSignedMessage(without))).toMatch(/content's digest/);
  });

  it("PSS is read", () => {
    const oid = (hex: string) => tlv(6, Buffer.from(hex, "hex"));
    const sha256 = sequence(oid("608648016503040201"), Buffer.of(5, 0));
    const mask = sequence(oid("2a864886f70d010108"), sha256);
    const parameters = sequence(tlv(0xa0, sha256), tlv(0xa1, mask), tlv(0xa2, number(32)));
    const signed = tlv(0x31, contentTypeAttribute(), digestAttribute(CONTENT, "sha256"));
    const pem = alice.key.export({ format: "pem", type: "pkcs8" }).toString();
    const key = { key: pem, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const message = makeMessage({
      content: CONTENT,
      signer: alice,
      hash: "sha256",
      signatureAlgorithm: sequence(oid("2a864886f70d01010a"), parameters),
      signature: sign("sha256", signed, key),
    });
    expect(readSignedMessage(message).digest).toBe("SHA-256");
  });

  it("keys of 512 bits and with an exponent of 1 are refused, not an error", () => {
    const weak = makeCertificate({ name: "weak", bits: 512 });
    const message = makeMessage({ content: CONTENT, signer: weak });
    expect(refusalOf(() => readSignedMessage(message))).toMatch(/512 bits/);
  });

  it.each(["des", "3des", "aes-128", "aes-192", "aes-256"] as const)(
    "an envelope under %s opens for its recipient, and damaged gives no content",
    (cipher) => {
      const { key, block } = CONTENT_CIPHERS[cipher];
      const how = { recipient: alice.certificate, cipher, key: bytes(key, 7), iv: bytes(block, 9) };
      const envelope = readEnvelope(sealEnvelope(CONTENT, how));
      const privateKeyPem = alice.key.export({ format: "pem", type: "pkcs8" }).toString();
      const identity = { certificate: alice.certificate, privateKeyPem };
      expect(Buffer.from(openEnvelope(envelope, identity) ?? "")).toEqual(CONTENT);
      for (const damaged of [bytes(128, 1), bytes(128, 0), bytes(128, 0xff), bytes(3, 1)]) {
        const recipients = envelope.recipients.map(({ id }) => ({ id, encryptedKey: damaged }));
        const first = openEnvelope({ ...envelope, recipients }, identity);
        expect(Buffer.from(first ?? "")).not.toEqual(CONTENT);
        expect(openEnvelope({ ...envelope, recipients }, identity)).toEqual(first);
      }
    },
  );

  it("a PKCS#12 opens again", () => {
    const salts = { key: bytes(8, 1), certificates: bytes(8, 2), mac: bytes(8, 3) };
    const privateKey = new Uint8Array(alice.key.export({ format: "der", type: "pkcs8" }));
    const certificates = [new Uint8Array(alice.certificate)];
    const file = makePkcs12({ privateKey, certificates, name: "alice", password: "one", salts });
    expect(openPkcs12(file, "one")).toEqual({ ok: true, certificates, keys: [privateKey] });
    expect(openPkcs12(file, "two")).toMatchObject({ ok: false, problem: "wrong-password" });
  });
});
