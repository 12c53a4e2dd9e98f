// A temporary folder and a program run in it, for tests that hand files to other people's programs.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** Longest a foreign program may take over one small file. */
const LIMIT_MS = 30_000;

/** A folder that lives as long as the tests of the block that asks for it. */
export function testFolder() {
  const path = mkdtempSync(join(tmpdir(), "provost-test-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write: (name: string, content: string | Uint8Array) => writeFileSync(join(path, name), content),
    /** Exit status and everything said; nothing is thrown. */
    run: (program: string, ...args: readonly string[]) => {
      const done = spawnSync(program, args, { cwd: path, encoding: "utf8", timeout: LIMIT_MS });
      return { status: done.status, stdout: done.stdout, stderr: done.stderr };
    },
  };
}
