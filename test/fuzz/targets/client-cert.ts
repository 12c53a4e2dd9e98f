// Fuzz target: Client-Cert. What is read is one whole SEQUENCE, and the text says nothing else.
import { readClientCert } from "../../../worker/wire/client-cert.ts";
import { FIXED_KEYS } from "../../support/fixed-keys.ts";
import { makeCertificate } from "../../support/signed-message.ts";
import type { FuzzTarget } from "../target.ts";

const { certificate } = makeCertificate({ name: "alice", key: FIXED_KEYS.alice });
const bytesOf = (text: string) => new TextEncoder().encode(text);

export const target: FuzzTarget = {
  name: "client-cert",
  seeds: [certificate, certificate.subarray(4, 4 + 3 + (certificate[6] ?? 0))].map((der) =>
    bytesOf(`:${der.toString("base64")}:`),
  ),
  dictionary: [":", "::", "=", "==", " ", "-", "_", ";a=1", ", :MIIB:", "\n"].map(bytesOf),
  run(bytes) {
    const text = Buffer.from(bytes).toString("latin1");
    const read = Buffer.from(readClientCert(text));
    if (read[0] !== 0x30) throw new Error("no SEQUENCE");
    const written = text.trim().replaceAll(/[:=]/g, "");
    if (read.toString("base64").replaceAll("=", "") !== written) throw new Error("something more");
  },
};
