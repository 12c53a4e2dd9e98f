// The authority's tables: the signer in force and the one that waits, each with its chain and its
// wrapped key, and the root made here. The rule: a signer is there whole or not at all, and a key
// lies under a label of its own, so that it opens nowhere else. The functions are synchronous, so
// nothing happens between their first statement and their last.
import type { WrappedKey } from "../wrapping.ts";

export type Place = "current" | "next";

/** A signing identity at rest. */
export interface StoredSigner {
  readonly source: "made" | "imported";
  /** What the key was wrapped under. */
  readonly label: string;
  readonly key: WrappedKey;
  readonly madeAt: number;
  /** Null while it waits. */
  readonly signsSince: number | null;
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[];
}

/** The root that issues the signers made here. */
export interface StoredRoot {
  readonly certificate: Uint8Array;
  readonly key: WrappedKey;
}

type SignerRow = {
  source: StoredSigner["source"];
  label: string;
  iv: ArrayBuffer;
  wrapped_key: ArrayBuffer;
  made_at: number;
  signs_since: number | null;
};
type RootRow = { certificate: ArrayBuffer; iv: ArrayBuffer; wrapped_key: ArrayBuffer };

export function signerAt(sql: SqlStorage, place: Place): StoredSigner | undefined {
  const [row] = sql.exec<SignerRow>("SELECT * FROM signers WHERE place = ?", place).toArray();
  if (!row) return undefined;
  const certificates = sql.exec<{ certificate: ArrayBuffer }>(
    "SELECT certificate FROM signer_certificates WHERE place = ? ORDER BY position",
    place,
  );
  return {
    source: row.source,
    label: row.label,
    key: wrapped(row),
    madeAt: row.made_at,
    signsSince: row.signs_since,
    chain: certificates.toArray().map(({ certificate }) => new Uint8Array(certificate)),
  };
}

/** Puts a signer in its place; one that was there before goes, with its key. */
export function putSigner(sql: SqlStorage, place: Place, signer: StoredSigner): void {
  dropSigner(sql, place);
  sql.exec(
    "INSERT INTO signers VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
    place,
    signer.source,
    signer.label,
    signer.key.iv,
    signer.key.ciphertext,
    signer.madeAt,
    signer.signsSince,
  );
  for (const [position, certificate] of signer.chain.entries()) {
    sql.exec("INSERT INTO signer_certificates VALUES (?, ?, ?)", place, position, certificate);
  }
}

/** False if there was none. */
export function dropSigner(sql: SqlStorage, place: Place): boolean {
  sql.exec("DELETE FROM signer_certificates WHERE place = ?", place);
  return sql.exec("DELETE FROM signers WHERE place = ?", place).rowsWritten > 0;
}

/** The signer that waits takes the place of the one in force. */
export function promoteNext(sql: SqlStorage, now: number): void {
  dropSigner(sql, "current");
  sql.exec("UPDATE signer_certificates SET place = 'current' WHERE place = 'next'");
  sql.exec("UPDATE signers SET place = 'current', signs_since = ? WHERE place = 'next'", now);
}

/** True once for each `day` (whole days since 1970). */
export function announces(sql: SqlStorage, day: number): boolean {
  const noted = sql.exec(
    "UPDATE signers SET announced_day = ? WHERE place = 'current' AND announced_day < ?",
    day,
    day,
  );
  return noted.rowsWritten > 0;
}

export function storedRoot(sql: SqlStorage): StoredRoot | undefined {
  const [row] = sql.exec<RootRow>("SELECT * FROM roots WHERE purpose = 'root'").toArray();
  return row && { certificate: new Uint8Array(row.certificate), key: wrapped(row) };
}

export function putRoot(sql: SqlStorage, { certificate, key }: StoredRoot, now: number): void {
  const row = ["root", certificate, key.iv, key.ciphertext, now];
  sql.exec("INSERT OR REPLACE INTO roots VALUES (?, ?, ?, ?, ?)", ...row);
}

const wrapped = (row: { iv: ArrayBuffer; wrapped_key: ArrayBuffer }): WrappedKey => ({
  iv: new Uint8Array(row.iv),
  ciphertext: new Uint8Array(row.wrapped_key),
});
