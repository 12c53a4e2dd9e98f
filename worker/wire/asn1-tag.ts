// Identifier octets of ASN.1, for the one who reads (asn1.ts) and the one who writes (der-write.ts).
// Follows X.690, section 8.1.2, and X.680, table 1.
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  /** SEQUENCE and SET are constructed: the bit 0x20 is in. */
  sequence: 0x30,
  set: 0x31,
} as const;
