// Envelopes: what is read, and that damage gives one answer, however it was done.
import { constants, privateDecrypt, publicEncrypt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Envelope, readEnvelope, sealEnvelope } from "../../worker/wire/cms-envelope.ts";
import { openEnvelope } from "../../worker/wire/cms-open.ts";
import { refusalOf } from "../support/refusal.ts";
import { makeCertificate, octets, partsOf, sequence, tlv } from "../support/signed-message.ts";

const CONTENT = Buffer.from("a request for a certificate");
const alice = makeCertificate({ name: "alice" });
const bob = makeCertificate({ name: "bob", serial: 2 });
const identity = {
  certificate: alice.certificate,
  privateKeyPem: alice.key.export({ format: "pem", type: "pkcs8" }).toString(),
};
const KEY = Buffer.alloc(16, 7);
const IV = Buffer.alloc(16, 9);

const seal = (content: Uint8Array = CONTENT, recipient = alice) =>
  sealEnvelope(content, { recipient: recipient.certificate, cipher: "aes-128", key: KEY, iv: IV });
const textOf = (opened: Uint8Array | null) => opened && Buffer.from(opened).toString();
/** The envelope with another encrypted key: whatever stands in `block`, encrypted without padding. */
const withBlock = (block: Uint8Array): Envelope => {
  const key = alice.key.export({ format: "pem", type: "pkcs8" }).toString();
  const encryptedKey = publicEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    Buffer.from(block),
  );
  return withKey(encryptedKey);
};
const withKey = (encryptedKey: Uint8Array): Envelope => {
  const envelope = readEnvelope(seal());
  return { ...envelope, recipients: envelope.recipients.map(({ id }) => ({ id, encryptedKey })) };
};
/** 00 02, padding, 00, the key: 128 bytes for a key of 1024 bits. */
const block = (key: Uint8Array = KEY) =>
  Buffer.concat([Buffer.of(0, 2), Buffer.alloc(125 - key.length, 0xaa), Buffer.of(0), key]);

describe("an envelope", () => {
  it("opens for its recipient, whatever the content's length", () => {
    for (const length of [0, 1, 15, 16, 17, 1000]) {
      const content = Buffer.alloc(length, "x");
      expect(textOf(openEnvelope(readEnvelope(seal(content)), identity))).toBe(content.toString());
    }
  });

  it("does not open for anybody else", () => {
    expect(openEnvelope(readEnvelope(seal(CONTENT, bob)), identity)).toBeNull();
  });

  it("that names us but was encrypted under another key does not open", () => {
    const { recipients } = readEnvelope(seal(CONTENT, bob));
    const opened = openEnvelope(withKey(recipients[0]?.encryptedKey ?? KEY), identity);
    expect(textOf(opened)).not.toBe(CONTENT.toString());
  });

  it("of a client that leaves parameters out and writes its content in pieces is read", () => {
    const bytes = partsOf(seal());
    const [version, recipients, info] = partsOf(partsOf(bytes[1] ?? KEY)[0] ?? KEY);
    const [recipient] = partsOf(recipients ?? KEY);
    const [number, id, algorithm, key] = partsOf(recipient ?? KEY);
    const bare = sequence(...partsOf(algorithm ?? KEY).slice(0, 1));
    const [type, cipher, content] = partsOf(info ?? KEY);
    const inner = Buffer.from((content ?? KEY).subarray(2));
    const pieces = [inner.subarray(0, 8), inner.subarray(8)].map(octets);
    const written = sequence(
      version ?? KEY,
      tlv(0x31, sequence(number ?? KEY, id ?? KEY, bare, key ?? KEY)),
      sequence(type ?? KEY, cipher ?? KEY, tlv(0xa0, ...pieces)),
    );
    const message = sequence(bytes[0] ?? KEY, tlv(0xa0, written));
    expect(textOf(openEnvelope(readEnvelope(message), identity))).toBe(CONTENT.toString());
  });
});

describe("an envelope with a damaged key", () => {
  it("opens, if the padding of the key is right", () => {
    expect(textOf(openEnvelope(withBlock(block()), identity))).toBe(CONTENT.toString());
  });

  it.each([
    ["the first byte", (bytes: Buffer) => bytes.writeUInt8(1, 0)],
    ["the kind of padding", (bytes: Buffer) => bytes.writeUInt8(1, 1)],
    ["a zero at the padding's beginning", (bytes: Buffer) => bytes.writeUInt8(0, 2)],
    ["a zero in the padding", (bytes: Buffer) => bytes.writeUInt8(0, 60)],
    ["a zero at the padding's end", (bytes: Buffer) => bytes.writeUInt8(0, 110)],
    ["no zero before the key", (bytes: Buffer) => bytes.writeUInt8(1, 111)],
  ])("answers with nothing of the content: %s", (what, damage) => {
    const bytes = block();
    damage(bytes);
    if (what === "the first byte") bytes.writeUInt8(0x10, 0);
    const first = openEnvelope(withBlock(bytes), identity);
    expect(textOf(first)).not.toBe(CONTENT.toString());
    // The same message has the same answer each time; a new one would tell that it is made up.
    expect(openEnvelope(withBlock(bytes), identity)).toEqual(first);
  });

  it("of another length for the cipher answers like one with wrong padding", () => {
    for (const length of [8, 15, 17, 24, 32]) {
      const opened = openEnvelope(withBlock(block(Buffer.alloc(length, 7))), identity);
      expect(textOf(opened)).not.toBe(CONTENT.toString());
    }
  });

  it("that is no number below the modulus answers, too", () => {
    for (const key of [
      Buffer.alloc(0),
      Buffer.alloc(5, 1),
      Buffer.alloc(128, 0xff),
      Buffer.alloc(300, 1),
    ]) {
      expect(textOf(openEnvelope(withKey(key), identity))).not.toBe(CONTENT.toString());
    }
  });

  it("gives null or garbage in the same shares, whether its padding was right or wrong", () => {
    // What an attacker counts: how often content comes out. A right padding around a wrong key must
    // not be told from a wrong padding.
    const opens = (bytes: (round: number) => Buffer) =>
      Array.from({ length: 200 }, (_, round) =>
        openEnvelope(withBlock(bytes(round)), identity),
      ).filter((opened) => opened !== null).length;
    const key = (round: number) => Buffer.from([...KEY.subarray(2), round >> 8, round & 0xff]);
    const right = opens((round) => block(key(round + 1000)));
    const wrong = opens((round) =>
      Buffer.concat([Buffer.of(0, 1), block(key(round + 1000)).subarray(2)]),
    );
    // About one in 256 each.
    expect(right).toBeLessThan(10);
    expect(wrong).toBeLessThan(10);
  });
});

describe("an envelope with damaged content", () => {
  const envelope = readEnvelope(seal());

  it("is null, if its padding does not come out, or it is no whole number of blocks", () => {
    const { encrypted } = envelope;
    const cut = { ...envelope, encrypted: encrypted.slice(0, -1) };
    expect(openEnvelope(cut, identity)).toBeNull();
    expect(openEnvelope({ ...envelope, encrypted: new Uint8Array() }, identity)).toBeNull();
    // The last byte is 5; 1 would be right, too.
    for (const bit of [0, 1, 3, 4, 5, 6, 7]) {
      const changed = encrypted.slice();
      changed[encrypted.length - 17] = (changed[encrypted.length - 17] ?? 0) ^ (1 << bit);
      expect(openEnvelope({ ...envelope, encrypted: changed }, identity)).toBeNull();
    }
  });

  it("has padding of 1 to 16 bytes, all alike", () => {
    const { encrypted } = envelope;
    // CBC: a change in the block before changes the last block's plain text likewise. It ends in five
    // times 5 here.
    const ending = (...bytes: readonly number[]) => {
      const changed = encrypted.slice();
      const at = encrypted.length - 16 - bytes.length;
      for (const [index, byte] of bytes.entries()) {
        changed[at + index] = (changed[at + index] ?? 0) ^ 5 ^ byte;
      }
      return openEnvelope({ ...envelope, encrypted: changed }, identity);
    };
    expect(ending(5, 5, 5, 5, 5)).toHaveLength(CONTENT.length);
    expect(ending(1)).toHaveLength(CONTENT.length + 4);
    for (const last of [0, 2, 6, 16, 17, 32, 255]) expect(ending(last)).toBeNull();
    expect(ending(4, 5, 5, 5, 5)).toBeNull();
    expect(ending(5, 5, 4, 5, 5)).toBeNull();
  });
});

describe("what is read of an envelope", () => {
  const refused = (bytes: Uint8Array) => refusalOf(() => readEnvelope(bytes));

  it("is refused without a recipient, with many, and with another way to encrypt keys or content", () => {
    const bytes = seal();
    const replaced = (from: string, to: string) =>
      Buffer.from(Buffer.from(bytes).toString("hex").replace(from, to), "hex");
    expect(refused(replaced("2a864886f70d010703", "2a864886f70d010702"))).toMatch(
      /not an envelope/,
    );
    expect(refused(replaced("2a864886f70d010101", "2a864886f70d010107"))).toMatch(/key encryption/);
    expect(refused(replaced("60864801650304010", "60864801650304010").slice(1))).toMatch(
      /envelope/,
    );
    expect(refused(replaced("6086480165030401", "6086480165030402"))).toMatch(/content encryption/);
    expect(refused(Buffer.alloc(300_000))).toMatch(/more than 262144/);
    expect(refused(Buffer.concat([bytes, Buffer.of(0)]))).toMatch(/something follows/);
    const [type, inner] = partsOf(bytes);
    const [version, , info] = partsOf(partsOf(inner ?? KEY)[0] ?? KEY);
    const none = sequence(version ?? KEY, tlv(0x31), info ?? KEY);
    expect(refused(sequence(type ?? KEY, tlv(0xa0, none)))).toMatch(/0 recipients/);
  });

  it("is refused cut short anywhere", () => {
    const bytes = seal();
    for (let length = 0; length < bytes.length; length += 7) {
      expect(refused(bytes.slice(0, length))).toMatch(/^CMS envelope/);
    }
  });
});

it("sealing takes keys and vectors of the cipher's length only", () => {
  const order = { recipient: alice.certificate, cipher: "3des", key: KEY, iv: IV } as const;
  expect(() => sealEnvelope(CONTENT, order)).toThrow(/24 bytes/);
});

it("the tests' own padding is the one that keys really have", () => {
  const [recipient] = readEnvelope(seal()).recipients;
  const how = { key: alice.key, padding: constants.RSA_NO_PADDING };
  const found = privateDecrypt(how, Buffer.from(recipient?.encryptedKey ?? KEY));
  expect([found[0], found[1], found[111]]).toEqual([0, 2, 0]);
  expect(found.subarray(112)).toEqual(KEY);
});
