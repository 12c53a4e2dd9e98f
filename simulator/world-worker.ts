// The Worker of a simulated world: the deployed modules, composed around a clock that lives in the
// simulator's process. It is a separate entry, so no header and no variable of a deployed bundle
// can change time.
import { makeApp } from "../worker/app.ts";
import type { Clock } from "../worker/clock.ts";
import type { Env } from "../worker/env.ts";
import { objectClasses } from "../worker/object-classes.ts";

interface WorldEnv extends Env {
  /** Origin of the world's clock service. */
  readonly CLOCK: string;
}

let clockOrigin = "";
let now = 0;

async function ask(path: string, signal?: AbortSignal): Promise<void> {
  const answer = await fetch(`${clockOrigin}${path}`, signal ? { signal } : {});
  now = Number(await answer.text());
}

/**
 * A sleep is a request to the clock service: workerd would cancel a request that waits only on a
 * promise.
 */
const worldClock: Clock = {
  now: () => now,
  sleep: (ms, signal) => ask(`/sleep?ms=${ms}`, signal).catch(() => undefined),
};

export const { Directory, Alias, Tenant, Device, Authority, Guard } = objectClasses(worldClock);

const app = makeApp(worldClock);

export default {
  fetch: async (request, env, context) => {
    clockOrigin = env.CLOCK;
    await ask("/now");
    if (!app.fetch) throw new Error("the app has no fetch handler");
    return app.fetch(request, env, context);
  },
} satisfies ExportedHandler<WorldEnv>;
