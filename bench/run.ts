// `npm run bench`: every measurement as a ratio against a peer or the platform's floor, taken in
// this run. Prints a table and writes bench/results.json; exits 1 if a ratio misses what it must
// reach.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../simulator/bundle.ts";
import { measureCms } from "./cms.ts";
import { measureDevices } from "./devices.ts";
import { measureEnrolment } from "./enrolment.ts";
import { measureGateway } from "./gateway.ts";
import { measurePings } from "./pings.ts";
import { type Ratio, reached } from "./ratio.ts";
import { measureScep } from "./scep.ts";
import { measureStartup } from "./startup.ts";
import { measureWbxml } from "./wbxml.ts";

const MEASUREMENTS: Readonly<Record<string, () => Promise<Ratio[]>>> = {
  startup: measureStartup,
  wbxml: measureWbxml,
  cms: measureCms,
  scep: measureScep,
  enrolment: measureEnrolment,
  gateway: measureGateway,
  pings: measurePings,
  devices: measureDevices,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in MEASUREMENTS));
if (unknown.length > 0) {
  console.error(
    `No measurement named ${unknown.join(", ")}; there are ${Object.keys(MEASUREMENTS).join(", ")}.`,
  );
  process.exit(2);
}

const results: Ratio[] = [];
let broken = 0;
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  console.log(`measuring ${name} ...`);
  try {
    results.push(...(await measure()));
  } catch (error) {
    broken += 1;
    console.error(`${name} could not be measured:`, error);
  }
}
for (const row of results) console.log(lineOf(row));
writeFileSync(join(ROOT, "bench", "results.json"), `${JSON.stringify(results, null, 2)}\n`);
process.exitCode = broken === 0 && results.every((row) => reached(row, row.must)) ? 0 : 1;

function lineOf(row: Ratio): string {
  const sign = row.direction === "max" ? "<=" : ">=";
  const verdict = !reached(row, row.must)
    ? "MISSED"
    : row.aim === undefined || reached(row, row.aim)
      ? "reached"
      : "reached (not the aim)";
  const bounds = `${row.aim === undefined ? "" : `aim ${sign} ${row.aim}, `}must ${sign} ${row.must}`;
  return `${row.name.padEnd(36)} ${row.value.toFixed(2).padStart(8)} ${row.unit.padEnd(4)} ${bounds.padEnd(26)} ${verdict.padEnd(22)} vs ${row.against}`;
}
