// The part of the authority object that phones' certificates come from (AuthorityCertificates): the book,
// the CAs and their desk, SCEP, and here what is signed for Exchange. The rule: the work is
// done by modules that load when an authority first issues.
import type { AuthorityCertificates } from "../handles/authority-certificates.ts";
import { AuthorityScepObject } from "./scep-object.ts";

/** Issues certificates (AuthorityCertificates). */
export abstract class AuthorityCertificatesObject
  extends AuthorityScepObject
  implements AuthorityCertificates
{
  async identityToken(
    claims: Parameters<AuthorityCertificates["identityToken"]>[0],
  ): ReturnType<AuthorityCertificates["identityToken"]> {
    return (await this.acts()).identityToken(this.ground, claims);
  }

  async identityKeys(): Promise<string> {
    return (await this.acts()).identityKeys(this.ground);
  }
}
