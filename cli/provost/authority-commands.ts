// The tenant's certificate authority, as rows. Keys and passwords come from files and standard input,
// never as arguments, and none comes out.
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  count,
  type Option,
  optional,
  said,
  TENANT,
  tenantOf,
} from "./command.ts";
import { BadNews } from "./failure.ts";
import { IDENTITY_FILES, identityFilesBody } from "./identity-commands.ts";
import { facts, instant } from "./output.ts";

interface CertificateFacts {
  readonly subject: string;
  readonly notAfter: number;
  readonly fingerprint: string;
}
interface Authority {
  readonly place: string;
  readonly source: string;
  readonly chain: readonly CertificateFacts[];
  readonly registrationAuthority?: CertificateFacts;
  readonly crlPath: string;
  readonly valid: number;
}
interface Overview {
  readonly rules: Readonly<Record<string, number | boolean>>;
  readonly authorities: readonly Authority[];
  readonly addresses: { readonly scep: string; readonly identityKeys: string };
}

const authorityPath = (call: Call) => path`/tenants/${tenantOf(call)}/authority`;
const overviewOf = async (call: Call) =>
  (await call.api.json("GET", authorityPath(call))) as Overview;

function authorityText(
  { place, source, chain, registrationAuthority, crlPath, valid }: Authority,
  { addresses }: Overview,
): string {
  const [leaf] = chain;
  return facts([
    [place, `${leaf?.subject ?? ""} (${source})`],
    ["expires", instant(Math.min(...chain.map(({ notAfter }) => notAfter)))],
    ["SHA-256", leaf?.fingerprint],
    ["RA", registrationAuthority?.subject],
    ["CRL", new URL(crlPath, addresses.scep).href],
    ["valid now", valid],
  ]);
}

const YES_NO = ["yes", "no"];
const WAITS: Option = { flags: "--next", text: "of the CA that waits" };

function rulesOf(call: Call): Record<string, unknown> {
  const number = (name: string) =>
    optional(call, name) === undefined ? undefined : count(call, name, 0);
  const answer = (name: string) => {
    const text = optional(call, name);
    return text === undefined ? undefined : text === "yes";
  };
  return said({
    validityDays: number("validityDays"),
    renewalDays: number("renewalDays"),
    challengeHours: number("challengeHours"),
    legacyDevices: answer("legacyDevices"),
    registrationAuthority: answer("registrationAuthority"),
  });
}

const rulesText = (rules: Overview["rules"]) => facts(Object.entries(rules));

/** Where a file of the current CA, or of the one that waits, is. */
async function fileOf(call: Call, name: string): Promise<string> {
  const place = call.options.next === true ? "next" : "current";
  const { authorities } = await overviewOf(call);
  const fingerprint = authorities.find((one) => one.place === place)?.chain[0]?.fingerprint;
  if (fingerprint === undefined) throw new BadNews("No such CA.", { authorities });
  return call.api.text("GET", `${authorityPath(call)}${path`/${fingerprint}/${name}`}`);
}

export const AUTHORITY_COMMANDS: readonly CommandRow[] = [
  {
    usage: "authority show",
    summary: "the CAs of client certificates, the rules of issuing, the addresses",
    options: [TENANT],
    run: async (call) => {
      const json = await overviewOf(call);
      const parts = [
        ...json.authorities.map((one) => authorityText(one, json)),
        rulesText(json.rules),
        facts(Object.entries(json.addresses)),
      ];
      return { json, text: parts.join("\n\n") };
    },
  },
  {
    usage: "authority rules",
    summary: "show or change how certificates are issued from now on",
    options: [
      TENANT,
      { flags: "--validity-days <count>", text: "days a certificate is valid" },
      { flags: "--renewal-days <count>", text: "days before its end from which it is renewed" },
      { flags: "--challenge-hours <count>", text: "hours a challenge is open" },
      {
        flags: "--legacy-devices <yes|no>",
        text: "keys of 1,024 bits, SHA-1 and DES for iOS 3 and 4",
        choices: YES_NO,
      },
      {
        flags: "--registration-authority <yes|no>",
        text: "a key other than the CA's opens and signs SCEP messages",
        choices: YES_NO,
      },
    ],
    run: async (call) => {
      const wanted = rulesOf(call);
      const isChange = Object.keys(wanted).length > 0;
      const json = isChange
        ? await call.api.json("PATCH", `${authorityPath(call)}/rules`, wanted)
        : { rules: (await overviewOf(call)).rules };
      return { json, text: rulesText((json as Overview).rules) };
    },
  },
  {
    usage: "authority prepare",
    summary: "make the next CA here; it waits for a roll-over",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("POST", `${authorityPath(call)}/prepare`);
      const text = "The next CA is made. It issues after: provost authority roll-over";
      return { json, text };
    },
  },
  {
    usage: "authority import",
    summary: "take in the next CA: PEM files, or PKCS#12 with its password on standard input",
    options: [TENANT, ...IDENTITY_FILES],
    run: async (call) => {
      const body = await identityFilesBody(call);
      const json = await call.api.json("POST", `${authorityPath(call)}/import`, body);
      const text = "The next CA is taken in. It issues after: provost authority roll-over";
      return { json, text };
    },
  },
  {
    usage: "authority drop",
    summary: "drop the CA that waits",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("DELETE", `${authorityPath(call)}/next`);
      return { json, text: "No CA waits any more." };
    },
  },
  {
    usage: "authority roll-over",
    summary: "issue with the next CA; whoever checks certificates besides Provost must trust it",
    options: [
      TENANT,
      { flags: "--confirm <tenant>", text: "the tenant's name once more", required: true },
    ],
    run: async (call) => {
      const body = { confirm: optional(call, "confirm") };
      const json = await call.api.json("POST", `${authorityPath(call)}/roll-over`, body);
      return { json, text: "Certificates are issued by the next CA from now on." };
    },
  },
  {
    usage: "authority chain",
    summary: "the CA's certificate and what leads to its root, as PEM",
    options: [TENANT, WAITS],
    run: async (call) => {
      const pem = await fileOf(call, "chain.pem");
      return { json: { pem }, text: pem.trimEnd() };
    },
  },
  {
    usage: "authority crl",
    summary: "the CA's list of revoked certificates, as PEM",
    options: [TENANT, WAITS],
    run: async (call) => {
      const pem = await fileOf(call, "crl.pem");
      return { json: { pem }, text: pem.trimEnd() };
    },
  },
];
