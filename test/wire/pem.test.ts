// PEM as people paste it.
import { describe, expect, it } from "vitest";
import { readPem } from "../../worker/wire/pem.ts";
import { refusalOf } from "../support/refusal.ts";

const block = (label: string, body = "AAEC") =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

describe("a PEM text", () => {
  it("gives its blocks in order, whatever stands between and around them", () => {
    const text = `subject=CN = x\n${block("CERTIFICATE")}\n  friendlyName: y\n${block("RSA PRIVATE KEY", "AwQF")}`;
    expect(readPem(text)).toEqual([
      { label: "CERTIFICATE", bytes: Uint8Array.of(0, 1, 2), encrypted: false },
      { label: "RSA PRIVATE KEY", bytes: Uint8Array.of(3, 4, 5), encrypted: false },
    ]);
    expect(readPem("nothing here")).toEqual([]);
  });

  it("may have Windows' line ends, blanks at line ends and base64 in many lines", () => {
    const text = "-----BEGIN CERTIFICATE-----  \r\nAA\r\n EC \r\n\r\n-----END CERTIFICATE-----\r\n";
    expect(readPem(text)).toMatchObject([{ bytes: Uint8Array.of(0, 1, 2) }]);
  });

  it("says which blocks are encrypted, in the old form and the new one", () => {
    const old = block(
      "RSA PRIVATE KEY",
      "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAEC",
    );
    const texts = [block("ENCRYPTED PRIVATE KEY"), old, block("PRIVATE KEY")];
    expect(texts.flatMap(readPem).map(({ encrypted }) => encrypted)).toEqual([true, true, false]);
  });

  it.each([
    ["-----BEGIN CERTIFICATE-----\nAAEC\n", "CERTIFICATE has no end"],
    [`-----BEGIN A-----\n${block("B")}`, "A has no end"],
    ["-----BEGIN A-----\nAAEC\n-----END B-----", "B has no beginning"],
    ["-----END A-----", "A has no beginning"],
    [block("A", "AA!C"), "not base64"],
    [block("A", "A"), "base64 cut short"],
    [block("A", ""), "A is empty"],
    [block("A").repeat(31), "too many blocks"],
  ])("is refused if it is broken, row %#", (text, problem) => {
    expect(refusalOf(() => readPem(text))).toContain(`PEM: ${problem}`);
  });

  it("is read in time that grows with its length alone", () => {
    const begun = performance.now();
    expect(readPem("-----BEGIN ".repeat(50_000))).toEqual([]);
    expect(readPem(`${"-".repeat(500_000)}\n`)).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
