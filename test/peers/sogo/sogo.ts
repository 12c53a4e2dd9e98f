// A real EAS server to test against: SOGo, unchanged, from Debian's packages, on free loopback
// ports and in a folder of its own that goes away with it. Needs root, because each daemon runs as
// its own system user.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as configuration from "./configuration.ts";
import {
  type Daemon,
  type DaemonSpec,
  freePorts,
  listening,
  startDaemon,
  stopDaemon,
} from "./daemons.ts";
import { enableModificationSequences, writeCalendarAndContacts, writeMail } from "./mailboxes.ts";
import { openPostOffice, type PostOffice } from "./post-office.ts";

/** A running SOGo. */
export interface Sogo {
  /** `http://127.0.0.1:PORT`; EAS is at /Microsoft-Server-ActiveSync. */
  readonly origin: string;
  /** What SOGo sends is delivered here, and what arrives from elsewhere. */
  readonly post: PostOffice;
  /** Ends every daemon and removes the folder. */
  /** The front reads its configuration, and the files that it names, anew. */
  reloadFront(): void;
  stop(): Promise<void>;
}

interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const PROGRAMS = ["/usr/sbin/sogod", "/usr/sbin/dovecot", "/usr/sbin/nginx", "/usr/bin/memcached"];
const POSTGRES_FOLDER = "/usr/lib/postgresql";

/** Why a SOGo cannot be started here, or undefined if it can. */
export function whyNoSogo(): string | undefined {
  if (process.platform !== "linux") return "SOGo is run on Linux only";
  const missing = [...PROGRAMS, POSTGRES_FOLDER].filter((path) => !existsSync(path));
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  return process.getuid?.() === 0 ? undefined : "starting SOGo needs root";
}

/** More than the tests hold Pings at the same time. */
const WORKERS = 8;

/** A front of SOGo that says who asks: its configuration of nginx, in the place of the usual one. */
export type Front = (site: configuration.Site) => string;

/**
 * Starts SOGo with its users; behind a `front` it trusts that front, and has no calendars and contacts of ours. If any
 * part fails, what was started is ended again.
 */
export async function startSogo(workers = WORKERS, front?: Front): Promise<Sogo> {
  const [http, sogod, postgres, imap, memcached] = (await freePorts(5)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const folder = mkdtempSync(join(tmpdir(), "provost-sogo-"));
  chmodSync(folder, 0o755);
  const post = await openPostOffice(folder, systemUser("nobody"));
  const ports = { http, sogod, postgres, imap, memcached, smtp: post.port };
  const isTrusting = front !== undefined;
  const site: configuration.Site = { folder, workers, isTrusting, ...ports };
  const daemons: Daemon[] = [];
  const stop = async () => {
    await post.close();
    await Promise.all(daemons.map(stopDaemon));
    rmSync(folder, { recursive: true, force: true });
  };
  const start = async (spec: DaemonSpec, port: number) => {
    const daemon = startDaemon(spec, folder);
    daemons.push(daemon);
    await listening(daemon, port);
  };
  try {
    await Promise.all([
      startDatabase(site, start),
      startMail(site, start),
      startMemcached(site, start),
    ]);
    await start(sogodSpec(site), site.sogod);
    mkdirSync(join(folder, "nginx"));
    writeFileSync(join(folder, "nginx.conf"), (front ?? configuration.nginxConfiguration)(site));
    const nginx = {
      name: "nginx",
      command: "/usr/sbin/nginx",
      args: ["-c", join(folder, "nginx.conf")],
    };
    await start(nginx, site.http);
    if (!front) await writeCalendarAndContacts(`http://127.0.0.1:${http}`);
  } catch (error) {
    await stop();
    throw error;
  }
  const reloadFront = () => {
    daemons.find(({ spec }) => spec.name === "nginx")?.child.kill("SIGHUP");
  };
  return { origin: `http://127.0.0.1:${http}`, post, reloadFront, stop };
}

type Start = (spec: DaemonSpec, port: number) => Promise<void>;

async function startDatabase(site: configuration.Site, start: Start): Promise<void> {
  const programs = join(POSTGRES_FOLDER, readdirSync(POSTGRES_FOLDER).sort().at(-1) ?? "", "bin");
  const user = systemUser("postgres");
  const data = ownedFolder(site, "postgres", user);
  run(
    join(programs, "initdb"),
    ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"],
    user,
  );
  const settings = [
    `port=${site.postgres}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
  ];
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  await start(
    { name: "postgres", command: join(programs, "postgres"), args, user, stopSignal: "SIGINT" },
    site.postgres,
  );
  const psql = (database: string, sql: string) => {
    const where = [
      "-h",
      "127.0.0.1",
      "-p",
      String(site.postgres),
      "-U",
      "postgres",
      "-d",
      database,
    ];
    run(join(programs, "psql"), ["-q", "-v", "ON_ERROR_STOP=1", ...where, "-c", sql], user);
  };
  psql("postgres", "create database sogo");
  psql("sogo", configuration.userTable());
}

async function startMail(site: configuration.Site, start: Start): Promise<void> {
  mkdirSync(join(site.folder, "dovecot"));
  writeFileSync(join(site.folder, "dovecot.users"), configuration.dovecotUsers());
  writeFileSync(join(site.folder, "dovecot.conf"), configuration.dovecotConfiguration(site));
  writeMail(site, systemUser("nobody"));
  const args = ["-F", "-c", join(site.folder, "dovecot.conf")];
  await start({ name: "dovecot", command: "/usr/sbin/dovecot", args }, site.imap);
  await enableModificationSequences(site);
}

async function startMemcached(site: configuration.Site, start: Start): Promise<void> {
  const args = ["-u", "nobody", "-l", "127.0.0.1", "-p", String(site.memcached), "-U", "0"];
  await start({ name: "memcached", command: "/usr/bin/memcached", args }, site.memcached);
}

function sogodSpec(site: configuration.Site): DaemonSpec {
  const user = systemUser("sogo");
  const home = ownedFolder(site, "sogo", user);
  ownedFolder(site, "sogo/spool", user);
  return {
    name: "sogod",
    command: "/usr/sbin/sogod",
    args: configuration.sogodArguments(site),
    user,
    env: { HOME: home, LC_ALL: "C.UTF-8" },
  };
}

function ownedFolder(site: configuration.Site, name: string, owner: SystemUser): string {
  const folder = join(site.folder, name);
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, owner.uid, owner.gid);
  return folder;
}

function systemUser(name: string): SystemUser {
  const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function run(command: string, args: readonly string[], user: SystemUser): void {
  const done = spawnSync(command, args, { ...user, cwd: "/", encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command}: ${done.error?.message ?? done.stderr}`);
}
