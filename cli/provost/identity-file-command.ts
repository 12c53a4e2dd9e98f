// One user's client certificate with its private key, for delivery by hand: as a .p12, or within a
// profile encrypted to one phone. The rule: the file is there, empty and for its owner's eyes only,
// before the certificate is made, and never written over another; a password is printed once.
import { open, unlink } from "node:fs/promises";
import { path } from "./api.ts";
import {
  type Answer,
  type Call,
  type CommandRow,
  type Option,
  optional,
  TENANT,
  tenantOf,
  word,
} from "./command.ts";
import { UsageError } from "./failure.ts";
import { fileOf } from "./identity-commands.ts";
import { facts, instant } from "./output.ts";

interface Identity {
  readonly certificate: { readonly fingerprint: string; readonly notAfter: number };
  readonly pkcs12: string;
  readonly password: string;
}
interface Profile {
  readonly profile: string;
  readonly fingerprint: string;
}
/** What goes into the file, and what is said of it. */
interface Made extends Answer {
  readonly content: string;
}

const OWNER_ONLY = 0o600;
const OUT: Option = {
  flags: "--out <file>",
  text: "the file to write; it must not be there",
  required: true,
};
const userPath = (call: Call) => path`/tenants/${tenantOf(call)}/users/${word(call, 0)}`;

async function newFile(name: string) {
  try {
    return await open(name, "wx", OWNER_ONLY);
  } catch (error) {
    throw new UsageError(`Cannot write ${name}: ${(error as Error).message}`);
  }
}

/** Makes a new file of what `make` answers (base64); where it answers nothing, no file stays behind. */
async function written(call: Call, make: (out: string) => Promise<Made>): Promise<Answer> {
  const out = optional(call, "out") ?? "";
  const file = await newFile(out);
  try {
    const { content, ...answer } = await make(out);
    await file.writeFile(Buffer.from(content, "base64"));
    return answer;
  } catch (error) {
    await unlink(out);
    throw error;
  } finally {
    await file.close();
  }
}

async function identityFile(call: Call, out: string): Promise<Made> {
  const json = (await call.api.json("POST", `${userPath(call)}/identity-file`)) as Identity;
  const { certificate, password, pkcs12 } = json;
  const text = facts([
    ["file", out],
    ["password", password],
    ["SHA-256", certificate.fingerprint],
    ["valid until", instant(certificate.notAfter)],
  ]);
  // The file holds the key: a terminal's or a script's log need not.
  return { content: pkcs12, json: { certificate, password, file: out }, text };
}

async function profileFile(call: Call, out: string): Promise<Made> {
  const certificate = (await fileOf(call, "encryptTo"))?.toString("utf8");
  const body = { certificate, ios: optional(call, "ios") };
  const json = (await call.api.json("POST", `${userPath(call)}/profile-file`, body)) as Profile;
  const { fingerprint, profile } = json;
  const text = facts([
    ["file", out],
    ["SHA-256", fingerprint],
  ]);
  return { content: profile, json: { fingerprint, file: out }, text };
}

export const IDENTITY_FILE_COMMANDS: readonly CommandRow[] = [
  {
    usage: "identity-file <user>",
    summary: "make a user's client certificate with its key (.p12), for a phone that cannot enrol",
    options: [TENANT, OUT],
    run: (call) => written(call, (out) => identityFile(call, out)),
  },
  {
    usage: "profile-file <user>",
    summary: "make a user's profile with a certificate in it, which one phone alone can open",
    options: [
      TENANT,
      { flags: "--encrypt-to <file>", text: "the phone's certificate, PEM", required: true },
      { flags: "--ios <version>", text: "the phone's system: 4.2.1", required: true },
      OUT,
    ],
    run: (call) => written(call, (out) => profileFile(call, out)),
  },
];
