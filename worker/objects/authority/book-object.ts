// The part of the authority object that keeps the book of what was issued, and the tries to enrol. The
// rule: what it answers it reads and decides without waiting in between (book-acts.ts).
import type {
  EnrolmentAttempt,
  IssuedCertificate,
  RevocationReason,
} from "../../core/certificates.ts";
import type { AuthorityCertificates, CertificateQuery } from "../handles/authority-certificates.ts";
import { AuthorityGroundObject } from "./ground-object.ts";

type Door = AuthorityCertificates;

const loadBook = () => import("./book-acts.ts");
const loadAttempts = () => import("./attempts.ts");

/** Keeps the book (AuthorityCertificates). */
export abstract class AuthorityBookObject extends AuthorityGroundObject {
  async issued(fingerprint: string): Promise<IssuedCertificate | null> {
    return (await loadBook()).issued(this.ground, fingerprint);
  }

  async certificates(query: CertificateQuery): ReturnType<Door["certificates"]> {
    return (await loadBook()).certificates(this.ground, query);
  }

  async bindCertificate(
    fingerprint: string,
    deviceId: string,
  ): ReturnType<Door["bindCertificate"]> {
    return (await loadBook()).bindCertificate(this.ground, fingerprint, deviceId);
  }

  async revokeCertificate(
    fingerprint: string,
    reason: RevocationReason,
    by: string,
  ): ReturnType<Door["revokeCertificate"]> {
    return (await loadBook()).revokeCertificate(this.ground, fingerprint, reason, by);
  }

  async revokeDevice(
    user: string,
    deviceId: string,
    reason: RevocationReason,
    by: string,
  ): Promise<readonly IssuedCertificate[]> {
    return (await loadBook()).revokeDevice(this.ground, user, deviceId, reason, by);
  }

  async noteAttempt(attempt: Omit<EnrolmentAttempt, "at">): Promise<void> {
    (await loadAttempts()).noteAttempt(this.ground, attempt);
  }

  async attempts(): Promise<readonly EnrolmentAttempt[]> {
    return (await loadAttempts()).attempts(this.ground);
  }
}
