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

/** Keeps the book (AuthorityCertificates). */
export abstract class AuthorityBookObject extends AuthorityGroundObject {
  async issued(fingerprint: string): Promise<IssuedCertificate | null> {
    return (await this.acts()).issued(this.ground, fingerprint);
  }

  async certificates(query: CertificateQuery): ReturnType<Door["certificates"]> {
    return (await this.acts()).certificates(this.ground, query);
  }

  async bindCertificate(
    fingerprint: string,
    deviceId: string,
  ): ReturnType<Door["bindCertificate"]> {
    return (await this.acts()).bindCertificate(this.ground, fingerprint, deviceId);
  }

  async revokeCertificate(
    fingerprint: string,
    reason: RevocationReason,
    by: string,
  ): ReturnType<Door["revokeCertificate"]> {
    return (await this.acts()).revokeCertificate(this.ground, fingerprint, reason, by);
  }

  async revokeDevice(
    user: string,
    deviceId: string,
    reason: RevocationReason,
    by: string,
  ): Promise<readonly IssuedCertificate[]> {
    return (await this.acts()).revokeDevice(this.ground, user, deviceId, reason, by);
  }

  async noteAttempt(attempt: Omit<EnrolmentAttempt, "at">): Promise<void> {
    (await this.acts()).noteAttempt(this.ground, attempt);
  }

  async attempts(): Promise<readonly EnrolmentAttempt[]> {
    return (await this.acts()).attempts(this.ground);
  }
}
