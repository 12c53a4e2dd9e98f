// /api/v1 over the real objects, called as an administrator's script would call it.
import { Hono } from "hono";
import type { Clock } from "../../worker/clock.ts";
import type { AppEnv } from "../../worker/context.ts";
import { api } from "../../worker/routes/api/api.ts";
import { ADAPTER, env, handles, START, setClock, stubOf } from "./world.ts";

const clock: Clock = { now: () => START, sleep: async () => undefined };
export const app = new Hono<AppEnv>()
  .use(async (c, next) => {
    c.set("handles", handles);
    c.set("clock", clock);
    await next();
  })
  .route("/api/v1", api);

interface Sent {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly raw?: string;
  readonly type?: string;
}

/** One call; the owner's unless a token is named, null for none. */
export async function send(method: string, path: string, sent: Sent = {}) {
  const { token = env.OWNER_TOKEN, body, raw, type = "application/json" } = sent;
  const text = raw ?? (body === undefined || method === "GET" ? undefined : JSON.stringify(body));
  const answer = await app.request(
    `https://console.example.com/api/v1${path}`,
    {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(text !== undefined && { "content-type": type }),
      },
      ...(text !== undefined && { body: text }),
    },
    env,
  );
  const read = await answer.text();
  const isJson = /^application\/json\b/.test(answer.headers.get("content-type") ?? "");
  return { status: answer.status, body: isJson ? JSON.parse(read) : read, headers: answer.headers };
}

/** A refusal as "STATUS reason". */
export const reasonOf = (answer: { status: number; body: { error?: { reason: string } } }) =>
  `${answer.status} ${answer.body.error?.reason ?? ""}`.trim();

/** A tenant with a host of its own. */
export async function makeTenant(name: string) {
  const body = { name, origin: `https://${name}.example`, upstream: ADAPTER.upstream };
  return send("POST", "/tenants", { body });
}

/** A token of `scope` for one day. */
export async function tokenFor(scope: string): Promise<string> {
  await setClock(stubOf(env.DIRECTORY, "directory"), START);
  const made = await send("POST", "/tokens", { body: { name: `ci ${scope}`, scope, days: 1 } });
  return made.body.token;
}

/** A new tenant, called by its administrator: paths follow /tenants/NAME. */
export async function administered(name: string) {
  await makeTenant(name);
  const token = await tokenFor(`administrator:${name}`);
  return (method: string, path: string, body?: unknown) =>
    send(method, `/tenants/${name}${path}`, { token, body });
}
