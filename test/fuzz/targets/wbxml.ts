// Fuzz target: WBXML documents. What is read must be written and read again as the same bytes.
import { decode, encode, peekRoot } from "../../../worker/wire/wbxml.ts";
import { hexVector } from "../../support/vectors.ts";
import type { FuzzTarget } from "../target.ts";

const SEEDS = [
  "microsoft-add-contact",
  "microsoft-captured-sync-request",
  "microsoft-captured-sync-answer",
  "folder-sync-request",
  "folder-sync-answer",
  "provision-request",
  "provision-answer",
  "provision-with-device-information",
  "remote-wipe-order",
  "ping-request",
  "sync-answer",
  "sync-answer-eas-2.5",
  "send-mail-request",
];
const words = (...all: readonly (readonly number[])[]) => all.map((word) => Uint8Array.from(word));

export const target: FuzzTarget = {
  name: "wbxml",
  seeds: SEEDS.map((name) => hexVector(`wbxml/${name}`)),
  dictionary: words(
    [0x03, 0x01, 0x6a, 0x00],
    [0x00, 0x02],
    [0x00, 0x19],
    [0x45, 0x01],
    [0x05],
    [0x03, 0x41, 0x00],
    [0x03, 0xc3, 0xbc, 0x00],
    [0x03, 0xf0, 0x9f, 0x93, 0xb1, 0x00],
    [0xc3, 0x02, 0x00, 0x01],
    [0xc3, 0x8f, 0xff, 0xff, 0xff, 0x7f],
    [0x83, 0x00],
    [0x01],
  ),
  run(bytes) {
    const root = decode(bytes);
    const written = encode(root);
    const again = encode(decode(written));
    if (Buffer.compare(written, again) !== 0) throw new Error("the tree changes when written");
    if (peekRoot(bytes) !== root.tag) throw new Error("peekRoot sees another root than decode");
  },
};
