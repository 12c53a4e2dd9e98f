// Bare workerd, the platform's own runtime without Miniflare around it: a fresh process per start,
// one Worker, its Durable Objects on local disk. Bench and smoke test use it, because tools around
// workerd cost more than the code.
import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { modulesOf } from "../simulator/bundle.ts";

export interface BareOptions {
  /** Path of the Worker's entry module, with the others beside it. */
  readonly bundle: string;
  readonly bindings?: Readonly<Record<string, string>>;
  /** Durable Object bindings: name -> class. */
  readonly objects?: Readonly<Record<string, string>>;
  /** Its garbage can be collected (`collect`): where memory is measured. */
  readonly collects?: boolean;
  /** Receives what the process writes once it has started. */
  readonly onOutput?: (text: string) => void;
}

export interface BareWorker {
  readonly port: number;
  readonly pid: number;
  /** Processor time this process has used so far, in milliseconds (Linux only). */
  cpuMs(): number;
  /** Collects all garbage of the Worker's isolate, and gives what it took back. @throws Error without `collects`. */
  collect(): Promise<void>;
  /** What it printed so far. */
  printed(): string;
  close(): Promise<void>;
}

// The package is CommonJS without types; its default export is the path of the platform's binary.
const workerd = (createRequire(import.meta.url)("workerd") as { default: string }).default;

const COMPATIBILITY_DATE = "2026-10-23";
const START_LIMIT_MS = 20_000;
const POLL_MS = 2;
// USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that Node runs on.
const TICK_MS = 10;

/**
 * Starts workerd and resolves once its port takes connections. @throws Error with workerd's own
 * words.
 */
export async function startBareWorker(options: BareOptions): Promise<BareWorker> {
  const home = mkdtempSync(join(tmpdir(), "provost-workerd-"));
  mkdirSync(join(home, "objects"));
  for (const name of modulesOf(options.bundle))
    copyFileSync(join(dirname(options.bundle), name), join(home, name));
  if (options.collects) writeFileSync(join(home, COLLECTING), collecting(basename(options.bundle)));
  const port = await freePort();
  writeFileSync(join(home, "config.capnp"), capnp(options, port));
  const child = spawn(workerd, ["serve", "config.capnp"], {
    cwd: home,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  await untilListening(child, port, output);
  // What comes later is not kept: a long run writes more than fits.
  for (const stream of [child.stdout, child.stderr]) {
    stream?.removeAllListeners("data");
    stream?.on("data", (chunk: Buffer) => options.onOutput?.(chunk.toString()));
  }
  const pid = child.pid ?? 0;
  return {
    port,
    pid,
    cpuMs: () => scheduledMs(pid) ?? cpuTicks(pid) * TICK_MS,
    collect: async () => {
      const { ok } = await fetch(`http://127.0.0.1:${port}/`, { method: "PURGE" });
      if (!options.collects || !ok) throw new Error("the garbage was not collected");
    },
    printed: () => Buffer.concat(output).toString(),
    close: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const COLLECTING = "collecting.js";

/** An entry around the Worker's own that answers PURGE by collecting garbage, and passes everything else. */
const collecting = (entry: string) => `import worker from "./${entry}";
export * from "./${entry}";
export default {
  fetch(request, env, context) {
    if (request.method !== "PURGE") return worker.fetch(request, env, context);
    gc({ type: "major", execution: "sync", flavor: "last-resort" });
    return new Response();
  },
};
`;

function capnp(options: BareOptions, port: number): string {
  const quoted = (text: string) => JSON.stringify(text);
  const objects = Object.entries(options.objects ?? {});
  const bindings = [
    ...Object.entries(options.bindings ?? {}).map(
      ([name, value]) => `(name = ${quoted(name)}, text = ${quoted(value)})`,
    ),
    ...objects.map(
      ([name, className]) =>
        `(name = ${quoted(name)}, durableObjectNamespace = (className = ${quoted(className)}))`,
    ),
  ];
  const namespaces = objects.map(
    ([, className]) =>
      `(className = ${quoted(className)}, uniqueKey = ${quoted(className)}, enableSql = true)`,
  );
  // The first module of the list is the entry.
  const entry = basename(options.bundle);
  const others = modulesOf(options.bundle).filter((name) => name !== entry);
  const first = options.collects ? [COLLECTING] : [];
  const modules = [...first, entry, ...others].map(
    (name) => `(name = ${quoted(name)}, esModule = embed ${quoted(name)})`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  v8Flags = [${options.collects ? '"--expose-gc"' : ""}],
  services = [
    (name = "main", worker = .main),
    (name = "disk", disk = (path = "objects", writable = true)),
    (name = "internet", network = (allow = ["private", "public", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = ["nodejs_compat"],
  bindings = [${bindings.join(", ")}],
  durableObjectNamespaces = [${namespaces.join(", ")}],
  durableObjectStorage = (localDisk = "disk"),
);
`;
}

async function untilListening(child: ChildProcess, port: number, output: Buffer[]): Promise<void> {
  const deadline = performance.now() + START_LIMIT_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) break;
    const answered = await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" }).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    );
    if (answered) return;
    await wait(POLL_MS);
  }
  child.kill();
  throw new Error(`workerd did not start:\n${Buffer.concat(output)}`);
}

/** By the scheduler's own account, in nanoseconds, where the kernel keeps one: a tick is long beside a short round. */
function scheduledMs(pid: number): number | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const spent = threads.map((thread) =>
      Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
    );
    return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
  } catch {
    // No such account, or a thread that ended while it was read.
    return undefined;
  }
}

function cpuTicks(pid: number): number {
  const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1] ?? "";
  const fields = afterName.split(" ");
  // proc(5): utime and stime are fields 14 and 15; the name and pid before ") " are the first two.
  return Number(fields[11]) + Number(fields[12]);
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
