// `npm run provost -- COMMAND`: the administrator's command line. It speaks /api/v1 like any other
// script; exit code 0 done, 1 refused or unreachable, 2 not understood.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runProvost } from "./provost/program.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
process.exitCode = await runProvost(process.argv.slice(2), version);
