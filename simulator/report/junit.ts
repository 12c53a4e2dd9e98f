// Scenario results as a JUnit report, which every CI system reads.
import type { ScenarioResult } from "../scenario.ts";
import { lineText } from "../transcript.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
// XML 1.0 section 2.2 has no way to write these, escaped or not.
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are to be removed
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const xml = (text: string) =>
  text.replace(NOT_IN_XML, "").replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

/** One test suite with a test case per scenario; a failed one carries its transcript. */
export function junitReport(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const cases = results.map((result) => {
    const head = `  <testcase classname="scenarios" name="${xml(result.name)}"`;
    if (result.passed) return `${head}/>`;
    const transcript = xml(result.lines.map(lineText).join("\n"));
    return `${head}>\n    <failure message="${xml(result.failure ?? "")}">${transcript}</failure>\n  </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="scenarios" tests="${results.length}" failures="${failed}">`,
    ...cases,
    "</testsuite>",
    "",
  ].join("\n");
}
