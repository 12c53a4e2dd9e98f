// Fuzz target: identities pasted as PEM, down to the certificates and keys in the blocks.
import { readIdentityFile } from "../../../worker/wire/identity-file.ts";
import { openPkcs12 } from "../../../worker/wire/pkcs12.ts";
import { PKCS12, PKCS12_PASSWORD } from "../../support/identity-files.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function pem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

const opened = openPkcs12(PKCS12.smallAes, PKCS12_PASSWORD);
if (!opened.ok) throw new Error(opened.problem);
const [certificate = new Uint8Array()] = opened.certificates;
const [key = new Uint8Array()] = opened.keys;

export const target: FuzzTarget = {
  name: "pem",
  seeds: [pem("CERTIFICATE", certificate) + pem("PRIVATE KEY", key)].map(bytesOf),
  dictionary: [
    "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n",
    "-----BEGIN EC PRIVATE KEY-----\n",
    "Proc-Type: 4,ENCRYPTED\n",
    "\r\n",
    "=",
    "MIIB",
  ].map(bytesOf),
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    readIdentityFile({ form: "pem", certificates: text, privateKey: "" });
  },
};
