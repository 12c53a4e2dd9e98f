// Serial numbers of certificates, as RFC 5280, 4.1.2.2 asks for them.
import { describe, expect, it } from "vitest";
import { serialNumber } from "../../worker/wire/serial-number.ts";

const bytes = (fill: number, length = 16) => new Uint8Array(length).fill(fill);

describe("serial numbers", () => {
  it.each([
    [0x00, "40".padEnd(32, "0")],
    [0xff, "7f".padEnd(32, "f")],
  ])("are positive and have 16 bytes, even those made of bytes of %i", (fill, hex) => {
    expect(Buffer.from(serialNumber(bytes(fill))).toString("hex")).toBe(hex);
  });

  it("leave the random bytes as they were", () => {
    const random = bytes(0xff);
    serialNumber(random);
    expect(random).toEqual(bytes(0xff));
  });

  it("are made of 16 bytes alone", () => {
    expect(() => serialNumber(bytes(1, 8))).toThrow(RangeError);
  });
});
