// The client certificate that a request came with, as the TLS front tells of it. The rules: Cloudflare's edge tells in
// request.cf (tlsClientAuth; nobody else can write there), another front in the field Client-Cert (RFC 9440) together
// with a secret that only it and this Worker know; the field from anywhere else is refused, never believed. Whether the
// certificate proves anything stands in the authority's book (core/certificate-proof.ts): its bytes are all that is
// believed of the front, no name in it and no verdict on it.
import { sameSecret } from "../../core/constant-time.ts";
import { fingerprintHex } from "../../core/fingerprint.ts";
import { keepNewest } from "../../core/newest.ts";
import type { Env } from "../../env.ts";
import { readClientCert } from "../../wire/client-cert.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { Gate } from "./admission.ts";

/** A certificate whose key the client has, or why what was told of one is refused. */
export type Shown =
  /** SHA-256 of the certificate, in hex; "" for one that the front could not verify or hand on. */
  | { readonly fingerprint: string; readonly refused?: undefined }
  | {
      readonly refused: "certificate-not-from-front" | "certificate-unreadable";
      readonly fingerprint?: undefined;
    };

/** What Cloudflare tells of TLS client authentication (developers.cloudflare.com, client certificate variables). */
interface TlsClientAuth {
  readonly certPresented?: string;
  readonly certVerified?: string;
  readonly certRFC9440?: string;
}

/** What `request` shows, or undefined for none; asked only where CLIENT_CERTIFICATES is bound. */
export function shownCertificate(request: Request, env: Env): Shown | undefined {
  const { headers } = request;
  const told = headers.get("client-cert");
  if (env.CLIENT_CERTIFICATES === "front") {
    if (told === null) return undefined;
    return isOfFront(headers.get("provost-front-secret"), env.FRONT_SECRET)
      ? read(told)
      : { refused: "certificate-not-from-front" };
  }
  if (told !== null) return { refused: "certificate-not-from-front" };
  const { tlsClientAuth: auth } = (request.cf ?? {}) as { tlsClientAuth?: TlsClientAuth };
  if (auth?.certPresented !== "1") return undefined;
  // The certificate is there also where it did not verify; revoked ones count as verified, and we judge those.
  const isVerified = auth.certVerified === "SUCCESS" && auth.certRFC9440;
  return isVerified ? read(auth.certRFC9440 ?? "") : { fingerprint: "" };
}

/** Why what `received` tells of a certificate is refused. Where certificates are not used, nobody may tell of one. */
export function refusalOf({ headers }: Request, shown: Shown | undefined) {
  if (shown) return shown.refused;
  return headers.has("client-cert") ? "certificate-not-from-front" : undefined;
}

/** Whose certificate a request shows that brings no Authorization; undefined if the certificate is none of ours. */
export async function ownerOfSilent(received: Request, gate: Gate): Promise<string | undefined> {
  if (!gate.shown || received.headers.has("authorization")) return undefined;
  const { ownerOf } = await import("./certificate-book.ts");
  return ownerOf(gate);
}

/** The front's secret as it was shown and accepted last: equal texts are found by their hash. */
const accepted = new Map<string, string>();

function isOfFront(shown: string | null, secret: string | undefined): boolean {
  if (!shown || !secret) return false;
  if (accepted.get(shown) === secret) return true;
  if (!sameSecret(shown, secret)) return false;
  keepNewest(accepted, shown, secret, 1);
  return true;
}

/** Texts of certificates that were read before, which a phone repeats at every request: about 2 KB each. */
const MAX_KNOWN = 2000;
const MAX_KNOWN_LENGTH = 4096;
const known = new Map<string, Shown>();

function read(text: string): Shown {
  const before = known.get(text);
  if (before) return before;
  try {
    const shown = { fingerprint: fingerprintHex(readClientCert(text)) };
    if (text.length <= MAX_KNOWN_LENGTH) keepNewest(known, text, shown, MAX_KNOWN);
    return shown;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { refused: "certificate-unreadable" };
  }
}
