// The service's own audit log: tenants, operators, sign-ins and tokens, for its owner. Wrong
// sign-ins are counted, not listed.
import type { AuditEntry } from "../../core/audit.ts";
import { fileAnswer, ok } from "./answer.ts";
import type { Call } from "./call.ts";
import type { ApiRoute } from "./route.ts";

const PAGE = 100;
const FILE_PAGE = 1_000;

export interface ServiceAuditDocument {
  readonly entries: readonly AuditEntry[];
  /** Per whole hour since 1970, newest first, of thirty days. */
  readonly signInFailures: readonly { readonly hour: number; readonly count: number }[];
}

/** GET /service-audit?after&limit: `after` is a sequence number. */
export async function showServiceAudit({ handles: { directory }, query }: Call) {
  const [entries, signInFailures] = await Promise.all([
    directory.serviceAudit(wholeOr(0, query("after")), wholeOr(PAGE, query("limit"))),
    directory.signInFailures(),
  ]);
  return ok({ entries, signInFailures } satisfies ServiceAuditDocument);
}

/** GET /service-audit.jsonl: the whole log, an entry a line, oldest first. */
export async function serviceAuditFile({ handles: { directory } }: Call) {
  let after = 0;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (stream) => {
      const entries = await directory.serviceAudit(after, FILE_PAGE);
      if (entries.length > 0) {
        const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
        stream.enqueue(encoder.encode(lines));
      }
      after = entries.at(-1)?.sequence ?? after;
      if (entries.length < FILE_PAGE) stream.close();
    },
  });
  return fileAnswer({ type: "application/jsonl", body, name: "service-audit.jsonl" });
}

function wholeOr(fallback: number, text: string | undefined): number {
  return /^\d{1,15}$/.test(text ?? "") ? Number(text) : fallback;
}

export const SERVICE_ROUTES: readonly ApiRoute[] = [
  ["GET", "/service-audit", "owner", showServiceAudit],
  ["GET", "/service-audit.jsonl", "owner", serviceAuditFile],
];
