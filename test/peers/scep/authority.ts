// The built Worker in bare workerd with a tenant whose authority SCEP clients ask, and files of their
// own for them. Challenges and rules come over the API, as an administrator's script would get them.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type BuiltWorker, startBuiltWorker } from "../../../bench/built-worker.ts";
import type { Admin } from "../../../simulator/admin.ts";

const TENANT = "peer";

export interface Authority {
  /** Of SCEP. */
  readonly url: string;
  /** The same behind a server that knows neither POST nor the RFC: clients have to use GET. */
  readonly urlOfGet: string;
  readonly admin: Admin;
  /** A fresh challenge for `user`. */
  challenge(user: string, purpose?: string): Promise<string>;
  rules(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Outcomes of the attempts so far, newest first. */
  outcomes(): Promise<string[]>;
  /** Makes a certificate that has a day left and may be renewed at once. */
  withShortLife<Value>(deed: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** Starts it. The tenant takes phones of any age, unless `rules` says otherwise. */
export const startAuthority = (): Promise<Authority> => startBuiltWorker(authorityOn);

async function authorityOn({ worker, admin }: BuiltWorker): Promise<Authority> {
  const origin = `http://127.0.0.1:${worker.port}`;
  const front = await withoutPost(worker.port);
  const endFront = () => {
    front.close();
    front.closeAllConnections();
  };
  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await admin.call(method, `/tenants/${TENANT}${path}`, body);
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const rules = async (change: Readonly<Record<string, unknown>>) => {
    await must("PATCH", "/authority/rules", change);
  };
  try {
    await makeTenant(admin, origin);
    await rules({ legacyDevices: true });
    await untilServed(`${origin}/scep?operation=GetCACaps`);
  } catch (error) {
    endFront();
    throw error;
  }
  return {
    url: `${origin}/scep`,
    urlOfGet: `http://127.0.0.1:${portOf(front)}/scep`,
    admin,
    challenge: async (user, purpose = "exchange") =>
      (await must("POST", "/challenges", { user, purpose })).challenge,
    rules,
    outcomes: async () =>
      (await must("GET", "/enrolment-attempts")).attempts.map(
        ({ outcome }: { outcome: string }) => outcome,
      ),
    withShortLife: async (deed) => {
      await rules({ validityDays: 1, renewalDays: 0 });
      const made = await deed();
      await rules({ validityDays: 365, renewalDays: 30 });
      return made;
    },
    close: async () => {
      endFront();
      await worker.close();
    },
  };
}

const makeTenant = (admin: Admin, origin: string) =>
  admin.createTenant({
    name: TENANT,
    displayName: "Peer Ltd",
    origins: [origin],
    upstream: "http://127.0.0.1:9",
    privateUpstream: true,
    loginForm: "user",
    mailDomain: "peer.example",
  });

/** Whoever waited for the port has asked for a host that nobody owned then: that is kept for seconds. */
async function untilServed(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { status } = await fetch(url);
    if (status === 200) return;
    await wait(100);
  }
  throw new Error(`${url} is not served`);
}

/** Passes GET on to `port` under its own name, and takes what stands for POST out of GetCACaps. */
async function withoutPost(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    void passOn(request, port).then(
      ({ status, type, body }) => response.writeHead(status, { "content-type": type }).end(body),
      () => response.writeHead(502).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function passOn({ method, url = "" }: IncomingMessage, port: number) {
  if (method !== "GET") return { status: 405, type: "text/plain", body: Buffer.alloc(0) };
  const answer = await fetch(`http://127.0.0.1:${port}${url}`);
  const body = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get("content-type") ?? "";
  const isCaps = url.includes("GetCACaps");
  const kept = body.toString("latin1").replace(/^(POSTPKIOperation|SCEPStandard)\n/gm, "");
  return { status: answer.status, type, body: isCaps ? Buffer.from(kept, "latin1") : body };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** A folder for one client, and what it runs there. */
export interface Desktop {
  readonly home: string;
  run(command: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
  write(name: string, content: string | Uint8Array): void;
  remove(): void;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: Buffer;
  /** Both streams. */
  readonly said: string;
}

const RUN_LIMIT_MS = 60_000;

/** A fresh folder: scepclient uses again what it finds. */
export function desktop(): Desktop {
  const home = mkdtempSync(join(tmpdir(), "provost-scep-"));
  return {
    home,
    run: (command, args, env = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, args, {
          cwd: home,
          env: { ...process.env, HOME: home, ...env },
        });
        const [out, all]: [Buffer[], Buffer[]] = [[], []];
        const timer = setTimeout(() => child.kill("SIGKILL"), RUN_LIMIT_MS);
        child.stdout.on("data", (chunk) => out.push(chunk) && all.push(chunk));
        child.stderr.on("data", (chunk) => all.push(chunk));
        child.once("error", reject);
        child.once("close", (code) => {
          clearTimeout(timer);
          resolve({ code, stdout: Buffer.concat(out), said: Buffer.concat(all).toString() });
        });
      }),
    write: (name, content) => writeFileSync(join(home, name), content),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
