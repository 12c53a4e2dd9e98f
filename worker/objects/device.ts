// The device object: one per (tenant, user, canonical DeviceId). The rules: nothing is written for a
// device that was never admitted, blocked or wiped; an admitted request that says nothing new costs
// a write once a minute at most; what a phone acknowledged stands here before anybody else hears it.
import { sameSecret } from "../core/constant-time.ts";
import {
  type Handshake,
  type HandshakeEvent,
  type HandshakeOutcome,
  stepHandshake,
} from "../core/provision.ts";
import { isWipePending } from "../core/wipe.ts";
import { DeviceWipeObject } from "./device/wipe-object.ts";
import { type DeviceRow, factsOf } from "./device-facts.ts";
import type { DeviceFacts, DeviceHandle } from "./handles/device.ts";

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
export abstract class DeviceObject extends DeviceWipeObject implements DeviceHandle {
  readonly #schema = this.schema;
  readonly #sql = this.sql;

  async verified(verifier: string): Promise<boolean> {
    const kept = this.#keptVerifier();
    return kept !== undefined && sameSecret(kept, verifier);
  }

  async facts(): Promise<DeviceFacts> {
    const facts = factsOf(this.#row(), this.wipe(), this.#handshake());
    return { ...facts, ...this.shieldFacts(), ...this.wireLogFacts() };
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
      this.setState(blocked ? "blocked" : "active");
      if (!blocked) this.takeWipeStep("allow");
    });
    return this.facts();
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

  async noteRetyped(handoutId: string): Promise<void> {
    if (this.#row()) this.#sql.exec("UPDATE device SET retyped_handout = ?", handoutId);
  }

  /** A wipe that was ordered in this very moment outlives it: a lost phone is still to be erased. */
  async forget(): Promise<void> {
    if (isWipePending(this.wipe())) return;
    await this.ctx.storage.deleteAll();
    this.#schema.gone();
  }

  #handshake(): Handshake {
    if (!this.#schema.exists()) return {};
    const [row] = this.#sql.exec<{ handshake: string }>("SELECT handshake FROM policy").toArray();
    return row ? (JSON.parse(row.handshake) as Handshake) : {};
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
    const before = this.#row();
    if (before?.known && before.user_agent !== traits.userAgent) this.noteClientChange();
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
    const row = [verifier, this.clock.now()];
    this.#sql.exec("INSERT OR REPLACE INTO verifier VALUES (1, ?, ?)", ...row);
    // Whoever has a token receives a wipe by that: then nothing of the password is kept beyond its minutes.
    if ((this.#row()?.token_hash ?? null) !== null) this.#sql.exec("DELETE FROM last_verifier");
    else this.#sql.exec("INSERT OR REPLACE INTO last_verifier VALUES (1, ?, ?)", ...row);
  }

  /** One from a time that lies ahead, because the clock went back, is asked for anew. */
  #keptVerifier(): string | undefined {
    if (!this.#schema.exists()) return undefined;
    const [row] = this.#sql
      .exec<{ verifier: string }>(
        "SELECT verifier FROM verifier WHERE confirmed_at > ?1 - ?2 AND confirmed_at <= ?1",
        this.clock.now(),
        VERIFIER_LIFETIME,
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
