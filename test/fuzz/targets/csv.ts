// Fuzz target: comma-separated values. What is read must be written as records that are read alike.
import { isDeepStrictEqual } from "node:util";
import { readCsv, unguarded, writeCsv } from "../../../worker/wire/csv.ts";
import type { FuzzTarget } from "../target.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

export const target: FuzzTarget = {
  name: "csv",
  seeds: [
    'user,displayName\r\nalice,"Adams, ""Al"""\r\n',
    "user;group\nbob;\n",
    "\ufeffa\n=1+1\n'@b\n",
    '"a\r\nb",c\r\n',
  ].map(bytesOf),
  dictionary: ['"', '""', ",", ";", "\r\n", "\n", "'", "=", "\ufeff"].map(bytesOf),
  run(bytes) {
    const cells = readCsv(new TextDecoder().decode(bytes)).map((record) => [...record.cells]);
    const again = readCsv(writeCsv(cells)).map((record) => record.cells.map(unguarded));
    if (!isDeepStrictEqual(again, cells)) throw new Error("the records change when written");
  },
};
