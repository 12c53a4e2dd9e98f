// An account that was made anew by hand with a token that is in use: FolderSync 0 without a policy key, from a phone that
// had acknowledged its policy with this very token (docs/decisions/0019). It is written into the device's life, and where
// the tenant says so, the token proves nothing from now on. Asked only of a request that is stopped anyway.
import { isMadeAnew } from "../../core/retyped.ts";
import { log } from "../../log.ts";
import { decode } from "../../wire/wbxml.ts";
import { COMMAND_LIMITS } from "../../wire/wbxml-limits.ts";
import { text } from "../../wire/wbxml-tree.ts";
import { forgetStanding, type Gate } from "./admission.ts";
import { type CheckedBody, checkBody } from "./body.ts";
import { deviceOf } from "./judgement.ts";
import type { Admitted } from "./recall.ts";
import { recordLetThrough, recordRefusal } from "./refusal-notes.ts";
import { type EasRequest, presentedKey } from "./request.ts";
import type { Standing } from "./standing.ts";
import { wellFormed } from "./well-formed.ts";

const FOLDER_SYNC = { root: "FolderHierarchy:FolderSync" } as const;

/**
 * Looks whether a request that is stopped for its policy begins an account made anew, and notes it: is the request to be
 * refused for it, and its body, if that was read.
 */
export async function lookAtAccount(
  gate: Gate,
  { request, standing }: Admitted,
  received: Request,
): Promise<{ readonly isRefused: boolean; readonly read?: CheckedBody }> {
  if (!mayBeMadeAnew(gate, { request, standing }, received.headers)) return { isRefused: false };
  const read = await checkBody(received, FOLDER_SYNC, false);
  return { isRefused: await noteMadeAnew(gate, request, standing, read), read };
}

/** Is there a reason to look into the body of this request? */
function mayBeMadeAnew(gate: Gate, { request, standing }: Admitted, headers: Headers): boolean {
  if (request.command !== "FolderSync") return false;
  const presented = presentedKey(request, headers);
  return isMadeAnew({ ...standing, presented, now: gate.clock.now() });
}

/** Notes an account made anew; true if the request is to be refused for it. */
async function noteMadeAnew(
  gate: Gate,
  request: EasRequest,
  standing: Standing,
  checked: CheckedBody,
): Promise<boolean> {
  const { user, device } = request;
  const { handout } = standing;
  if (!device || !handout || !checked.ok || !beginsAnew(checked.body)) return false;
  const { retypedToken, reportOnly } = gate.tenant.adapter;
  const isRefused = retypedToken === "refuse" && !reportOnly;
  log("eas-account-made-anew", { tenant: gate.tenant.name, user, isRefused, ...device });
  await gate.handles.tenant(gate.tenant.name).noteDeviceEvent(user, device.deviceId, {
    ...{ event: "account-made-anew", actor: user },
    detail: `${isRefused ? "refused" : "recorded"}, from ${gate.client}`,
  });
  if (retypedToken === "refuse" && reportOnly)
    await recordLetThrough(gate, request, "token-retyped");
  if (!isRefused) return false;
  await deviceOf(gate, user, device).noteRetyped(handout.id);
  forgetStanding(standing);
  await recordRefusal(gate, request, "token-retyped");
  return true;
}

/** A FolderSync that asks for everything from the beginning (MS-ASCMD 2.2.3.182.2: SyncKey 0). */
function beginsAnew(body: (CheckedBody & { ok: true })["body"]): boolean {
  if (!(body instanceof Uint8Array)) return false;
  const document = wellFormed(() => decode(body, COMMAND_LIMITS));
  return document !== null && text(document, "FolderHierarchy:SyncKey") === "0";
}
