// The TLS front of a simulated world: it asks every client for a certificate, makes sure that the
// client has its key, and tells the Worker of it (RFC 9440, section 2.1). Rule: a Client-Cert header
// that a client wrote never passes, whether or not the client showed a certificate (section 3).
import { randomBytes, verify, X509Certificate } from "node:crypto";
import type { ClientIdentity, NetworkRequest } from "./network.ts";

const NONCE_BYTES = 32;
/** Headers that are the front's alone. */
const OWN = new Set(["client-cert", "client-cert-chain", "provost-front-secret"]);

/**
 * The request's headers as the Worker behind the front gets them. Throws an Error, as a broken
 * handshake, if the client has not the key of the certificate it shows. `secret` null: there is no
 * front, and certificates go nowhere.
 */
export async function throughFront(
  { headers, identity }: NetworkRequest,
  secret: string | null,
): Promise<NetworkRequest["headers"]> {
  if (secret === null) return headers;
  const passed = headers.filter(([name]) => !OWN.has(name.toLowerCase()));
  if (!identity) return passed;
  if (!(await isProven(identity))) throw new Error("The TLS handshake failed.");
  const value = `:${Buffer.from(identity.certificate).toString("base64")}:`;
  return [...passed, ["Client-Cert", value], ["Provost-Front-Secret", secret]];
}

/** The client signs what it could not know before, with the key of the certificate. */
async function isProven({ certificate, sign }: ClientIdentity): Promise<boolean> {
  const nonce = new Uint8Array(randomBytes(NONCE_BYTES));
  const signature = await sign(nonce);
  try {
    return verify("SHA256", nonce, new X509Certificate(certificate).publicKey, signature);
  } catch {
    return false;
  }
}
