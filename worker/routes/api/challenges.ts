// Challenges: one-time passwords with which something asks the tenant's authority for a certificate
// over SCEP. Phones get theirs within the enrolment; these are for tests and for clients that are no
// phones. The rule: the challenge itself is in the answer to the POST that made it and nowhere else,
// not in the audit log either.
import * as v from "valibot";
import { CERTIFICATE_PURPOSES, type ChallengeRecord } from "../../core/certificates.ts";
import { canonicalUser, isUserName } from "../../core/login.ts";
import { subjectNames } from "../subject-names.ts";
import { created, DONE, ok, refused } from "./answer.ts";
import { onTenant, type TenantCall, withBody } from "./call.ts";
import { userName } from "./fields.ts";
import { type ApiRoute, TENANT } from "./route.ts";

/** GET /tenants/:tenant/challenges */
export interface ChallengesDocument {
  readonly challenges: readonly ChallengeRecord[];
}

/** POST /tenants/:tenant/challenges: the only document that ever holds the challenge itself. */
export interface NewChallengeDocument {
  readonly challenge: string;
  readonly record: ChallengeRecord;
  /** Where SCEP is spoken. */
  readonly scep: string;
}

const UDID_MAX = 100;
const deviceText = v.pipe(v.string(), v.minLength(1), v.maxLength(UDID_MAX));
const NewChallenge = v.strictObject({
  user: userName,
  purpose: v.optional(v.picklist(CERTIFICATE_PURPOSES), "exchange"),
  device: v.exactOptional(
    v.strictObject({ udid: deviceText, serial: v.exactOptional(deviceText) }),
  ),
});

/** GET /tenants/:tenant/challenges: newest first. */
export const listChallenges = onTenant(async ({ handles, entry }) => {
  const challenges = await handles.authority(entry.name).challenges();
  return ok({ challenges } satisfies ChallengesDocument);
});

/** POST /tenants/:tenant/challenges { user, purpose?, device? } */
export const makeChallenge = onTenant(
  withBody(NewChallenge, async (call: TenantCall, { user: typed, purpose, device }) => {
    const { handles, caller, entry, tenant } = call;
    const rules = await tenant.running();
    const user = rules ? canonicalUser(typed, rules) : typed;
    if (!rules || !isUserName(user)) return refused("bad-name", { field: "user" });
    const { challenge, record } = await handles.authority(entry.name).newChallenge({
      ...{ user, purpose, madeBy: caller.name },
      names: await subjectNames(tenant, user),
      ...(device && { device }),
    });
    await tenant.note(caller.name, "challenge-made", user, `${record.id} ${purpose}`);
    const scep = `${entry.origins[0]}/scep`;
    return created({ challenge, record, scep } satisfies NewChallengeDocument);
  }),
);

/** DELETE /tenants/:tenant/challenges/:id: an open one opens nothing any more. */
export const dropChallenge = onTenant(async ({ handles, caller, entry, tenant, param }) => {
  const authority = handles.authority(entry.name);
  const known = (await authority.challenges()).find(({ id }) => id === param("id"));
  if (!known || !(await authority.dropChallenge(known.id))) return refused("no-such-challenge");
  await tenant.note(caller.name, "challenge-dropped", known.user, known.id);
  return DONE;
});

const CHALLENGES = `${TENANT}/challenges`;
export const CHALLENGE_ROUTES: readonly ApiRoute[] = [
  ["GET", CHALLENGES, "read", listChallenges],
  ["POST", CHALLENGES, "administer", makeChallenge],
  ["DELETE", `${CHALLENGES}/:id`, "administer", dropChallenge],
];
