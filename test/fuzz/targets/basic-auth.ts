// Fuzz target: the Authorization header. What is read must be written as credentials that are read
// alike.
import { isDeepStrictEqual } from "node:util";
import { formatBasic, parseBasic } from "../../../worker/wire/basic-auth.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

export const target: FuzzTarget = {
  name: "basic-auth",
  seeds: [
    "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "Basic YWxpY2U6cMOkOnNz",
    "Basic YWxpY2U6cOQ6c3M=",
    "basic   YWxpY2U6",
    "Bearer abc",
  ].map(bytesOf),
  dictionary: ["Basic ", "=", " ", ":", "\t", "AAAA", "Og=="].map(bytesOf),
  run(bytes) {
    const read = parseBasic(Buffer.from(bytes).toString("latin1"));
    if (read !== null && !isDeepStrictEqual(parseBasic(formatBasic(read)), read)) {
      throw new Error("the credentials change when written");
    }
  },
};
