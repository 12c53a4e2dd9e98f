// The part of the device object that keeps its wire log. The rule: it is bounded in lines and in bytes, switches itself
// off, and its lines are deleted a week after that, whether or not anybody read them.
import { WIRE_LOG_BYTES, WIRE_LOG_KEPT_FOR, WIRE_LOG_LINES } from "../../core/wire-log.ts";
import type { DeviceFacts, WatchedDevice, WireLog, WireLogOrder } from "../handles/device.ts";
import { DeviceShieldObject } from "./shield-object.ts";

/** An alarm that came too early comes again no sooner than this, in milliseconds: a clock may stand still. */
const ALARM_STEP = 60_000;

/** Wire log of one device (WatchedDevice). */
export abstract class DeviceWireLogObject extends DeviceShieldObject implements WatchedDevice {
  async startWireLog({ until, requestedBy, reason }: WireLogOrder): Promise<void> {
    this.schema.make();
    this.ctx.storage.transactionSync(() => {
      this.sql.exec("DELETE FROM wire_lines");
      const row = [until, requestedBy, reason];
      this.sql.exec("INSERT OR REPLACE INTO wire_log VALUES (1, ?, ?, ?)", ...row);
    });
    await this.#wakeAt(until + WIRE_LOG_KEPT_FOR);
  }

  async stopWireLog(): Promise<boolean> {
    const order = this.#order();
    const now = this.clock.now();
    if (!order || order.until <= now) return false;
    this.sql.exec("UPDATE wire_log SET until = ?", now);
    await this.#wakeAt(now + WIRE_LOG_KEPT_FOR);
    return true;
  }

  async addWireLine(line: string): Promise<void> {
    const now = this.clock.now();
    if ((this.#order()?.until ?? 0) <= now) return;
    this.ctx.storage.transactionSync(() => {
      this.sql.exec("INSERT INTO wire_lines (at, line) VALUES (?, ?)", now, line);
      this.#cut();
    });
  }

  async wireLog(): Promise<WireLog> {
    const order = this.#order();
    if (!order) return { lines: [] };
    const lines = this.sql
      .exec<{ at: number; line: string }>("SELECT at, line FROM wire_lines ORDER BY sequence")
      .toArray();
    return { ...(this.clock.now() < order.until && { on: order }), lines };
  }

  override async alarm(): Promise<void> {
    const order = this.#order();
    if (!order) return;
    const endsAt = order.until + WIRE_LOG_KEPT_FOR;
    if (this.clock.now() < endsAt) return this.#wakeAt(endsAt);
    this.sql.exec("DELETE FROM wire_lines");
    this.sql.exec("DELETE FROM wire_log");
  }

  protected readonly wireLogFacts = (): Pick<DeviceFacts, "wireLogUntil"> => {
    const { until = 0 } = this.#order() ?? {};
    return this.clock.now() < until ? { wireLogUntil: until } : {};
  };

  readonly #order = (): WireLogOrder | undefined => {
    if (!this.schema.exists()) return undefined;
    const [row] = this.sql
      .exec<{ until: number; requested_by: string; reason: string }>("SELECT * FROM wire_log")
      .toArray();
    return row && { until: row.until, requestedBy: row.requested_by, reason: row.reason };
  };

  /** The oldest lines go while there are too many, or too many bytes of them. */
  readonly #cut = (): void => {
    this.sql.exec(
      `DELETE FROM wire_lines WHERE sequence <= (SELECT max(sequence) FROM wire_lines) - ?
         OR sequence IN (SELECT sequence FROM (SELECT sequence,
           sum(length(CAST(line AS BLOB))) OVER (ORDER BY sequence DESC) AS bytes FROM wire_lines) WHERE bytes > ?)`,
      WIRE_LOG_LINES,
      WIRE_LOG_BYTES,
    );
  };

  /**
   * Alarms run on the platform's time even where the clock is a simulated one; `alarm` asks the clock again. An object has
   * one alarm: one that comes sooner stays, and sets this one again.
   */
  readonly #wakeAt = async (at: number): Promise<void> => {
    const alarmAt = Date.now() + Math.max(at - this.clock.now(), ALARM_STEP);
    const waiting = await this.ctx.storage.getAlarm();
    if (waiting === null || alarmAt < waiting) await this.ctx.storage.setAlarm(alarmAt);
  };
}
