// What a TLS server's certificates say about it: names, times, who issued whom. Rule: this reads and
// judges nothing; a certificate that cannot be read is left out. Follows RFC 5280 (4.1, 4.2.1.6).
import "./reflect.ts";
import * as x509 from "@peculiar/x509";

export interface ServerCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** DNS names and addresses of subjectAltName, lower case; a common name alone counts for nothing. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The certificates a server showed (DER, its own first), as far as they can be read. */
export function readServerCertificates(chain: readonly Uint8Array[]): ServerCertificate[] {
  return chain.flatMap((der) => {
    try {
      return [facts(new x509.X509Certificate(Uint8Array.from(der)))];
    } catch {
      // Whatever a stranger's server sends: only what can be read is said.
      return [];
    }
  });
}

function facts(certificate: x509.X509Certificate): ServerCertificate {
  const extension = certificate.getExtension(x509.SubjectAlternativeNameExtension);
  const names = (extension?.names.items ?? [])
    .filter(({ type }) => type === "dns" || type === "ip")
    .map(({ value }) => value.toLowerCase());
  return {
    subject: certificate.subject,
    issuer: certificate.issuer,
    names,
    notBefore: certificate.notBefore.getTime(),
    notAfter: certificate.notAfter.getTime(),
  };
}
