// The least a Worker in front of Exchange can do: the platform's floor that the gateway is measured against.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BareOptions, type BareWorker, startBareWorker } from "./workerd.ts";

const PASS_THROUGH = `export default {
  fetch(request, env) {
    const { pathname, search } = new URL(request.url);
    return fetch(new Request(env.UPSTREAM + pathname + search, request));
  },
};
`;

/** A bare pass-through Worker in a fresh process. */
export async function startPassThrough(
  upstreamPort: number,
  more: Pick<BareOptions, "collects"> = {},
): Promise<BareWorker> {
  const home = mkdtempSync(join(tmpdir(), "provost-bench-"));
  const bundle = join(home, "pass-through.js");
  writeFileSync(bundle, PASS_THROUGH);
  const upstream = `http://127.0.0.1:${upstreamPort}`;
  try {
    return await startBareWorker({ ...more, bundle, bindings: { UPSTREAM: upstream } });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
