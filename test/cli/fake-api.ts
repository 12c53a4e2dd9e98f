// A small server that answers like /api/v1 and remembers what it was asked: the command line's
// counterpart in tests.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach } from "vitest";

/** What arrived. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly authorization?: string;
  readonly body?: unknown;
}

interface FakeAnswer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

interface FakeApi {
  readonly origin: string;
  readonly port: number;
  readonly asked: Asked[];
  /** Answers `METHOD /path` (without /api/v1, with its query) from now on. */
  answer(what: string, status: number, body: unknown, type?: string): void;
  close(): Promise<void>;
}

async function fakeApi(): Promise<FakeApi> {
  const asked: Asked[] = [];
  const answers = new Map<string, FakeAnswer>();
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").replace("/api/v1", "");
    const body = await text(request);
    const { authorization, host } = request.headers;
    asked.push({
      method: request.method ?? "",
      path,
      host: host ?? "",
      ...(authorization ? { authorization } : {}),
      ...(body ? { body: JSON.parse(body) } : {}),
    });
    const found = answers.get(`${request.method} ${path}`) ?? { status: 200, body: "{}" };
    response.writeHead(found.status, { "Content-Type": found.type ?? "application/json" });
    response.end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    asked,
    answer: (what, status, body, type) => {
      const written = typeof body === "string" ? body : JSON.stringify(body);
      answers.set(what, { status, body: written, ...(type ? { type } : {}) });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const PROVOST = `${import.meta.dirname}/../../cli/provost.ts`;
const NODE_FLAGS = ["--experimental-strip-types", "--no-warnings"];

/**
 * Runs the command line as a process of its own in `folder`, with nothing but `environment` and
 * this input.
 */
export function runCli(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  input = "",
): Promise<Ran> {
  const child = spawn(process.execPath, [...NODE_FLAGS, PROVOST, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", ...environment },
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    void Promise.all([text(child.stdout), text(child.stderr)]).then(([out, err]) => {
      if (child.exitCode !== null) resolve({ code: child.exitCode, out, err });
      else child.once("exit", (code) => resolve({ code, out, err }));
    }, reject);
  });
}

/** What a test of the command line works with. */
interface CliFixture {
  readonly api: FakeApi;
  /** The folder it runs in, empty at first. */
  readonly folder: string;
  /** Runs `provost` against the fake API with its token; `args` are separated by blanks. */
  provost(args: string, input?: string): Promise<Ran>;
}

/** Gives every test of the file a fresh fake API and an empty folder. */
export function useFakeApi(): CliFixture {
  let fixture: CliFixture;
  beforeEach(async () => {
    const api = await fakeApi();
    const folder = mkdtempSync(join(tmpdir(), "provost-cli-"));
    const environment = { PROVOST_URL: api.origin, PROVOST_TOKEN: "test-token-of-the-owner" };
    const provost = (args: string, input = "") =>
      runCli(args.split(" "), folder, environment, input);
    fixture = { api, folder, provost };
  });
  afterEach(async () => {
    await fixture.api.close();
    rmSync(fixture.folder, { recursive: true, force: true });
  });
  return {
    get api() {
      return fixture.api;
    },
    get folder() {
      return fixture.folder;
    },
    provost: (args, input) => fixture.provost(args, input),
  };
}
