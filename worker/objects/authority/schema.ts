// The authority's tables for certificates, a step of its migrations. The rule: what a challenge or a
// key is worth is not in them: challenges as SHA-256, private keys wrapped. Times are milliseconds
// since 1970, fingerprints and hashes lower-case hex, objects JSON.

/** CAs with their chains, rules, challenges, the book of what was issued, attempts, keys of tokens. */
export const AUTHORITY_STEP = `
  CREATE TABLE cas (fingerprint TEXT PRIMARY KEY, place TEXT NOT NULL, source TEXT NOT NULL, made_at INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL, replaced_at INTEGER, label TEXT NOT NULL, iv BLOB, wrapped_key BLOB, crl BLOB, crl_number INTEGER NOT NULL DEFAULT 0,
    crl_made_at INTEGER NOT NULL DEFAULT 0);
  CREATE UNIQUE INDEX cas_in_place ON cas (place) WHERE place <> 'former';
  CREATE TABLE ca_certificates (ca TEXT NOT NULL, position INTEGER NOT NULL, certificate BLOB NOT NULL, PRIMARY KEY (ca, position));
  CREATE TABLE registration_authorities (ca TEXT PRIMARY KEY, certificate BLOB NOT NULL, label TEXT NOT NULL, iv BLOB NOT NULL,
    wrapped_key BLOB NOT NULL);
  CREATE TABLE issuing_rules (one INTEGER PRIMARY KEY CHECK (one = 1), rules TEXT NOT NULL);
  CREATE TABLE challenges (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user TEXT NOT NULL, purpose TEXT NOT NULL, device TEXT,
    names TEXT, made_at INTEGER NOT NULL, made_by TEXT NOT NULL, expires_at INTEGER NOT NULL, dropped_at INTEGER, used_at INTEGER,
    used_by TEXT, follows TEXT);
  CREATE INDEX challenges_by_age ON challenges (made_at);
  CREATE INDEX challenges_of_user ON challenges (user, purpose, made_at);
  CREATE INDEX challenges_that_follow ON challenges (follows) WHERE follows IS NOT NULL;
  CREATE TABLE certificates (sequence INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint TEXT NOT NULL UNIQUE, serial_number TEXT NOT NULL,
    issuer TEXT NOT NULL, user TEXT NOT NULL, purpose TEXT NOT NULL, delivery TEXT NOT NULL, device TEXT, udid TEXT, device_id TEXT,
    names TEXT, not_before INTEGER NOT NULL, not_after INTEGER NOT NULL, issued_at INTEGER NOT NULL, key_hash TEXT NOT NULL,
    challenge TEXT UNIQUE, transaction_id TEXT NOT NULL, renews TEXT, revoked_at INTEGER, revoked_by TEXT, revoked_reason TEXT,
    certificate BLOB NOT NULL);
  CREATE UNIQUE INDEX certificates_by_serial ON certificates (issuer, serial_number);
  CREATE INDEX certificates_of_user ON certificates (user, sequence);
  CREATE INDEX certificates_by_end ON certificates (issuer, not_after);
  CREATE INDEX certificates_of_device ON certificates (device_id) WHERE device_id IS NOT NULL;
  CREATE INDEX certificates_by_transaction ON certificates (transaction_id);
  CREATE INDEX certificates_renewed ON certificates (renews) WHERE renews IS NOT NULL;
  CREATE INDEX certificates_revoked ON certificates (issuer, revoked_at) WHERE revoked_at IS NOT NULL;
  CREATE TABLE attempts (sequence INTEGER PRIMARY KEY AUTOINCREMENT, is_known INTEGER NOT NULL, attempt TEXT NOT NULL);
  CREATE INDEX attempts_by_whom ON attempts (is_known, sequence);
  CREATE TABLE token_keys (id TEXT PRIMARY KEY, public_key TEXT NOT NULL, iv BLOB NOT NULL, wrapped_key BLOB NOT NULL,
    made_at INTEGER NOT NULL);`;
