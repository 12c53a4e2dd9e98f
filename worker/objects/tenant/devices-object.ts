// The tenant object's door to its devices: index, lives, refusals. Each call is one read or one
// transaction over the tables (TenantHandle).
import type { AccessRule } from "../../core/access-rules.ts";
import type {
  DeviceEvent,
  DeviceInformation,
  DeviceQuery,
  DeviceSummary,
} from "../../core/device.ts";
import type { LiveOrder, LiveReport, LiveTable } from "../../core/live.ts";
import type { AdapterSettings } from "../../core/tenant.ts";
import type { TurnAnswer, TurnAsk, TurnTable } from "../../core/turns.ts";
import type { WipeLife } from "../../core/wipe.ts";
import type { HeldDevice, Refusal } from "../handles/tenant-gate.ts";
import { accessRules, addAccessRule, removeAccessRule, setExempt } from "./access-rules.ts";
import { adapter } from "./adapter.ts";
import { deviceCounts, wouldRefuse } from "./device-counts.ts";
import { deviceEvents, noteDeviceEvent } from "./device-events.ts";
import { noteInformation } from "./device-information.ts";
import { device, devicesOf } from "./device-rows.ts";
import { devicePage } from "./device-search.ts";
import {
  forgetDevice,
  noteRevoked,
  noteWipe,
  revokeProofs,
  setDeviceState,
} from "./device-state.ts";
import { noteDeviceWithin } from "./devices.ts";
import { TenantGround } from "./ground-object.ts";
import { handoutsOf, mayReceiveWipe } from "./handouts.ts";
import { heldFacts, type NewestHolds } from "./held.ts";
import { lastRefusalOf, newestRefusals, noteRefusal, refusalReport } from "./refusals.ts";
import { turnBook } from "./turns.ts";

/** Devices and refusals. */
export abstract class TenantDevicesObject extends TenantGround {
  readonly #newestHolds: NewestHolds = new Map();
  /** Made when a device first asks for a turn. */
  #turns: TurnTable | undefined;

  async heldCheck(devices: readonly HeldDevice[]) {
    const sql = this.sql();
    const facts = heldFacts(sql, this.clock.now(), devices, this.#newestHolds);
    const watchedUntil = this.liveTable?.watchedUntil(this.clock.now());
    return { adapter: adapter(sql, "running"), facts, ...(watchedUntil && { watchedUntil }) };
  }
  async heldTurn(ask: TurnAsk): Promise<TurnAnswer> {
    const [sql, now] = [this.sql(), this.clock.now()];
    const running = adapter(sql, "running");
    if (running.maxUpstreamWaits === 0) return { id: "" };
    if (!this.#turns) {
      const { turnTable } = await import("../../core/turns.ts");
      this.#turns ??= turnTable(turnBook(sql), now);
    }
    return this.#turns.ask(ask, running, now);
  }
  async heldTurnOver(id: string) {
    if (this.#turns) this.#turns.over(id);
    else turnBook(this.sql()).drop(id);
  }
  async noteDevice(summary: DeviceSummary, maxDevices = 0) {
    return this.write((store) => noteDeviceWithin(store, summary, maxDevices));
  }
  async devices(query: DeviceQuery) {
    return devicePage(this.sql(), query);
  }
  async device(user: string, deviceId: string) {
    return device(this.sql(), user, deviceId);
  }
  async devicesOf(user: string) {
    return devicesOf(this.sql(), user);
  }
  async deviceEvents(user: string, deviceId: string) {
    return deviceEvents(this.sql(), user, deviceId);
  }
  async noteDeviceEvent(user: string, deviceId: string, event: Omit<DeviceEvent, "at">) {
    this.write((store) => noteDeviceEvent(store, user, deviceId, event));
  }
  async handoutsOf(user: string, deviceId: string) {
    return handoutsOf(this.sql(), user, deviceId);
  }
  async deviceCounts() {
    return deviceCounts(this.sql());
  }
  async wouldRefuse(settings: AdapterSettings) {
    return wouldRefuse(this.sql(), this.clock.now(), settings);
  }

  async setDeviceState(
    user: string,
    deviceId: string,
    state: DeviceSummary["state"],
    actor: string,
  ) {
    return this.write((store) => setDeviceState(store, user, deviceId, state, actor));
  }
  async setExempt(user: string, deviceId: string, exempt: boolean, actor: string) {
    return this.write((store) => setExempt(store, user, deviceId, exempt, actor));
  }
  async accessRules() {
    return accessRules(this.sql());
  }
  async addAccessRule(rule: Omit<AccessRule, "id">, actor: string) {
    const { characteristic, value, level } = rule;
    const made = { id: crypto.randomUUID(), characteristic, value, level };
    return this.write((store) => addAccessRule(store, made, actor));
  }
  async removeAccessRule(id: string, actor: string) {
    return this.write((store) => removeAccessRule(store, id, actor));
  }
  async noteWipe(user: string, deviceId: string, wipe: WipeLife, actor: string, detail: string) {
    return this.write((store) => noteWipe(store, user, deviceId, wipe, { actor, detail }));
  }
  async revokeProofs(user: string, deviceId: string, actor: string) {
    return this.write((store) => revokeProofs(store, user, deviceId, actor));
  }
  async noteRevoked(user: string, deviceId: string, actor: string, detail: string) {
    this.write((store) => noteRevoked(store, user, deviceId, { actor, detail }));
  }
  async noteInformation(user: string, deviceId: string, information: DeviceInformation) {
    this.write((store) => noteInformation(store, user, deviceId, information));
  }
  async mayReceiveWipe(tokenHash: string, user: string, deviceId: string) {
    return mayReceiveWipe(this.sql(), tokenHash, user, deviceId);
  }
  async forgetDevice(user: string, deviceId: string, actor: string) {
    return this.write((store) => forgetDevice(store, user, deviceId, actor));
  }

  async lastRefusalOf(user: string) {
    return lastRefusalOf(this.sql(), user);
  }
  async noteRefusal(refusal: Refusal) {
    this.write((store) => noteRefusal(store, refusal));
  }
  async refusals() {
    return refusalReport(this.sql());
  }

  /** In memory only, and made when somebody first looks. */
  protected liveTable: LiveTable | undefined;
  async live(filter: string) {
    const recorded = newestRefusals(this.sql()).filter(({ letThrough }) => !letThrough);
    const { liveTable } = await import("../../core/live.ts");
    this.liveTable ??= liveTable();
    return this.liveTable.view(this.clock.now(), filter, recorded);
  }
  async reportLive(report: LiveReport): Promise<LiveOrder> {
    return this.liveTable?.take(report, this.clock.now()) ?? { wantsWhole: false };
  }
}
