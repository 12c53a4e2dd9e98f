// The part of the device object that keeps its shields: passwords that Exchange refused, and a block for what the device
// did. The rule: nothing is written for a device that nobody knows, so that strangers make nothing grow.
import {
  type BehaviourBlock,
  liftPasswords,
  NO_SHIELD,
  presentPassword,
  recentChanges,
  refusePassword,
  type ShieldReport,
  type ShieldState,
  shieldReport,
} from "../../core/shield.ts";
import type { DeviceFacts, ShieldedDevice } from "../handles/device.ts";
import { DevicePingObject } from "./ping-object.ts";

/** What was spared is written down this often, in milliseconds: an answer from here shall not cost a write. */
const COUNT_STEP = 60_000;

/** Shields of one device (ShieldedDevice). */
export abstract class DeviceShieldObject extends DevicePingObject implements ShieldedDevice {
  /** Answers that are not written down yet; an eviction loses those of a minute at most. */
  #spared = 0;
  #countedAt = 0;

  async presentPassword(
    verifier: string,
    spared: number,
  ): ReturnType<ShieldedDevice["presentPassword"]> {
    if (!this.#isKnown()) return { verdict: "ask", isKnown: false };
    const state = this.shieldState();
    const { verdict, refused } = presentPassword(state.refused, verifier, this.clock.now());
    this.#spared += spared + (verdict === "refused" ? 1 : 0);
    const isDue = this.#spared > 0 && this.clock.now() - this.#countedAt >= COUNT_STEP;
    if (refused !== state.refused || isDue) this.keepShield({ ...state, refused });
    return { verdict, isKnown: true };
  }

  async refusePassword(verifier: string, minutes: number): Promise<boolean> {
    if (!this.#isKnown()) return false;
    const state = this.shieldState();
    const refused = refusePassword(state.refused, verifier, this.clock.now(), minutes);
    this.keepShield({ ...state, refused, asked: state.asked + 1 });
    return true;
  }

  async liftPasswords(verifiers: readonly string[]): Promise<boolean> {
    const state = this.shieldState();
    const refused = liftPasswords(state.refused, verifiers);
    if (refused.length === state.refused.length) return false;
    this.keepShield({ ...state, refused });
    return true;
  }

  async liftShields(): Promise<boolean> {
    const { block, ...state } = this.shieldState();
    if (!block && state.refused.length === 0) return false;
    this.keepShield({ ...state, refused: [], clientChanges: [] });
    return true;
  }

  async blockForBehaviour(block: BehaviourBlock): Promise<boolean> {
    const state = this.shieldState();
    if (!this.#isKnown() || (state.block && this.clock.now() < state.block.until)) return false;
    // What led to the block is counted anew after it.
    this.keepShield({ ...state, block, clientChanges: [] });
    return true;
  }

  async shield(): Promise<ShieldReport> {
    const state = this.shieldState();
    return shieldReport({ ...state, spared: state.spared + this.#spared }, this.clock.now());
  }

  protected readonly shieldState = (): ShieldState => {
    if (!this.schema.exists()) return NO_SHIELD;
    const [row] = this.sql.exec<{ state: string }>("SELECT state FROM shield").toArray();
    return row ? (JSON.parse(row.state) as ShieldState) : NO_SHIELD;
  };

  protected readonly keepShield = (state: ShieldState): void => {
    const counted = { ...state, spared: state.spared + this.#spared };
    this.sql.exec("INSERT OR REPLACE INTO shield VALUES (1, ?)", JSON.stringify(counted));
    this.#spared = 0;
    this.#countedAt = this.clock.now();
  };

  /** What the gateway needs to know of it at every judgement. */
  protected readonly shieldFacts = (): Pick<DeviceFacts, "behaviourBlock" | "clientChanges"> => {
    const { block, clientChanges } = shieldReport(this.shieldState(), this.clock.now());
    return { ...(block && { behaviourBlock: block }), ...(clientChanges > 0 && { clientChanges }) };
  };

  /** The user agent is another one than before. */
  protected readonly noteClientChange = (): void => {
    const state = this.shieldState();
    const clientChanges = recentChanges(state.clientChanges, this.clock.now(), true);
    this.keepShield({ ...state, clientChanges });
  };

  readonly #isKnown = (): boolean =>
    this.schema.exists() &&
    this.sql.exec("SELECT 1 FROM device WHERE known = 1").toArray().length > 0;
}
