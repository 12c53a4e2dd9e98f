// Who was issued below an anchor: names, signatures and the right to issue, link by link; no dates.
import { describe, expect, it } from "vitest";
import { isIssuedWithin } from "../../worker/wire/x509-path.ts";
import { appleLikeChain, type Identity, makeCertificate } from "../support/signed-message.ts";

const der = (...identities: readonly Identity[]) =>
  identities.map(({ certificate }) => certificate);
const { root, authorities, phone } = appleLikeChain();
const [lower, upper] = authorities as [Identity, Identity];
const leaf = phone.certificate;

describe("a certificate was issued within its anchors", () => {
  it("over two authorities, in any order, whatever their dates", () => {
    expect(isIssuedWithin(leaf, der(lower, upper), der(root))).toBe(true);
    expect(isIssuedWithin(leaf, der(upper, phone, lower, root), der(root))).toBe(true);
  });

  it("if the anchor issued it, or stands in the middle", () => {
    expect(isIssuedWithin(leaf, [], der(lower))).toBe(true);
    expect(isIssuedWithin(leaf, der(lower), der(upper))).toBe(true);
    expect(isIssuedWithin(lower.certificate, [], der(upper))).toBe(true);
  });
});

describe("a certificate was not issued within its anchors", () => {
  it("if a link is missing, or there is no anchor", () => {
    expect(isIssuedWithin(leaf, der(upper), der(root))).toBe(false);
    expect(isIssuedWithin(leaf, der(lower, upper, root), [])).toBe(false);
  });

  it("as the anchor itself", () => {
    const alone = makeCertificate({ name: "alone" });
    expect(isIssuedWithin(alone.certificate, [], der(alone))).toBe(false);
  });

  it("if only the names are right", () => {
    const strangers = appleLikeChain();
    expect(isIssuedWithin(leaf, der(...strangers.authorities), der(strangers.root))).toBe(false);
    const copied = makeCertificate({ name: "UDID", issuer: { ...lower, key: phone.key } });
    expect(isIssuedWithin(copied.certificate, der(lower, upper), der(root))).toBe(false);
  });

  it("if only the signature is right", () => {
    const renamed = makeCertificate({ name: "UDID", issuer: { ...lower, name: "Another CA" } });
    expect(isIssuedWithin(renamed.certificate, der(lower, upper), der(root))).toBe(false);
  });

  it("if somebody who may not issue issued it: another phone, or an authority below the last", () => {
    const bought = makeCertificate({ name: "bought", issuer: phone });
    expect(isIssuedWithin(bought.certificate, der(phone, lower, upper), der(root))).toBe(false);
    const below = makeCertificate({ name: "below", issuer: lower, authority: true });
    const deeper = makeCertificate({ name: "deeper", issuer: below });
    // The lower authority says that none may stand below it.
    expect(isIssuedWithin(deeper.certificate, der(below, lower, upper), der(root))).toBe(false);
    expect(isIssuedWithin(below.certificate, der(lower, upper), der(root))).toBe(true);
  });

  it("with a byte of it changed", () => {
    for (const at of [60, 150, leaf.length - 5]) {
      const changed = Buffer.from(leaf);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(isIssuedWithin(changed, der(lower, upper), der(root))).toBe(false);
    }
  });

  it("by an authority with a key of 512 bits", () => {
    const weak = makeCertificate({ name: "weak", authority: true, bits: 512 });
    const below = makeCertificate({ name: "below", issuer: weak });
    expect(isIssuedWithin(below.certificate, [], der(weak))).toBe(false);
  });

  it("for bytes that are no certificate, wherever they stand", () => {
    expect(isIssuedWithin(Buffer.from("3000", "hex"), der(lower), der(root))).toBe(false);
    const noise = Buffer.from("308200", "hex");
    expect(isIssuedWithin(leaf, [noise, ...der(lower, upper)], [noise, ...der(root)])).toBe(true);
  });
});

it("many authorities of one name cost little, and a circle of them ends", () => {
  const first = makeCertificate({ name: "circle", authority: true });
  const ring = makeCertificate({ name: "circle", authority: true, issuer: first, serial: 2 });
  const crowd = Array.from({ length: 15 }, (_, at) =>
    makeCertificate({ name: "Device CA", authority: true, serial: at + 10, issuer: first }),
  );
  const begun = performance.now();
  expect(isIssuedWithin(leaf, der(...crowd, first, ring), der(root))).toBe(false);
  const below = makeCertificate({ name: "below", issuer: ring });
  expect(isIssuedWithin(below.certificate, der(first, ring), der(root))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(500);
});
