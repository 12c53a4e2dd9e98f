// PKCS#12 files of other programs: what is read, what is refused by name, and what bytes can do.
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../worker/wire/certificate.ts";
import { openPkcs12, readSafes } from "../../worker/wire/pkcs12.ts";
import { readPkcs8 } from "../../worker/wire/private-key.ts";
import { readDer } from "../support/der.ts";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import { readOrRefused, refusalOf } from "../support/refusal.ts";

describe("a PKCS#12 file", () => {
  it.each(["aes", "tripleDes"] as const)("gives its key and its certificates (%s)", (kind) => {
    const opened = openPkcs12(PKCS12[kind], PKCS12_PASSWORD);
    if (!opened.ok) throw new Error(opened.problem);
    const subjects = opened.certificates.map((der) => readCertificate(der).subject);
    expect(subjects.sort()).toEqual([
      "O=Acme, CN=Acme Imported Root",
      "O=Acme, CN=Acme Imported Signing",
      "O=Acme, CN=Acme Issuing",
    ]);
    const keys = opened.keys.map(readPkcs8);
    const leaf = opened.certificates.map(readCertificate).find(({ maySign }) => maySign);
    expect(keys).toMatchObject([{ ok: true, key: { bits: 2048, publicId: leaf?.publicId } }]);
  });

  it("holds the same key whichever way it is encrypted", () => {
    const [aes, tripleDes] = [PKCS12.aes, PKCS12.tripleDes].map((file) => {
      const opened = openPkcs12(file, PKCS12_PASSWORD);
      return opened.ok ? opened.keys[0] : undefined;
    });
    expect(aes).toBeDefined();
    expect(tripleDes).toEqual(aes);
  });

  it("does not open with another password, and says no more than that", () => {
    for (const file of Object.values(PKCS12)) {
      for (const password of ["", "Correct-horse", `${PKCS12_PASSWORD} `, "ä"]) {
        expect(openPkcs12(file, password)).toEqual({ ok: false, problem: "wrong-password" });
      }
    }
  });

  it("with certificates under RC2 is refused by that name", () => {
    const refused = { ok: false, problem: "pkcs12-algorithm", detail: "RC2-40" };
    expect(openPkcs12(PKCS12.rc2, PKCS12_PASSWORD)).toEqual(refused);
  });

  it("is not believed with a byte of its content changed", () => {
    const damaged = PKCS12.aes.slice();
    damaged[1_000] = (damaged[1_000] ?? 0) ^ 1;
    expect(openPkcs12(damaged, PKCS12_PASSWORD)).toEqual({ ok: false, problem: "wrong-password" });
  });

  it("is refused cut short anywhere, and with something behind it", () => {
    for (let length = 0; length < PKCS12.aes.length; length += 97) {
      const cut = PKCS12.aes.slice(0, length);
      expect(readOrRefused(() => openPkcs12(cut, PKCS12_PASSWORD))).toBe("refused");
    }
    const longer = Buffer.concat([PKCS12.aes, Buffer.of(0)]);
    expect(refusalOf(() => openPkcs12(longer, PKCS12_PASSWORD))).toMatch(/something follows/);
  });

  it("is refused without a MAC, of another version, and if it is something else", () => {
    const [length, macLength] = [PKCS12.aes.length, macOf(PKCS12.aes).length];
    const without = PKCS12.aes.slice(0, length - macLength);
    new DataView(without.buffer).setUint16(2, without.length - 4);
    expect(refusalOf(() => openPkcs12(without, ""))).toMatch(/no MAC/);
    const version = PKCS12.aes.slice();
    version[6] = 4;
    expect(refusalOf(() => openPkcs12(version, ""))).toMatch(/version/);
    expect(refusalOf(() => openPkcs12(Buffer.from("-----BEGIN"), ""))).toMatch(/no ASN\.1/);
    expect(refusalOf(() => openPkcs12(Buffer.from("3000", "hex"), ""))).toMatch(/version/);
  });

  it("that asks for more rounds than the platform grants is refused with their number", () => {
    const many = PKCS12.tripleDes.slice();
    // The MAC's rounds are the file's last number: 02 01 64. Three bytes more need longer lengths.
    const at = many.length - 3;
    expect([...many.slice(at)]).toEqual([2, 1, 100]);
    const longer = Buffer.concat([many.slice(0, at), Buffer.from("02030f4240", "hex")]);
    const mac = macOf(PKCS12.tripleDes);
    longer.writeUInt16BE(longer.length - 4, 2);
    longer[many.length - mac.length + 1] = mac.length - 2 + 2;
    const refused = { ok: false, problem: "pkcs12-iterations", detail: "1000000" };
    expect(openPkcs12(longer, PKCS12_PASSWORD)).toEqual(refused);
  });

  it("of more parts under the password than an identity has is not opened part by part", () => {
    const [, authSafe] = readDer(PKCS12.aes).children;
    const content = authSafe?.children[1]?.children[0]?.content ?? new Uint8Array();
    const [sealed] = readDer(content).children;
    const safes = (count: number) => {
      const all = Buffer.concat(
        Array.from({ length: count }, () => sealed?.encoded ?? Buffer.of()),
      );
      return Buffer.concat([
        Buffer.of(0x30, 0x83, all.length >> 16, all.length >> 8, all.length),
        all,
      ]);
    };
    const password = {
      text: PKCS12_PASSWORD,
      bmp: Buffer.from(`${PKCS12_PASSWORD}\0`, "utf16le").swap16(),
    };
    expect(readSafes(safes(6), password)).toMatchObject({ ok: true });
    expect(refusalOf(() => readSafes(safes(7), password))).toMatch(/more parts under the password/);
  });
});

/** The MacData at the file's end: its content fits a one-byte length. */
function macOf(file: Uint8Array): Uint8Array {
  for (let at = file.length - 2; at > file.length - 130; at--) {
    if (file[at] === 0x30 && at + 2 + (file[at + 1] ?? 0) === file.length) {
      const inner = file[at + 2] === 0x30;
      if (inner) return file.slice(at);
    }
  }
  throw new Error("no MacData");
}
