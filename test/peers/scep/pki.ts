// strongSwan's `pki`, which speaks SCEP over POST: asks for the authority's certificates, enrols,
// renews. It tells failure by its exit code, and prints the certificate.
import { type Desktop, desktop, type Ran } from "./authority.ts";

export interface PkiOptions {
  readonly digest?: "sha1" | "sha256" | "sha384" | "sha512";
  readonly cipher?: "aes" | "des3";
}

/** A folder with the authority's certificates in ca.pem and, if there is one, ra.pem. */
export async function pkiDesktop(url: string, withRa: boolean): Promise<Desktop> {
  const desk = desktop();
  const args = ["--scepca", "--url", url, "--caout", "ca.pem", "--raout", "ra.pem"];
  const got = await desk.run("pki", [...args, "--outform", "pem"]);
  // Before the first message there is one file or two: what the answers are sealed by.
  const listed = await desk.run("ls", []);
  if (got.code !== 0 || listed.said.includes("ra.pem") !== withRa)
    throw new Error(`pki --scepca: ${got.said}${listed.said}`);
  return desk;
}

/** Enrols with a new key in NAME.key; the certificate is in NAME.pem if the answer's code is 0. */
export async function pkiEnrol(
  desk: Desktop,
  on: { readonly url: string; readonly name: string; readonly withRa: boolean },
  by: { readonly challenge: string } | { readonly renews: string },
  { digest = "sha256", cipher = "aes" }: PkiOptions = {},
): Promise<Ran> {
  const key = `${on.name}.key`;
  await desk.run("openssl", ["genrsa", "-out", key, "2048"]);
  const authority = ["--cacert-enc", on.withRa ? "ra.pem" : "ca.pem", "--cacert-sig", "ca.pem"];
  const right =
    "challenge" in by
      ? ["--password", by.challenge]
      : ["--cert", `${by.renews}.pem`, "--key", `${by.renews}.key`];
  const names = ["--dn", "O=Somebody, CN=somebody else", "--san", "root@other.example"];
  const how = ["--digest", digest, "--cipher", cipher, "--outform", "pem"];
  const ran = await desk.run("pki", [
    ...["--scep", "--url", on.url, "--in", key],
    ...[...names, ...authority, ...right, ...how],
  ]);
  if (ran.code === 0) desk.write(`${on.name}.pem`, ran.stdout);
  return ran;
}
