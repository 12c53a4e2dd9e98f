// Who calls the API and what they may do. The rule: a caller who may not see a tenant is told that
// there is no such tenant (404), so that it cannot learn who else is a customer; only one of the
// tenant's own hears "may not" (403).
import { apiTokenHash, sameSecret } from "../../core/constant-time.ts";
import { type Result, refuse } from "../../core/result.ts";
import { type Ability, type ApiScope, coversTenant, isAble } from "../../core/scope.ts";
import type { DirectoryHandle } from "../../objects/handles/directory.ts";
import type { ApiReason } from "./answer.ts";

/** An operator of the console, or `token:` and an API token's name: the actor in audit logs. */
export interface Caller {
  readonly name: string;
  readonly scope: ApiScope;
  /** When an API token ends; absent for operators and the owner's own token. */
  readonly expiresAt?: number;
}

/**
 * What a route asks for: `owner`; an ability towards the tenant in the path; `any-administrator`
 * and `anyone` where the handler itself looks at the tenants concerned.
 */
export type Need = "owner" | Ability | "any-administrator" | "anyone";

const BEARER = /^Bearer +([\x21-\x7e]{1,500})$/i;

/** The caller behind an Authorization header. */
export async function callerOf(
  authorization: string | undefined,
  ownerToken: string,
  directory: DirectoryHandle,
): Promise<Result<{ readonly caller: Caller }, "token-missing" | "token-unknown">> {
  const token = BEARER.exec(authorization ?? "")?.[1];
  if (!token) return refuse("token-missing");
  if (sameSecret(token, ownerToken)) return { ok: true, caller: { name: "owner", scope: "owner" } };
  const known = await directory.tokenByHash(apiTokenHash(token));
  return known
    ? { ok: true, caller: { ...known, name: tokenActor(known.name) } }
    : refuse("token-unknown");
}

/**
 * How a token stands in audit logs. Its maker chose its name, "owner" or a colleague's too; no
 * operator's name holds a colon (core/operator.ts), and a user's begins otherwise (core/own-device.ts).
 */
const tokenActor = (name: string) => `token:${name}`;

/**
 * Why `caller` may not use a route that needs `need` for `tenant` (the path's, if it has one);
 * undefined if it may.
 */
export function forbidden({ scope }: Caller, need: Need, tenant = ""): ApiReason | undefined {
  if (scope === "owner" || need === "anyone") return undefined;
  if (need === "owner") return "scope-too-small";
  if (need === "any-administrator")
    return isAble(scope, "administer") ? undefined : "scope-too-small";
  if (!coversTenant(scope, tenant)) return "no-such-tenant";
  return isAble(scope, need) ? undefined : "scope-too-small";
}

/** True if the caller is the owner or belongs to `tenant`. */
export function maySee({ scope }: Caller, tenant: string): boolean {
  return coversTenant(scope, tenant);
}
