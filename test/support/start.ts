// `npm start` as a child process, for tests: what it printed, and a way to stop it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../simulator/bundle.ts";

export interface Started {
  readonly origin: string;
  /** The value printed behind a word at a line's start: `alice`, `bob` or `token`. */
  printed(word: string): string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;

/**
 * Starts the service on `port` over the state in `folder`. @throws Error with its output if it does
 * not come up.
 */
export function startService(port: number, folder: string, ...more: string[]): Promise<Started> {
  const child = spawn(
    process.execPath,
    [
      "--experimental-strip-types",
      "--no-warnings",
      join(ROOT, "cli", "start.ts"),
      "--state",
      folder,
      ...more,
    ],
    { cwd: ROOT, env: { ...process.env, PORT: String(port) }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return new Promise((resolve, reject) => {
    const failed = () => reject(new Error(`npm start did not come up:\n${output}`));
    const limit = setTimeout(failed, START_LIMIT_MS);
    child.once("exit", failed);
    const hear = (chunk: Buffer) => {
      output += chunk;
      if (!/^token \S+$/m.test(output)) return;
      clearTimeout(limit);
      resolve({
        origin: `http://127.0.0.1:${port}`,
        printed: (word) => new RegExp(`^${word} (\\S+)$`, "m").exec(output)?.[1] ?? "",
        stop: async () => {
          child.kill();
          await ended;
        },
      });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
  });
}
