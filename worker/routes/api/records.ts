// What a tenant's administrator and auditor read: handouts, refusals, the audit log, the signing
// chain.
import type { AuditEntry } from "../../core/audit.ts";
import type { Handout } from "../../core/handout.ts";
import type { RefusalReport } from "../../objects/handles/tenant-gate.ts";
import { fileAnswer, ok } from "./answer.ts";
import { auditLines, auditPage } from "./audit-pages.ts";
import { onTenant } from "./call.ts";
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

/** GET /tenants/:tenant/audit (audit-pages.ts) */
export const listAudit = onTenant(async ({ tenant, query }) =>
  ok({ entries: await auditPage(tenant, query) } satisfies AuditDocument),
);

/** GET /tenants/:tenant/audit.jsonl */
export const exportAudit = onTenant(async ({ tenant, entry }) =>
  fileAnswer({
    type: "application/jsonl",
    body: auditLines(tenant),
    name: `${entry.name}-audit.jsonl`,
  }),
);

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
