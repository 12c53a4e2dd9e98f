// Fuzz target: what phones say of themselves. Whatever is read is plain text of bounded length.
import { readDeviceAttributes } from "../../../worker/wire/profile-service.ts";
import type { FuzzTarget } from "../target.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>';
const bytesOf = (text: string) => new TextEncoder().encode(text);
const entry = (key: string, value: string) => `<key>${key}</key>${value}`;
const text = (value: string) => `<string>${value}</string>`;
const answer = (...entries: readonly string[]) =>
  bytesOf(`${HEAD}${entries.join("")}</dict></plist>`);

const udid = entry("UDID", text("2b6f0cc904d137be2e1730235f5664094b831186"));

export const target: FuzzTarget = {
  name: "profile-service",
  seeds: [
    answer(udid),
    answer(
      entry("CHALLENGE", text("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
      entry("IMEI", text("01 161400 452322 6")),
      entry("PRODUCT", text("iPhone2,1")),
      entry("SERIAL", text("86945XYZ3NQ")),
      udid,
      entry("VERSION", text("8C148")),
    ),
    answer(entry("CHALLENGE", "<data>QUJD</data>"), udid),
  ],
  dictionary: ["UDID", "SERIAL", "CHALLENGE", "<string>", "</string>", "<data>", "&lt;", " "].map(
    bytesOf,
  ),
  run(bytes) {
    for (const value of Object.values(readDeviceAttributes(bytes))) {
      if (!/^[\x21-\x7e]{0,64}$/.test(value)) throw new Error(`strange: ${value}`);
    }
  },
};
