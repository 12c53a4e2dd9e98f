// The door to a tenant: one object each. Its parts have files of their own.
import type { AuditLog } from "./audit-log.ts";
import type { Remote } from "./remote.ts";
import type { TenantAdapter } from "./tenant-adapter.ts";
import type { TenantDevices } from "./tenant-devices.ts";
import type { TenantGate } from "./tenant-gate.ts";
import type { TenantHandouts } from "./tenant-handouts.ts";
import type { TenantPeople } from "./tenant-people.ts";
import type { TenantPolicies } from "./tenant-policies.ts";

/** `tenant`: one object per tenant, named by the tenant's name. */
export interface TenantHandle
  extends TenantAdapter,
    TenantPolicies,
    TenantPeople,
    TenantHandouts,
    TenantDevices,
    TenantGate,
    AuditLog {
  note(actor: string, action: string, subject: string, detail: string): Remote<void>;
}
