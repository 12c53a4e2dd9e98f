// The wire log of one device: while an administrator has it on, its requests and answers are written down, masked
// (core/wire-log.ts). The rules: nothing waits for it and nothing fails by it; bodies stream on as they would, and at most
// 64 KB of each are looked at, so an attachment costs no more than a status. Loaded when a device is logged.
import {
  maskedText,
  shownHeaders,
  shownQuery,
  type WireEntry,
  type WireMessage,
} from "../../core/wire-log.ts";
import { log } from "../../log.ts";
import { decode } from "../../wire/wbxml.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { Gate } from "./admission.ts";
import { deviceOf } from "./judgement.ts";
import type { Admitted } from "./recall.ts";
import type { Evidence } from "./request.ts";

/** Bytes of a body that are looked at. */
const READ_BYTES = 64 * 1024;
const LIMITS = { bytes: READ_BYTES, depth: 32, textBytes: READ_BYTES, elements: 5000 };

interface Watched extends Admitted {
  readonly gate: Gate;
  readonly received: Request;
  readonly evidence: Evidence;
}

/** Answers a request with `take`, and writes both down behind the answer. */
export async function writtenDown<Passage extends Watched>(
  passage: Passage,
  take: (passage: Passage) => Promise<Response>,
): Promise<Response> {
  const { gate, received } = passage;
  const begun = gate.clock.now();
  const secrets = secretsOf(passage.evidence);
  // Both copies are read at once and given up early, so that no more than they hold waits in memory.
  const request = messageOf(received.clone(), secrets);
  const answer = await take(passage);
  const took = gate.clock.now() - begun;
  const copy = answer.clone();
  const writing = async () => {
    const messages = await Promise.all([request, messageOf(copy, secrets)]);
    await write(passage, { status: answer.status, took, secrets }, messages);
  };
  const { name } = gate.tenant;
  gate.waitUntil(
    writing().catch((error: Error) => log("wire-line-lost", { tenant: name, error: error.name })),
  );
  return answer;
}

/** Whatever proves who asks, in the forms in which it could stand in a text. */
function secretsOf({ authorization, credentials, token }: Evidence): string[] {
  const sent = authorization.slice(authorization.indexOf(" ") + 1).trim();
  // A request that signs in by its certificate brings no secret.
  return [credentials.password, sent, token ?? ""].filter((secret) => secret !== "");
}

async function write(
  { gate, request }: Watched,
  on: { readonly status: number; readonly took: number; readonly secrets: readonly string[] },
  [asked, answered]: readonly [WireMessage, WireMessage],
): Promise<void> {
  const { user, device, command, query } = request;
  if (!device) return;
  const { status, took, secrets } = on;
  const entry: WireEntry = {
    ...{ command, version: device.protocolVersion, status, took },
    query: query ? shownQuery({ ...query }, secrets) : {},
    request: asked,
    answer: answered,
  };
  await deviceOf(gate, user, device).addWireLine(JSON.stringify(entry));
}

/** What may be shown of a request or an answer, whose body is read here and nowhere else. */
async function messageOf(
  message: Request | Response,
  secrets: readonly string[],
): Promise<WireMessage> {
  const headers = shownHeaders(message.headers, secrets);
  const body = message.body ? await bodyText(message.headers, message.body, secrets) : "";
  return { headers, body };
}

async function bodyText(
  headers: Headers,
  body: ReadableStream<Uint8Array>,
  secrets: readonly string[],
): Promise<string> {
  const { bytes, end } = await readUpTo(body);
  if (end === "cut") return `(more than ${READ_BYTES} bytes, not shown)`;
  if (end === "broken") return `(broken off after ${bytes.length} bytes)`;
  if (bytes.length === 0) return "";
  if (!/^application\/vnd\.ms-sync(\.wbxml)?\b/i.test(headers.get("content-type") ?? ""))
    return `(${bytes.length} bytes, not WBXML)`;
  try {
    return maskedText(decode(bytes, LIMITS), secrets);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return `(${bytes.length} bytes, not WBXML: ${error.problem})`;
  }
}

async function readUpTo(body: ReadableStream<Uint8Array>) {
  const bytes = new Uint8Array(READ_BYTES);
  let length = 0;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { bytes: bytes.subarray(0, length), end: "whole" } as const;
      if (length + value.length > READ_BYTES) {
        await reader.cancel();
        return { bytes, end: "cut" } as const;
      }
      bytes.set(value, length);
      length += value.length;
    }
  } catch {
    // Whoever sent it broke off; the answer, or its absence, is told to the phone by who passes it on.
    return { bytes: bytes.subarray(0, length), end: "broken" } as const;
  }
}
