// Reading an HTTP answer the way the phone's networking did: content coding undone, media type and
// charset split.
import { gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { headerOf, type NetworkResponse } from "../network.ts";

/** Largest body a phone of the era would hold, in bytes, after decompression. */
const BODY_LIMIT = 32 * 1024 * 1024;

const options = { maxOutputLength: BODY_LIMIT };
const inflateEither = (body: Uint8Array) =>
  ((body[0] ?? 0) & 0x0f) === 8 ? inflateSync(body, options) : inflateRawSync(body, options);
const CODINGS: Partial<Record<string, (body: Uint8Array) => Uint8Array>> = {
  identity: (body) => body,
  gzip: (body) => gunzipSync(body, options),
  "x-gzip": (body) => gunzipSync(body, options),
  deflate: inflateEither,
};

/**
 * The body without its Content-Encoding (RFC 9110, section 8.4). Whatever the phone did not ask
 * for, and an empty body that claims a coding, is a note; a body that cannot be read comes back as
 * null.
 */
export function bodyOf(response: NetworkResponse, note: (note: string) => void): Uint8Array | null {
  const coding = (headerOf(response, "content-encoding") ?? "identity").trim().toLowerCase();
  const decode = CODINGS[coding];
  if (!decode) {
    note(`the body came in content coding "${coding}", which was not asked for`);
    return null;
  }
  if (response.body.length === 0) {
    if (coding !== "identity") note(`an empty body came labelled ${coding}`);
    return response.body;
  }
  try {
    return decode(response.body);
  } catch {
    note(`the body is labelled ${coding} but is not`);
    return null;
  }
}

/** Media type in lower case without parameters ("" if absent), and the charset parameter. */
export function contentType(response: NetworkResponse): { type: string; charset: string } {
  const value = headerOf(response, "content-type") ?? "";
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(value)?.[1] ?? "";
  return { type: (value.split(";")[0] ?? "").trim().toLowerCase(), charset: charset.toLowerCase() };
}

/** Text of a page: by its charset, else by a UTF-8 attempt, else Windows-1252 as browsers guess. */
export function decodePage(body: Uint8Array, charset: string): string {
  const label = charset === "" ? "utf-8" : charset;
  try {
    return new TextDecoder(label, { fatal: charset === "", ignoreBOM: false }).decode(body);
  } catch {
    return new TextDecoder("windows-1252").decode(body);
  }
}

/** A header's value in every repetition of it, in order. */
export function headersOf(response: NetworkResponse, name: string): string[] {
  return response.headers.filter(([key]) => key === name).map(([, value]) => value);
}
