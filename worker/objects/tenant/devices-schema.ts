// Steps of the tenant's schema that make the device index as it must be for 100,000 devices. Lists read one
// index per sort order and never more rows than they show; what is counted is counted by triggers,
// so that no code path can forget it; text is found by trigrams (SQLite, "FTS5: The Trigram
// Tokenizer"). A released step is never edited, so nothing here follows tables of the code.

/** Name of an order, and the columns that make it total. */
const ORDERS: readonly (readonly [name: string, columns: string])[] = [
  ["user", "user, device_id"],
  ["device_type", "device_type, user, device_id"],
  ["last_seen_at", "last_seen_at, user, device_id"],
  ["first_seen_at", "first_seen_at, user, device_id"],
];

const TABLES = `
  ALTER TABLE devices RENAME TO devices_before;
  CREATE TABLE devices (id INTEGER PRIMARY KEY, user TEXT NOT NULL, device_id TEXT NOT NULL, device_type TEXT NOT NULL,
    user_agent TEXT NOT NULL, protocol_version TEXT NOT NULL, state TEXT NOT NULL, proof TEXT NOT NULL, policy_version TEXT,
    eas_policy_version TEXT, first_seen_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, wipe TEXT, wiping INTEGER NOT NULL DEFAULT 0,
    last_refusal_reason TEXT, last_refusal_at INTEGER, ios INTEGER NOT NULL, search TEXT NOT NULL, cohort INTEGER);
  CREATE INDEX texts_by_user ON devices (user, device_id, search);
  CREATE INDEX others_by_user ON devices (user, device_id) WHERE ios = 0;
  CREATE TABLE cohorts (id INTEGER PRIMARY KEY, group_name TEXT NOT NULL, policy_version TEXT NOT NULL, devices INTEGER NOT NULL,
    UNIQUE (group_name, policy_version));
  CREATE TABLE device_kinds (state TEXT NOT NULL, proof TEXT NOT NULL, wiping INTEGER NOT NULL, ios INTEGER NOT NULL,
    devices INTEGER NOT NULL, PRIMARY KEY (state, proof, wiping, ios)) WITHOUT ROWID;
  CREATE TABLE device_events (device INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL, event TEXT NOT NULL,
    actor TEXT NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (device, sequence)) WITHOUT ROWID;
  CREATE VIRTUAL TABLE device_texts USING fts5(search, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1,
    detail = none);`;

/** Every order among all devices, within a cohort, and among the devices a filter shows. */
const INDEXES = ORDERS.map(
  ([name, columns]) => `
  CREATE ${name === "user" ? "UNIQUE INDEX" : "INDEX"} all_by_${name} ON devices (${columns});
  CREATE INDEX cohort_by_${name} ON devices (cohort, ${columns}) WHERE cohort IS NOT NULL;
  CREATE INDEX blocked_by_${name} ON devices (${columns}) WHERE state = 'blocked';
  CREATE INDEX unproven_by_${name} ON devices (${columns}) WHERE proof <> 'token';
  CREATE INDEX wiping_by_${name} ON devices (${columns}) WHERE wiping = 1;`,
).join("");

const COUNT_NEW = `
    INSERT INTO device_kinds VALUES (NEW.state, NEW.proof, NEW.wiping, NEW.ios, 1)
      ON CONFLICT DO UPDATE SET devices = devices + 1;`;
const UNCOUNT_OLD = `
    UPDATE device_kinds SET devices = devices - 1
      WHERE state = OLD.state AND proof = OLD.proof AND wiping = OLD.wiping AND ios = OLD.ios;`;
const JOIN_COHORT = "\n    UPDATE cohorts SET devices = devices + 1 WHERE id = NEW.cohort;";
const LEAVE_COHORT = `
    UPDATE cohorts SET devices = devices - 1 WHERE id = OLD.cohort;
    DELETE FROM cohorts WHERE id = OLD.cohort AND devices = 0;`;
const DROP_TEXT = "\n    DELETE FROM device_texts WHERE rowid = OLD.id;";
const ADD_TEXT = "\n    INSERT INTO device_texts (rowid, search) VALUES (NEW.id, NEW.search);";

const COUNTING = `
  CREATE TRIGGER device_added AFTER INSERT ON devices BEGIN${COUNT_NEW}${JOIN_COHORT}${ADD_TEXT} END;
  CREATE TRIGGER device_gone AFTER DELETE ON devices BEGIN${UNCOUNT_OLD}${LEAVE_COHORT}${DROP_TEXT}
    DELETE FROM device_events WHERE device = OLD.id; END;
  CREATE TRIGGER device_kind_changed AFTER UPDATE OF state, proof, wiping, ios ON devices
    WHEN (OLD.state, OLD.proof, OLD.wiping, OLD.ios) <> (NEW.state, NEW.proof, NEW.wiping, NEW.ios)
    BEGIN${UNCOUNT_OLD}${COUNT_NEW} END;
  CREATE TRIGGER device_cohort_changed AFTER UPDATE OF cohort ON devices
    WHEN OLD.cohort IS NOT NEW.cohort BEGIN${JOIN_COHORT}${LEAVE_COHORT} END;
  CREATE TRIGGER device_text_changed AFTER UPDATE OF search ON devices
    WHEN OLD.search <> NEW.search BEGIN${DROP_TEXT}${ADD_TEXT} END;`;

/** The cohorts of one user's devices after the user came into `group` ('' for none of their own). */
const regroup = (user: string, group: string) => `
    INSERT INTO cohorts (group_name, policy_version, devices)
      SELECT DISTINCT ${group}, policy_version, 0 FROM devices WHERE user = ${user} AND policy_version IS NOT NULL
      ON CONFLICT DO NOTHING;
    UPDATE devices SET cohort = (SELECT id FROM cohorts WHERE group_name = ${group} AND cohorts.policy_version = devices.policy_version)
      WHERE user = ${user} AND policy_version IS NOT NULL;`;

const GROUPING = `
  CREATE TRIGGER user_grouped AFTER INSERT ON users WHEN NEW.group_name IS NOT NULL
    BEGIN${regroup("NEW.user", "NEW.group_name")} END;
  CREATE TRIGGER user_regrouped AFTER UPDATE OF group_name ON users WHEN OLD.group_name IS NOT NEW.group_name
    BEGIN${regroup("NEW.user", "coalesce(NEW.group_name, '')")} END;
  CREATE TRIGGER user_ungrouped AFTER DELETE ON users WHEN OLD.group_name IS NOT NULL
    BEGIN${regroup("OLD.user", "''")} END;`;

/** The lines of before. SQLite lowers ASCII letters only: the rest follows with a device's next change. */
const TAKE_OVER = `
  INSERT INTO cohorts (group_name, policy_version, devices)
    SELECT DISTINCT coalesce(users.group_name, ''), policy_version, 0
      FROM devices_before LEFT JOIN users USING (user) WHERE policy_version IS NOT NULL;
  INSERT INTO devices (user, device_id, device_type, user_agent, protocol_version, state, proof, policy_version,
      first_seen_at, last_seen_at, ios, search, cohort)
    SELECT user, device_id, device_type, user_agent, protocol_version, state, proof, policy_version, first_seen_at, last_seen_at,
      device_type LIKE '%iphone%' OR device_type LIKE '%ipod%' OR device_type LIKE '%ipad%'
        OR device_id LIKE 'appl%' OR user_agent LIKE '%apple-i%',
      lower(user || char(10) || device_id || char(10) || device_type || char(10) || user_agent),
      (SELECT id FROM cohorts WHERE cohorts.policy_version = devices_before.policy_version AND group_name =
        coalesce((SELECT users.group_name FROM users WHERE users.user = devices_before.user), ''))
      FROM devices_before;
  DROP TABLE devices_before;`;

const REFUSALS = `
  ALTER TABLE refusal_counts RENAME TO refusal_counts_before;
  CREATE TABLE refusal_counts (hour INTEGER NOT NULL, reason TEXT NOT NULL, let_through INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (hour, reason, let_through)) WITHOUT ROWID;
  INSERT INTO refusal_counts SELECT hour, reason, 0, count FROM refusal_counts_before;
  DROP TABLE refusal_counts_before;
  ALTER TABLE refusals ADD COLUMN let_through INTEGER NOT NULL DEFAULT 0;`;

/**
 * Step 3. A cohort are the devices of one group's users that run one version of the profile;
 * group '' stands for users whose record names none, so that another default group moves nobody.
 */
export const DEVICES_STEP = [TABLES, INDEXES, COUNTING, GROUPING, TAKE_OVER, REFUSALS].join("");

const QUARANTINE_INDEXES = ORDERS.map(
  ([name, columns]) => `
  CREATE INDEX quarantined_by_${name} ON devices (${columns}) WHERE quarantined_at IS NOT NULL;`,
).join("");

/**
 * Part of the gateway's own step. Devices in quarantine: listed by indexes and counted by triggers
 * like the others, and no longer in quarantine once they are blocked, whoever blocks them.
 */
export const QUARANTINE_STEP = `${QUARANTINE_INDEXES}
  CREATE TABLE quarantine (one INTEGER PRIMARY KEY CHECK (one = 1), devices INTEGER NOT NULL);
  INSERT INTO quarantine VALUES (1, 0);
  CREATE TRIGGER device_came_quarantined AFTER INSERT ON devices WHEN NEW.quarantined_at IS NOT NULL
    BEGIN UPDATE quarantine SET devices = devices + 1; END;
  CREATE TRIGGER device_went_quarantined AFTER DELETE ON devices WHEN OLD.quarantined_at IS NOT NULL
    BEGIN UPDATE quarantine SET devices = devices - 1; END;
  CREATE TRIGGER device_quarantined AFTER UPDATE OF quarantined_at ON devices
    WHEN OLD.quarantined_at IS NULL AND NEW.quarantined_at IS NOT NULL
    BEGIN UPDATE quarantine SET devices = devices + 1; END;
  CREATE TRIGGER device_released AFTER UPDATE OF quarantined_at ON devices
    WHEN OLD.quarantined_at IS NOT NULL AND NEW.quarantined_at IS NULL
    BEGIN UPDATE quarantine SET devices = devices - 1; END;
  CREATE TRIGGER quarantined_device_blocked AFTER UPDATE OF state ON devices
    WHEN NEW.state = 'blocked' AND NEW.quarantined_at IS NOT NULL
    BEGIN UPDATE devices SET quarantined_at = NULL WHERE id = NEW.id; END;`;
