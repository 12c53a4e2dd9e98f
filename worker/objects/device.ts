// The device object: one per (tenant, user, canonical DeviceId). The rules: nothing is written for a
// device that was never admitted, blocked or wiped; an admitted request that says nothing new costs
// a write once a minute at most; what a phone acknowledged stands here before anybody else hears it.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import { sameSecret } from "../core/constant-time.ts";
import {
  type Handshake,
  type HandshakeEvent,
  type HandshakeOutcome,
  stepHandshake,
} from "../core/provision.ts";
import { type Result, refuse } from "../core/result.ts";
import { isWipePending, stepWipe, type WipeEvent, type WipeLife } from "../core/wipe.ts";
import type { Env } from "../env.ts";
import { type DeviceRow, factsOf, type KeptWipe } from "./device-facts.ts";
import type { DeviceFacts, DeviceHandle } from "./handles.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";

/** A verifier serves this long after Exchange confirmed the credentials, in milliseconds. */
const VERIFIER_LIFETIME = 5 * 60_000;
/** lastSeen is this exact, in milliseconds. */
const LAST_SEEN_STEP = 60_000;

type AdmittedRequest = Parameters<DeviceHandle["admitted"]>[0];

const COLUMNS = `one, known, state, proof, handout_id, tenant, user, device_id, device_type, user_agent,
  protocol_version, first_seen_at, last_seen_at, token_hash`;
const UPSERT = `INSERT INTO device (${COLUMNS}) VALUES (1, 1, 'active', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET proof = excluded.proof, handout_id = excluded.handout_id,
    token_hash = coalesce(excluded.token_hash, token_hash), tenant = excluded.tenant, user = excluded.user, device_id = excluded.device_id, device_type = excluded.device_type,
    user_agent = excluded.user_agent, protocol_version = excluded.protocol_version,
    first_seen_at = CASE known WHEN 1 THEN first_seen_at ELSE excluded.first_seen_at END,
    last_seen_at = excluded.last_seen_at, known = 1`;

/** What is known of one phone (DeviceHandle). */
export abstract class DeviceObject extends DurableObject<Env> implements DeviceHandle {
  protected abstract readonly clock: Clock;
  readonly #schema = schemaOf(this.ctx.storage, MIGRATIONS.device);
  readonly #sql = this.ctx.storage.sql;

  async verified(verifier: string): Promise<boolean> {
    const kept = this.#keptVerifier();
    return kept !== undefined && sameSecret(kept, verifier);
  }

  async facts(): Promise<DeviceFacts> {
    return factsOf(this.#row(), this.#wipe(), this.#handshake());
  }

  async admitted(request: AdmittedRequest): Promise<DeviceFacts> {
    this.#schema.make();
    this.ctx.storage.transactionSync(() => {
      if (this.#saysSomethingNew(request)) this.#write(request);
      this.#keepVerifier(request.verifier);
    });
    return this.facts();
  }

  async forgetVerifier(): Promise<void> {
    if (this.#schema.exists()) this.#sql.exec("DELETE FROM verifier");
  }

  /**
   * Blocking reaches devices that were bound but not admitted yet, too: `known` stays false until
   * they are.
   */
  async setBlocked(blocked: boolean): Promise<DeviceFacts> {
    if (!blocked && !this.#schema.exists()) return factsOf(undefined, undefined, {});
    this.#schema.make();
    this.ctx.storage.transactionSync(() => {
      this.#setState(blocked ? "blocked" : "active");
      if (!blocked) this.#stepWipe("allow");
    });
    return this.facts();
  }

  async requestWipe(actor: string): Promise<Result<{ readonly wipe: WipeLife }, "wipe-under-way">> {
    this.#schema.make();
    const wipe = this.#stepWipe("request", actor);
    return wipe ? { ok: true, wipe } : refuse("wipe-under-way");
  }

  async cancelWipe(): Promise<Result<{ readonly wipe: WipeLife }, "no-wipe" | "wipe-too-late">> {
    const wipe = this.#wipe();
    if (!wipe || wipe.state === "cancelled") return refuse("no-wipe");
    const cancelled = this.#stepWipe("cancel");
    return cancelled ? { ok: true, wipe: cancelled } : refuse("wipe-too-late");
  }

  /**
   * An acknowledgement empties the record as it emptied the phone: no proof, no password and no
   * policy key are left, and the device is blocked until an administrator allows it.
   */
  async stepWipe(
    event: "order" | "acknowledge" | "refuse",
  ): Promise<Result<{ readonly wipe: WipeLife }, "no-wipe">> {
    if (!this.#schema.exists()) return refuse("no-wipe");
    return this.ctx.storage.transactionSync(() => {
      const wipe = this.#stepWipe(event);
      if (!wipe) return refuse("no-wipe");
      this.#sql.exec("UPDATE wipe SET reported = 0");
      if (event === "acknowledge") this.#emptied();
      return { ok: true, wipe };
    });
  }

  async wipeReported(state: WipeLife["state"]): Promise<void> {
    if (this.#wipe()?.state === state) this.#sql.exec("UPDATE wipe SET reported = 1");
  }

  async stepPolicy(event: HandshakeEvent): Promise<HandshakeOutcome> {
    const now = this.clock.now();
    const before = this.#handshake();
    const { next, outcome } = stepHandshake(before, event, { now, newKey: newPolicyKey() });
    if (next === before) return outcome;
    this.#schema.make();
    this.#sql.exec("INSERT OR REPLACE INTO policy VALUES (1, ?)", JSON.stringify(next));
    return outcome;
  }

  /** A wipe that was ordered in this very moment outlives it: a lost phone is still to be erased. */
  async forget(): Promise<void> {
    if (isWipePending(this.#wipe())) return;
    await this.ctx.storage.deleteAll();
    this.#schema.gone();
  }

  #emptied(): void {
    this.#setState("blocked");
    this.#sql.exec("UPDATE device SET proof = 'none', handout_id = NULL");
    this.#sql.exec("DELETE FROM verifier");
    this.#sql.exec("DELETE FROM policy");
  }

  #setState(state: DeviceFacts["state"]): void {
    this.#sql.exec(
      `INSERT INTO device (${COLUMNS}) VALUES (1, 0, ?1, 'none', NULL, '', '', '', '', '', '', ?2, ?2, NULL)
         ON CONFLICT DO UPDATE SET state = excluded.state`,
      state,
      this.clock.now(),
    );
  }

  #handshake(): Handshake {
    if (!this.#schema.exists()) return {};
    const [row] = this.#sql.exec<{ handshake: string }>("SELECT handshake FROM policy").toArray();
    return row ? (JSON.parse(row.handshake) as Handshake) : {};
  }

  #wipe(): KeptWipe | undefined {
    if (!this.#schema.exists()) return undefined;
    const [row] = this.#sql
      .exec<{ life: string; reported: number }>("SELECT life, reported FROM wipe")
      .toArray();
    return row && { ...(JSON.parse(row.life) as WipeLife), reported: row.reported === 1 };
  }

  /** Takes one step of core/wipe.ts; nothing happens and null comes back if there is no such cell. */
  #stepWipe(event: WipeEvent, actor = ""): WipeLife | null {
    const kept = this.#wipe();
    const { reported = true, ...life } = kept ?? {};
    const next = stepWipe(kept && (life as WipeLife), event, this.clock.now(), actor);
    if (next === "refused") return null;
    if (next === null) this.#sql.exec("DELETE FROM wipe");
    else
      this.#sql.exec(
        "INSERT OR REPLACE INTO wipe VALUES (1, ?, ?)",
        JSON.stringify(next),
        reported ? 1 : 0,
      );
    return next;
  }

  #row(): DeviceRow | undefined {
    if (!this.#schema.exists()) return undefined;
    return this.#sql.exec<DeviceRow>("SELECT * FROM device").toArray()[0];
  }

  #saysSomethingNew({ traits, handout, proof }: AdmittedRequest): boolean {
    const row = this.#row();
    return (
      !row?.known ||
      row.proof !== proof ||
      row.handout_id !== (handout?.id ?? null) ||
      row.device_type !== traits.deviceType ||
      row.user_agent !== traits.userAgent ||
      row.protocol_version !== traits.protocolVersion ||
      this.clock.now() - row.last_seen_at >= LAST_SEEN_STEP
    );
  }

  #write({ tenant, user, traits, handout, proof }: AdmittedRequest): void {
    const now = this.clock.now();
    this.#sql.exec(
      UPSERT,
      proof,
      handout?.id ?? null,
      tenant,
      user,
      traits.deviceId,
      traits.deviceType,
      traits.userAgent,
      traits.protocolVersion,
      now,
      now,
      handout?.tokenHash ?? null,
    );
  }

  /**
   * A verifier that still serves is not renewed: its minutes count from Exchange's answer, not from
   * its last use.
   */
  #keepVerifier(verifier: string): void {
    const kept = this.#keptVerifier();
    if (kept !== undefined && sameSecret(kept, verifier)) return;
    this.#sql.exec("INSERT OR REPLACE INTO verifier VALUES (1, ?, ?)", verifier, this.clock.now());
  }

  #keptVerifier(): string | undefined {
    if (!this.#schema.exists()) return undefined;
    const [row] = this.#sql
      .exec<{ verifier: string }>(
        "SELECT verifier FROM verifier WHERE confirmed_at > ?",
        this.clock.now() - VERIFIER_LIFETIME,
      )
      .toArray();
    return row?.verifier;
  }
}

/** A 32-bit unsigned number in decimal that is not 0: phones take 0 for none (MS-ASPROV 2.2.2.42). */
function newPolicyKey(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number === 0 ? newPolicyKey() : String(number);
}
