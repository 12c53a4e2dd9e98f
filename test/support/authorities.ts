// CAs as companies bring them, made by another library than the one under test.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { IDENTITY_KEY_ALGORITHM } from "../../worker/wire/key-algorithm.ts";
import { writePem } from "../../worker/wire/pem.ts";

const DAY = 86_400_000;

export interface TestAuthority {
  readonly certificate: Uint8Array;
  readonly keys: CryptoKeyPair;
}

/** A CA named `name`, valid for a year around `now`, below `issuer` or on its own. */
export async function makeAuthority(
  name: string,
  now: number,
  issuer?: TestAuthority,
  use: "issues" | "signs" = "issues",
): Promise<TestAuthority> {
  const keys = (await crypto.subtle.generateKey(IDENTITY_KEY_ALGORITHM, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const above = issuer && new x509.X509Certificate(issuer.certificate);
  const usage =
    use === "issues"
      ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign
      : x509.KeyUsageFlags.digitalSignature;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: Buffer.from(name).toString("hex"),
    subject: `CN=${name}`,
    issuer: above?.subject ?? `CN=${name}`,
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 365 * DAY),
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: IDENTITY_KEY_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(usage, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: new Uint8Array(certificate.rawData), keys };
}

/** The private key (PKCS#8) as PEM. */
export async function pemKeyOf({ keys }: { readonly keys: CryptoKeyPair }): Promise<string> {
  const pkcs8 = (await crypto.subtle.exportKey("pkcs8", keys.privateKey)) as ArrayBuffer;
  return writePem("PRIVATE KEY", new Uint8Array(pkcs8));
}
