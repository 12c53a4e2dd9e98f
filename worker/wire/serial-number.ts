// Serial numbers of certificates. Rule: random, so that nobody foretells one (RFC 5280, 4.1.2.2, asks
// for positive ones of 20 bytes at most).
const SERIAL_BYTES = 16;

/** A serial number out of 16 random bytes: positive, not zero, and all equally long. */
export function serialNumber(random: Uint8Array): Uint8Array {
  if (random.length !== SERIAL_BYTES) throw new RangeError("a serial number has 16 bytes");
  const serial = Uint8Array.from(random);
  // Top bit off: positive. Next bit on: not zero, and of one length.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}
