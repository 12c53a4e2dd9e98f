// Audit logs as the API gives them: a page of entries, or all of them as JSON Lines. The tenant's
// log and the service's own read the same.
import type { AuditEntry } from "../../core/audit.ts";
import type { TenantHandle } from "../../objects/handles/tenant.ts";
import { streamOf, wholeNumber } from "./paging.ts";

/** A log that can be read from its beginning or from its end. */
type AuditLog = Pick<TenantHandle, "audit" | "auditNewest">;

const AUDIT_PAGE = 100;
const EXPORT_PAGE = 1_000;

/**
 * ?after&limit: oldest first, `after` is a sequence number. With `order=newest`: newest first, only
 * entries before the sequence number `before` (if there is one) that hold `search`.
 */
export async function auditPage(
  log: AuditLog,
  query: (name: string) => string | undefined,
): Promise<readonly AuditEntry[]> {
  const limit = wholeNumber(query("limit")) ?? AUDIT_PAGE;
  if (query("order") !== "newest") return log.audit(wholeNumber(query("after")) ?? 0, limit);
  const [before, search] = [wholeNumber(query("before")), query("search")];
  return log.auditNewest({
    limit,
    ...(before !== undefined && { before }),
    ...(search && { search }),
  });
}

/** The whole log, oldest first, an entry a line. */
export function auditLines(log: AuditLog): ReadableStream<Uint8Array> {
  return streamOf<number>(async (mark = 0) => {
    const entries = await log.audit(mark, EXPORT_PAGE);
    const text = entries.map((line) => `${JSON.stringify(line)}\n`).join("");
    const last = entries.at(-1);
    return { text, ...(last && entries.length === EXPORT_PAGE && { mark: last.sequence }) };
  });
}
