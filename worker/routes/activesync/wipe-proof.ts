// Who may be told of a wipe although Exchange takes no password of theirs: the device itself, so that a phone can be
// erased whose account is disabled by then. What proves it is its own token, its own certificate, or the last password
// that Exchange confirmed; nothing but the order to erase is reached this way.
import { sameSecret } from "../../core/constant-time.ts";
import { isWipeDue } from "../../core/gateway.ts";
import { hashToken } from "../../core/token.ts";
import type { Candidate, Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import type { Standing } from "./standing.ts";

/**
 * The standing of a device that is to be erased and shows a proof of its own, whatever Exchange thinks of its password.
 * Null for everybody else.
 */
export async function wipeByProof(
  gate: Gate,
  { request: { user, device, command }, evidence: { token }, verifier, shown }: Candidate,
  mayBePassword: boolean,
): Promise<Standing | null> {
  if (!device || (token === undefined && !mayBePassword && !shown)) return null;
  const object = deviceOf(gate, user, device);
  const { wipe, tokenHash } = await object.facts();
  if (!wipe || !isWipeDue({ wipe: wipe.state, command })) return null;
  const hash = token === undefined ? undefined : hashToken(token);
  const isOwn = hash !== undefined && tokenHash !== undefined && sameSecret(tokenHash, hash);
  const isProof =
    isOwn ||
    shown?.receivesWipe(wipe.requestedAt) ||
    // A profile that was installed and not used before the account was disabled; a device that never had a token.
    (hash === undefined
      ? mayBePassword && tokenHash === undefined && (await object.wasVerified(verifier))
      : await gate.handles.tenant(gate.tenant.name).mayReceiveWipe(hash, user, device.deviceId));
  if (!isProof) return null;
  const standing = { verifier, isWipeDue: true, wipe: wipe.state, isPolicyDemanded: false };
  return { ...standing, isUnverified: true };
}
