// Fuzz target: the bytes inside a base64 query, damaged below their digits, where damaged text is
// hardly ever read.
import { encodeBase64 } from "../../../worker/wire/base64.ts";
import type { FuzzTarget } from "../target.ts";
import { BASE64_RECORDS, checkQuery } from "./eas-query.ts";

export const target: FuzzTarget = {
  name: "eas-query-base64",
  seeds: BASE64_RECORDS,
  dictionary: [
    [0x07, 0x01, 0x03],
    [0x08, 0x02, 0xc3, 0xbc],
    [0x00, 0x00],
    [0x04, 0xff],
  ].map((word) => Uint8Array.from(word)),
  run: (bytes) => checkQuery(encodeBase64(bytes)),
};
