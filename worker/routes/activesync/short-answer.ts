// An answer of Exchange that is short, or whose length nobody said, may be nothing but a status: a demand for its policy,
// or a wipe. The rule: only its first bytes are waited for; if it ends with them it is handed on as a short answer of a
// known length, otherwise what follows streams on natively behind them, compressed anew by the platform if it was
// compressed. One that breaks off there is no answer, and the phone can still be told so.
import { readStart, rejoin } from "./body.ts";
import { saysStatus } from "./own-answers.ts";
import type { EasRequest } from "./request.ts";

/** An answer that says nothing but a status is no longer. */
export const MAX_STATUS_BYTES = 64;
/** The same in an encoder's frame (gzip: 20 bytes and more). */
const MAX_ENCODED_BYTES = 2 * MAX_STATUS_BYTES;

/** The encodings that workerd undoes for whoever reads a body, and does again where a body is sent under their name. */
const UNDONE = /^(?:gzip|br)$/i;

/** Is what is read of a body with these headers the content itself? */
const isReadable = (headers: Headers): boolean =>
  UNDONE.test(headers.get("content-encoding") ?? "gzip");

/**
 * Must the first bytes be waited for? Up to 12.1 HTTP's status says it all, but what is encoded may be empty inside
 * (pass-on.ts).
 */
export function mustBeRead(response: Response, { command, device }: EasRequest): boolean {
  const { status, headers } = response;
  if (status !== 200 || !isReadable(headers)) return false;
  const length = Number(headers.get("content-length") ?? Number.NaN);
  const isStatus = command !== "OPTIONS" && saysStatus(device?.protocolVersion ?? "");
  if (headers.has("content-encoding") && length >= 0)
    return length <= (isStatus ? MAX_ENCODED_BYTES : MAX_STATUS_BYTES);
  if (!isStatus) return false;
  return length >= 0 ? length > 0 && length <= MAX_STATUS_BYTES : response.body !== null;
}

/** The answer with its length, if it is short; as a stream that has begun, if not; "broken" if it broke off before. */
export async function withShortLength({ status, headers, body }: Response) {
  if (body === null) return "broken";
  try {
    const { start, ended } = await readStart(body, MAX_STATUS_BYTES + 1);
    const read = new Headers(headers);
    if (ended) read.delete("content-encoding");
    if (ended) read.set("content-length", String(start.length));
    else read.delete("content-length");
    const whole = ended ? start : rejoin(start, body, new IdentityTransformStream());
    return new Response(whole, { status, headers: read });
  } catch {
    return "broken";
  }
}
