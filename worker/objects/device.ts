// The device object: one per (tenant, user, canonical DeviceId). The rule: nothing is written for a
// device that was never admitted or blocked, and an admitted request that says nothing new costs a
// write once a minute at most.
import { DurableObject } from "cloudflare:workers";
import type { Clock } from "../clock.ts";
import { sameSecret } from "../core/constant-time.ts";
import type { Env } from "../env.ts";
import type { DeviceFacts, DeviceHandle } from "./handles.ts";
import { MIGRATIONS, schemaOf } from "./migrations.ts";

/** A verifier serves this long after Exchange confirmed the credentials, in milliseconds. */
const VERIFIER_LIFETIME = 5 * 60_000;
/** lastSeen is this exact, in milliseconds. */
const LAST_SEEN_STEP = 60_000;

type AdmittedRequest = Parameters<DeviceHandle["admitted"]>[0];
type DeviceRow = {
  known: number;
  state: DeviceFacts["state"];
  proof: DeviceFacts["proof"];
  handout_id: string | null;
  device_type: string;
  user_agent: string;
  protocol_version: string;
  first_seen_at: number;
  last_seen_at: number;
};

const UNKNOWN: DeviceFacts = { known: false, state: "active", proof: "none" };
const UPSERT = `INSERT INTO device VALUES (1, 1, 'active', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET proof = excluded.proof, handout_id = excluded.handout_id, tenant = excluded.tenant,
    user = excluded.user, device_id = excluded.device_id, device_type = excluded.device_type,
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
    return factsOf(this.#row());
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
    if (!blocked && !this.#schema.exists()) return UNKNOWN;
    this.#schema.make();
    this.#sql.exec(
      `INSERT INTO device VALUES (1, 0, ?1, 'none', NULL, '', '', '', '', '', '', ?2, ?2)
         ON CONFLICT DO UPDATE SET state = excluded.state`,
      blocked ? "blocked" : "active",
      this.clock.now(),
    );
    return this.facts();
  }

  #row(): DeviceRow | undefined {
    if (!this.#schema.exists()) return undefined;
    return this.#sql.exec<DeviceRow>("SELECT * FROM device").toArray()[0];
  }

  #saysSomethingNew({ traits, handout }: AdmittedRequest): boolean {
    const row = this.#row();
    return (
      !row?.known ||
      row.handout_id !== (handout?.id ?? null) ||
      row.device_type !== traits.deviceType ||
      row.user_agent !== traits.userAgent ||
      row.protocol_version !== traits.protocolVersion ||
      this.clock.now() - row.last_seen_at >= LAST_SEEN_STEP
    );
  }

  #write({ tenant, user, traits, handout }: AdmittedRequest): void {
    const now = this.clock.now();
    this.#sql.exec(
      UPSERT,
      handout ? "token" : "none",
      handout?.id ?? null,
      tenant,
      user,
      traits.deviceId,
      traits.deviceType,
      traits.userAgent,
      traits.protocolVersion,
      now,
      now,
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

function factsOf(row: DeviceRow | undefined): DeviceFacts {
  if (!row) return UNKNOWN;
  return {
    known: row.known === 1,
    state: row.state,
    proof: row.proof,
    ...(row.handout_id === null ? {} : { handoutId: row.handout_id }),
  };
}
