// One row of the API's table, and how a path finds its row.
import type { Handler } from "./call.ts";
import type { Need } from "./caller.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** Method, path with `:name` for its variable parts, who may, what happens. */
export type ApiRoute = readonly [Method, path: string, Need, Handler];

export const TENANT = "/tenants/:tenant";
export const GROUP = `${TENANT}/groups/:group`;
export const POLICY = `${GROUP}/policy`;
export const USER = `${TENANT}/users/:user`;
export const DEVICE = `${TENANT}/devices/:user/:deviceId`;

/** A path's row and the values of its variable parts, decoded. */
export interface Found {
  readonly route: ApiRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** The first of `routes` for a method and a path (without /api/v1), or undefined. */
export function findRoute(
  routes: readonly ApiRoute[],
  method: string,
  path: string,
): Found | undefined {
  const parts = path.split("/").map(decoded);
  for (const route of routes) {
    const params = route[0] === method ? paramsOf(route[1].split("/"), parts) : undefined;
    if (params) return { route, params };
  }
  return undefined;
}

function paramsOf(
  pattern: readonly string[],
  parts: readonly (string | undefined)[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, expected] of pattern.entries()) {
    const part = parts[at];
    if (part === undefined) return undefined;
    if (expected.startsWith(":") && part !== "") params[expected.slice(1)] = part;
    else if (expected !== part) return undefined;
  }
  return params;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
