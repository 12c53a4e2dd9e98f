// The part of the device object that keeps its wipe, and whether it is blocked. The rules: a step stands here before
// anybody else hears of it; a phone's acknowledgement empties the record as it emptied the phone; what the gateway could
// not tell the tenant, the object tells it by itself.
import { sameSecret } from "../../core/constant-time.ts";
import { type Result, refuse } from "../../core/result.ts";
import type { WipeEvent, WipeLife, WipeParticulars, WipeScope } from "../../core/wipe.ts";
import type { KeptWipe } from "../device-facts.ts";
import { keptWipe, owedReport, owesReport, takeStep, wasReported } from "../device-wipe.ts";
import type { DeviceFacts, GateWipeEvent, WipedDevice } from "../handles/device.ts";
import { handlesOf } from "../handles.ts";
import { DeviceWireLogObject } from "./wire-log-object.ts";

/** What the tenant did not hear of a wipe within this time, the object tells it, in milliseconds. */
const REPORT_AFTER = 30_000;

/** Wipe of one device (WipedDevice). */
export abstract class DeviceWipeObject extends DeviceWireLogObject implements WipedDevice {
  async requestWipe(
    actor: string,
    scope: WipeScope = "device",
  ): Promise<Result<{ readonly wipe: WipeLife }, "wipe-under-way">> {
    this.schema.make();
    const wipe = this.takeWipeStep("request", { actor, scope });
    return wipe ? { ok: true, wipe } : refuse("wipe-under-way");
  }

  async cancelWipe(): Promise<Result<{ readonly wipe: WipeLife }, "no-wipe" | "wipe-too-late">> {
    const wipe = this.wipe();
    if (!wipe || wipe.state === "cancelled") return refuse("no-wipe");
    const cancelled = this.takeWipeStep("cancel");
    return cancelled ? { ok: true, wipe: cancelled } : refuse("wipe-too-late");
  }

  async stepWipe(
    event: GateWipeEvent,
    { report, ...on }: Parameters<WipedDevice["stepWipe"]>[1] = {},
  ): Promise<Result<{ readonly wipe: WipeLife }, "no-wipe">> {
    if (event === "demand") this.schema.make();
    if (!this.schema.exists()) return refuse("no-wipe");
    const taken = this.ctx.storage.transactionSync(() => {
      const wipe = this.takeWipeStep(event, on);
      if (!wipe) return refuse("no-wipe");
      owesReport(this.sql, report);
      if (event === "acknowledge") this.#emptied();
      return { ok: true, wipe } as const;
    });
    if (taken.ok && report) await this.ctx.storage.setAlarm(Date.now() + REPORT_AFTER);
    return taken;
  }

  async wipeReported(state: WipeLife["state"]): Promise<void> {
    if (this.schema.exists()) wasReported(this.sql, state);
  }

  async wasVerified(verifier: string): Promise<boolean> {
    if (!this.schema.exists()) return false;
    const [row] = this.sql
      .exec<{ verifier: string }>("SELECT verifier FROM last_verifier")
      .toArray();
    return row !== undefined && sameSecret(row.verifier, verifier);
  }

  /** Tells the tenant what the gateway could not; a tenant that fails is told again. */
  override async alarm(): Promise<void> {
    const owed = this.schema.exists() ? owedReport(this.sql) : undefined;
    if (!owed) return super.alarm();
    const { tenant, user, deviceId, actor, detail } = owed.report;
    await this.ctx.storage.setAlarm(Date.now() + REPORT_AFTER);
    const handles = handlesOf(this.env);
    await handles.tenant(tenant).noteWipe(user, deviceId, owed.wipe, actor, detail);
    // What an erased phone had proves nothing any more.
    if (owed.wipe.state === "acknowledged")
      await handles.authority(tenant).revokeDevice(user, deviceId, "cessationOfOperation", actor);
    await this.wipeReported(owed.wipe.state);
    await super.alarm();
  }

  protected readonly wipe = (): KeptWipe | undefined =>
    this.schema.exists() ? keptWipe(this.sql) : undefined;

  /** Takes one step of core/wipe.ts; nothing happens and null comes back if there is no such cell. */
  protected readonly takeWipeStep = (
    event: WipeEvent,
    { actor = "", ...on }: WipeParticulars & { readonly actor?: string } = {},
  ): WipeLife | null => {
    const next = takeStep(this.sql, { event, now: this.clock.now(), actor, ...on });
    return next === "refused" ? null : next;
  };

  protected readonly setState = (state: DeviceFacts["state"]): void => {
    this.sql.exec(
      `INSERT INTO device (one, known, state, proof, tenant, user, device_id, device_type, user_agent,
           protocol_version, first_seen_at, last_seen_at)
         VALUES (1, 0, ?1, 'none', '', '', '', '', '', '', ?2, ?2)
         ON CONFLICT DO UPDATE SET state = excluded.state`,
      state,
      this.clock.now(),
    );
  };

  readonly #emptied = (): void => {
    this.setState("blocked");
    this.sql.exec("UPDATE device SET proof = 'none', handout_id = NULL");
    for (const table of ["verifier", "last_verifier", "policy", "shield"])
      this.sql.exec(`DELETE FROM ${table}`);
  };
}
