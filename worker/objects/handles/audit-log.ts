// The door to an audit log: each tenant has one, and the service.
import type { AuditEntry } from "../../core/audit.ts";
import type { Remote } from "./remote.ts";

/** An audit log, as it is read. */
export interface AuditLog {
  /** Entries after sequence number `after`, oldest first, 1,000 at most. */
  audit(after: number, limit: number): Remote<AuditEntry[]>;
  /** Entries before sequence number `before`, newest first, 1,000 at most, that hold `search`. */
  auditNewest(query: {
    readonly before?: number;
    readonly limit: number;
    readonly search?: string;
  }): Remote<AuditEntry[]>;
}
