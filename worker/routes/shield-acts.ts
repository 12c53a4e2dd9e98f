// Lifting shields (core/shield.ts): by people, for one device; and by a password that Exchange accepted on the user pages,
// which the user's phones may then present at once, whatever became of it before.
import type { Context } from "hono";
import type { AppEnv } from "../context.ts";
import { refusedVerifier } from "../core/gateway-verifier.ts";
import { type Result, refuse } from "../core/result.ts";
import type { Handles } from "../objects/handles.ts";
import type { DeviceOrder } from "./device-acts.ts";

/**
 * Ends what keeps a device out for a while: refused passwords are asked of Exchange again, a behaviour block is over. That
 * there was nothing to lift is no failure.
 */
export async function liftShields(
  handles: Handles,
  { tenant, user, deviceId, actor }: DeviceOrder,
): Promise<Result<{ readonly lifted: boolean }, "no-such-device">> {
  const index = handles.tenant(tenant);
  if (!(await index.device(user, deviceId))) return refuse("no-such-device");
  const lifted = await handles.device(tenant, user, deviceId).liftShields();
  if (lifted) {
    await index.note(actor, "device-shield-lifted", deviceId, user);
    await index.noteDeviceEvent(user, deviceId, { event: "shield-lifted", actor, detail: "" });
  }
  return { ok: true, lifted };
}

/** How a password is written by a phone and by a browser may differ. */
const CHARSETS = ["utf-8", "latin1"];

/** A password that Exchange has just accepted is refused to none of the user's devices any more. */
export async function liftAccepted(
  c: Context<AppEnv>,
  accepted: { readonly user: string; readonly password: string },
): Promise<void> {
  const [handles, tenant] = [c.get("handles"), c.get("tenant").name];
  const { user } = accepted;
  const devices = await handles.tenant(tenant).devicesOf(user);
  const lifting = devices.map(({ deviceId }) => {
    const on = { ...accepted, tenant, deviceId };
    const verifiers = CHARSETS.map((charset) =>
      refusedVerifier(c.env.VERIFIER_SECRET, { ...on, charset }),
    );
    return handles.device(tenant, user, deviceId).liftPasswords(verifiers);
  });
  await Promise.all(lifting);
}
