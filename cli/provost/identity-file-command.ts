// One user's client certificate with its private key, for delivery by hand. The rule: the file is
// there, empty and for its owner's eyes only, before the certificate is made, and never written over
// another; the password is printed once.
import { open, unlink } from "node:fs/promises";
import { path } from "./api.ts";
import { type CommandRow, optional, TENANT, tenantOf, word } from "./command.ts";
import { UsageError } from "./failure.ts";
import { facts, instant } from "./output.ts";

interface Made {
  readonly certificate: { readonly fingerprint: string; readonly notAfter: number };
  readonly pkcs12: string;
  readonly password: string;
}

const OWNER_ONLY = 0o600;

async function newFile(name: string) {
  try {
    return await open(name, "wx", OWNER_ONLY);
  } catch (error) {
    throw new UsageError(`Cannot write ${name}: ${(error as Error).message}`);
  }
}

export const IDENTITY_FILE_COMMANDS: readonly CommandRow[] = [
  {
    usage: "identity-file <user>",
    summary: "make a user's client certificate with its key, for a phone that cannot enrol",
    options: [
      TENANT,
      { flags: "--out <file>", text: "the .p12 to write; it must not be there", required: true },
    ],
    run: async (call) => {
      const out = optional(call, "out") ?? "";
      const file = await newFile(out);
      try {
        const where = path`/tenants/${tenantOf(call)}/users/${word(call, 0)}/identity-file`;
        const json = (await call.api.json("POST", where)) as Made;
        await file.writeFile(Buffer.from(json.pkcs12, "base64"));
        const { certificate, password } = json;
        const text = facts([
          ["file", out],
          ["password", password],
          ["SHA-256", certificate.fingerprint],
          ["valid until", instant(certificate.notAfter)],
        ]);
        // The file holds it: a terminal's or a script's log need not.
        return { json: { certificate, password, file: out }, text };
      } catch (error) {
        await unlink(out);
        throw error;
      } finally {
        await file.close();
      }
    },
  },
];
