// Fuzz target: envelopes. Damage gives an answer, content or none, and the same message the same one.
import { CONTENT_CIPHERS, readEnvelope, sealEnvelope } from "../../../worker/wire/cms-envelope.ts";
import { openEnvelope } from "../../../worker/wire/cms-open.ts";
import { FIXED_KEYS } from "../../support/fixed-keys.ts";
import { makeCertificate } from "../../support/signed-message.ts";
import type { FuzzTarget } from "../target.ts";

const { certificate, key } = makeCertificate({ name: "alice", key: FIXED_KEYS.short });
const identity = {
  certificate,
  privateKeyPem: key.export({ format: "pem", type: "pkcs8" }).toString(),
};
const CONTENT = Buffer.from("a request");

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

export const target: FuzzTarget = {
  name: "cms-envelope",
  seeds: (["3des", "aes-128", "aes-256"] as const).map((cipher) => {
    const { key: keyLength, block } = CONTENT_CIPHERS[cipher];
    const [contentKey, iv] = [Buffer.alloc(keyLength, 7), Buffer.alloc(block, 9)];
    return sealEnvelope(CONTENT, { recipient: certificate, cipher, key: contentKey, iv });
  }),
  dictionary: ["3080", "0000", "a080", "2480", "0400", "0500", "a000", "3100", "a003040100"].map(
    fromHex,
  ),
  run(bytes) {
    const envelope = readEnvelope(bytes);
    // Node has no single DES without its old algorithms; workerd has (test/objects/cms.test.ts).
    if (envelope.cipher === "des") return;
    const opened = openEnvelope(envelope, identity);
    const again = openEnvelope(envelope, identity);
    if (hexOf(opened) !== hexOf(again)) throw new Error("two answers to one message");
    if (opened && opened.length >= envelope.encrypted.length) throw new Error("longer than it was");
  },
};

const hexOf = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString("hex");
