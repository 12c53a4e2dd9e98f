// What is asked of the book and done to its lines: pages for administrators, binding to a device,
// revocation. The rule: a certificate that was revoked stays so, with its first reason; one that is
// bound to a device stays with it.
import type { IssuedCertificate, RevocationReason } from "../../core/certificates.ts";
import { mayBeBound, serialInDeviceId } from "../../core/issuance.ts";
import { type Result, refuse } from "../../core/result.ts";
import type { CertificatePage, CertificateQuery } from "../handles/authority-certificates.ts";
import {
  BOOK_COLUMNS,
  type BookRow,
  bind,
  recordBy,
  recordOfRow,
  renewalsOf,
  revoke,
  udidsOf,
  unrevokedOf,
} from "./book.ts";
import { storedRules } from "./cas.ts";
import { dropOpenOf } from "./challenges.ts";
import type { Ground } from "./ground-object.ts";

const DAY = 86_400_000;
const PAGE = 100;
const PAGE_MAX = 500;

export function issued({ schema, storage }: Ground, fingerprint: string): IssuedCertificate | null {
  return (schema.exists() && recordBy(storage.sql, fingerprint)) || null;
}

/** One page, newest first. */
export function certificates(ground: Ground, query: CertificateQuery): CertificatePage {
  const { schema, storage } = ground;
  if (!schema.exists()) return { certificates: [] };
  const { where, values } = conditions(ground, query);
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? PAGE), 1), PAGE_MAX);
  const rows = storage.sql
    .exec<BookRow>(
      `SELECT ${BOOK_COLUMNS} FROM certificates WHERE ${where.join(" AND ")} ORDER BY sequence DESC LIMIT ${limit + 1}`,
      ...values,
    )
    .toArray();
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last ? { next: String(last.sequence) } : {};
  return { certificates: page.map(recordOfRow), ...next };
}

function conditions({ storage, now }: Ground, query: CertificateQuery) {
  const soon = now() + storedRules(storage.sql).renewalDays * DAY;
  const states: Record<NonNullable<CertificateQuery["state"]>, readonly Condition[]> = {
    all: [],
    valid: [["revoked_at IS NULL"], ["not_after > ?", now()]],
    expiring: [["revoked_at IS NULL"], ["not_after > ?", now()], ["not_after <= ?", soon]],
    expired: [["revoked_at IS NULL"], ["not_after <= ?", now()]],
    revoked: [["revoked_at IS NOT NULL"]],
  };
  const { user, deviceId, udid, purpose, after } = query;
  const equals: readonly (readonly [string, string | undefined])[] = [
    ["user = ?", user],
    ["device_id = ?", deviceId],
    ["udid = ?", udid],
    ["purpose = ?", purpose],
  ];
  const all: readonly Condition[] = [
    // A cursor that is none of ours finds nothing.
    ["sequence < ?", after === undefined ? Number.MAX_SAFE_INTEGER : Number(after) || 0],
    ...equals.flatMap(([sql, value]): Condition[] => (value === undefined ? [] : [[sql, value]])),
    ...states[query.state ?? "all"],
  ];
  return { where: all.map(([sql]) => sql), values: all.flatMap(([, ...values]) => values) };
}

type Condition = readonly [string, ...(string | number)[]];

export function bindCertificate(
  { schema, storage }: Ground,
  fingerprint: string,
  deviceId: string,
): Result<
  { readonly certificate: IssuedCertificate; readonly bound: "now" | "before" },
  "certificate-unknown" | "certificate-on-another-device"
> {
  if (!schema.exists()) return refuse("certificate-unknown");
  return storage.transactionSync(() => {
    const found = recordBy(storage.sql, fingerprint);
    if (!found) return refuse("certificate-unknown");
    if (!mayBeBound(found, deviceId)) return refuse("certificate-on-another-device");
    if (found.deviceId !== undefined) return { ok: true, certificate: found, bound: "before" };
    bind(storage.sql, fingerprint, deviceId);
    return { ok: true, certificate: { ...found, deviceId }, bound: "now" };
  });
}

export function revokeCertificate(
  { schema, storage, now }: Ground,
  fingerprint: string,
  reason: RevocationReason,
  by: string,
): Result<{ readonly certificate: IssuedCertificate }, "no-such-certificate"> {
  if (!schema.exists()) return refuse("no-such-certificate");
  return storage.transactionSync(() => {
    const { sql } = storage;
    revoke(sql, fingerprint, { at: now(), by, reason });
    // Who had the key may have renewed the certificate to a key of their own.
    const followers = reason === "keyCompromise" ? renewalsOf(sql, fingerprint) : [];
    for (const renewal of followers) revoke(sql, renewal, { at: now(), by, reason });
    const certificate = recordBy(storage.sql, fingerprint);
    if (!certificate) return refuse("no-such-certificate");
    const { user, device } = certificate;
    const udids = device ? [device.udid] : [];
    if (reason !== "superseded") dropOpenOf(sql, { user, udids }, now());
    return { ok: true, certificate };
  });
}

export function revokeDevice(
  { schema, storage, now }: Ground,
  user: string,
  deviceId: string,
  reason: RevocationReason,
  by: string,
): readonly IssuedCertificate[] {
  if (!schema.exists()) return [];
  return storage.transactionSync(() => {
    const serial = serialInDeviceId(deviceId) || undefined;
    const udids = udidsOf(storage.sql, user, deviceId, serial);
    dropOpenOf(storage.sql, { user, udids, serial }, now());
    return unrevokedOf(storage.sql, user, deviceId, serial).flatMap((fingerprint) => {
      revoke(storage.sql, fingerprint, { at: now(), by, reason });
      const certificate = recordBy(storage.sql, fingerprint);
      return certificate ? [certificate] : [];
    });
  });
}
