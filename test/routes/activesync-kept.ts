// What the far ends of the gateway's remote calls keep in its route tests, and how a test sets them.
import type { DeviceEvent, DeviceInformation, DeviceSummary } from "../../worker/core/device.ts";
import type { TokenReason } from "../../worker/core/handout.ts";
import type { Watched } from "../../worker/core/heartbeat.ts";
import type { LiveReport } from "../../worker/core/live.ts";
import type { PolicyValues } from "../../worker/core/policy.ts";
import type { Handshake } from "../../worker/core/provision.ts";
import { NO_SHIELD, type ShieldState } from "../../worker/core/shield.ts";
import type { AdapterSettings } from "../../worker/core/tenant.ts";
import { type TurnAsk, type TurnTable, turnTable } from "../../worker/core/turns.ts";
import type { WipeLife } from "../../worker/core/wipe.ts";
import type { AuthorityHandle } from "../../worker/objects/handles/authority.ts";
import type { Refusal, UserAdmission } from "../../worker/objects/handles/tenant-gate.ts";
import type { Answer } from "./activesync-support.ts";

export const TOKEN = "MZXW6YTBOJTG633CMFZGM33PMJ";
export const PASSWORD = "correct horse";
export const START = Date.UTC(2010, 5, 21);

/** What the fake remote objects were asked to keep. */
export interface Kept {
  readonly devices: DeviceSummary[];
  readonly refusals: Refusal[];
  readonly admitted: string[];
  readonly bound: string[];
  readonly guesses: string[];
  /** Calls of device objects and guards. */
  readonly calls: string[];
  /** How often a second question was asked for, of which the first is allowed. */
  secondQuestions: number;
  readonly verifiers: Map<string, string>;
  readonly lastVerifiers: Map<string, string>;
  /** What the phone said of itself last. */
  information?: DeviceInformation;
  readonly events: Omit<DeviceEvent, "at">[];
  /** What was told for the live view. */
  readonly reports: LiveReport[];
  /** Every step of the wipe that the tenant heard of. */
  readonly wipes: WipeLife["state"][];
  /** The one device's wipe and handshake. */
  wipe: WipeLife | undefined;
  isUnreported: boolean;
  handshake: Handshake;
  tokenHash: string | undefined;
  /** What the device proved itself by, once it was admitted. */
  proof?: DeviceSummary["proof"];
  /** The handout whose token was typed again. */
  retyped?: string;
  state: DeviceSummary["state"];
  keys: number;
  /** The one device's shields, and its wire log. */
  shield: ShieldState;
  clientChanges: number;
  wireLogUntil: number;
  readonly wireLines: string[];
  /** The adapter as the tenant's object knows it, once a test says that it was restarted. */
  running: AdapterSettings | undefined;
  /** What the one device's last Ping watched, and how often that was written. */
  watched: Watched | null;
  watches: number;
  /** Keys of the one device's folder list. */
  folderKeys: readonly string[];
  /** How many devices the tenant was asked about, call by call, while they waited. */
  readonly heldChecks: number[];
  /** Turns at Exchange; what was asked of them, and which were given back. */
  turns: TurnTable;
  readonly turnAsks: TurnAsk[];
  readonly turnsOver: string[];
  /** A newer Ping of the same device waits in another isolate. */
  isSuperseded: boolean;
}

export interface Setting {
  readonly adapter?: Partial<AdapterSettings>;
  readonly exchange?: Answer;
  /** Why the tenant's only token proves nothing, if it does not. */
  readonly tokenReason?: TokenReason;
  easAllowed?: boolean;
  /** What rules, exemption and number of devices say; may change during a test. */
  admission?: Partial<UserAdmission>;
  /** What else moves the tenant's mark over a device that waits; may change during a test. */
  mark?: string;
  /** The index has no room for one more device when it comes to write it. */
  isFull?: boolean;
  blocked?: boolean;
  readonly waitSeconds?: number;
  readonly displayName?: string;
  /** The Locked Exchange ActiveSync security family; may change during a test. */
  easPolicy?: PolicyValues;
  readonly graceUntil?: number;
  /** Until when somebody looks at the live view; may change during a test. */
  watchedUntil?: number | undefined;
  /** Hash of a token that was handed out to alice and is bound to no device yet. */
  readonly unboundToken?: string;
  /** Is the tenant's object away when it is told of a wipe? */
  readonly tenantFails?: () => boolean;
  /** The tenant's authority, where phones show certificates. */
  readonly authority?: Partial<AuthorityHandle>;
  /** What happens elsewhere while the tenant looks a token up. */
  whileBinding?: () => Promise<void>;
  /** What happens elsewhere while the tenant is asked about those who wait. */
  whileChecking?: () => Promise<void>;
  /** What happens elsewhere while the tenant is asked for a turn. */
  whileAskingForTurn?: (ask: TurnAsk) => Promise<void>;
}

let turns = 0;
const NOTHING_WRITTEN = {
  newId: () => `turn-${++turns}`,
  kept: () => [],
  keep: () => undefined,
  drop: () => undefined,
};

export const nothingKept = (): Kept => ({
  devices: [],
  refusals: [],
  admitted: [],
  bound: [],
  guesses: [],
  calls: [],
  secondQuestions: 0,
  verifiers: new Map(),
  lastVerifiers: new Map(),
  events: [],
  reports: [],
  wipes: [],
  wipe: undefined,
  isUnreported: false,
  handshake: {},
  tokenHash: undefined,
  state: "active",
  keys: 1000,
  shield: NO_SHIELD,
  clientChanges: 0,
  wireLogUntil: 0,
  wireLines: [],
  running: undefined,
  watched: null,
  watches: 0,
  folderKeys: [],
  heldChecks: [],
  turns: turnTable(NOTHING_WRITTEN, START),
  turnAsks: [],
  turnsOver: [],
  isSuperseded: false,
});
