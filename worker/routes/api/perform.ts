// The API as one function: a caller, a method and a path give an answer. /api/v1 and the console both
// go through it, so that whatever the console can do a script can do, too, and only one table says
// who may.
import type { Clock } from "../../clock.ts";
import { log } from "../../log.ts";
import type { Handles } from "../../objects/handles.ts";
import { ACCESS_RULE_ROUTES } from "./access-rules.ts";
import { ADAPTER_ROUTES } from "./adapter.ts";
import { ALIAS_ROUTES } from "./aliases.ts";
import { type Answer, refused } from "./answer.ts";
import { AUTHORITY_ROUTES } from "./authority.ts";
import { type Caller, forbidden } from "./caller.ts";
import { CERTIFICATE_ROUTES } from "./certificates.ts";
import { CHALLENGE_ROUTES } from "./challenges.ts";
import { DEVICE_ROUTES } from "./devices.ts";
import { ENROLMENT_ROUTES } from "./enrolment.ts";
import { GROUP_ROUTES } from "./groups.ts";
import { IDENTITY_ROUTES } from "./identity.ts";
import { IDENTITY_FILE_ROUTES } from "./identity-file.ts";
import { INVITATION_ROUTES } from "./invitations.ts";
import { KNOWN_DEVICE_ROUTES } from "./known-devices.ts";
import { LIVE_ROUTES } from "./live.ts";
import { OPERATOR_ROUTES } from "./operators.ts";
import { POLICY_ROUTES } from "./policies.ts";
import { POLICY_VIEW_ROUTES } from "./policy-views.ts";
import { PROFILE_FILE_ROUTES } from "./profile-file.ts";
import { RECORD_ROUTES } from "./records.ts";
import { type ApiRoute, findRoute } from "./route.ts";
import { SERVICE_ROUTES } from "./service.ts";
import { TENANT_ROUTES } from "./tenants.ts";
import { TOKEN_ROUTES } from "./tokens.ts";
import { USER_LIST_ROUTES } from "./user-lists.ts";
import { USER_ROUTES } from "./users.ts";
import { WIRE_LOG_ROUTES } from "./wire-log.ts";

/** Every route of the API, and the only place that says who may use it. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...TENANT_ROUTES,
  ...ADAPTER_ROUTES,
  ...KNOWN_DEVICE_ROUTES,
  ...ACCESS_RULE_ROUTES,
  ...GROUP_ROUTES,
  ...POLICY_ROUTES,
  ...POLICY_VIEW_ROUTES,
  ...USER_ROUTES,
  ...USER_LIST_ROUTES,
  ...INVITATION_ROUTES,
  ...DEVICE_ROUTES,
  ...WIRE_LOG_ROUTES,
  ...LIVE_ROUTES,
  ...RECORD_ROUTES,
  ...ALIAS_ROUTES,
  ...IDENTITY_ROUTES,
  ...AUTHORITY_ROUTES,
  ...CERTIFICATE_ROUTES,
  ...CHALLENGE_ROUTES,
  ...ENROLMENT_ROUTES,
  ...IDENTITY_FILE_ROUTES,
  ...PROFILE_FILE_ROUTES,
  ...TOKEN_ROUTES,
  ...OPERATOR_ROUTES,
  ...SERVICE_ROUTES,
];

/** What a call is made with. */
export interface Asked {
  readonly handles: Handles;
  readonly clock: Clock;
  readonly caller: Caller;
  /** Origin of the switching center, for texts that tell users where to begin. */
  readonly switchingCenter: string;
  /** Origin of the console, for links into it. */
  readonly consoleOrigin: string;
  /** Method, headers and body; its URL is not looked at but for the query. */
  readonly request: Request;
  /** The path after /api/v1, without query. */
  readonly path: string;
}

/** Finds the route, judges the caller, and lets the handler answer. */
export async function perform({ path, ...asked }: Asked): Promise<Answer> {
  const { caller, request } = asked;
  const found = findRoute(API_ROUTES, request.method, path);
  if (!found) return refused("no-such-path");
  const [method, pattern, need, handler] = found.route;
  const refusal = forbidden(caller, need, found.params.tenant);
  if (refusal) return refused(refusal);
  const query = new URL(request.url).searchParams;
  const answer = await handler({
    ...asked,
    param: (name) => found.params[name] ?? "",
    query: (name) => query.get(name) ?? undefined,
  });
  if (method !== "GET")
    log("api", { actor: caller.name, method, path: pattern, done: "status" in answer });
  return answer;
}
