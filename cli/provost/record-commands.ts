// What the service recorded, and the certificates it signs with, as rows.
import { path } from "./api.ts";
import { type AuditEntry, verifyChain } from "./audit-chain.ts";
import { type Call, type CommandRow, count, optional, TENANT, tenantOf } from "./command.ts";
import { BadNews } from "./failure.ts";
import { instant, short, table } from "./output.ts";

interface Handout {
  readonly id: string;
  readonly user: string;
  readonly policyVersion: string;
  readonly madeAt: number;
  readonly expiresAt: number;
  readonly deviceId?: string;
  readonly boundAt?: number;
  readonly supersededAt?: number;
}
interface Refusals {
  readonly counts: readonly {
    readonly reason: string;
    readonly hour: number;
    readonly count: number;
  }[];
  readonly newest: readonly (Readonly<Record<string, string>> & { readonly at: number })[];
}
const AUDIT_PAGE = 500;
const HOUR_MS = 3_600_000;

/** The tenant's log, or the service's own where no tenant is named. */
const logPath = (call: Call) =>
  call.options.tenant === undefined ? "/service-audit" : path`/tenants/${tenantOf(call)}/audit`;

/** Reads the log from `after` on, page by page, at most `limit` entries. */
async function auditEntries(call: Call, after: number, limit: number): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let cursor = after; entries.length < limit; ) {
    const query = `after=${cursor}&limit=${Math.min(AUDIT_PAGE, limit - entries.length)}`;
    const page = await call.api.json("GET", `${logPath(call)}?${query}`);
    const found = (page as { entries: AuditEntry[] }).entries;
    const last = found.at(-1);
    if (!last || last.sequence <= cursor) break;
    entries.push(...found);
    cursor = last.sequence;
  }
  return entries;
}

async function verify(call: Call) {
  const verdict = verifyChain(
    await auditEntries(call, 0, Number.POSITIVE_INFINITY),
    optional(call, "knownHash"),
  );
  if (!verdict.whole) throw new BadNews(`The audit log is not whole: ${verdict.problem}.`, verdict);
  const text = [
    `The chain is whole: ${verdict.entries} entries, the last one's hash is ${verdict.lastHash}`,
    "Note that hash elsewhere; --known-hash later shows that nothing up to it was cut off.",
  ];
  return { json: verdict, text: text.join("\n") };
}

const AUDIT_OPTIONS = [
  { flags: "--after <sequence>", text: "begin after this entry" },
  { flags: "--limit <count>", text: "at most this many" },
  { flags: "--verify", text: "recompute the whole hash chain here, on this machine" },
  {
    flags: "--known-hash <hash>",
    text: "with --verify: a hash noted earlier that must still be there",
  },
];

async function audit(call: Call) {
  if (call.options.verify) return verify(call);
  const limit = count(call, "limit", Number.POSITIVE_INFINITY);
  const entries = await auditEntries(call, count(call, "after", 0), limit);
  const text = table(
    entries,
    [
      ["#", (e) => e.sequence],
      ["AT", (e) => instant(e.at)],
      ["ACTOR", (e) => e.actor],
      ["ACTION", (e) => e.action],
      ["SUBJECT", (e) => e.subject],
      ["DETAIL", (e) => e.detail],
    ],
    "The log is empty.",
  );
  return { json: { entries }, text };
}

export const RECORD_COMMANDS: readonly CommandRow[] = [
  {
    usage: "handouts",
    summary: "profiles handed out: to whom, when, and which device used them",
    options: [TENANT],
    run: async (call) => {
      const json = await call.api.json("GET", path`/tenants/${tenantOf(call)}/handouts`);
      const text = table(
        (json as { handouts: Handout[] }).handouts,
        [
          ["HANDOUT", (h) => short(h.id)],
          ["USER", (h) => h.user],
          ["POLICY", (h) => short(h.policyVersion)],
          ["MADE", (h) => instant(h.madeAt)],
          ["DEVICE ID", (h) => h.deviceId ?? `unused, void from ${instant(h.expiresAt)}`],
          ["BOUND", (h) => instant(h.boundAt)],
          ["SUPERSEDED", (h) => instant(h.supersededAt)],
        ],
        "No profile was handed out yet.",
      );
      return { json, text };
    },
  },
  {
    usage: "refusals",
    summary: "whom the gateway refused and why: counts by hour, the newest few whole",
    options: [TENANT],
    run: async (call) => {
      const json = (await call.api.json(
        "GET",
        path`/tenants/${tenantOf(call)}/refusals`,
      )) as Refusals;
      const counts = table(
        json.counts,
        [
          ["HOUR", (c) => instant(c.hour * HOUR_MS)],
          ["REASON", (c) => c.reason],
          ["COUNT", (c) => c.count],
        ],
        "Nobody was refused.",
      );
      const newest = table(
        json.newest,
        [
          ["AT", (r) => instant(r.at)],
          ["REASON", (r) => r.reason],
          ["USER", (r) => r.user],
          ["DEVICE ID", (r) => r.deviceId],
          ["TYPE", (r) => r.deviceType],
          ["USER AGENT", (r) => r.userAgent],
        ],
        "",
      );
      return { json, text: `${counts}\n\n${newest}`.trimEnd() };
    },
  },
  {
    usage: "audit",
    summary: "administrative acts and changes of state, oldest first",
    options: [TENANT, ...AUDIT_OPTIONS],
    run: audit,
  },
  {
    usage: "service-audit",
    summary: "the service's own log: tenants, operators, sign-ins, tokens",
    options: AUDIT_OPTIONS,
    run: audit,
  },
  {
    usage: "ca",
    summary: "the chain that signs this tenant's profiles, as PEM, leaf first",
    options: [TENANT],
    run: async (call) => {
      const pem = await call.api.text("GET", path`/tenants/${tenantOf(call)}/ca`);
      return { json: { pem }, text: pem.trimEnd() };
    },
  },
];
