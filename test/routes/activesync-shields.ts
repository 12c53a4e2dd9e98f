// The shields of the one device of the gateway's route tests, in a plain object.
import type { VirtualClock } from "../../simulator/clock.ts";
import { liftPasswords, presentPassword, refusePassword } from "../../worker/core/shield.ts";
import type { DeviceHandle } from "../../worker/objects/handles/device.ts";
import type { Kept } from "./activesync-objects.ts";

/** As objects/device/shield-object.ts keeps them, by the same functions. */
export function shieldsIn(kept: Kept, clock: VirtualClock, name: string): Partial<DeviceHandle> {
  const isKnown = () => kept.admitted.includes(name);
  return {
    presentPassword: async (verifier, spared) => {
      if (!isKnown()) return { verdict: "ask", isKnown: false };
      const { verdict, refused } = presentPassword(kept.shield.refused, verifier, clock.now());
      const more = spared + (verdict === "refused" ? 1 : 0);
      kept.shield = { ...kept.shield, refused, spared: kept.shield.spared + more };
      return { verdict, isKnown: true };
    },
    refusePassword: async (verifier, minutes) => {
      if (!isKnown()) return false;
      const refused = refusePassword(kept.shield.refused, verifier, clock.now(), minutes);
      kept.shield = { ...kept.shield, refused, asked: kept.shield.asked + 1 };
      return true;
    },
    liftPasswords: async (verifiers) => {
      kept.shield = { ...kept.shield, refused: liftPasswords(kept.shield.refused, verifiers) };
      return true;
    },
    blockForBehaviour: async (block) => {
      kept.shield = { ...kept.shield, block };
      return true;
    },
  };
}
