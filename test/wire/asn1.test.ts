// The reader of foreign ASN.1: what BER allows is read, what nobody writes is refused, and no bytes
// cost more than their length.
import { describe, expect, it } from "vitest";
import { asn1Of, isTagged } from "../../worker/wire/asn1.ts";
import * as write from "../../worker/wire/der-write.ts";
import { seededRandom } from "../support/random.ts";
import { readOrRefused, refusalOf } from "../support/refusal.ts";

const asn1 = asn1Of("test");
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits.replaceAll(" ", ""), "hex"));
const parse = (digits: string) => asn1.parse(hex(digits));
const refused = (digits: string) => refusalOf(() => parse(digits));

describe("elements", () => {
  it("are read with lengths short, long, longer than needed, and indefinite", () => {
    for (const digits of ["3003020105", "308103020105", "30840000 0003020105", "3080020105 0000"]) {
      const read = parse(digits);
      expect(asn1.list(read, "it").map((part) => asn1.count(part, "it"))).toEqual([5]);
      expect(asn1.encoded(read, "it")).toEqual(hex(digits));
    }
  });

  it("of indefinite length end where their own end is, inside one another", () => {
    const [first, second] = asn1.list(parse("3080 3080 020101 0000 020102 0000"), "it");
    expect(asn1.count(asn1.list(first, "it")[0], "it")).toBe(1);
    expect(asn1.count(second, "it")).toBe(2);
    expect(asn1.encoded(first, "it")).toEqual(hex("3080 020101 0000"));
  });

  it.each([
    ["nothing", ""],
    ["one byte", "30"],
    ["a length that is not there", "3081"],
    ["a length beyond the end", "3004020105"],
    ["a length beyond its container", "3003020405"],
    ["a length of nine bytes", "30890000000000000000 03020105"],
    ["a length of all ones", "30ff00"],
    ["an indefinite length without an end", "3080020105"],
    ["half an end", "308002010500"],
    ["an indefinite length of bytes", "0480 0000"],
    ["an end that ends nothing", "0000"],
    ["an end in a definite length", "30020000"],
    ["a number above 30", "1f8101 00"],
  ])("are refused: %s", (_, digits) => {
    expect(refused(digits)).toMatch(/^test: no ASN\.1/);
  });

  it("are refused with something behind", () => {
    expect(refused("020105 00")).toMatch(/something follows/);
    expect(refused("3080020105 0000 00")).toMatch(/something follows/);
  });

  it("are refused beyond 40 levels and 5,000 elements, and 40 and 5,000 are read", () => {
    const nested = (levels: number) => {
      let bytes: Uint8Array = write.integer(1);
      for (let level = 0; level < levels; level++) bytes = write.sequence(bytes);
      return readOrRefused(() => asn1.parse(bytes));
    };
    expect(nested(40)).not.toBe("refused");
    expect(nested(41)).toBe("refused");
    const many = (count: number) => {
      const parts = Array.from({ length: count }, () => write.nothing());
      return readOrRefused(() => asn1.parse(write.sequence(...parts)));
    };
    expect(many(4_999)).not.toBe("refused");
    expect(many(5_000)).toBe("refused");
  });
});

describe("values", () => {
  it.each(["0.9.2342.19200300.100.1.25", "1.2.840.113549.1.7.2", "2.5.29.15", "2.999.1", "1.3.0"])(
    "%s is the identifier that was written",
    (dotted) => {
      expect(asn1.oid(asn1.parse(write.oid(dotted)), "it")).toBe(dotted);
      const uuid = "2.25.329800735698586629295641978511506172918";
      expect(asn1.oid(asn1.parse(write.oid(uuid)), "it")).toBe(uuid);
    },
  );

  it("identifiers are refused that are empty, unfinished, padded or endless", () => {
    for (const digits of ["0600", "060186", "0603 2a8001", `0621${"01".repeat(33)}`]) {
      expect(refusalOf(() => asn1.oid(parse(digits), "it"))).toMatch(/strange identifier/);
    }
    expect(refusalOf(() => asn1.oid(parse("020105"), "it"))).toMatch(/no identifier/);
  });

  it("numbers are counted up to five bytes, and never below zero", () => {
    expect(asn1.count(parse("020100"), "it")).toBe(0);
    expect(asn1.count(parse("0205 00ffffffff"), "it")).toBe(0xffff_ffff);
    for (const digits of ["0200", "0201 80", "0206 000000000001", "0401 05"]) {
      expect(refusalOf(() => asn1.count(parse(digits), "it"))).toMatch(/is no number/);
    }
    expect(asn1.integer(parse("0202 00ff"), "it")).toEqual(hex("00ff"));
  });

  it("strings of bytes come in one piece or several, also within [0]", () => {
    for (const digits of [
      "0404 01020304",
      "2408 0402 0102 0402 0304",
      "2480 0402 0102 0402 0304 0000",
      "2480 2406 0401 01 0401 02 0402 0304 0000",
      "8004 01020304",
      "a008 0402 0102 0402 0304",
    ]) {
      expect(asn1.octets(parse(digits), "it")).toEqual(hex("01020304"));
    }
    for (const digits of [
      "2403 020105",
      "2406 0401 01 020105",
      "3003 040101",
      "a106 0401 01 0401 02",
    ]) {
      expect(refusalOf(() => asn1.octets(parse(digits), "it"))).toMatch(/missing/);
    }
    expect(refusalOf(() => asn1.octets(undefined, "it"))).toMatch(/missing/);
  });

  it("bits fill their bytes, unless some may be missing", () => {
    expect(asn1.bits(parse("0303 00 0102"), "it")).toEqual(hex("0102"));
    expect(asn1.bits(parse("0302 05 a0"), "it", 7)).toEqual(hex("a0"));
    for (const digits of ["0300", "0302 05 a0", "0302 08 a0", "2305 0303 000102"]) {
      expect(refusalOf(() => asn1.bits(parse(digits), "it"))).toMatch(/missing/);
    }
  });

  it("texts are read in the kinds that names are written in", () => {
    expect(asn1.text(asn1.parse(write.utf8String("ä")), "it")).toBe("ä");
    expect(asn1.text(asn1.parse(write.printableString("alice")), "it")).toBe("alice");
    expect(asn1.text(parse("1e04 00e4 0062"), "it")).toBe("äb");
    expect(asn1.text(parse("1401 e4"), "it")).toBe("ä");
    for (const digits of ["1e03 00e400", "040161", "3000"]) {
      expect(refusalOf(() => asn1.text(parse(digits), "it"))).toMatch(/no text/);
    }
  });

  it("truth is any byte but zero", () => {
    expect(
      ["0101ff", "010101", "010100", "0100", "0201ff"].map((digits) => asn1.truth(parse(digits))),
    ).toEqual([true, true, false, false, false]);
  });

  it("tags are told by class and number", () => {
    expect(
      [parse("a000"), parse("8000"), parse("a100"), parse("3000")].map((e) => isTagged(e, 0)),
    ).toEqual([true, true, false, false]);
  });
});

it("what is given out has no tie to what was read", () => {
  const bytes = Buffer.from(hex("3004 0402 0102"));
  const [part] = asn1.list(asn1.parse(bytes), "it");
  const given = [asn1.encoded(part, "it"), asn1.octets(part, "it")];
  bytes.fill(0);
  expect(given).toEqual([hex("0402 0102"), hex("0102")]);
});

it("a quarter of a megabyte costs next to nothing, whatever it is", () => {
  const size = 250_000;
  const random = seededRandom(1);
  const noise = random.bytes(size);
  const inputs = [
    ...[0x81, 0x01, 0xff, 0x00].map((fill) => new Uint8Array(size).fill(fill)),
    noise,
    Uint8Array.from({ length: size }, (_, at) => (at % 2 ? 0x80 : 0x30)),
    Uint8Array.from({ length: size }, (_, at) => (at % 2 ? 0x00 : 0x05)),
  ];
  const begun = performance.now();
  for (const content of inputs) {
    for (const tag of [0x30, 0x24, 0x06, 0x02, 0x03, 0x0d, 0x1e]) {
      const read = readOrRefused(() => asn1.parse(write.der(tag, content)));
      if (read === "refused") continue;
      for (const value of [
        asn1.oid,
        asn1.count,
        asn1.octets,
        asn1.bits,
        asn1.text,
        asn1.list,
      ] as const)
        readOrRefused(() => value(read, "it"));
    }
  }
  expect(performance.now() - begun).toBeLessThan(2_000);
});
