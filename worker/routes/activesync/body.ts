// The body of a command on its way to Exchange. The rule: the first bytes must be what the command says they are
// (a WBXML root, or a mail), the rest is not read. Small bodies are taken whole, which also gives a Content-Length to
// servers that cannot read chunks (PHP-FPM sees an empty body); larger ones stream natively behind their first bytes.
import type { BodyReason, ExpectedBody } from "../../core/gateway-commands.ts";
import { peekRoot } from "../../wire/wbxml.ts";
import { WireError } from "../../wire/wire-error.ts";

/** Bodies up to this size are read whole: an answer to everything but mail, far below a Worker's memory. */
const WHOLE_BYTES = 64 * 1024;
/** Exchange 2007 and 2010 take 10 MB by default; this leaves room for an administrator who allowed more. */
const MAX_BYTES = 25 * 1024 * 1024;
/** The encoding that is none (RFC 9110, 8.4.1). */
const IDENTITY = /^\s*(?:identity)?\s*$/i;
/** Enough for any WBXML header and root. */
const PEEK_BYTES = 64;

export type CheckedBody =
  | {
      readonly ok: true;
      readonly body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null;
      /** Aborted if a body of unknown length, already on its way, turned out too large. */
      readonly overflow?: AbortSignal;
      /** Aborted if a body that is on its way breaks off, also for that reason: what went of it is no body. */
      readonly cut?: AbortSignal;
    }
  | {
      readonly ok: false;
      readonly reason: BodyReason | "body-too-large" | "body-encoded";
      readonly detail?: string;
    };

/**
 * The request's body, checked against its command, ready to be sent. A compressed one is refused: MS-ASHTTP names no
 * Content-Encoding for requests (2.2.1.1.2), and what cannot be looked into must not pass.
 * @param mayBeEmpty MS-ASCMD lets it be missing.
 */
export async function checkBody(
  request: Request,
  expected: ExpectedBody,
  mayBeEmpty: boolean,
): Promise<CheckedBody> {
  const { headers } = request;
  const encoding = headers.get("content-encoding");
  if (encoding !== null && !IDENTITY.test(encoding)) return { ok: false, reason: "body-encoded" };
  const length = contentLength(headers);
  if (length === undefined || length > WHOLE_BYTES)
    return checkStream(request, length, expected, mayBeEmpty);
  const whole = new Uint8Array(await request.arrayBuffer());
  const problem = verdict(whole, expected, mayBeEmpty);
  return problem ?? { ok: true, body: whole.length > 0 ? whole : null };
}

/** As checkBody, for a body that is long or whose length nobody said. */
async function checkStream(
  request: Request,
  length: number | undefined,
  expected: ExpectedBody,
  mayBeEmpty: boolean,
): Promise<CheckedBody> {
  if (length !== undefined && length > MAX_BYTES) return { ok: false, reason: "body-too-large" };
  if (!request.body) return verdict(NOTHING, expected, mayBeEmpty) ?? { ok: true, body: null };
  const body = request.body as ReadableStream<Uint8Array>;
  const { start, ended } = await readStart(body, length === undefined ? WHOLE_BYTES : PEEK_BYTES);
  const problem = verdict(start, expected, mayBeEmpty);
  if (problem) {
    if (!ended) await body.cancel();
    return problem;
  }
  if (ended) return { ok: true, body: start.length > 0 ? start : null };
  const [overflow, cut] = [new AbortController(), new AbortController()];
  const joint = length === undefined ? cappedStream(overflow, cut) : new FixedLengthStream(length);
  const whole = rejoin(start, body, joint, cut);
  return { ok: true, body: whole, overflow: overflow.signal, cut: cut.signal };
}

const NOTHING = new Uint8Array(0);
const WBXML_VERSIONS_BELOW = 0x09;

/** What is wrong with a body that begins with `start`, or null. */
function verdict(
  start: Uint8Array,
  expected: ExpectedBody,
  mayBeEmpty: boolean,
): CheckedBody | null {
  if (start.length === 0) return mayBeEmpty ? null : { ok: false, reason: "body-missing" };
  if (expected === "none") return { ok: false, reason: "body-of-another-command" };
  if (expected === "mime") {
    // A mail begins with a header's name; WBXML begins with its version, a control character.
    const looksBinary = (start[0] ?? 0) < WBXML_VERSIONS_BELOW;
    return looksBinary ? { ok: false, reason: "body-not-mime" } : null;
  }
  try {
    const root = peekRoot(start);
    if (root === "incomplete") return { ok: false, reason: "body-not-wbxml", detail: "cut short" };
    return root === expected.root
      ? null
      : { ok: false, reason: "body-of-another-command", detail: root };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { ok: false, reason: "body-not-wbxml", detail: error.message };
  }
}

function contentLength(headers: Headers): number | undefined {
  const value = headers.get("content-length");
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The whole of a body that is read here, or null if it is larger than a command's document may be. */
export async function wholeBody(
  checked: CheckedBody & { ok: true },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { body } = checked;
  if (body === null) return NOTHING;
  if (!(body instanceof ReadableStream)) return body;
  await body.cancel();
  return null;
}

/** Reads until `wanted` bytes are there or the body ends; gives the rest of the stream back unlocked. */
export async function readStart(
  body: ReadableStream<Uint8Array>,
  wanted: number,
): Promise<{ start: Uint8Array<ArrayBuffer>; ended: boolean }> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size < wanted && !ended) {
    const { done, value } = await reader.read();
    ended = done;
    if (value) chunks.push(value);
    size += value?.length ?? 0;
  }
  reader.releaseLock();
  return { start: joined(chunks, size), ended };
}

/** One piece of `size` bytes. */
export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}

/**
 * The whole body again as a stream: what was read, then the rest, through `joint`. With a known length workerd pumps
 * the rest without JavaScript and sends a Content-Length.
 * @param cut aborted if `rest` breaks off; the whole body then never ends. A request needs it: workerd's fetch ends a
 *   chunked body that fails as if it were complete, and half a mail would be a mail.
 */
export function rejoin(
  start: Uint8Array<ArrayBuffer>,
  rest: ReadableStream<Uint8Array>,
  { readable, writable }: TransformStream<Uint8Array, Uint8Array>,
  cut?: AbortController,
): ReadableStream<Uint8Array> {
  const pump = async () => {
    const writer = writable.getWriter();
    await writer.write(start);
    writer.releaseLock();
    await rest.pipeTo(writable, { preventAbort: cut !== undefined });
  };
  // Not hidden: a failure on either side ends `readable` with an error, or the request it is sent with.
  pump().catch(() => cut?.abort());
  return readable;
}

/** A body whose start was read, to be passed on: `start`, then `rest`. */
export const streamOn = (
  start: Uint8Array<ArrayBuffer>,
  rest: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> => rejoin(start, rest, new TransformStream());

/** Passes bytes on and fails once there are more than may be, so that an endless body ends. */
function cappedStream(
  overflow: AbortController,
  cut: AbortController,
): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.length;
      if (passed <= MAX_BYTES) return controller.enqueue(chunk);
      overflow.abort();
      cut.abort();
      controller.error(new Error("the body is too large"));
    },
  });
}
