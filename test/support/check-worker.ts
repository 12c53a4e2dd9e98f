// The connection test alone in workerd: bundled as wrangler would deploy it and asked over HTTP, so
// that its fetches and sockets are the platform's own.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { buildBenchWorker } from "../../bench/bundle.ts";
import type { ConnectionCheck } from "../../worker/core/connection.ts";

/** What the Worker is asked. */
export interface CheckQuestion {
  readonly adapter: { readonly upstream: string; readonly privateUpstream: boolean };
  readonly testUser?: { readonly login: string; readonly password: string };
}

export interface CheckWorker {
  check(
    adapter: CheckQuestion["adapter"],
    testUser?: CheckQuestion["testUser"],
  ): Promise<ConnectionCheck>;
  /** What the Worker wrote into its log. */
  logged(): readonly string[];
  close(): Promise<void>;
}

/** Path of the Worker's source, seen from bench/. */
const ENTRY = "../test/support/check-entry.ts";

export async function startCheckWorker(): Promise<CheckWorker> {
  const home = mkdtempSync(join(tmpdir(), "provost-check-"));
  const contents = readFileSync(buildBenchWorker(ENTRY, home), "utf8");
  rmSync(home, { recursive: true });
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
            modulesRoot: tmpdir(),
            modules: { "check.js": { type: "esm", contents } },
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
