// Fuzz target: ActiveSync query strings as text. What is read must come back from its own canonical
// text.
import { isDeepStrictEqual } from "node:util";
import { encodeBase64 } from "../../../worker/wire/base64.ts";
import {
  canonicalDeviceId,
  formatEasQuery,
  parseEasQuery,
} from "../../../worker/wire/eas-query.ts";
import { bytesOfHex, textVector } from "../../support/vectors.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Bytes of a base64 query with every field, and of Microsoft's example. */
export const BASE64_RECORDS = [
  bytesOfHex(
    `79030704 0f4170706c3837383337 4c31585937 48 0498badcfe 066950686f6e65
    000161 010135 0303353a31 04046c6f6e67 06016f 070103 080461636d65`,
  ),
  Uint8Array.from(Buffer.from(textVector("eas-query/microsoft-base64.txt"), "base64")),
];

/** Reads a query and checks that its own canonical text says the same. */
export function checkQuery(query: string): void {
  const read = parseEasQuery(query);
  if (!isDeepStrictEqual(parseEasQuery(formatEasQuery(read)), read)) {
    throw new Error("the query changes when written");
  }
  const id = canonicalDeviceId(read.deviceId);
  if (canonicalDeviceId(id) !== id) throw new Error("the canonical device id has another one");
}

export const target: FuzzTarget = {
  name: "eas-query",
  seeds: [
    "?User=alice&DeviceId=Appl87837L1XY7H&DeviceType=iPhone&Cmd=FolderSync",
    "?Cmd=SmartReply&User=ACME%5Calice&DeviceId=a&DeviceType=iPod&ItemId=5%3A1&SaveInSent=T",
    ...BASE64_RECORDS.map((record) => `?${encodeBase64(record)}`),
  ].map(bytesOf),
  dictionary: ["Cmd=Ping", "&", "=", "%", "%00", "%C3%BC", "%ff", "==", "User=", "+", "%2B"].map(
    bytesOf,
  ),
  run: (bytes) => checkQuery(Buffer.from(bytes).toString("latin1")),
};
