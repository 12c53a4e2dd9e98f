// An answer of Exchange that is short, or whose length nobody said, may be nothing but a status: a demand for its policy,
// or a wipe. The rule: only its first bytes are waited for; if it ends with them it is handed on as a short answer of a
// known length, otherwise what follows streams on natively behind them, compressed anew by the platform if it was
// compressed. One that breaks off there is no answer, and the phone can still be told so.
import { joined, readStart, rejoin } from "./body.ts";
import { saysStatus } from "./own-answers.ts";
import type { EasRequest } from "./request.ts";

/** An answer that says nothing but a status is no longer. */
export const MAX_STATUS_BYTES = 64;
/** The same in an encoder's frame (gzip: 20 bytes and more). */
const MAX_ENCODED_BYTES = 2 * MAX_STATUS_BYTES;

/** The encodings that workerd undoes for whoever reads a body, and does again where a body is sent under their name. */
const UNDONE = /^(?:gzip|br)$/i;

/** Is what is read of a body with these headers the content itself? */
export const isReadable = (headers: Headers): boolean =>
  UNDONE.test(headers.get("content-encoding") ?? "gzip");

/**
 * Must the first bytes be waited for? Up to 12.1 HTTP's status says it all, but what is encoded may be empty inside
 * (pass-on.ts).
 */
export function mustBeRead(response: Response, { command, device }: EasRequest): boolean {
  const { status, headers } = response;
  const isStatus = command !== "OPTIONS" && saysStatus(device?.protocolVersion ?? "");
  const isEncoded = headers.has("content-encoding");
  if (status !== 200 || !(isStatus || isEncoded) || !isReadable(headers)) return false;
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (isEncoded && length >= 0) return length <= (isStatus ? MAX_ENCODED_BYTES : MAX_STATUS_BYTES);
  if (!isStatus) return false;
  return length >= 0 ? length > 0 && length <= MAX_STATUS_BYTES : response.body !== null;
}

/** The answer with its length, if it is short; as a stream that has begun, if not; "broken" if it broke off before. */
export async function withShortLength(answer: Response): Promise<Response | "broken"> {
  const begun = await withStart(answer);
  return begun === "broken" ? begun : begun.response;
}

/** As withShortLength, with its first bytes; `wantsMore` of them up to `most`, if what is there says so. */
export async function withStart(
  { status, headers, body }: Response,
  most = 0,
  wantsMore: (start: Uint8Array) => boolean = () => false,
): Promise<{ readonly start: Uint8Array; readonly response: Response } | "broken"> {
  if (body === null) return "broken";
  try {
    let { start, ended } = await readStart(body, MAX_STATUS_BYTES + 1);
    if (!ended && wantsMore(start)) {
      const more = await readStart(body, most - start.length);
      start = joined([start, more.start], start.length + more.start.length);
      ended = more.ended;
    }
    const read = new Headers(headers);
    const length = ended ? start.length : lengthSaid(headers);
    if (ended) read.delete("content-encoding");
    if (length === undefined) read.delete("content-length");
    else read.set("content-length", String(length));
    const whole = ended ? start : rejoin(start, body, streamOf(length));
    return { start, response: new Response(whole, { status, headers: read }) };
  } catch {
    return "broken";
  }
}

/** The length that was said of what is read here: of what comes encoded nobody said it. */
function lengthSaid(headers: Headers): number | undefined {
  const length = Number(headers.get("content-length") ?? Number.NaN);
  return headers.has("content-encoding") || !(length >= 0) ? undefined : length;
}

const streamOf = (length: number | undefined) =>
  length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length);
