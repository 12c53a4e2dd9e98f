// The device object's rows as the facts that the gateway asks for. Nothing stored means a device that
// nobody knows: active, without proof.
import type { Handshake } from "../core/provision.ts";
import type { WipeLife } from "../core/wipe.ts";
import type { DeviceFacts } from "./handles/device.ts";

export type DeviceRow = {
  known: number;
  state: DeviceFacts["state"];
  proof: DeviceFacts["proof"];
  handout_id: string | null;
  token_hash: string | null;
  retyped_handout: string | null;
  device_type: string;
  user_agent: string;
  protocol_version: string;
  first_seen_at: number;
  last_seen_at: number;
};

/** A wipe, and whether the tenant has heard how far it is. */
export type KeptWipe = WipeLife & { readonly reported: boolean };

/** The facts of one device; without a row nobody knows it. */
export function factsOf(
  row: DeviceRow | undefined,
  kept: KeptWipe | undefined,
  { held, demands }: Handshake,
): DeviceFacts {
  const { reported = true, ...wipe } = kept ?? {};
  return {
    known: row?.known === 1,
    state: row?.state ?? "active",
    proof: row?.proof ?? "none",
    ...(row && row.handout_id !== null && { handoutId: row.handout_id }),
    ...(row && row.token_hash !== null && { tokenHash: row.token_hash }),
    ...(row?.retyped_handout != null && { retypedHandout: row.retyped_handout }),
    ...(kept && { wipe: wipe as WipeLife }),
    ...(!reported && { isWipeUnreported: true }),
    ...(held && { policy: held }),
    ...(demands && { isPolicyDemanded: true }),
  };
}
