// The connection test alone in workerd: bundled with what it needs and asked over HTTP, so that its
// fetches and sockets are the platform's own.
import { join } from "node:path";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { ROOT } from "../../simulator/bundle.ts";
import type { ConnectionCheck } from "../../worker/core/connection.ts";

interface Upstream {
  readonly upstream: string;
  readonly privateUpstream: boolean;
}

export interface CheckWorker {
  check(
    adapter: Upstream,
    testUser?: { readonly login: string; readonly password: string },
  ): Promise<ConnectionCheck>;
  /** What the Worker wrote into its log. */
  logged(): readonly string[];
  close(): Promise<void>;
}

/** Time limits are 20 times shorter than in production; time itself is real. */
const ENTRY = `
import { checkConnection } from "./worker/connection-check.ts";
import { realClock } from "./worker/clock.ts";
const clock = { now: realClock.now, sleep: (ms, signal) => realClock.sleep(ms / 20, signal) };
export default { async fetch(request) {
  const { adapter, testUser } = await request.json();
  const user = testUser && { ...testUser, charset: "utf-8" };
  return Response.json(await checkConnection(adapter, clock, user));
} };`;

export async function startCheckWorker(): Promise<CheckWorker> {
  const bundled = await build({
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
    external: ["cloudflare:*", "node:*"],
    alias: { plist: join(ROOT, "node_modules", "plist", "dist", "index.js") },
  });
  const logged: string[] = [];
  const worker = new Miniflare({
    host: "127.0.0.1",
    port: 0,
    logRequests: false,
    telemetry: { enabled: false },
    handleStructuredLogs: ({ message }) => void logged.push(message),
    workers: [
      {
        config: {
          name: "check",
          compatibilityDate: "2026-10-23",
          compatibilityFlags: ["nodejs_compat"],
          manifest: {
            mainModule: "check.js",
            modulesRoot: ROOT,
            modules: { "check.js": { type: "esm", contents: bundled.outputFiles[0]?.text ?? "" } },
          },
        },
      },
    ],
  });
  const origin = await worker.ready;
  return {
    check: async (adapter, testUser) => {
      const body = JSON.stringify({ adapter, testUser });
      const answer = await fetch(origin, { method: "POST", body });
      return (await answer.json()) as ConnectionCheck;
    },
    logged: () => logged,
    close: () => worker.dispose(),
  };
}
