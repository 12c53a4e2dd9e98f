// Thousands of random interleavings of a phone, an administrator, restarts and time, played against
// the whole Worker and its real objects. The invariants (interleaving/play.ts): no data before proof,
// no wipe lost or invented, exactly one final policy key, an audit chain that is whole. A failure
// names its seed: INTERLEAVINGS=1 INTERLEAVINGS_SEED=N repeats it.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../support/random.ts";
import { playOne } from "./interleaving/play.ts";
import { openSite } from "./interleaving/site.ts";

const { INTERLEAVINGS: count, INTERLEAVINGS_SEED: firstSeed } = env as unknown as {
  INTERLEAVINGS: number;
  INTERLEAVINGS_SEED: number;
};
/** Interleavings in one tenant; the next begins with another. */
const PER_TENANT = 100;
/** A hundred take ten seconds, on a busy machine a minute. */
const PER_TENANT_LIMIT_MS = 900_000;

const tenants = Array.from({ length: Math.ceil(count / PER_TENANT) }, (_, index) => index);

describe(`${count} interleavings of phone, administrator, restarts and time`, () => {
  it.each(tenants)(
    "keep what must hold (hundred %i)",
    async (index) => {
      const site = await openSite(`interleaved-${firstSeed}-${index}`);
      try {
        const plays = Math.min(PER_TENANT, count - index * PER_TENANT);
        for (let play = 0; play < plays; play++) {
          const seed = firstSeed + index * PER_TENANT + play;
          await playOne(site, seededRandom(seed), `appl${seed}`).catch((error: Error) => {
            throw new Error(`seed ${seed}: ${error.message}`);
          });
        }
        expect(site.reached.length).toBeGreaterThan(0);
      } finally {
        site.close();
      }
    },
    PER_TENANT_LIMIT_MS,
  );
});
