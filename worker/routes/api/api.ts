// /api/v1 over HTTP: a bearer token says who calls, perform.ts does the rest. Everything is JSON but
// for files; a refusal is { error: { reason, message, field?, problems? } }. app.ts mounts it on the
// API's hosts only.
import { Hono } from "hono";
import type { AppEnv } from "../../context.ts";
import { siblingOrigin } from "../../core/sibling-origin.ts";
import { refused, toResponse } from "./answer.ts";
import { callerOf } from "./caller.ts";
import { perform } from "./perform.ts";

const API_PATH = "/api/v1";

/** The API as a sub-app; expects the variables `handles` and `clock`. */
export const api = new Hono<AppEnv>().all("*", async (c) => {
  const handles = c.get("handles");
  const { pathname } = new URL(c.req.url);
  const known = await callerOf(c.req.header("authorization"), c.env.OWNER_TOKEN, handles.directory);
  if (!known.ok) return toResponse(refused(known.reason));
  const answer = await perform({
    handles,
    clock: c.get("clock"),
    caller: known.caller,
    switchingCenter: siblingOrigin(c.req.url, c.env.SWITCHING_CENTER_HOST),
    consoleOrigin: siblingOrigin(c.req.url, c.env.CONSOLE_HOST),
    request: c.req.raw,
    path: pathname.slice(API_PATH.length),
  });
  return toResponse(answer);
});
