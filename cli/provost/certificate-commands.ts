// Client certificates, challenges and enrolment, as rows. A challenge and a .p12's password are
// printed once, where they are made; a file with a private key is written for its owner's eyes only.
import { path } from "./api.ts";
import {
  type Call,
  type CommandRow,
  type Option,
  optional,
  said,
  TENANT,
  tenantOf,
  word,
} from "./command.ts";
import { facts, instant, short, table } from "./output.ts";
import { PAGING, paged, withNext } from "./paging.ts";

interface Certificate {
  readonly fingerprint: string;
  readonly serialNumber: string;
  readonly user: string;
  readonly purpose: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly delivery: string;
  readonly state: string;
  readonly deviceId?: string;
  readonly device?: Phone;
  readonly revoked?: { readonly at: number; readonly by: string; readonly reason: string };
}
interface Phone {
  readonly udid: string;
  readonly serial?: string;
  readonly product?: string;
}
interface Attempt {
  readonly at: number;
  readonly user: string;
  readonly step: string;
  readonly outcome: string;
  readonly device?: Phone;
  readonly client: string;
  readonly detail: string;
}
interface Challenge {
  readonly id: string;
  readonly user: string;
  readonly purpose: string;
  readonly state: string;
  readonly madeBy: string;
  readonly expiresAt: number;
}

const PURPOSES = ["exchange", "enrolment"];
const REASONS = [
  "unspecified",
  "keyCompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
];
const USER: Option = { flags: "--user <name>", text: "whom it speaks for", required: true };

const at = (call: Call) => path`/tenants/${tenantOf(call)}`;
const phoneOf = (device: Phone | undefined) =>
  device && ([device.product, device.serial].filter(Boolean).join(" ") || device.udid);

const certificateCommands: readonly CommandRow[] = [
  {
    usage: "certificate list",
    summary: "client certificates, newest first",
    options: [
      TENANT,
      { flags: "--user <name>", text: "only this user's" },
      { flags: "--device-id <id>", text: "only those bound to this device" },
      { flags: "--purpose <what>", text: "only those that open this", choices: PURPOSES },
      {
        flags: "--state <state>",
        text: "only those in this state",
        choices: ["all", "valid", "expiring", "expired", "revoked"],
      },
      ...PAGING.slice(1),
    ],
    run: async (call) => {
      const [user, purpose, state] = ["user", "purpose", "state"].map((one) => optional(call, one));
      const asked = said({ user, purpose, state, deviceId: optional(call, "deviceId") });
      const query = new URLSearchParams(asked as Record<string, string>);
      const paging = paged(call, "").slice(1);
      const both = [query.toString(), paging].filter(Boolean).join("&");
      const where = `${at(call)}/certificates${both && `?${both}`}`;
      const json = await call.api.json("GET", where);
      const { certificates, next } = json as { certificates: Certificate[]; next?: string };
      const rows = table(
        certificates,
        [
          ["CERTIFICATE", (c) => c.fingerprint],
          ["USER", (c) => c.user],
          ["OPENS", (c) => c.purpose],
          ["UNTIL", (c) => instant(c.notAfter)],
          ["STATE", (c) => c.state],
          ["DEVICE", (c) => c.deviceId ?? phoneOf(c.device)],
        ],
        "No certificate is found.",
      );
      return { json, text: withNext(rows, next) };
    },
  },
  {
    usage: "certificate show <fingerprint>",
    summary: "one client certificate, by its SHA-256",
    options: [TENANT],
    run: async (call) => {
      const where = `${at(call)}${path`/certificates/${word(call, 0)}`}`;
      const json = (await call.api.json("GET", where)) as Certificate;
      const { revoked } = json;
      const text = facts([
        ["SHA-256", json.fingerprint],
        ["serial number", json.serialNumber],
        ["user", json.user],
        ["opens", json.purpose],
        ["state", json.state],
        ["valid", `${instant(json.notBefore)} to ${instant(json.notAfter)}`],
        ["delivery", json.delivery],
        ["device", json.deviceId],
        ["phone", phoneOf(json.device)],
        ["revoked", revoked && `${instant(revoked.at)} by ${revoked.by}: ${revoked.reason}`],
      ]);
      return { json, text };
    },
  },
  {
    usage: "certificate revoke <fingerprint>",
    summary: "revoke one, for good: the gateway refuses it within seconds",
    options: [
      TENANT,
      { flags: "--reason <reason>", text: "why (RFC 5280, 5.3.1)", choices: REASONS },
    ],
    run: async (call) => {
      const where = `${at(call)}${path`/certificates/${word(call, 0)}/revoke`}`;
      const json = await call.api.json("POST", where, said({ reason: optional(call, "reason") }));
      const { certificate } = json as { certificate: Certificate };
      const text = `The certificate ${short(certificate.fingerprint)} of ${certificate.user} is revoked.`;
      return { json, text };
    },
  },
];

const enrolmentCommands: readonly CommandRow[] = [
  {
    usage: "challenge",
    summary: "make a challenge for one certificate over SCEP, and print it, this once",
    options: [
      TENANT,
      USER,
      { flags: "--purpose <what>", text: "what it opens (default: exchange)", choices: PURPOSES },
    ],
    run: async (call) => {
      const body = said({ user: optional(call, "user"), purpose: optional(call, "purpose") });
      const json = await call.api.json("POST", `${at(call)}/challenges`, body);
      return { json, text: (json as { challenge: string }).challenge };
    },
  },
  {
    usage: "enrolment list",
    summary: "the newest tries to enrol, good or bad, with their reasons",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("GET", `${at(call)}/enrolment-attempts`);
      const rows = table(
        (json as { attempts: Attempt[] }).attempts,
        [
          ["WHEN", (a) => instant(a.at)],
          ["USER", (a) => a.user],
          ["STEP", (a) => a.step],
          ["OUTCOME", (a) => a.outcome],
          ["PHONE", (a) => phoneOf(a.device)],
          ["FROM", (a) => a.client],
          ["DETAIL", (a) => a.detail],
        ],
        "Nobody has tried yet.",
      );
      return { json, text: rows };
    },
  },
  {
    usage: "enrolment challenges",
    summary: "challenges, and what became of them",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("GET", `${at(call)}/challenges`);
      const rows = table(
        (json as { challenges: Challenge[] }).challenges,
        [
          ["ID", (c) => c.id],
          ["USER", (c) => c.user],
          ["FOR", (c) => c.purpose],
          ["STATE", (c) => c.state],
          ["MADE BY", (c) => c.madeBy],
          ["ENDS", (c) => instant(c.expiresAt)],
        ],
        "There are no challenges.",
      );
      return { json, text: rows };
    },
  },
  {
    usage: "enrolment drop <id>",
    summary: "drop an open challenge",
    options: [TENANT],
    run: async (call) => {
      const where = `${at(call)}${path`/challenges/${word(call, 0)}`}`;
      const json = await call.api.json("DELETE", where);
      return { json, text: "The challenge is dropped." };
    },
  },
];

export const CERTIFICATE_COMMANDS = [...certificateCommands, ...enrolmentCommands];
