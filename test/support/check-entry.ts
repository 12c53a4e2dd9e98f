// The connection test alone as a Worker, asked over HTTP (check-worker.ts). Time limits are 20 times
// shorter than in production; time itself is real.
import { type Clock, realClock } from "../../worker/clock.ts";
import { checkConnection } from "../../worker/connection-check.ts";
import type { CheckQuestion } from "./check-worker.ts";

const HURRY = 20;
const clock: Clock = {
  now: realClock.now,
  sleep: (ms, signal) => realClock.sleep(ms / HURRY, signal),
};

export default {
  async fetch(request: Request): Promise<Response> {
    const { adapter, testUser } = (await request.json()) as CheckQuestion;
    const user = testUser && { ...testUser, charset: "utf-8" as const };
    return Response.json(await checkConnection(adapter, clock, user));
  },
};
