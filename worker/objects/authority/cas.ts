// The authority's CAs at rest: the one that issues, the one that follows, and those that issued before,
// each with its chain, its wrapped key and the registration authority it may have. The rule: a CA is
// there whole or not at all. The functions are synchronous, so nothing happens between their first
// statement and their last.
import { ISSUING_DEFAULTS, type IssuingRules } from "../../core/issuing-rules.ts";
import type { AuthorityCa } from "../handles/authority-certificates.ts";
import type { StoredKey } from "./keys.ts";

export type CaPlace = AuthorityCa["place"];

export interface StoredCa {
  /** SHA-256 of its own certificate, hex. */
  readonly fingerprint: string;
  readonly place: CaPlace;
  readonly source: AuthorityCa["source"];
  readonly madeAt: number;
  /** Within its whole chain's time. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Since when another issues in its place. */
  readonly replacedAt?: number;
  /** Absent once all it issued has ended. */
  readonly key?: StoredKey;
  /** DER, its own certificate first. */
  readonly chain: readonly Uint8Array[];
}

export interface StoredRegistrationAuthority {
  readonly certificate: Uint8Array;
  readonly key: StoredKey;
}

type CaRow = {
  fingerprint: string;
  place: CaPlace;
  source: StoredCa["source"];
  made_at: number;
  not_before: number;
  not_after: number;
  replaced_at: number | null;
  label: string;
  iv: ArrayBuffer | null;
  wrapped_key: ArrayBuffer | null;
};
type RegistrationRow = {
  certificate: ArrayBuffer;
  label: string;
  iv: ArrayBuffer;
  wrapped_key: ArrayBuffer;
};

const COLUMNS =
  "fingerprint, place, source, made_at, not_before, not_after, replaced_at, label, iv, wrapped_key";

/** All of them, the newest first. */
export function storedCas(sql: SqlStorage): StoredCa[] {
  const rows = sql.exec<CaRow>(`SELECT ${COLUMNS} FROM cas ORDER BY made_at DESC, rowid DESC`);
  return rows.toArray().map((row) => caOf(sql, row));
}

/** The one in this place (not "former", of which there may be many). */
export function caAt(sql: SqlStorage, place: "current" | "next"): StoredCa | undefined {
  const [row] = sql.exec<CaRow>(`SELECT ${COLUMNS} FROM cas WHERE place = ?`, place).toArray();
  return row && caOf(sql, row);
}

/** Fingerprint of the one that issues. */
export function currentCa(sql: SqlStorage): string | undefined {
  const rows = sql.exec<{ fingerprint: string }>(
    "SELECT fingerprint FROM cas WHERE place = 'current'",
  );
  return rows.toArray()[0]?.fingerprint;
}

function caOf(sql: SqlStorage, row: CaRow): StoredCa {
  const certificates = sql.exec<{ certificate: ArrayBuffer }>(
    "SELECT certificate FROM ca_certificates WHERE ca = ? ORDER BY position",
    row.fingerprint,
  );
  return {
    fingerprint: row.fingerprint,
    place: row.place,
    source: row.source,
    madeAt: row.made_at,
    notBefore: row.not_before,
    notAfter: row.not_after,
    ...(row.replaced_at !== null && { replacedAt: row.replaced_at }),
    ...(row.iv && row.wrapped_key && { key: keyOf(row.label, row.iv, row.wrapped_key) }),
    chain: certificates.toArray().map(({ certificate }) => new Uint8Array(certificate)),
  };
}

const keyOf = (label: string, iv: ArrayBuffer, ciphertext: ArrayBuffer): StoredKey => ({
  label,
  iv: new Uint8Array(iv),
  ciphertext: new Uint8Array(ciphertext),
});

/** Puts a CA in its place; one that waited there goes, with its key. */
export function putCa(
  sql: SqlStorage,
  ca: StoredCa & { readonly place: "current" | "next"; readonly key: StoredKey },
): void {
  dropCa(sql, ca.place);
  const { label, iv, ciphertext } = ca.key;
  const times = [ca.madeAt, ca.notBefore, ca.notAfter, null];
  const row = [ca.fingerprint, ca.place, ca.source, ...times, label, iv, ciphertext];
  sql.exec(`INSERT INTO cas (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, ...row);
  for (const [position, certificate] of ca.chain.entries()) {
    sql.exec("INSERT INTO ca_certificates VALUES (?, ?, ?)", ca.fingerprint, position, certificate);
  }
}

/** False if there was none. */
export function dropCa(sql: SqlStorage, place: "current" | "next"): boolean {
  const its = "(SELECT fingerprint FROM cas WHERE place = ?)";
  sql.exec(`DELETE FROM ca_certificates WHERE ca IN ${its}`, place);
  sql.exec(`DELETE FROM registration_authorities WHERE ca IN ${its}`, place);
  return sql.exec("DELETE FROM cas WHERE place = ?", place).rowsWritten > 0;
}

/** The CA that waits issues from now on. */
export function promoteCa(sql: SqlStorage, now: number): void {
  sql.exec("UPDATE cas SET place = 'former', replaced_at = ? WHERE place = 'current'", now);
  sql.exec("UPDATE cas SET place = 'current' WHERE place = 'next'");
}

/** A CA's key is kept for so long after its roll-over, in milliseconds: phones may be on their way. */
const KEPT_AFTER_ROLL_OVER = 30 * 86_400_000;

/** Deletes the keys of CAs that issue no longer and whose certificates have all ended. */
export function retireCas(sql: SqlStorage, now: number): void {
  const retired = `(SELECT fingerprint FROM cas WHERE place = 'former' AND replaced_at < ? AND NOT EXISTS
    (SELECT 1 FROM certificates WHERE issuer = cas.fingerprint AND not_after > ?))`;
  const when = [now - KEPT_AFTER_ROLL_OVER, now];
  sql.exec(`DELETE FROM registration_authorities WHERE ca IN ${retired}`, ...when);
  sql.exec(
    `UPDATE cas SET iv = NULL, wrapped_key = NULL WHERE wrapped_key IS NOT NULL AND fingerprint IN ${retired}`,
    ...when,
  );
}

export function registrationOf(
  sql: SqlStorage,
  ca: string,
): StoredRegistrationAuthority | undefined {
  const [row] = sql
    .exec<RegistrationRow>("SELECT * FROM registration_authorities WHERE ca = ?", ca)
    .toArray();
  return (
    row && {
      certificate: new Uint8Array(row.certificate),
      key: keyOf(row.label, row.iv, row.wrapped_key),
    }
  );
}

/** Keeps a CA's registration authority, unless it got one meanwhile. */
export function putRegistration(
  sql: SqlStorage,
  ca: string,
  { certificate, key }: StoredRegistrationAuthority,
): void {
  const row = [ca, certificate, key.label, key.iv, key.ciphertext];
  sql.exec("INSERT OR IGNORE INTO registration_authorities VALUES (?, ?, ?, ?, ?)", ...row);
}

export function storedRules(sql: SqlStorage): IssuingRules {
  const [row] = sql.exec<{ rules: string }>("SELECT rules FROM issuing_rules").toArray();
  return { ...ISSUING_DEFAULTS, ...(row && (JSON.parse(row.rules) as Partial<IssuingRules>)) };
}

export function putRules(sql: SqlStorage, rules: IssuingRules): void {
  sql.exec("INSERT OR REPLACE INTO issuing_rules VALUES (1, ?)", JSON.stringify(rules));
}
