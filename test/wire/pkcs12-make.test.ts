// PKCS#12 files as old phones open them, read back by the reader of imported ones.
import { describe, expect, it } from "vitest";
import { openPkcs12 } from "../../worker/wire/pkcs12.ts";
import { makePkcs12, type Pkcs12Order } from "../../worker/wire/pkcs12-make.ts";
import { readDer } from "../support/der.ts";
import { makeCertificate } from "../support/signed-message.ts";

const root = makeCertificate({ name: "root", authority: true });
const alice = makeCertificate({ name: "alice", issuer: root, serial: 2 });
const privateKey = new Uint8Array(alice.key.export({ format: "der", type: "pkcs8" }));
const certificates = [alice, root].map(({ certificate }) => new Uint8Array(certificate));
const salt = (fill: number) => Buffer.alloc(8, fill);
const order: Pkcs12Order = {
  privateKey,
  certificates,
  name: "alice",
  password: "correct-horse",
  salts: { key: salt(1), certificates: salt(2), mac: salt(3) },
};

describe("a PKCS#12 file made here", () => {
  it.each(["correct-horse", "ümläut", "𝄞", ""])("opens with its password %j", (password) => {
    const opened = openPkcs12(makePkcs12({ ...order, password }), password);
    expect(opened).toEqual({ ok: true, certificates, keys: [privateKey] });
  });

  it("does not open with another", () => {
    const wrong = { ok: false, problem: "wrong-password" };
    expect(openPkcs12(makePkcs12(order), "correct-horsf")).toEqual(wrong);
  });

  it("is DER to the last byte, and the same for the same order", () => {
    const file = makePkcs12(order);
    expect(readDer(file).children).toHaveLength(3);
    expect(makePkcs12(order)).toEqual(file);
  });

  it("says nothing of key and certificates in the clear", () => {
    const file = Buffer.from(makePkcs12(order));
    expect(file.includes(privateKey.subarray(-40))).toBe(false);
    expect(file.includes(certificates[0]?.subarray(-40) ?? "")).toBe(false);
  });

  it("other salts change every encrypted byte", () => {
    const other = makePkcs12({ ...order, salts: { ...order.salts, key: salt(9) } });
    expect(other).not.toEqual(makePkcs12(order));
    expect(openPkcs12(other, order.password)).toMatchObject({ ok: true });
  });

  it("cannot be made without a certificate", () => {
    expect(() => makePkcs12({ ...order, certificates: [] })).toThrow(/has a certificate/);
  });
});
