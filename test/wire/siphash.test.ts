// HalfSipHash-2-4 against its authors' test vectors (test/vectors/siphash), and what a map of secrets needs of it.
import { expect, test } from "vitest";
import { HASH_KEY_BYTES, sipHash } from "../../worker/wire/siphash.ts";
import { textVector } from "../support/vectors.ts";

const KEY = Uint8Array.from({ length: HASH_KEY_BYTES }, (_, i) => i);
const bytesOf = (hash: string | null) =>
  Buffer.from(Uint16Array.from(hash ?? "", (unit) => unit.charCodeAt(0)).buffer).toString("hex");

test("gives the authors' hashes of texts of 0 to 63 bytes", () => {
  const theirs = textVector("siphash/half-2-4-64.hex").trim().split("\n");
  const hash = sipHash(KEY);
  const text = String.fromCharCode(...theirs.keys());
  const ours = theirs.map((_, length) => bytesOf(hash(text.slice(0, length))));
  expect(theirs.length).toBe(64);
  expect(ours).toEqual(theirs);
});

test("differs by every character, by their order, by the length and by the key", () => {
  const text =
    "POST\nhttps://mail.acme.example/Microsoft-Server-ActiveSync?Cmd=Ping\nBasic YWxpY2U6cHc=";
  const hash = sipHash(KEY);
  const others = Array.from(text, (character, i) => {
    const other = String.fromCharCode(character.charCodeAt(0) ^ 1);
    return text.slice(0, i) + other + text.slice(i + 1);
  });
  const lengths = Array.from({ length: 9 }, (_, i) => "\0".repeat(i));
  const hashes = [text, ...others, ...lengths, "ab", "ba"].map(hash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(sipHash(KEY.toReversed())(text)).not.toBe(hash(text));
  expect(hash(text)).toBe(hashes[0]);
});

test("takes a key from the midst of other bytes", () => {
  const within = Uint8Array.from([9, 9, 9, ...KEY, 9]).subarray(3, 3 + HASH_KEY_BYTES);
  expect(sipHash(within)("alice")).toBe(sipHash(KEY)("alice"));
});

test("gives no hash for characters that are no bytes, instead of one that others share", () => {
  const hash = sipHash(KEY);
  expect(hash("\u0141")).toBeNull();
  expect(hash("passw\u00f6rd")).not.toBeNull();
});
