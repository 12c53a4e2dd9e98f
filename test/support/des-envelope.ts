// Envelopes under single DES, in a Node that was started with OpenSSL's old algorithms: opens `theirs`
// and seals `ours` for alice, in the folder it runs in (test/oracles/cms-envelope.test.ts).
import { readFileSync, writeFileSync } from "node:fs";
import { readEnvelope, sealEnvelope } from "../../worker/wire/cms-envelope.ts";
import { openEnvelope } from "../../worker/wire/cms-open.ts";

const [certificate, privateKeyPem] = [
  new Uint8Array(readFileSync("alice.der")),
  readFileSync("alice.key", "utf8"),
];
const opened = openEnvelope(readEnvelope(readFileSync("theirs")), { certificate, privateKeyPem });
writeFileSync("theirs-opened", opened ?? "");
const [key, iv] = [Buffer.from("8 bytes!"), Buffer.from("and 8 ..")];
const how = { recipient: certificate, cipher: "des", key, iv } as const;
writeFileSync("ours", sealEnvelope(readFileSync("content"), how));
