// The phone's CMS reader: what it takes, what it refuses, what it only complains of (RFC 5652,
// section 5).
import { beforeAll, describe, expect, test } from "vitest";
import { readSigned } from "../../../simulator/phone/cms-reader.ts";
import { DerProblem, readDer } from "../../../simulator/phone/der.ts";
import { signCms } from "../../../worker/wire/cms.ts";
import { makeIdentity, type TestIdentity } from "../../support/identity.ts";
import { seededRandom } from "../../support/random.ts";
import { OID, type Recipe, signedBy, substituted, tlv } from "./cms-material.ts";

const content = new TextEncoder().encode("a profile for alice, long enough to be signed");
let identity: TestIdentity;
beforeAll(async () => {
  identity = await makeIdentity();
});

const build = (change: Partial<Recipe> = {}) => signedBy({ identity, content, ...change });
function read(message: Uint8Array) {
  const loose: string[] = [];
  const signed = readSigned(message, (problem) => loose.push(problem));
  return { text: new TextDecoder().decode(signed.content), signer: signed.signer, loose };
}

describe("a good message", () => {
  test.each(["sha1", "sha256"] as const)(
    "signed with %s gives its content and signer",
    async (digest) => {
      const { text, signer, loose } = read(await build({ digest }));
      expect(text).toBe("a profile for alice, long enough to be signed");
      expect(signer.x509.subject).toContain("CN=Acme profiles");
      expect(loose).toEqual([]);
    },
  );
  test.each(["SHA-1", "SHA-256"] as const)(
    "of the Worker's own signer (%s) is DER",
    async (digest) => {
      const signingTime = new Date("2031-02-03T09:00:00Z");
      const message = signCms(content, identity.signer, { digest, signingTime });
      expect(read(message).loose).toEqual([]);
    },
  );
  test("may be without signed attributes", async () => {
    expect(read(await build({ attributes: false })).text).toContain("alice");
  });
  test("in BER is read, and complained of", async () => {
    const { text, loose } = read(await build({ ber: true }));
    expect(text).toContain("alice");
    expect(new Set(loose)).toEqual(new Set(["indefinite length", "octet string in pieces"]));
  });
});

describe("a bad message", () => {
  const cases: [name: string, change: Partial<Recipe>, problem: string][] = [
    ["content substituted", { shown: Buffer.from("a profile for mally") }, "not what was signed"],
    [
      "content substituted, no attributes",
      { shown: Buffer.from("x"), attributes: false },
      "signature is wrong",
    ],
    ["contentType of something else", { typeAttribute: OID.signedData }, "contentType attribute"],
    ["no messageDigest", { digests: 0 }, "messageDigest is not there exactly once"],
    ["two messageDigests", { digests: 2 }, "messageDigest is not there exactly once"],
    ["MD5", { digestOid: OID.md5 }, "unknown to this phone"],
    ["a digest other than the signed one", { digestOid: OID.sha256 }, "not what was signed"],
    ["no signer", { signers: 0 }, "not exactly one signer"],
    ["two signers", { signers: 2 }, "not exactly one signer"],
    ["no certificate", { certificates: [] }, "the signer's certificate is not in the message"],
    ["bytes after the end", { trailing: true }, "bytes after the end"],
  ];
  test.each(cases)("is refused: %s", async (_, change, problem) => {
    const message = await build(change);
    expect(() => read(message)).toThrow(problem);
  });
  test("is refused: content changed in place", async () => {
    const message = substituted(await build(), "alice", "mally");
    expect(() => read(message)).toThrow("not what was signed");
  });
  test("is refused: a signed attribute changed in place", async () => {
    const signingTime = new Date("2031-02-03T09:00:00Z");
    const good = signCms(content, identity.signer, { digest: "SHA-1", signingTime });
    expect(() => read(substituted(good, "310203090000Z", "310203090001Z"))).toThrow(
      "signature is wrong",
    );
  });
  test("is refused: another key's signature under the signer's name", async () => {
    const other = await makeIdentity();
    const forged = await build({ identity: { ...identity, leafKeys: other.leafKeys } });
    expect(() => read(forged)).toThrow("signature is wrong");
  });
});

describe("hostile bytes", () => {
  const shapes: [string, number[], string][] = [
    ["nothing", [], "ends too early"],
    ["a cut length", [0x30, 0x82, 0x01], "ends too early"],
    ["a length beyond the end", [0x30, 0x05, 0x01], "longer than what holds it"],
    ["a child longer than its parent", [0x30, 0x03, 0x04, 0x05, 0x00], "longer than what holds it"],
    ["a length of five bytes", [0x30, 0x85, 0, 0, 0, 0, 0], "more than four bytes"],
    ["a long tag", [0x1f, 0x81, 0x01, 0x00], "tag number above 30"],
    ["an endless primitive", [0x04, 0x80, 0x00, 0x00], "indefinite length of a primitive"],
    ["an open end", [0x30, 0x80, 0x05, 0x00], "ends too early"],
  ];
  test.each(shapes)("are refused: %s", (_, bytes, problem) => {
    expect(() => readDer(Uint8Array.from(bytes), () => {})).toThrow(problem);
  });
  test("are refused: nesting without end", () => {
    let nested = tlv(0x05);
    for (let depth = 0; depth < 60; depth++) nested = tlv(0x30, nested);
    expect(() => readDer(nested, () => {})).toThrow("nested too deep");
  });
  test("a length that is not the shortest is complained of", () => {
    const loose: string[] = [];
    readDer(Uint8Array.from([0x04, 0x81, 0x01, 0xff]), (problem) => loose.push(problem));
    expect(loose).toEqual(["length not in its shortest form"]);
  });
  test("a message changed at any byte never verifies as something else", {
    timeout: 120_000,
  }, async () => {
    const seed = 20310203;
    const random = seededRandom(seed);
    const good = await build();
    for (let round = 0; round < 400; round++) {
      const bytes = good.slice();
      const at = random.below(bytes.length);
      bytes[at] = random.next() & 0xff;
      try {
        const { text } = read(bytes);
        expect(text, `seed ${seed}, round ${round}`).toBe(new TextDecoder().decode(content));
      } catch (problem) {
        expect(problem, `seed ${seed}, round ${round}, byte ${at}`).toBeInstanceOf(DerProblem);
      }
    }
  });
});
