// The part of the authority object that phones' certificates come from (AuthorityCertificates).
import type { AuthorityCertificates } from "../handles/authority-certificates.ts";
import { AuthorityGroundObject } from "./ground-object.ts";

const later = (): never => {
  throw new Error("not built yet");
};

/** Issues certificates (AuthorityCertificates). */
export abstract class AuthorityCertificatesObject
  extends AuthorityGroundObject
  implements AuthorityCertificates
{
  overview = later;
  setRules = later;
  prepareCa = later;
  importCa = later;
  dropNextCa = later;
  rollOverCa = later;
  caChain = later;
  chainOfCa = later;
  crl = later;
  newChallenge = later;
  takeProfileChallenge = later;
  challenges = later;
  dropChallenge = later;
  scep = later;
  makeIdentity = later;
  issued = later;
  certificates = later;
  bindCertificate = later;
  revokeCertificate = later;
  revokeDevice = later;
  noteAttempt = later;
  attempts = later;
  identityToken = later;
  identityKeys = later;
}
