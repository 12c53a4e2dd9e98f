// What happened when phones enrolled: every try at the two POSTs of the over-the-air enrolment and
// over SCEP, good or bad, with its reason.
import type { EnrolmentAttempt } from "../../core/certificates.ts";
import { ok } from "./answer.ts";
import { onTenant } from "./call.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/enrolment-attempts: newest first: 500 of users, and 100 of whom nobody knew. */
export interface AttemptsDocument {
  readonly attempts: readonly EnrolmentAttempt[];
}

/** GET /tenants/:tenant/enrolment-attempts */
export const listAttempts = onTenant(async ({ handles, entry }) => {
  const attempts = await handles.authority(entry.name).attempts();
  return ok({ attempts } satisfies AttemptsDocument);
});

export const ENROLMENT_ROUTES: readonly ApiRoute[] = [
  ["GET", `${TENANT}/enrolment-attempts`, "read", listAttempts],
];
