// What a tenant's administrator and auditor read: handouts, refusals, the audit log, the signing
// chain.
import { fileAnswer, ok } from "./answer.ts";
import { onTenant } from "./call.ts";
import { type ApiRoute, TENANT } from "./route.ts";

const AUDIT_PAGE = 100;

/** GET /tenants/:tenant/handouts: without the tokens' hashes, which are nobody's business. */
export const listHandouts = onTenant(async ({ tenant }) => {
  const handouts = await tenant.handouts();
  return ok({ handouts: handouts.map(({ tokenHash, ...shown }) => shown) });
});

/** GET /tenants/:tenant/refusals */
export const listRefusals = onTenant(async ({ tenant }) => ok(await tenant.refusals()));

/** GET /tenants/:tenant/audit?after&limit: `after` is a sequence number. */
export const listAudit = onTenant(async ({ tenant, query }) => {
  const entries = await tenant.audit(
    wholeOr(0, query("after")),
    wholeOr(AUDIT_PAGE, query("limit")),
  );
  return ok({ entries });
});

/** GET /tenants/:tenant/ca: the signing chain as PEM, leaf first. */
export const showChain = onTenant(async ({ handles, entry }) =>
  fileAnswer({
    type: "application/x-pem-file",
    body: await handles.authority(entry.name).chain(entry.displayName),
  }),
);

function wholeOr(fallback: number, text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : fallback;
}

export const RECORD_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/handouts`, "read", listHandouts],
  ["GET", `${TENANT}/refusals`, "read", listRefusals],
  ["GET", `${TENANT}/audit`, "read", listAudit],
  ["GET", `${TENANT}/ca`, "read", showChain],
];
