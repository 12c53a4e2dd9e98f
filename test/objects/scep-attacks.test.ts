// SCEP under attack: damaged, re-signed and re-addressed messages are refused, and whoever probes our
// keys by damaging messages gets one answer for everything. RFC 8894, section 8; RFC 3218.
import { constants, createCipheriv, publicEncrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CONTENT_CIPHERS } from "../../worker/wire/cms-envelope.ts";
import { readCertificateFields } from "../../worker/wire/x509-fields.ts";
import { at, readDer } from "../support/der.ts";
import {
  certificationRequest,
  pkiMessage,
  readCertRep,
  type ScepIdentity,
  scepIdentity,
  sealed,
} from "../support/scep-client.ts";
import {
  enrol,
  enrolled,
  exchange,
  type ScepSite,
  SHORT,
  scepSite,
  shapeOf,
} from "./scep-support.ts";

/** `bytes` with the byte `from` the end changed. */
function damaged(bytes: Uint8Array, from: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = copy.length - from;
  copy[at] = (copy[at] ?? 0) ^ 0x55;
  return copy;
}

/** An envelope for the CA in which `key` stands, padded or not, and `content` under `under`. */
function crafted(
  site: ScepSite,
  block: Uint8Array,
  padding: number,
  content: Uint8Array,
): Uint8Array {
  const { publicKey } = readCertificateFields(site.ca);
  const base64 = Buffer.from(publicKey).toString("base64").replace(/.{64}/g, "$&\n");
  const pem = `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----\n`;
  const encryptedKey = publicEncrypt({ key: pem, padding }, Buffer.from(block));
  const good = sealed(content, site.ca);
  // The encrypted key of the recipient, replaced by one of the same length.
  const { offset, content: old } = at(readDer(good), 1, 0, 1, 0, 3);
  const start = offset + at(readDer(good), 1, 0, 1, 0, 3).encoded.length - old.length;
  const envelope = Buffer.from(good);
  encryptedKey.copy(envelope, start);
  return envelope;
}

/** RSA's plain block of a PKCS#1 v1.5 encryption with `type` and `key` at its end. */
function plainBlock(type: number, key: Uint8Array, length: number): Uint8Array {
  const block = new Uint8Array(length).fill(0xaa);
  block.set([0, type]);
  block.set([0], length - key.length - 1);
  block.set(key, length - key.length);
  return block;
}

const send = (site: ScepSite, by: ScepIdentity, envelope: Uint8Array, options = {}) =>
  site.send("PKIOperation", pkiMessage(envelope, by, options));

describe("whoever probes the authority's key", () => {
  it("gets one answer for every way in which a message can be unreadable", async () => {
    const site = await scepSite("probes");
    const [by, other] = [await scepIdentity(SHORT), await scepIdentity(SHORT)];
    const challenge = await site.challenge();
    const request = certificationRequest(by, { challenge });
    const length = 256;
    const { name } = CONTENT_CIPHERS["aes-128"];
    const key = new Uint8Array(16).fill(3);
    const wrongUnder = createCipheriv(name, key, new Uint8Array(16));
    wrongUnder.end(Buffer.from(request));
    const envelopes: readonly (readonly [what: string, envelope: Uint8Array])[] = [
      ["damaged last block", damaged(sealed(request, site.ca), 1)],
      ["damaged content", damaged(sealed(request, site.ca), 200)],
      [
        "no padding",
        crafted(site, new Uint8Array(length).fill(0x11), constants.RSA_NO_PADDING, request),
      ],
      [
        "block type 1",
        crafted(site, plainBlock(1, key, length), constants.RSA_NO_PADDING, request),
      ],
      ["key of 15 bytes", crafted(site, key.subarray(1), constants.RSA_PKCS1_PADDING, request)],
      ["key of 24 bytes", crafted(site, new Uint8Array(24), constants.RSA_PKCS1_PADDING, request)],
      ["another key", crafted(site, key, constants.RSA_PKCS1_PADDING, request)],
      ["no request", sealed(new Uint8Array(300).fill(0x30), site.ca)],
      ["an empty content", sealed(new Uint8Array(), site.ca)],
      ["a damaged request", sealed(damaged(request, 1), site.ca)],
      ["a request of another key", sealed(certificationRequest(other, { challenge }), site.ca)],
      ["sealed for another", sealed(request, other.certificate)],
      ["no envelope", Buffer.from("hello")],
    ];
    const shapes = new Map<string, string>();
    for (const [what, envelope] of envelopes) {
      const { status, contentType, body } = await send(site, by, envelope);
      const read = readCertRep(body, by);
      expect([what, status, read.status, read.failInfo]).toEqual([what, 200, "2", "1"]);
      shapes.set(what, `${contentType} ${read.text} ${shapeOf(body)}`);
    }
    expect(new Set(shapes.values()).size).toBe(1);
    expect(new Set(await site.outcomes())).toEqual(new Set(["message-unreadable"]));
    expect((await enrol(site, by, challenge)).status).toBe("0");
  });

  it("has five tries with one content key, whatever else differs", async () => {
    const site = await scepSite("tries");
    const by = await scepIdentity(SHORT);
    const envelope = sealed(
      certificationRequest(by, { challenge: await site.challenge() }),
      site.ca,
    );
    for (let from = 1; from <= 5; from++)
      expect(readCertRep((await send(site, by, damaged(envelope, from))).body, by).failInfo).toBe(
        "1",
      );
    expect(readCertRep((await send(site, by, envelope)).body, by).failInfo).toBe("1");
    const [newest] = await site.authority.attempts();
    expect(newest?.detail).toContain("tried too often");
  });

  it("learns nothing of another's message by signing it anew: not whether it is one, nor of its challenge", async () => {
    const site = await scepSite("resigned");
    const [victim, thief] = [await scepIdentity(SHORT), await scepIdentity(SHORT)];
    const challenge = await site.challenge();
    const envelope = sealed(certificationRequest(victim, { challenge }), site.ca);
    const garbage = sealed(new Uint8Array(300), site.ca);
    for (const messageType of ["19", "17", "20", "21", "22"]) {
      const [real, none] = [
        await send(site, thief, envelope, { messageType }),
        await send(site, thief, garbage, { messageType }),
      ];
      expect(shapeOf(real.body)).toBe(shapeOf(none.body));
      expect(readCertRep(real.body, thief).failInfo).toBe("1");
    }
    expect((await site.authority.certificates({})).certificates).toEqual([]);
    expect((await enrol(site, victim, challenge)).status).toBe("0");
  });
});

describe("whoever changes a message", () => {
  it("is told that its signature is not right, in a signed answer of the same transaction", async () => {
    const site = await scepSite("changed");
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    const envelope = sealed(certificationRequest(by, { challenge }), site.ca);
    const message = pkiMessage(envelope, by, { transaction: "mine" });
    const { body } = await site.send("PKIOperation", damaged(message, 1));
    expect(readCertRep(body, by)).toMatchObject({
      status: "2",
      failInfo: "1",
      transaction: "mine",
    });
    const swapped = Buffer.from(message);
    swapped.write("MINE", swapped.lastIndexOf("mine"), "latin1");
    expect(readCertRep((await site.send("PKIOperation", swapped)).body, by).failInfo).toBe("1");
    expect((await site.authority.certificates({})).certificates).toEqual([]);
    expect((await enrol(site, by, challenge)).status).toBe("0");
  });

  it("gets no answer of the authority's where there is no transaction to answer", async () => {
    const site = await scepSite("none");
    const by = await scepIdentity(SHORT);
    const envelope = sealed(certificationRequest(by), site.ca);
    const messages = [
      new Uint8Array(),
      Buffer.from("hello"),
      new Uint8Array(10_000).fill(0x30),
      Buffer.alloc(20_000, Uint8Array.of(0x30, 0x80)),
      pkiMessage(envelope, by, { without: [7] }),
      pkiMessage(envelope, by, { transaction: "" }),
      pkiMessage(envelope, by, { transaction: "x".repeat(256) }),
      pkiMessage(envelope, by, { nonce: new Uint8Array(65) }),
    ];
    for (const message of messages) {
      const { status, contentType } = await site.send("PKIOperation", message);
      expect([status, contentType]).toEqual([400, "text/plain"]);
    }
    expect(await site.outcomes()).toEqual([]);
  });

  it("is answered without a message type or a nonce, but gets nothing", async () => {
    const site = await scepSite("parts");
    const by = await scepIdentity(SHORT);
    const envelope = sealed(
      certificationRequest(by, { challenge: await site.challenge() }),
      site.ca,
    );
    const untyped = await send(site, by, envelope, { without: [2] });
    expect(readCertRep(untyped.body, by)).toMatchObject({ status: "2", failInfo: "2" });
  });
});

describe("whoever has a certificate", () => {
  it("cannot get another's by their challenge without their key", async () => {
    const site = await scepSite("foreign");
    const thief = await enrolled(site, "mallory");
    const victim = await scepIdentity(SHORT);
    const request = certificationRequest(victim, { challenge: await site.challenge("alice") });
    const got = await exchange(site, thief, request);
    // It is alice's, for alice's key: whoever passed it on has nothing that opens anything.
    const [certificate] = got.certificates;
    const key = readCertificateFields(certificate ?? new Uint8Array()).publicKey;
    expect(Buffer.from(key)).toEqual(Buffer.from(victim.spki));
  });

  it("of another tenant is a stranger here", async () => {
    const [here, there] = [await scepSite("here"), await scepSite("there")];
    const foreign = await enrolled(there);
    const renewal = { messageType: "17" };
    const fresh = await exchange(
      here,
      foreign,
      certificationRequest(await scepIdentity(SHORT)),
      renewal,
    );
    expect(fresh).toMatchObject({ status: "2", failInfo: "1" });
    const same = await exchange(here, foreign, certificationRequest(foreign), renewal);
    expect(same).toMatchObject({ status: "2", failInfo: "4" });
  });
});
