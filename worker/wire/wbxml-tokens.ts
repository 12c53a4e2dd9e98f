// The global tokens of WBXML 1.3 (WAP Binary XML Content Format 7.1), the ones Exchange ActiveSync
// uses and the ones it does not. Every other byte is a tag of the current code page.

export const SWITCH_PAGE = 0x00;
export const END = 0x01;
export const STR_I = 0x03;
export const OPAQUE = 0xc3;

/** Tag byte: six bits of token, one bit "has content", one bit "has attributes". */
export const TOKEN_BITS = 0x3f;
export const HAS_CONTENT = 0x40;
export const HAS_ATTRIBUTES = 0x80;
/** Below this the six bits name a global token, not a tag. */
export const FIRST_TAG = 0x05;

/** Global tokens that MS-ASWBXML does not use, by name for the refusal. */
export const UNUSED_TOKENS: Readonly<Record<number, string>> = {
  2: "ENTITY",
  4: "LITERAL",
  64: "EXT_I_0",
  65: "EXT_I_1",
  66: "EXT_I_2",
  67: "PI",
  68: "LITERAL_C",
  128: "EXT_T_0",
  129: "EXT_T_1",
  130: "EXT_T_2",
  131: "STR_T",
  132: "LITERAL_A",
  192: "EXT_0",
  193: "EXT_1",
  194: "EXT_2",
  196: "LITERAL_AC",
};
