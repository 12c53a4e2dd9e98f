// `npm run demo`: the whole road as a readable story, with what each screen shows. Exits 0 only if
// every step was checked and held.
import { buildWorker } from "../simulator/bundle.ts";
import { playScenario } from "../simulator/scenario.ts";
import type { TranscriptLine } from "../simulator/transcript.ts";
import { loadScenario } from "./scenario.ts";

const COLOURS = { step: 1, screen: 36, passed: 32, failed: 31 } as const;

function paint(code: number, text: string): string {
  return process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function shown(line: TranscriptLine): string {
  switch (line.kind) {
    case "step":
      return `\n${paint(COLOURS.step, line.text)}`;
    case "screen":
      return paint(COLOURS.screen, `    [${line.who}] ${line.text}`);
    case "check":
      return line.passed
        ? paint(COLOURS.passed, `  ✓ ${line.text}`)
        : paint(COLOURS.failed, `  ✗ ${line.text} (${line.detail ?? ""})`);
    case "note":
      return paint(COLOURS.failed, `  ! ${line.text}`);
  }
}

console.log("Provost's demo: two phones, one Exchange, and the Worker between them in workerd.");
console.log("Building the Worker (a few seconds the first time) ...");
await buildWorker("world");
console.log("Starting the world ...");
const result = await playScenario("the-whole-road", await loadScenario("the-whole-road"), (line) =>
  console.log(shown(line)),
);
console.log(
  result.passed
    ? `\nAll ${result.checks} checks held. Next: npm start, npm run scenario, npm test.`
    : `\nThe demo failed: ${result.failure}`,
);
process.exitCode = result.passed ? 0 : 1;
