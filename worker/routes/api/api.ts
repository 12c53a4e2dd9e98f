// /api/v1: the administrator's API. This file is its table: method, path, who may, what happens.
// Everything is JSON; a refusal is { error: { reason, message, field?, problems? } }. app.ts mounts
// it on the API's hosts only.
import { Hono } from "hono";
import type { AppEnv } from "../../context.ts";
import { log } from "../../log.ts";
import { checkAdapterConnection, restartAdapter, saveAdapter } from "./adapter.ts";
import { approveClaim, claimAlias, releaseClaim, showAlias } from "./aliases.ts";
import { refused, toResponse } from "./answer.ts";
import type { Handler } from "./call.ts";
import { callerOf, forbidden, type Need } from "./caller.ts";
import { allowDevice, blockDevice, listDevices } from "./devices.ts";
import * as policies from "./policies.ts";
import { listAudit, listHandouts, listRefusals, showChain } from "./records.ts";
import { changeTenant, createTenant, listTenants, showTenant } from "./tenants.ts";
import { listTokens, makeToken, removeToken } from "./tokens.ts";
import { listUsers, putUser, removeUser } from "./users.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
const TENANT = "/tenants/:tenant";
const POLICY = `${TENANT}/groups/:group/policy`;
const DEVICE = `${TENANT}/devices/:user/:deviceId`;
const CLAIM = "/aliases/:alias/claims/:tenant";

/** Every route of the API, and the only place that says who may use it. */
export const API_ROUTES: readonly (readonly [Method, path: string, Need, Handler])[] = [
  ["GET", "/tenants", "anyone", listTenants],
  ["POST", "/tenants", "owner", createTenant],
  ["GET", TENANT, "reader", showTenant],
  ["PATCH", TENANT, "owner", changeTenant],
  ["PATCH", `${TENANT}/adapter`, "administrator", saveAdapter],
  ["POST", `${TENANT}/adapter/restart`, "administrator", restartAdapter],
  ["POST", `${TENANT}/adapter/check`, "administrator", checkAdapterConnection],
  ["GET", `${TENANT}/groups`, "reader", policies.listGroups],
  ["POST", `${TENANT}/groups`, "administrator", policies.addGroup],
  ["PUT", `${TENANT}/default-group`, "administrator", policies.setDefaultGroup],
  ["GET", POLICY, "reader", policies.showPolicy],
  ["PATCH", POLICY, "administrator", policies.editPolicy],
  ["POST", `${POLICY}/lock`, "administrator", policies.lockPolicy],
  ["POST", `${POLICY}/unlock`, "administrator", policies.unlockPolicy],
  ["GET", `${TENANT}/users`, "reader", listUsers],
  ["PUT", `${TENANT}/users/:user`, "administrator", putUser],
  ["DELETE", `${TENANT}/users/:user`, "administrator", removeUser],
  ["GET", `${TENANT}/devices`, "reader", listDevices],
  ["POST", `${DEVICE}/block`, "administrator", blockDevice],
  ["POST", `${DEVICE}/allow`, "administrator", allowDevice],
  ["GET", `${TENANT}/handouts`, "reader", listHandouts],
  ["GET", `${TENANT}/refusals`, "reader", listRefusals],
  ["GET", `${TENANT}/audit`, "reader", listAudit],
  ["GET", `${TENANT}/ca`, "reader", showChain],
  ["GET", "/aliases/:alias", "anyone", showAlias],
  ["POST", "/aliases/:alias/claims", "any-administrator", claimAlias],
  ["POST", `${CLAIM}/approve`, "any-administrator", approveClaim],
  ["DELETE", CLAIM, "any-administrator", releaseClaim],
  ["GET", "/tokens", "owner", listTokens],
  ["POST", "/tokens", "owner", makeToken],
  ["DELETE", "/tokens/:id", "owner", removeToken],
];

/** The API as a sub-app; expects the variables `handles` and `clock`. */
export const api = new Hono<AppEnv>();

for (const [method, path, need, handler] of API_ROUTES) {
  api.on(method, path, async (c) => {
    const handles = c.get("handles");
    const known = await callerOf(
      c.req.header("authorization"),
      c.env.OWNER_TOKEN,
      handles.directory,
    );
    if (!known.ok) return toResponse(refused(known.reason));
    const { caller } = known;
    const param = (name: string) => c.req.param(name) ?? "";
    const refusal = forbidden(caller, need, param("tenant"));
    if (refusal) return toResponse(refused(refusal));
    const answer = await handler({
      handles,
      clock: c.get("clock"),
      caller,
      request: c.req.raw,
      param,
      query: (name) => c.req.query(name),
    });
    if (method !== "GET")
      log("api", { actor: caller.name, method, path, done: "status" in answer });
    return toResponse(answer);
  });
}

api.all("*", () => toResponse(refused("no-such-path")));
