// Foreign daemons as children of this process: each in a process group of its own, with its output
// in a log file, and ended as a group, because sogod, postgres and dovecot leave workers behind
// when only their master dies.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * How a daemon is started. `uid` and `gid` are numbers of the system user it runs as; absent means
 * ours.
 */
export interface DaemonSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly env?: Readonly<Record<string, string>>;
  /** What asks this daemon to end at once without losing its temper; SIGTERM if absent. */
  readonly stopSignal?: NodeJS.Signals;
}

export interface Daemon {
  readonly spec: DaemonSpec;
  readonly child: ChildProcess;
  readonly logFile: string;
}

const POLL_MS = 50;
const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 1_000;

/** Starts a daemon; its standard output and error go to `logFolder`/NAME.log. */
export function startDaemon(spec: DaemonSpec, logFolder: string): Daemon {
  const logFile = join(logFolder, `${spec.name}.log`);
  const log = openSync(logFile, "a");
  const child = spawn(spec.command, spec.args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: { PATH: process.env.PATH ?? "/usr/sbin:/usr/bin:/sbin:/bin", ...spec.env },
    ...spec.user,
  });
  closeSync(log);
  return { spec, child, logFile };
}

/** Ends a daemon and everything it started: politely, then by force. */
export async function stopDaemon({ spec, child }: Daemon): Promise<void> {
  signalGroup(child, spec.stopSignal ?? "SIGTERM");
  for (let waited = 0; waited < STOP_WITHIN_MS && isRunning(child); waited += POLL_MS)
    await sleep(POLL_MS);
  signalGroup(child, "SIGKILL");
}

/**
 * Resolves when `daemon` accepts connections on a loopback port; rejects with the end of its log if
 * it never does.
 */
export async function listening(daemon: Daemon, port: number): Promise<void> {
  for (let waited = 0; waited < READY_WITHIN_MS; waited += POLL_MS) {
    if (await accepts(port)) return;
    if (!isRunning(daemon.child)) break;
    await sleep(POLL_MS);
  }
  const log = readFileSync(daemon.logFile, "utf8").slice(-2000);
  throw new Error(
    `${daemon.spec.name} does not listen on port ${port}; its log ends with:\n${log}`,
  );
}

/** `count` different loopback ports that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(
    servers.map((server) => new Promise((resolve) => server.once("listening", resolve))),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A connected socket to a loopback port, or a rejection. */
export function dial(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(socket)).once("error", reject);
  });
}

async function accepts(port: number): Promise<boolean> {
  try {
    (await dial(port)).destroy();
    return true;
  } catch {
    return false;
  }
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone already.
  }
}
