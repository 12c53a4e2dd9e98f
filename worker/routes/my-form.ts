// A form that My devices was sent. Browsers send a Basic sign-in along with other sites' forms, so
// the rule: nothing is done for a form that says it comes from elsewhere (Origin, and Sec-Fetch-Site
// where the browser is new enough to send it) or that carries no token of our own page.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { isActToken } from "../core/act-token.ts";
import { parseOrigin } from "../core/origin.ts";
import type { OwnAct } from "../core/own-device.ts";
import { type Result, refuse } from "../core/result.ts";

/** Room for a password of 1,000 characters, percent-encoded, and the rest. */
const FORM_MAX_BYTES = 16 * 1024;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** The fields of a form that our own page made for `act`. */
export interface ActForm {
  readonly deviceId: string;
  readonly password: string;
  readonly agreed: boolean;
}

/** True if the browser says that another site sent this. */
export function isOfAnotherSite(c: Context<AppEnv>): boolean {
  const site = c.req.header("Sec-Fetch-Site");
  if (site !== undefined && site !== "same-origin") return true;
  const origin = c.req.header("Origin");
  if (origin === undefined) return false;
  const parsed = parseOrigin(origin);
  return !parsed.ok || !c.get("tenant").origins.includes(parsed.origin);
}

/** The form that `user` sent to have `act` done. Its body is read here and nowhere else. */
export async function readActForm(
  c: Context<AppEnv>,
  user: string,
  act: OwnAct,
): Promise<Result<{ readonly form: ActForm }, "form-expired" | "form-unreadable">> {
  if (!FORM_TYPE.test(c.req.header("Content-Type") ?? "")) return refuse("form-unreadable");
  const body = await textWithin(c.req.raw, FORM_MAX_BYTES);
  if (body === undefined) return refuse("form-unreadable");
  const fields = new URLSearchParams(body);
  const deviceId = fields.get("device") ?? "";
  const scope = { tenant: c.get("tenant").name, user, deviceId, act };
  const now = c.get("clock").now();
  if (!isActToken(c.env.VERIFIER_SECRET, scope, now, fields.get("token") ?? ""))
    return refuse("form-expired");
  const password = fields.get("password") ?? "";
  return { ok: true, form: { deviceId, password, agreed: fields.get("agreed") === "yes" } };
}

/** The body as text, or undefined if it is longer than `max` bytes; reading stops there. */
async function textWithin(request: Request, max: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > max) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
