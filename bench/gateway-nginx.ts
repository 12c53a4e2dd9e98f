// nginx as the peer of the attachment bench: one process, a plain reverse proxy that streams
// (proxy_buffering off).
import { spawn } from "node:child_process";
import { accessSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const TICK_MS = 10;
const START_LIMIT_MS = 5000;

/** Debian puts nginx where a user's PATH often does not look. */
const SEARCHED = `${process.env.PATH ?? ""}${delimiter}/usr/sbin`.split(delimiter);
const nginx = SEARCHED.map((folder) => join(folder, "nginx")).find(isFile);

export function isNginxInstalled(): boolean {
  return nginx !== undefined;
}

/**
 * Starts nginx on a free port in front of an upstream on loopback. @throws Error if it does not
 * take connections.
 */
export async function startNginx(upstreamPort: number) {
  const home = mkdtempSync(join(tmpdir(), "provost-nginx-"));
  const port = await freePort();
  writeFileSync(join(home, "nginx.conf"), configuration(port, upstreamPort));
  const child = spawn(nginx ?? "nginx", ["-p", home, "-e", "stderr", "-c", "nginx.conf"], {
    stdio: "ignore",
  });
  const deadline = performance.now() + START_LIMIT_MS;
  while (!(await answers(port))) {
    if (performance.now() > deadline || child.exitCode !== null)
      throw new Error("nginx did not start");
    await wait(TICK_MS);
  }
  return {
    port,
    cpuMs: () => cpuMs(child.pid ?? 0),
    close: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const configuration = (port: number, upstreamPort: number) => `daemon off;
master_process off;
pid nginx.pid;
error_log stderr crit;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  upstream exchange { server 127.0.0.1:${upstreamPort}; keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    keepalive_requests 100000;
    location / {
      proxy_pass http://exchange;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/`, { method: "OPTIONS" }).then(
    (response) => response.arrayBuffer().then(() => true),
    () => false,
  );

/**
 * proc(5): utime and stime, in ticks of 10 ms, are the 12th and 13th field after the process's
 * name.
 */
function cpuMs(pid: number): number {
  const fields = (readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1] ?? "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function isFile(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
