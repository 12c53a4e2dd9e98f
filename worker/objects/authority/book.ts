// The book: every certificate this authority issued, bit for bit. The rule: what is in it was issued
// here, and nothing else was; a line is never deleted, only what is said of it changes (bound,
// revoked). The functions are synchronous.
import type {
  CertificatePurpose,
  EnrolledDevice,
  IssuedCertificate,
  RevocationReason,
  SubjectNames,
} from "../../core/certificates.ts";
import type { RevokedEntry } from "../../wire/crl.ts";
import type { Booked } from "./issuing.ts";

/** A line of the book with what only the authority needs. */
export interface BookLine extends Booked {
  /** SHA-256 of its SubjectPublicKeyInfo, hex. */
  readonly keyHash: string;
  readonly names?: SubjectNames;
}

/** What a new line says beside the certificate's own facts. */
export interface NewLine extends BookLine {
  /** Id of the challenge that ordered it. */
  readonly challenge?: string;
  readonly transaction: string;
}

export type BookRow = {
  sequence: number;
  fingerprint: string;
  serial_number: string;
  issuer: string;
  user: string;
  purpose: CertificatePurpose;
  delivery: IssuedCertificate["delivery"];
  device: string | null;
  device_id: string | null;
  not_before: number;
  not_after: number;
  issued_at: number;
  renews: string | null;
  revoked_at: number | null;
  revoked_by: string | null;
  revoked_reason: RevocationReason | null;
};
type WholeRow = BookRow & { names: string | null; key_hash: string; certificate: ArrayBuffer };

/** Columns of BookRow. */
export const BOOK_COLUMNS = `sequence, fingerprint, serial_number, issuer, user, purpose, delivery, device, device_id,
  not_before, not_after, issued_at, renews, revoked_at, revoked_by, revoked_reason`;

export function recordOfRow(row: BookRow): IssuedCertificate {
  const { user, purpose, issuer, fingerprint, delivery } = row;
  const { revoked_at: at, revoked_by: by, revoked_reason: reason } = row;
  return {
    fingerprint,
    serialNumber: row.serial_number,
    user,
    purpose,
    issuer,
    notBefore: row.not_before,
    notAfter: row.not_after,
    issuedAt: row.issued_at,
    delivery,
    ...(row.device && { device: JSON.parse(row.device) as EnrolledDevice }),
    ...(row.device_id !== null && { deviceId: row.device_id }),
    ...(row.renews !== null && { renews: row.renews }),
    ...(at !== null && by !== null && reason && { revoked: { at, by, reason } }),
  };
}

/** What a line is looked up by. */
const KEYS = {
  fingerprint: "fingerprint = ?",
  challenge: "challenge = ?",
  serial: "issuer = ? AND serial_number = ?",
  transaction: "transaction_id = ? AND key_hash = ?",
  /** Renewals of one certificate. */
  renews: "renews = ?",
} as const;

/** The lines it is true of, newest first. */
export function linesBy(sql: SqlStorage, by: keyof typeof KEYS, ...keys: string[]): BookLine[] {
  const columns = `${BOOK_COLUMNS}, names, key_hash, certificate`;
  const rows = sql.exec<WholeRow>(
    `SELECT ${columns} FROM certificates WHERE ${KEYS[by]} ORDER BY sequence DESC`,
    ...keys,
  );
  return rows.toArray().map((row) => ({
    record: recordOfRow(row),
    certificate: new Uint8Array(row.certificate),
    keyHash: row.key_hash,
    ...(row.names && { names: JSON.parse(row.names) as SubjectNames }),
  }));
}

/** The record alone: what the gateway asks for. */
export function recordBy(sql: SqlStorage, fingerprint: string): IssuedCertificate | undefined {
  const [row] = sql
    .exec<BookRow>(`SELECT ${BOOK_COLUMNS} FROM certificates WHERE fingerprint = ?`, fingerprint)
    .toArray();
  return row && recordOfRow(row);
}

/** Writes a line. */
export function enter(sql: SqlStorage, line: NewLine): void {
  const { record, certificate, keyHash, challenge, transaction, names } = line;
  const values = {
    fingerprint: record.fingerprint,
    serial_number: record.serialNumber,
    issuer: record.issuer,
    user: record.user,
    purpose: record.purpose,
    delivery: record.delivery,
    device: record.device ? JSON.stringify(record.device) : null,
    udid: record.device?.udid ?? null,
    device_id: record.deviceId ?? null,
    names: names ? JSON.stringify(names) : null,
    not_before: record.notBefore,
    not_after: record.notAfter,
    issued_at: record.issuedAt,
    key_hash: keyHash,
    challenge: challenge ?? null,
    transaction_id: transaction,
    renews: record.renews ?? null,
    certificate,
  };
  const columns = Object.keys(values);
  const places = columns.map(() => "?").join(", ");
  sql.exec(
    `INSERT INTO certificates (${columns.join(", ")}) VALUES (${places})`,
    ...Object.values(values),
  );
}

/** Binds it to a DeviceId. */
export function bind(sql: SqlStorage, fingerprint: string, deviceId: string): void {
  sql.exec("UPDATE certificates SET device_id = ? WHERE fingerprint = ?", deviceId, fingerprint);
}

/** Revokes it; its CA's list of revoked certificates is made anew when it is asked for. */
export function revoke(
  sql: SqlStorage,
  fingerprint: string,
  revoked: NonNullable<IssuedCertificate["revoked"]>,
): void {
  const { at, by, reason } = revoked;
  sql.exec(
    `UPDATE certificates SET revoked_at = ?, revoked_by = ?, revoked_reason = ? WHERE fingerprint = ? AND revoked_at IS NULL`,
    ...[at, by, reason, fingerprint],
  );
  sql.exec(
    "UPDATE cas SET crl_made_at = 0 WHERE fingerprint = (SELECT issuer FROM certificates WHERE fingerprint = ?)",
    fingerprint,
  );
}

/** A user's certificates of one device that are not revoked: bound to it, or of the phone that has one bound to it. */
export function unrevokedOf(
  sql: SqlStorage,
  user: string,
  deviceId: string,
  serialOfDeviceId: string | undefined,
): string[] {
  const rows = sql.exec<{ fingerprint: string }>(
    `SELECT fingerprint FROM certificates WHERE user = ?1 AND revoked_at IS NULL AND (device_id = ?2
       OR udid IN (SELECT udid FROM certificates WHERE user = ?1 AND device_id = ?2 AND udid IS NOT NULL)
       OR lower(json_extract(device, '$.serial')) = ?3) ORDER BY sequence`,
    ...[user, deviceId, serialOfDeviceId ?? null],
  );
  return rows.toArray().map(({ fingerprint }) => fingerprint);
}

/** The phones (UDIDs) of a user that have a certificate bound to this device, or its serial number. */
export function udidsOf(
  sql: SqlStorage,
  user: string,
  deviceId: string,
  serialOfDeviceId: string | undefined,
): string[] {
  const rows = sql.exec<{ udid: string }>(
    `SELECT DISTINCT udid FROM certificates WHERE user = ?1 AND udid IS NOT NULL
       AND (device_id = ?2 OR lower(json_extract(device, '$.serial')) = ?3)`,
    ...[user, deviceId, serialOfDeviceId ?? null],
  );
  return rows.toArray().map(({ udid }) => udid);
}

/** The renewals of a certificate, theirs, and so on. */
export function renewalsOf(sql: SqlStorage, fingerprint: string): string[] {
  const rows = sql.exec<{ fingerprint: string }>(
    `WITH RECURSIVE renewals (fingerprint) AS (SELECT fingerprint FROM certificates WHERE renews = ? UNION
       SELECT c.fingerprint FROM certificates c JOIN renewals r ON c.renews = r.fingerprint) SELECT fingerprint FROM renewals`,
    fingerprint,
  );
  return rows.toArray().map((row) => row.fingerprint);
}

/** What a CA's list of revoked certificates says: those that ended before `endedBefore` are left out. */
export function revokedBy(sql: SqlStorage, issuer: string, endedBefore: number): RevokedEntry[] {
  const rows = sql.exec<{ serial: string; at: number; reason: RevocationReason }>(
    `SELECT serial_number AS serial, revoked_at AS at, revoked_reason AS reason FROM certificates
       WHERE issuer = ? AND revoked_at IS NOT NULL AND not_after >= ? ORDER BY revoked_at, sequence`,
    issuer,
    endedBefore,
  );
  return rows.toArray().map(({ serial, at, reason }) => ({ serialNumber: serial, at, reason }));
}

/** How many certificates of this CA are valid at `now`. */
export function validOf(sql: SqlStorage, issuer: string, now: number): number {
  const valid = "issuer = ? AND revoked_at IS NULL AND not_after > ?";
  return Number(
    sql.exec(`SELECT count(*) AS valid FROM certificates WHERE ${valid}`, issuer, now).one().valid,
  );
}
