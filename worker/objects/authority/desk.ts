// The desk, opened: decides over an order, signs and writes the book in one transaction. The rule: from
// the first look at the challenge to the entry in the book nothing waits, so nothing else runs; a
// crash leaves all of it or none. RFC 8894, sections 2.4 and 7.4.
import type { IssuedCertificate, SubjectNames } from "../../core/certificates.ts";
import { judgeChallenge } from "../../core/challenge.ts";
import { fingerprintHex } from "../../core/fingerprint.ts";
import {
  contentOf,
  type IssueReason,
  judgeKey,
  judgeRenewal,
  validityAt,
} from "../../core/issuance.ts";
import { type Refused, refuse } from "../../core/result.ts";
import { issuePhoneCertificate } from "../../wire/certificate-issue.ts";
import { type RsaPublicKey, readRsaPublicKey } from "../../wire/rsa-public-key.ts";
import type { IssuingSite } from "../handles/authority-certificates.ts";
import { type BookLine, enter, linesBy, type NewLine } from "./book.ts";
import { currentCa, storedRules } from "./cas.ts";
import { challengeOf, dropSiblings, hasBornFruit, useChallenge } from "./challenges.ts";
import { crlOf } from "./crls.ts";
import type { Ground } from "./ground-object.ts";
import type { Desk, IssueAnswer, IssueOrder } from "./issuing.ts";
import { type Ring, type RingCa, ringOf } from "./key-ring.ts";
import { newSerialNumber } from "./keys.ts";

/** Opens the desk; its functions are good as long as the caller waits for nothing. */
export async function openDesk(ground: Ground, site: IssuingSite): Promise<Desk> {
  const ring = await ringOf(ground, site);
  const { sql } = ground.storage;
  return {
    rules: storedRules(sql),
    site,
    current: ring.current,
    ...(ring.next && { next: ring.next.chain }),
    former: ring.former,
    issueFor: (order) => issueFor(ground, ring, site, order),
    bySerial: (issuer, serial) => linesBy(sql, "serial", issuer, serial)[0],
    byFingerprint: (fingerprint) => linesBy(sql, "fingerprint", fingerprint)[0],
    byTransaction: (transaction, keyHash) => linesBy(sql, "transaction", transaction, keyHash)[0],
    crl: (fingerprint) => crlOf(ground, ring, fingerprint),
  };
}

/** What a certificate is ordered with, once it is clear that it may be. */
export interface Grant {
  readonly user: string;
  readonly purpose: IssuedCertificate["purpose"];
  readonly delivery: IssuedCertificate["delivery"];
  readonly device?: IssuedCertificate["device"];
  readonly deviceId?: string;
  readonly names?: SubjectNames;
  readonly renews?: string;
  readonly challenge?: string;
  readonly transaction: string;
}

function issueFor(
  ground: Ground,
  ring: Ring,
  site: IssuingSite,
  { by, publicKey, transaction }: IssueOrder,
): IssueAnswer {
  const { storage, now } = ground;
  const key = readRsaPublicKey(publicKey);
  if (!key) return refuse("key-not-rsa");
  return storage.transactionSync(() => {
    const asked =
      "challenge" in by
        ? byChallenge(storage.sql, by.challenge, key.keyHash, now())
        : byRenewal(storage.sql, by.renews, key.keyHash, now());
    if (!asked.ok) return asked;
    if ("line" in asked) return { ok: true, ...booked(asked.line), repeated: true };
    const { follows, ...grant } = asked.grant;
    const issued = issueGranted(ground, ring.current, site, { ...grant, transaction }, key);
    if (!issued.ok) return issued;
    if (grant.challenge) useChallenge(storage.sql, grant.challenge, key.keyHash, now());
    if (follows) dropSiblings(storage.sql, follows, now());
    return { ...issued, repeated: false };
  });
}

type Asked =
  | Refused<IssueReason>
  | { readonly ok: true; readonly line: BookLine }
  | {
      readonly ok: true;
      readonly grant: Omit<Grant, "transaction"> & { readonly follows?: string };
    };

function byChallenge(sql: SqlStorage, text: string, keyHash: string, now: number): Asked {
  const kept = challengeOf(sql, text);
  const use = { purposes: ["enrolment", "exchange"], by: keyHash } as const;
  const judged = judgeChallenge(kept, use, now);
  if (!judged.ok) return judged;
  const { id, user, purpose } = judged.kept;
  if (judged.again) return repeated(linesBy(sql, "challenge", id)[0]);
  const { names, follows } = kept ?? {};
  if (follows && hasBornFruit(sql, follows)) return refuse("challenge-used");
  if (purpose === "profile-service") return refuse("challenge-for-another-purpose");
  const { device } = judged.kept;
  const grant = {
    user,
    purpose,
    delivery: "scep" as const,
    ...(device && { device }),
    ...(names && { names }),
    ...(follows && { follows }),
    challenge: id,
  };
  return { ok: true, grant };
}

/** One certificate is renewed by one other: the same key gets that again, another key gets none. */
function byRenewal(sql: SqlStorage, renews: string, keyHash: string, now: number): Asked {
  const [line] = linesBy(sql, "fingerprint", renews);
  if (line?.record.revoked) return refuse("certificate-revoked");
  const successors = linesBy(sql, "renews", renews);
  const same = successors.find((successor) => successor.keyHash === keyHash);
  if (same) return repeated(same);
  const judged = judgeRenewal(line?.record, storedRules(sql), now);
  if (!judged.ok) return judged;
  if (successors.some(({ record }) => !record.revoked)) return refuse("already-renewed");
  const { user, purpose, device, deviceId } = judged.old;
  const grant = {
    user,
    purpose,
    delivery: "scep" as const,
    ...(device && { device }),
    ...(deviceId !== undefined && { deviceId }),
    ...(line?.names && { names: line.names }),
    renews,
  };
  return { ok: true, grant };
}

function repeated(line: BookLine | undefined): Asked {
  if (!line) return refuse("challenge-used");
  return line.record.revoked ? refuse("certificate-revoked") : { ok: true, line };
}

const booked = ({ certificate, record }: BookLine) => ({ certificate, record });

/**
 * Signs and enters a certificate that may be issued. Inside a transaction, or on its own.
 */
export function issueGranted(
  { storage, now }: Ground,
  ca: RingCa,
  site: IssuingSite,
  grant: Grant,
  key: RsaPublicKey,
):
  | Refused<IssueReason>
  | { readonly ok: true; readonly certificate: Uint8Array; readonly record: IssuedCertificate } {
  const { sql } = storage;
  const rules = storedRules(sql);
  const judged = judgeKey(key, rules);
  if (!judged.ok) return judged;
  if (currentCa(sql) !== ca.fingerprint) return refuse("authority-changed");
  const issuedAt = now();
  const validity = validityAt(issuedAt, grant.purpose, rules, ca);
  if (!validity.ok) return validity;
  const crlAddress = `${site.origin}${crlPathOf(ca.fingerprint)}`;
  const content = contentOf(grant, { organization: site.organization, crlAddress }, validity);
  const serial = newSerialNumber();
  const certificate = issuePhoneCertificate(content, key, serial, ca);
  const { user, purpose, delivery, device, deviceId, renews } = grant;
  const record: IssuedCertificate = {
    fingerprint: fingerprintHex(certificate),
    serialNumber: Buffer.from(serial).toString("hex"),
    user,
    purpose,
    issuer: ca.fingerprint,
    notBefore: validity.notBefore,
    notAfter: validity.notAfter,
    issuedAt,
    delivery,
    ...(device && { device }),
    ...(deviceId !== undefined && { deviceId }),
    ...(renews !== undefined && { renews }),
  };
  const { transaction, challenge, names } = grant;
  const line: NewLine = {
    record,
    certificate,
    keyHash: key.keyHash,
    transaction,
    ...(challenge !== undefined && { challenge }),
    ...(names && { names }),
  };
  enter(sql, line);
  return { ok: true, certificate, record };
}

/** Where a CA's list of revoked certificates is, on the tenant's host. */
export const crlPathOf = (fingerprint: string) => `/scep/crl/${fingerprint}.crl`;
