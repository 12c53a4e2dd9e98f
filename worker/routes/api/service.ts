// The service's own audit log: tenants, operators, sign-ins and tokens, for its owner. Wrong
// sign-ins are counted, not listed.
import type { AuditEntry } from "../../core/audit.ts";
import { fileAnswer, ok } from "./answer.ts";
import { auditLines, auditPage } from "./audit-pages.ts";
import type { Call } from "./call.ts";
import type { ApiRoute } from "./route.ts";

export interface ServiceAuditDocument {
  readonly entries: readonly AuditEntry[];
  /** Per whole hour since 1970, newest first, of thirty days. */
  readonly signInFailures: readonly { readonly hour: number; readonly count: number }[];
}

/** GET /service-audit (audit-pages.ts) */
export async function showServiceAudit({ handles: { directory }, query }: Call) {
  const [entries, signInFailures] = await Promise.all([
    auditPage(directory, query),
    directory.signInFailures(),
  ]);
  return ok({ entries, signInFailures } satisfies ServiceAuditDocument);
}

/** GET /service-audit.jsonl */
export async function serviceAuditFile({ handles }: Call) {
  const body = auditLines(handles.directory);
  return fileAnswer({ type: "application/jsonl", body, name: "service-audit.jsonl" });
}

export const SERVICE_ROUTES: readonly ApiRoute[] = [
  ["GET", "/service-audit", "owner", showServiceAudit],
  ["GET", "/service-audit.jsonl", "owner", serviceAuditFile],
];
