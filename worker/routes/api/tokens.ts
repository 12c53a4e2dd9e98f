// API tokens: made by the owner, shown once, kept as hashes, always with an end.
import * as v from "valibot";
import { apiTokenHash } from "../../core/constant-time.ts";
import { isTenantName } from "../../core/names.ts";
import { type ApiScope, tenantOf } from "../../core/scope.ts";
import { encodeBase64 } from "../../wire/base64.ts";
import { created, DONE, ok, refused } from "./answer.ts";
import { type Call, findTenant, withBody } from "./call.ts";
import { label } from "./fields.ts";
import type { ApiRoute } from "./route.ts";

const DAY = 86_400_000;
const DAYS_MAX = 3_650;
const TOKEN_BYTES = 32;
const ID_BYTES = 6;
const SCOPE = /^(?:owner|(?:administrator|help-desk|auditor):(.+))$/;

const isScope = (text: string): boolean => {
  const match = SCOPE.exec(text);
  return match !== null && (match[1] === undefined || isTenantName(match[1]));
};
const NewToken = v.strictObject({
  name: label,
  scope: v.pipe(
    v.string(),
    v.check(isScope, "is owner, or administrator:, help-desk: or auditor: and a tenant"),
    v.transform((scope) => scope as ApiScope),
  ),
  days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(DAYS_MAX)),
});

/** GET /tokens */
export async function listTokens({ handles }: Call) {
  return ok({ tokens: await handles.directory.tokens() });
}

/** POST /tokens: the only answer that ever shows the token. */
export const makeToken = withBody(NewToken, async (call: Call, { name, scope, days }) => {
  const { handles, caller, clock } = call;
  const tenant = tenantOf(scope);
  const found = tenant === undefined ? undefined : await findTenant(handles, tenant);
  if (found && !found.ok) return refused(found.reason, { field: "scope" });
  const token = `provost_${urlSafe(TOKEN_BYTES)}`;
  const madeAt = clock.now();
  const made = { id: urlSafe(ID_BYTES), name, scope, madeAt, expiresAt: madeAt + days * DAY };
  await handles.directory.addToken(made, apiTokenHash(token));
  await found?.tenant.note(caller.name, "api-token-made", name, `${scope} ${made.id}`);
  return created({ ...made, token });
});

/** DELETE /tokens/:id */
export async function removeToken({ handles, caller, param }: Call) {
  const token = (await handles.directory.tokens()).find(({ id }) => id === param("id"));
  if (!token || !(await handles.directory.removeToken(token.id))) return refused("no-such-token");
  const tenant = tenantOf(token.scope);
  if (tenant !== undefined) {
    const detail = `${token.scope} ${token.id}`;
    await handles.tenant(tenant).note(caller.name, "api-token-removed", token.name, detail);
  }
  return DONE;
}

/** `bytes` random bytes as letters that need no escaping anywhere. */
function urlSafe(bytes: number): string {
  const text = encodeBase64(crypto.getRandomValues(new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export const TOKEN_ROUTES: readonly ApiRoute[] = [
  ["GET", "/tokens", "owner", listTokens],
  ["POST", "/tokens", "owner", makeToken],
  ["DELETE", "/tokens/:id", "owner", removeToken],
];
