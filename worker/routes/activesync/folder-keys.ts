// The keys of folder lists on their way to the phone. The rule: a key is written down before the phone can have it, so that
// one that is lost is known as well; a FolderSync with a key that this device was never given is answered by Status 9 (MS-ASCMD
// 2.2.3.177.3), which makes the phone begin anew, if Exchange takes any key. Whether it does is asked then: a phone that was
// given its key elsewhere, past the gateway, is Exchange's to judge. Loaded with the first folder command.
import { FIRST_KEY, type FolderKeys, folderKeyHash } from "../../core/folder-keys.ts";
import { keepNewest } from "../../core/newest.ts";
import { log } from "../../log.ts";
import { forward, type UpstreamRequest } from "../../upstream.ts";
import { FOLDER_KEY_WITHIN, folderKeyIn, isKeyCutOff } from "../../wire/folder-key.ts";
import { encode } from "../../wire/wbxml.ts";
import { el } from "../../wire/wbxml-tree.ts";
import type { Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import { wbxmlAnswer } from "./own-answers.ts";
import { FOLDER_STATUS, folderRefusal } from "./quarantine-folders.ts";
import type { EasRequest } from "./request.ts";
import { isReadable, withStart } from "./short-answer.ts";

interface Asked {
  readonly gate: Gate;
  readonly request: EasRequest;
}

/** The answer to a folder command, or what the phone is told instead; "broken" if it broke off before it began. */
export async function withKnownKey(
  asked: Asked,
  send: UpstreamRequest,
  response: Response,
): Promise<Response | "broken"> {
  const { device, command } = asked.request;
  if (response.status !== 200 || !response.body || !device) return response;
  const begun = isReadable(response.headers)
    ? await withStart(response, FOLDER_KEY_WITHIN, isKeyCutOff)
    : { start: null, response };
  if (begun === "broken") return begun;
  const given = begun.start ? folderKeyIn(begun.start) : undefined;
  // Without a key it is a failure, which gives none.
  if (begun.start && given === undefined) return begun.response;
  const presented = send.body instanceof Uint8Array ? folderKeyIn(send.body) : undefined;
  const keys = { presented, given, isTrusted: command !== "FolderSync" };
  if (await isKnown(asked, keys)) return begun.response;
  if (await looksAtKeys(asked.gate, send)) {
    await isKnown(asked, { ...keys, isTrusted: true });
    return begun.response;
  }
  await begun.response.body?.cancel();
  log("eas-folder-key-unknown", {
    tenant: asked.gate.tenant.name,
    user: asked.request.user,
    ...device,
  });
  return wbxmlAnswer(folderRefusal("FolderHierarchy:FolderSync", FOLDER_STATUS.wrongKey));
}

interface Keys {
  readonly presented: string | undefined;
  readonly given: string | undefined;
  readonly isTrusted: boolean;
}

/** What this isolate wrote down last of a device: the same again is not told again. */
const told = new Map<string, string>();
/** Entries of about 200 bytes. */
const MAX_TOLD = 2000;

async function isKnown({ gate, request }: Asked, keys: Keys): Promise<boolean> {
  const { user, device } = request;
  if (!device) return true;
  const { presented, given, isTrusted } = keys;
  const name = JSON.stringify([gate.tenant.name, user, device.deviceId]);
  const tells = JSON.stringify([presented, given]);
  if (told.get(name) === tells) return true;
  const step: FolderKeys = {
    ...(presented !== undefined &&
      presented !== FIRST_KEY && { presented: folderKeyHash(presented) }),
    ...(given !== undefined && { given: folderKeyHash(given) }),
    ...(isTrusted && { isTrusted }),
  };
  const isGood = await deviceOf(gate, user, device).noteFolderKeys(step);
  if (isGood) keepNewest(told, name, tells, MAX_TOLD);
  return isGood;
}

/** A key that no server gives. */
const NOBODYS_KEY = "provost-asks-whether-keys-are-looked-at";

/** Does Exchange refuse a key that it never gave? Where it says nothing of it, it is believed to. */
async function looksAtKeys({ tenant, clock }: Gate, send: UpstreamRequest): Promise<boolean> {
  const key = el("FolderHierarchy:SyncKey", NOBODYS_KEY);
  const body = encode(el("FolderHierarchy:FolderSync", key));
  const headers = new Headers(send.headers);
  // Its answer is read here: no compression.
  headers.delete("accept-encoding");
  const answered = await forward(tenant.adapter, { ...send, headers, body }, clock);
  if (!answered.ok) return true;
  const { response } = answered;
  const begun =
    response.status === 200 && response.body
      ? await withStart(response, FOLDER_KEY_WITHIN, isKeyCutOff)
      : null;
  if (begun === null || begun === "broken") {
    await response.body?.cancel();
    return true;
  }
  await begun.response.body?.cancel();
  return folderKeyIn(begun.start) === undefined;
}
