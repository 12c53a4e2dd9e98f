// The SQLite schema of every object as a list of steps, and how an object is brought up to date.
// The rule: a step that was released is never edited, only followed by another; an object that
// nobody wrote to has no tables at all, so that a stranger's request, which only reads, leaves
// nothing behind.
import { AUTHORITY_STEP } from "./authority/schema.ts";
import { DEVICES_STEP, QUARANTINE_STEP } from "./tenant/devices-schema.ts";

/** SQL steps per class; the schema's version is the number of steps taken. */
export const MIGRATIONS = {
  directory: [
    `CREATE TABLE tenants (name TEXT PRIMARY KEY, display_name TEXT NOT NULL, origins TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE hosts (host TEXT PRIMARY KEY, tenant TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE tokens (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scope TEXT NOT NULL,
       made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;`,
    // Operators of the console, their sessions, and the service's own audit log.
    `CREATE TABLE operators (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, made_at INTEGER NOT NULL,
       password TEXT, set_up_hash TEXT UNIQUE, set_up_expires_at INTEGER) WITHOUT ROWID;
     CREATE TABLE sessions (hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, operator_id TEXT NOT NULL, client TEXT NOT NULL,
       opened_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, ends_at INTEGER NOT NULL) WITHOUT ROWID;
     CREATE INDEX sessions_of_operator ON sessions (operator_id, opened_at);
     CREATE TABLE sign_in_failures (hour INTEGER PRIMARY KEY, count INTEGER NOT NULL);
     CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
       subject TEXT NOT NULL, detail TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL);`,
  ],
  tenant: [
    `CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE groups (name TEXT PRIMARY KEY, draft TEXT NOT NULL, locked TEXT, locked_at INTEGER) WITHOUT ROWID;
     CREATE TABLE policy_versions (version TEXT PRIMARY KEY, content TEXT NOT NULL, first_locked_at INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE users (user TEXT PRIMARY KEY, display_name TEXT, email_address TEXT, group_name TEXT,
       eas_allowed INTEGER NOT NULL, password TEXT) WITHOUT ROWID;
     CREATE TABLE handouts (id TEXT PRIMARY KEY, user TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, policy_version TEXT NOT NULL,
       made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, device_id TEXT, bound_at INTEGER, superseded_at INTEGER) WITHOUT ROWID;
     CREATE INDEX handouts_of_device ON handouts (user, device_id);
     CREATE INDEX handouts_by_age ON handouts (made_at);
     CREATE TABLE devices (user TEXT NOT NULL, device_id TEXT NOT NULL, device_type TEXT NOT NULL, user_agent TEXT NOT NULL,
       protocol_version TEXT NOT NULL, state TEXT NOT NULL, proof TEXT NOT NULL, policy_version TEXT,
       first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, PRIMARY KEY (user, device_id)) WITHOUT ROWID;
     CREATE TABLE refusal_counts (hour INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (hour, reason)) WITHOUT ROWID;
     CREATE TABLE refusals (sequence INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, reason TEXT NOT NULL, user TEXT NOT NULL,
       device_id TEXT NOT NULL, device_type TEXT NOT NULL, user_agent TEXT NOT NULL);
     CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
       subject TEXT NOT NULL, detail TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL);`,
    // People and policies: families, revisions, history, aliases, devices known from elsewhere. What
    // was Locked before had iOS profile settings only.
    `ALTER TABLE groups ADD COLUMN eas_allowed INTEGER NOT NULL DEFAULT 1;
     ALTER TABLE groups ADD COLUMN eas_locked TEXT;
     ALTER TABLE groups ADD COLUMN eas_locked_at INTEGER;
     ALTER TABLE groups ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE groups ADD COLUMN edited_by TEXT;
     ALTER TABLE groups ADD COLUMN edited_at INTEGER;
     ALTER TABLE users ADD COLUMN language TEXT;
     CREATE TABLE policy_locks (sequence INTEGER PRIMARY KEY AUTOINCREMENT, group_name TEXT NOT NULL, family TEXT NOT NULL,
       version TEXT NOT NULL, locked_at INTEGER NOT NULL, locked_by TEXT NOT NULL);
     INSERT INTO policy_locks (group_name, family, version, locked_at, locked_by)
       SELECT name, 'ios-profile', locked, locked_at, '' FROM groups WHERE locked IS NOT NULL;
     CREATE INDEX policy_locks_of_group ON policy_locks (group_name, sequence);
     ALTER TABLE users ADD COLUMN search TEXT NOT NULL DEFAULT '';
     UPDATE users SET search = lower(user || ' ' || coalesce(display_name, '') || ' ' || coalesce(email_address, ''));
     CREATE INDEX users_of_group ON users (group_name);
     CREATE TABLE aliases (alias TEXT PRIMARY KEY) WITHOUT ROWID;
     CREATE TABLE known_devices (user TEXT NOT NULL, device_id TEXT NOT NULL, device_type TEXT NOT NULL,
       grace_until INTEGER NOT NULL, PRIMARY KEY (user, device_id)) WITHOUT ROWID;`,
    // Devices: lists and searches among 100,000 of them.
    DEVICES_STEP,
    // Aliases from before the tenant kept a list of them: the audit log says which it claims.
    `INSERT OR IGNORE INTO aliases SELECT subject FROM audit WHERE action = 'alias-claimed' AND sequence IN
       (SELECT max(sequence) FROM audit WHERE action IN ('alias-claimed', 'alias-released') GROUP BY subject);`,
    // The gateway's own: access rules, and what it learned of each device.
    `CREATE TABLE access_rules (id TEXT PRIMARY KEY, characteristic TEXT NOT NULL, value TEXT NOT NULL, level TEXT NOT NULL) WITHOUT ROWID;
     ALTER TABLE devices ADD COLUMN information TEXT;
     ALTER TABLE devices ADD COLUMN exempt INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE devices ADD COLUMN quarantined_at INTEGER;
     ${QUARANTINE_STEP}`,
    // How a group's phones sign in (core/certificates.ts); what certificates for Active Directory name; how often a certificate
    // of a device was revoked, which a request that waits must notice. Turns at Exchange (core/turns.ts).
    `CREATE TABLE turns (id TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
     ALTER TABLE groups ADD COLUMN client_certificates TEXT;
     ALTER TABLE users ADD COLUMN principal_name TEXT;
     ALTER TABLE users ADD COLUMN security_identifier TEXT;
     ALTER TABLE devices ADD COLUMN certificates_revoked INTEGER NOT NULL DEFAULT 0;`,
  ],
  device: [
    `CREATE TABLE device (one INTEGER PRIMARY KEY CHECK (one = 1), known INTEGER NOT NULL, state TEXT NOT NULL, proof TEXT NOT NULL,
       handout_id TEXT, tenant TEXT NOT NULL, user TEXT NOT NULL, device_id TEXT NOT NULL, device_type TEXT NOT NULL,
       user_agent TEXT NOT NULL, protocol_version TEXT NOT NULL, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL);
     CREATE TABLE verifier (one INTEGER PRIMARY KEY CHECK (one = 1), verifier TEXT NOT NULL, confirmed_at INTEGER NOT NULL);`,
    // Wipes, policies: `life` and `handshake` are JSON of core/wipe.ts and core/provision.ts.
    `ALTER TABLE device ADD COLUMN token_hash TEXT;
     CREATE TABLE wipe (one INTEGER PRIMARY KEY CHECK (one = 1), life TEXT NOT NULL, reported INTEGER NOT NULL);
     CREATE TABLE policy (one INTEGER PRIMARY KEY CHECK (one = 1), handshake TEXT NOT NULL);`,
    // How the tenant is told of a wipe (JSON); the handout of an account made anew; the credentials that Exchange confirmed
    // last, which outlive their minutes only to receive a wipe; what its last Ping watched (JSON); its wire log with its
    // lines; its shields (JSON of core/shield.ts).
    `ALTER TABLE wipe ADD COLUMN report TEXT;
     ALTER TABLE device ADD COLUMN retyped_handout TEXT;
     CREATE TABLE last_verifier (one INTEGER PRIMARY KEY CHECK (one = 1), verifier TEXT NOT NULL, confirmed_at INTEGER NOT NULL);
     CREATE TABLE ping (one INTEGER PRIMARY KEY CHECK (one = 1), watched TEXT NOT NULL);
     CREATE TABLE wire_log (one INTEGER PRIMARY KEY CHECK (one = 1), until INTEGER NOT NULL, requested_by TEXT NOT NULL,
       reason TEXT NOT NULL);
     CREATE TABLE shield (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL);
     CREATE TABLE wire_lines (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, line TEXT NOT NULL);`,
    // Keys of its folder list (JSON of core/folder-keys.ts).
    `CREATE TABLE folder_keys (one INTEGER PRIMARY KEY CHECK (one = 1), kept TEXT NOT NULL);`,
  ],
  authority: [
    `CREATE TABLE identities (purpose TEXT PRIMARY KEY, certificate BLOB NOT NULL, iv BLOB NOT NULL, wrapped_key BLOB NOT NULL,
       made_at INTEGER NOT NULL) WITHOUT ROWID;`,
    // Signers that follow one another: the one in force and the one that waits, each with its chain. Of the old table, the
    // root made here stays, because it issues the next signer, too.
    `CREATE TABLE signers (place TEXT PRIMARY KEY, source TEXT NOT NULL, label TEXT NOT NULL, iv BLOB NOT NULL,
       wrapped_key BLOB NOT NULL, made_at INTEGER NOT NULL, signs_since INTEGER, announced_day INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
     CREATE TABLE signer_certificates (place TEXT NOT NULL, position INTEGER NOT NULL, certificate BLOB NOT NULL,
       PRIMARY KEY (place, position)) WITHOUT ROWID;
     INSERT INTO signers SELECT 'current', 'made', 'signer', iv, wrapped_key, made_at, made_at, 0 FROM identities WHERE purpose = 'signer';
     INSERT INTO signer_certificates SELECT 'current', 0, certificate FROM identities WHERE purpose = 'signer';
     INSERT INTO signer_certificates SELECT 'current', 1, certificate FROM identities WHERE purpose = 'root';
     DELETE FROM identities WHERE purpose = 'signer';
     ALTER TABLE identities RENAME TO roots;`,
    AUTHORITY_STEP,
  ],
  guard: [
    `CREATE TABLE guesses (one INTEGER PRIMARY KEY CHECK (one = 1), failures INTEGER NOT NULL, window_started_at INTEGER NOT NULL,
       last_failure_at INTEGER NOT NULL, wait_until INTEGER NOT NULL);`,
  ],
} as const satisfies Record<string, readonly string[]>;

/** The door to one object's tables. */
export interface Schema {
  /**
   * False if nothing was ever written here; otherwise the tables are there, up to date. For reads.
   */
  exists(): boolean;
  /** Makes or updates the tables. Before the first write. */
  make(): void;
  /** Everything was deleted from storage: there are no tables any more. */
  gone(): void;
}

/**
 * The schema of the object behind `storage`. The version is read once per life of the object.
 * @throws Error if a newer Worker wrote the object: an older one must not guess what its tables
 * mean.
 */
export function schemaOf(storage: DurableObjectStorage, steps: readonly string[]): Schema {
  let version: number | undefined;
  const make = () => {
    version ??= storedVersion(storage.sql);
    if (version > steps.length) throw new Error(`schema ${version} is newer than this Worker`);
    if (version === steps.length) return;
    const from = version;
    storage.transactionSync(() => {
      storage.sql.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
      for (const step of steps.slice(from)) storage.sql.exec(step);
      storage.sql.exec("DELETE FROM schema_version");
      storage.sql.exec("INSERT INTO schema_version VALUES (?)", steps.length);
    });
    version = steps.length;
  };
  return {
    make,
    exists: () => {
      version ??= storedVersion(storage.sql);
      if (version > 0) make();
      return version > 0;
    },
    gone: () => {
      version = 0;
    },
  };
}

function storedVersion(sql: SqlStorage): number {
  const [table] = sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'schema_version'").toArray();
  return table ? Number(sql.exec("SELECT version FROM schema_version").one().version) : 0;
}
