// The numbers that the full run is judged by: nothing that went wrong may be lost on the way from
// vitest's report.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readTestReport } from "../../cli/test-report.ts";

const folder = mkdtempSync(join(tmpdir(), "provost-report-"));
const file = join(folder, "report.json");
afterAll(() => rmSync(folder, { recursive: true }));

/** The numbers of a report with these files, each a list of its tests' states. */
function numbers(success: boolean, ...files: readonly (readonly string[])[]) {
  const testResults = files.map((states, index) => ({
    name: `test/${index}.test.ts`,
    status: states.includes("failed") || states.length === 0 ? "failed" : "passed",
    assertionResults: states.map((status, test) => ({ fullName: `test ${test}`, status })),
  }));
  writeFileSync(file, JSON.stringify({ success, testResults }));
  return readTestReport(file);
}

it("counts what passed and what failed", () => {
  expect(numbers(false, ["passed", "failed"], ["passed"])).toEqual({
    passed: 2,
    failed: 1,
    skipped: [],
  });
});

it("names what was skipped", () => {
  expect(numbers(true, ["passed", "skipped", "todo"]).skipped).toEqual(["test 1", "test 2"]);
});

it("counts a file that could not load as a failure", () => {
  expect(numbers(false, ["passed"], []).failed).toBe(1);
});

it("counts a run that failed outside of any test as a failure", () => {
  expect(numbers(false, ["passed"]).failed).toBe(1);
});

it("counts a missing or broken report as a failure", () => {
  writeFileSync(file, "{");
  expect(readTestReport(file).failed).toBe(1);
  expect(readTestReport(join(folder, "absent.json")).failed).toBe(1);
});
