// Time, randomness and the network come in through named shells only; everywhere else they are
// arguments (docs/decisions/0003-one-seam-for-time.md).
import type { Source } from "./tree.ts";

interface ShellRow {
  readonly name: string;
  readonly pattern: RegExp;
  /** The only files and folders that may say it. */
  readonly shells: readonly string[];
}

/** Alarms run on the platform's time even in a simulated world, and are set by it. */
const ALARMS = [
  "worker/objects/guard.ts",
  "worker/objects/device/wipe-object.ts",
  "worker/objects/device/wire-log-object.ts",
];
/**
 * The simulator's Worker sleeps by asking the world's clock service: workerd ends a request that
 * only waits.
 */
const CLOCK_CLIENT = ["simulator/world-worker.ts"];
const CLOCKS = ["worker/clock.ts", "simulator/clock.ts", "simulator/world.ts", "cli/"];
const SHELLS = [
  ...CLOCKS,
  "worker/index.ts",
  "worker/access.ts",
  "worker/upstream.ts",
  "worker/objects/",
];

const SHELL_ROWS: readonly ShellRow[] = [
  { name: "Date.now", pattern: /\bDate\.now\b/, shells: [...CLOCKS, ...ALARMS] },
  {
    name: "new Date() without argument",
    pattern: /\bnew Date\(\s*\)|\bnew Date\b(?!\s*\()|(?<!new )\bDate\(/,
    shells: CLOCKS,
  },
  { name: "performance.now", pattern: /\bperformance\.now\b/, shells: CLOCKS },
  { name: "setTimeout", pattern: /\b(setTimeout|setInterval)\b/, shells: SHELLS },
  { name: "AbortSignal.timeout", pattern: /\bAbortSignal\.timeout\b/, shells: SHELLS },
  { name: "Math.random", pattern: /\bMath\.random\b/, shells: SHELLS },
  { name: "crypto.randomUUID", pattern: /\brandomUUID\b/, shells: SHELLS },
  {
    name: "fetch",
    pattern: /(?<![.\w]|async |function )fetch\(/,
    shells: [...SHELLS, ...CLOCK_CLIENT, "worker/connection-check.ts"],
  },
];

/** Letters and decisions draw no random bytes at all. */
const PURE_ROWS: readonly ShellRow[] = [
  {
    name: "getRandomValues",
    pattern: /\b(getRandomValues|randomBytes|generateKey|generateKeyPair\w*)\b/,
    shells: [],
  },
];

const GUARDED = ["worker/", "simulator/", "scenarios/", "cli/"];
const PURE = ["worker/wire/", "worker/core/"];

/** Names of time, randomness and network in a file that is no shell for them. */
export function shellProblems({ path, code }: Source): string[] {
  const within = (folders: readonly string[]) => folders.some((folder) => path.startsWith(folder));
  const rows = [...(within(GUARDED) ? SHELL_ROWS : []), ...(within(PURE) ? PURE_ROWS : [])];
  const lines = code.split("\n");
  return rows
    .filter(({ shells }) => !within(shells))
    .flatMap(({ name, pattern }) =>
      lines.flatMap((line, index) =>
        pattern.test(line)
          ? [`${path}:${index + 1}: ${name} belongs to a shell; take it as an argument`]
          : [],
      ),
    );
}
