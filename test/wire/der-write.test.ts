// What is written as DER, read back by the tests' own strict reader and by asn1js.

import * as asn1js from "asn1js";
import { describe, expect, it } from "vitest";
import { TAG } from "../../worker/wire/asn1-tag.ts";
import {
  bitString,
  der,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  time,
} from "../../worker/wire/der-write.ts";
import { readDer } from "../support/der.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("a writer of DER", () => {
  it("writes each length in the shortest form there is", () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const read = readDer(octetString(new Uint8Array(length)));
      expect(read.content).toHaveLength(length);
    }
  });

  it("writes whole numbers without a needless byte and never as negative ones", () => {
    expect(hex(integer(0))).toBe("020100");
    expect(hex(integer(127))).toBe("02017f");
    expect(hex(integer(128))).toBe("02020080");
    expect(hex(integer(65_537))).toBe("0203010001");
    expect(hex(integer(Uint8Array.of(0, 0, 0x80)))).toBe("02020080");
    expect(hex(integer(Uint8Array.of(0, 0)))).toBe("020100");
  });

  it("writes object identifiers, also ones with an arc of 128 bits", () => {
    for (const dotted of ["1.2.840.113549.1.1.1", "2.16.840.1.113733.1.9.2", "0.9.2342"]) {
      const { result } = asn1js.fromBER(oid(dotted));
      expect(result).toBeInstanceOf(asn1js.ObjectIdentifier);
      expect((result as asn1js.ObjectIdentifier).getValue()).toBe(dotted);
    }
    // 2.25.2^128-1: nineteen digits of seven bits below 2.25 (X.667, 6.3).
    const largest = oid(`2.25.${2n ** 128n - 1n}`);
    expect(hex(largest)).toBe(`06146983${"ff".repeat(17)}7f`);
  });

  it("sorts a SET OF by the encodings", () => {
    const [a, b, c] = [integer(300), integer(2), octetString(Uint8Array.of(1))];
    expect(hex(setOf(c, a, b))).toBe(hex(der(TAG.set, b, a, c)));
  });

  it("writes times up to 2049 with two digits of the year and later ones with four", () => {
    expect(Buffer.from(time(new Date("2049-12-31T23:59:59.999Z"))).toString("latin1")).toContain(
      "491231235959Z",
    );
    const later = time(new Date("2050-01-01T00:00:00Z"));
    expect(later[0]).toBe(TAG.generalizedTime);
    expect(later.toString("latin1")).toContain("20500101000000Z");
  });

  it("puts whole bytes into a BIT STRING", () => {
    expect(hex(sequence(bitString(Uint8Array.of(5))))).toBe("300403020005");
  });
});
