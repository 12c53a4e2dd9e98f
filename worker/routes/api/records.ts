// What a tenant's administrator and auditor read: handouts, refusals, the audit log, the signing
// chain.
import type { AuditEntry } from "../../core/audit.ts";
import type { Handout } from "../../core/handout.ts";
import type { RefusalReport } from "../../objects/handles.ts";
import { fileAnswer, ok } from "./answer.ts";
import { onTenant } from "./call.ts";
import { streamOf, wholeNumber } from "./paging.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/handouts */
export interface HandoutsDocument {
  readonly handouts: readonly Omit<Handout, "tokenHash">[];
}
/** GET /tenants/:tenant/refusals */
export type RefusalsDocument = RefusalReport;
/** GET /tenants/:tenant/audit */
export interface AuditDocument {
  readonly entries: readonly AuditEntry[];
}

const AUDIT_PAGE = 100;
const EXPORT_PAGE = 1_000;

/**
 * GET /tenants/:tenant/handouts?user: without the tokens' hashes, which are nobody's business; of
 * one user if one is named (by the canonical name).
 */
export const listHandouts = onTenant(async ({ tenant, query }) => {
  const user = query("user");
  const all = await tenant.handouts();
  const handouts = all
    .filter((handout) => user === undefined || handout.user === user)
    .map(({ tokenHash, ...shown }) => shown);
  return ok({ handouts } satisfies HandoutsDocument);
});

/** GET /tenants/:tenant/refusals */
export const listRefusals = onTenant(async ({ tenant }) => {
  const report: RefusalsDocument = await tenant.refusals();
  return ok(report);
});

/**
 * GET /tenants/:tenant/audit?after&limit: oldest first, `after` is a sequence number. With
 * `order=newest`: newest first, only entries before the sequence number `before` (if there is one)
 * that hold `search`.
 */
export const listAudit = onTenant(async ({ tenant, query }) => {
  const limit = wholeNumber(query("limit")) ?? AUDIT_PAGE;
  if (query("order") !== "newest") {
    const entries = await tenant.audit(wholeNumber(query("after")) ?? 0, limit);
    return ok({ entries } satisfies AuditDocument);
  }
  const [before, search] = [wholeNumber(query("before")), query("search")];
  const entries = await tenant.auditNewest({
    limit,
    ...(before !== undefined && { before }),
    ...(search && { search }),
  });
  return ok({ entries } satisfies AuditDocument);
});

/** GET /tenants/:tenant/audit.jsonl: the whole log, oldest first, an entry a line. */
export const exportAudit = onTenant(async ({ tenant, entry }) => {
  const body = streamOf<number>(async (mark = 0) => {
    const entries = await tenant.audit(mark, EXPORT_PAGE);
    const text = entries.map((line) => `${JSON.stringify(line)}\n`).join("");
    const last = entries.at(-1);
    return { text, ...(last && entries.length === EXPORT_PAGE && { mark: last.sequence }) };
  });
  return fileAnswer({ type: "application/jsonl", body, name: `${entry.name}-audit.jsonl` });
});

/** GET /tenants/:tenant/ca: the signing chain as PEM, leaf first. */
export const showChain = onTenant(async ({ handles, entry }) =>
  fileAnswer({
    type: "application/x-pem-file",
    body: await handles.authority(entry.name).chain(entry.displayName),
  }),
);

export const RECORD_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/handouts`, "read", listHandouts],
  ["GET", `${TENANT}/refusals`, "read", listRefusals],
  ["GET", `${TENANT}/audit`, "read", listAudit],
  ["GET", `${TENANT}/audit.jsonl`, "read", exportAudit],
  ["GET", `${TENANT}/ca`, "read", showChain],
];
