// Reads vitest's JSON report as plain numbers. A file that could not even load counts as one failed
// test, and skipped tests are named, because a run that skips everything is green, too.
import { readFileSync } from "node:fs";

/** The numbers of one run. */
export interface TestNumbers {
  readonly passed: number;
  readonly failed: number;
  /** Full names of tests that were skipped or only planned. */
  readonly skipped: readonly string[];
}

interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * Reads a report written by `vitest --reporter=json`; one that is missing or broken is one failure.
 */
export function readTestReport(file: string): TestNumbers {
  try {
    return numbersOf(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** The line that sums a run up. */
export const summary = (passed: number, failed: number): string =>
  `${passed} passed, ${failed} failed`;

function numbersOf({ success, testResults }: VitestReport): TestNumbers {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const passed = tests.filter(({ status }) => status === "passed").length;
  const failedTests = tests.filter(({ status }) => status === "failed").length;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  ).length;
  const counted = failedTests + brokenFiles;
  const skipped = tests.filter(({ status }) => !["passed", "failed"].includes(status));
  return {
    passed,
    failed: !success && counted === 0 ? 1 : counted,
    skipped: skipped.map(({ fullName }) => fullName),
  };
}

if (import.meta.main) {
  const { passed, failed } = readTestReport(process.argv[2] ?? "");
  console.log(summary(passed, failed));
}
