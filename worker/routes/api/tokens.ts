// API tokens: shown once, kept as hashes, always with an end. The owner makes them for everybody,
// an administrator for the own tenant: no token can do more than whoever made it, or for longer.
import * as v from "valibot";
import { apiTokenHash } from "../../core/constant-time.ts";
import { isTenantName } from "../../core/names.ts";
import { type ApiScope, coversTenant, tenantOf } from "../../core/scope.ts";
import type { ApiToken } from "../../objects/handles/directory.ts";
import { type Answer, created, DONE, ok, refused } from "./answer.ts";
import { type Call, findTenant, onTenant, type TenantCall, withBody } from "./call.ts";
import { label } from "./fields.ts";
import { randomText } from "./random-text.ts";
import { type ApiRoute, TENANT } from "./route.ts";

const DAY = 86_400_000;
const DAYS_MAX = 3_650;
const TOKEN_BYTES = 32;
const ID_BYTES = 6;
const SCOPE = /^(?:owner|(?:administrator|help-desk|auditor):(.+))$/;

const isScope = (text: string): boolean => {
  const match = SCOPE.exec(text);
  return match !== null && (match[1] === undefined || isTenantName(match[1]));
};
/** A role, with its tenant unless it is the owner's. */
export const scopeField = v.pipe(
  v.string(),
  v.check(isScope, "is owner, or administrator:, help-desk: or auditor: and a tenant"),
  v.transform((scope) => scope as ApiScope),
);
const NewToken = v.strictObject({
  name: label,
  scope: scopeField,
  days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(DAYS_MAX)),
});
type NewToken = v.InferOutput<typeof NewToken>;

export interface TokensDocument {
  readonly tokens: readonly ApiToken[];
}
/** The only document that ever holds the token itself. */
export interface NewTokenDocument extends ApiToken {
  readonly token: string;
}

/** GET /tokens */
export async function listTokens({ handles }: Call) {
  return ok({ tokens: await handles.directory.tokens() } satisfies TokensDocument);
}

/** POST /tokens */
export const makeToken = withBody(NewToken, makeTokenOf);

async function makeTokenOf(call: Call, { name, scope, days }: NewToken): Promise<Answer> {
  const { handles, caller, clock } = call;
  const tenant = tenantOf(scope);
  const found = tenant === undefined ? undefined : await findTenant(handles, tenant);
  if (found && !found.ok) return refused(found.reason, { field: "scope" });
  const token = `provost_${randomText(TOKEN_BYTES)}`;
  const madeAt = clock.now();
  const expiresAt = Math.min(madeAt + days * DAY, caller.expiresAt ?? Number.POSITIVE_INFINITY);
  const made = { id: randomText(ID_BYTES), name, scope, madeAt, expiresAt };
  await handles.directory.addToken(made, apiTokenHash(token), caller.name);
  await found?.tenant.note(caller.name, "api-token-made", name, `${scope} ${made.id}`);
  return created({ ...made, token } satisfies NewTokenDocument);
}

/** DELETE /tokens/:id */
export async function removeToken(call: Call) {
  return removeTokenWhere(call, () => true);
}

async function removeTokenWhere(
  { handles, caller, param }: Call,
  mayGo: (token: ApiToken) => boolean,
): Promise<Answer> {
  const token = (await handles.directory.tokens()).find(({ id }) => id === param("id"));
  if (!token || !mayGo(token)) return refused("no-such-token");
  if (!(await handles.directory.removeToken(token.id, caller.name))) {
    return refused("no-such-token");
  }
  const tenant = tenantOf(token.scope);
  if (tenant !== undefined) {
    const detail = `${token.scope} ${token.id}`;
    await handles.tenant(tenant).note(caller.name, "api-token-removed", token.name, detail);
  }
  return DONE;
}

/** GET /tenants/:tenant/tokens: those that are for this tenant alone. */
export const listTenantTokens = onTenant(async ({ handles, entry }) => {
  const all = await handles.directory.tokens();
  const tokens = all.filter(({ scope }) => tenantOf(scope) === entry.name);
  return ok({ tokens } satisfies TokensDocument);
});

/** POST /tenants/:tenant/tokens */
export const makeTenantToken = onTenant(
  withBody(NewToken, async (call: TenantCall, body) => {
    const isWider = body.scope === "owner" || !coversTenant(body.scope, call.entry.name);
    return isWider ? refused("scope-too-small", { field: "scope" }) : makeTokenOf(call, body);
  }),
);

/** DELETE /tenants/:tenant/tokens/:id */
export const removeTenantToken = onTenant((call) =>
  removeTokenWhere(call, ({ scope }) => tenantOf(scope) === call.entry.name),
);

export const TOKEN_ROUTES: readonly ApiRoute[] = [
  ["GET", "/tokens", "owner", listTokens],
  ["POST", "/tokens", "owner", makeToken],
  ["DELETE", "/tokens/:id", "owner", removeToken],
  ["GET", `${TENANT}/tokens`, "administer", listTenantTokens],
  ["POST", `${TENANT}/tokens`, "administer", makeTenantToken],
  ["DELETE", `${TENANT}/tokens/:id`, "administer", removeTenantToken],
];
