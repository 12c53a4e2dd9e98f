// micromdm's `scepclient`: always SHA-1 and single DES, GET with URL-safe base64 where the server
// names neither POST nor the RFC. It sends again the request it finds in its folder, so each client
// has one of its own.
import { type Desktop, desktop, type Ran } from "./authority.ts";

export const scepclientDesktop = (): Desktop => desktop();

/** Enrols with the key in client.key (made at the first call); run again, it renews with the same key. */
export function scepclient(
  desk: Desktop,
  on: { readonly url: string; readonly challenge?: string; readonly keySize?: number },
): Promise<Ran> {
  return desk.run("scepclient", [
    ...["-private-key", "client.key", "-certificate", "client.pem", "-server-url", on.url],
    ...(on.challenge === undefined ? [] : ["-challenge", on.challenge]),
    ...["-cn", "somebody else", "-organization", "Somebody"],
    ...["-keySize", String(on.keySize ?? 2048), "-debug"],
  ]);
}
