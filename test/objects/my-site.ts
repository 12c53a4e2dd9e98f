// My devices over the real objects, used as a browser would: sign-in, a page, its forms.
import { Hono } from "hono";
import type { AppEnv } from "../../worker/context.ts";
import type { DeviceSummary } from "../../worker/core/device.ts";
import type { RunningTenant } from "../../worker/core/tenant.ts";
import { my } from "../../worker/routes/my.tsx";
import { ADAPTER, entry, env, foundTenant, handles, START, setClock, stubOf } from "./world.ts";

export const PASSWORD = "pä:ss <1>";
export const basic = (user: string, password = PASSWORD) =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`;

/** A phone of alice, as the gateway notes it. */
export function phone(deviceId: string, more: Partial<DeviceSummary> = {}): DeviceSummary {
  return {
    user: "alice",
    deviceId,
    deviceType: "iPhone",
    userAgent: "Apple-iPhone2C1/801.293",
    protocolVersion: "12.1",
    state: "active",
    proof: "token",
    firstSeenAt: START,
    lastSeenAt: START,
    ...more,
  };
}

interface Sent {
  readonly user?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Tenant `name` with the users alice and bob, both with PASSWORD, and its /my. */
export async function mySite(name: string) {
  const { tenant, stub } = await foundTenant(name);
  const adapter = { ...ADAPTER, credentialCheck: "local-directory" } as const;
  await tenant.saveAdapter({ credentialCheck: "local-directory" }, "owner");
  await tenant.restartAdapter("owner");
  for (const user of ["alice", "bob"])
    await tenant.putUser({ user, easAllowed: true }, PASSWORD, "owner");
  const running: RunningTenant = { ...entry(name), adapter };
  const host = running.origins[0];
  const time = { now: START };
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("handles", handles);
      c.set("clock", { now: () => time.now, sleep: async () => undefined });
      c.set("client", "203.0.113.7");
      c.set("tenant", running);
      await next();
    })
    .route("/my", my);
  const request = (path: string, init: RequestInit) => app.request(`${host}${path}`, init, env);
  const signedIn = ({ user = "alice", password = PASSWORD, headers = {} }: Sent = {}) => ({
    Authorization: basic(user, password),
    ...headers,
  });
  const get = (path: string, sent?: Sent) => request(path, { headers: signedIn(sent) });
  const post = (path: string, fields: Readonly<Record<string, string>>, sent?: Sent) =>
    request(path, { method: "POST", headers: signedIn(sent), body: new URLSearchParams(fields) });
  return { tenant, stub, host, time, request, get, post, ...walks(get, post) };
}

type Get = (path: string, sent?: Sent) => Response | Promise<Response>;
type Post = (
  path: string,
  fields: Readonly<Record<string, string>>,
  sent?: Sent,
) => Response | Promise<Response>;

/** What a person does: look at a page, and use one of the forms on it. */
function walks(get: Get, post: Post) {
  const show = async (path: string) => {
    const answer = await get(path);
    return { status: answer.status, text: await answer.text() };
  };
  /** The hidden fields of the form for `act` on `deviceId`, from the page that has it. */
  const fieldsFor = async (act: string, deviceId: string) => {
    const path = act === "erase" || act === "forget" ? `/my/${act}?device=${deviceId}` : "/my";
    const { text } = await show(path);
    const form = text
      .split(`<form action="/my/${act}"`)
      .slice(1)
      .find((part) => part.includes(`value="${deviceId}"`));
    const token = /name="token" value="([^"]+)"/.exec(form ?? "")?.[1];
    return { device: deviceId, token: token ?? "" };
  };
  /** Sends the form, with what the user adds to it, and answers the page it leads to. */
  const use = async (act: string, deviceId: string, added: Record<string, string> = {}) => {
    const answer = await post(`/my/${act}`, { ...(await fieldsFor(act, deviceId)), ...added });
    const location = answer.headers.get("Location");
    if (answer.status !== 303 || !location)
      return { status: answer.status, text: await answer.text() };
    return show(location);
  };
  return { show, fieldsFor, use };
}

/** The device's own object, with its clock at START. */
export async function deviceObject(tenant: string, deviceId: string) {
  const name = JSON.stringify([tenant, "alice", deviceId]);
  await setClock(stubOf(env.DEVICE, name), START);
  return handles.device(tenant, "alice", deviceId);
}
