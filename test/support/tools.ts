// Tests that need somebody else's program (openssl, wbxml2xml, plistutil) say so by name: they are
// skipped where it is missing, and fail there when PROVOST_ALL is 1, so that the full run cannot
// pass by skipping.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "vitest";

/** True if every skipped test must be an error: `npm run test:all`. */
export const ALL_TOOLS_REQUIRED = process.env.PROVOST_ALL === "1";

/**
 * A `describe` for tests that run these programs: `needs("openssl")("what openssl reads", () => {
 * ... })`. If one is missing, the block is skipped under its name, or fails if PROVOST_ALL is 1.
 */
export function needs(...tools: readonly string[]): (name: string, tests: () => void) => void {
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return (name, tests) => void describe(name, tests);
  const reason = `needs ${missing.join(", ")}`;
  if (!ALL_TOOLS_REQUIRED) {
    return (name, tests) => {
      console.info(`skipped: ${name} (${reason})`);
      describe.skip(`${name} (${reason})`, tests);
    };
  }
  return (name) =>
    void describe(name, () => {
      test(reason, () => {
        throw new Error(`PROVOST_ALL is 1, but ${missing.join(", ")} is not installed`);
      });
    });
}

/** True if a program of this name is on the PATH. */
function isInstalled(tool: string): boolean {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
