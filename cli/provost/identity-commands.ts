// The identity that signs a tenant's profiles, as rows. Keys and passwords come from files and
// standard input, never as arguments; what the API tells of them holds no secret.
import { readFile } from "node:fs/promises";
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  type Option,
  optional,
  said,
  TENANT,
  tenantOf,
} from "./command.ts";
import { UsageError } from "./failure.ts";
import { facts, instant } from "./output.ts";
import { passwordFromInput } from "./password.ts";

interface Identity {
  readonly source: string;
  readonly signsSince?: number;
  readonly chain: readonly {
    readonly subject: string;
    readonly notAfter: number;
    readonly fingerprint: string;
  }[];
  readonly warnings: readonly string[];
}
interface Identities {
  readonly current: Identity;
  readonly next?: Identity;
  readonly signedNow: { readonly profiles: number };
}

const identityPath = (call: Call) => path`/tenants/${tenantOf(call)}/identity`;

function identityText(name: string, { source, signsSince, chain, warnings }: Identity): string {
  const [leaf] = chain;
  return facts([
    [name, `${leaf?.subject ?? ""} (${source})`],
    ["signs since", signsSince === undefined ? "waits" : instant(signsSince)],
    ["expires", instant(Math.min(...chain.map(({ notAfter }) => notAfter)))],
    ["SHA-256", leaf?.fingerprint],
    ["warnings", warnings.length > 0 ? warnings.join(" ") : undefined],
  ]);
}

/** The content of the file that an option names. */
export async function fileOf(call: Call, option: string): Promise<Buffer | undefined> {
  const name = optional(call, option);
  if (name === undefined) return undefined;
  try {
    return await readFile(name);
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${(error as Error).message}`);
  }
}

/** The options that name the files of an identity. */
export const IDENTITY_FILES: readonly Option[] = [
  { flags: "--certificates <file>", text: "PEM, in any order" },
  { flags: "--private-key <file>", text: "PEM, not encrypted" },
  { flags: "--pkcs12 <file>", text: "a .p12 or .pfx file" },
];

/** The API's body of an import: those files, and the password of a PKCS#12 from standard input. */
export async function identityFilesBody(call: Call): Promise<Record<string, unknown>> {
  const pkcs12 = (await fileOf(call, "pkcs12"))?.toString("base64");
  return said({
    certificates: (await fileOf(call, "certificates"))?.toString("utf8"),
    privateKey: (await fileOf(call, "privateKey"))?.toString("utf8"),
    pkcs12,
    password: pkcs12 === undefined ? undefined : await passwordFromInput(),
  });
}

export const IDENTITY_COMMANDS: readonly CommandRow[] = [
  {
    usage: "identity show",
    summary: "what signs profiles now, what waits to follow, and what to look out for",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json("GET", identityPath(call))) as Identities;
      const parts = [
        identityText("current", json.current),
        ...(json.next ? [identityText("next", json.next)] : []),
        `Profiles in use that the current one signed: ${json.signedNow.profiles}`,
      ];
      return { json, text: parts.join("\n\n") };
    },
  },
  {
    usage: "identity prepare",
    summary: "make the next identity here; it waits for a roll-over",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("POST", `${identityPath(call)}/prepare`);
      return {
        json,
        text: "The next identity is made. It signs after: provost identity roll-over",
      };
    },
  },
  {
    usage: "identity import",
    summary: "take in the next identity: PEM files, or PKCS#12 with its password on standard input",
    options: [TENANT, ...IDENTITY_FILES],
    run: async (call) => {
      const body = await identityFilesBody(call);
      const json = await call.api.json("POST", `${identityPath(call)}/import`, body);
      return {
        json,
        text: "The next identity is taken in. It signs after: provost identity roll-over",
      };
    },
  },
  {
    usage: "identity drop",
    summary: "drop the identity that waits",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", `${identityPath(call)}/next`);
      return { json, text: "No identity waits any more." };
    },
  },
  {
    usage: "identity roll-over",
    summary:
      "sign with the next identity; users of older profiles must remove them before the next",
    options: [
      TENANT,
      { flags: "--confirm <tenant>", text: "the tenant's name once more", required: true },
    ],
    run: async (call) => {
      const body = { confirm: optional(call, "confirm") };
      const json = await call.api.json("POST", `${identityPath(call)}/roll-over`, body);
      return { json, text: "Profiles are signed by the next identity from now on." };
    },
  },
];
