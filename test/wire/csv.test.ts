// Comma-separated values: what is written is read again, and nothing half right is guessed at.
import { describe, expect, it } from "vitest";
import { lineAt, readCsv, unguarded, writeCsv } from "../../worker/wire/csv.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { seededRandom } from "../support/random.ts";

const cellsOf = (text: string) => readCsv(text).map(({ cells }) => cells);

/** RFC 4180, section 2, rule by rule. */
const READ: readonly (readonly [rule: string, text: string, cells: readonly string[][]])[] = [
  [
    "1: lines end in CRLF",
    "aaa,bbb\r\nzzz,yyy\r\n",
    [
      ["aaa", "bbb"],
      ["zzz", "yyy"],
    ],
  ],
  [
    "2: the last line may lack it",
    "aaa,bbb\r\nzzz,yyy",
    [
      ["aaa", "bbb"],
      ["zzz", "yyy"],
    ],
  ],
  ["4: blanks belong to a field", " a , b\r\n", [[" a ", " b"]]],
  ["5: fields may be quoted", '"aaa","bbb"\r\n', [["aaa", "bbb"]]],
  ["6: quotes hold line breaks and commas", '"a\r\nb","c,d"\r\n', [["a\r\nb", "c,d"]]],
  ["7: a quote is doubled", '"b""bb",""""\r\n', [['b"bb', '"']]],
  ["nothing is no record", "", []],
  [
    "empty fields stay",
    ",\r\n,\r\n",
    [
      ["", ""],
      ["", ""],
    ],
  ],
  [
    "LF alone ends a line",
    "a,b\nc,d\n",
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["a byte order mark is no letter", "\ufeffa,b\r\n", [["a", "b"]]],
  [
    "semicolons where the heading has them",
    "a;b\r\n1,5;2\r\n",
    [
      ["a", "b"],
      ["1,5", "2"],
    ],
  ],
  ["quoted semicolons are no separators", '"a;b",c\r\n', [["a;b", "c"]]],
];

describe("reading", () => {
  it.each(READ)("%s", (_rule, text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it.each([
    ["a quote inside a bare field", 'a,b"c\r\n', 3],
    ["text after a quoted field", '"a"b,c\r\n', 3],
    ["a quoted field without end", 'a,"b\r\n', 2],
    ["fewer fields than the heading", "a,b\r\nc\r\n", 5],
    ["more fields than the heading", "a,b\r\nc,d,e\r\n", 5],
    ["more fields than any list has", ",".repeat(1_000), 199],
    ["more lines than a Worker can hold", "\n".repeat(200_000), 100_001],
    ["an empty line in between", "a,b\r\n\r\nc,d\r\n", 5],
    ["a carriage return alone", "a\rb\r\n", 2],
  ])("refuses %s and says where", (_what, text, offset) => {
    const failed = failureOf(text);
    expect(failed).toBeInstanceOf(WireError);
    expect((failed as WireError).offset).toBe(offset);
  });

  it("says in which line a record begins, also after line breaks inside quotes", () => {
    const text = 'a,b\n"x\ny",c\nd,e\n';
    expect(readCsv(text).map(({ line }) => line)).toEqual([1, 2, 4]);
    expect(lineAt(text, text.indexOf("d,e"))).toBe(4);
  });

  it("gives records or a WireError for any text, and nothing else", () => {
    const random = seededRandom(4180);
    for (let round = 0; round < 2_000; round++) {
      const letters = Array.from({ length: random.below(40) }, () => 'a",;\r\n\t'[random.below(7)]);
      const failed = failureOf(letters.join(""));
      expect(failed === undefined || failed instanceof WireError).toBe(true);
    }
  });
});

describe("writing", () => {
  const FORMULAS = [
    "=1+1",
    "+49 30",
    "-2",
    "@SUM(A1)",
    "'=1+1",
    "''-2",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠SUM(A1)",
  ];

  it.each(FORMULAS)("keeps a spreadsheet from computing %j, and reads it again", (cell) => {
    const text = writeCsv([
      ["a", "b"],
      [cell, "x"],
    ]);
    const [, record] = cellsOf(text);
    expect(record?.[0]).toMatch(/^'/);
    expect(unguarded(record?.[0] ?? "")).toBe(cell);
  });

  it.each(["", "plain", 'a"b', "a,b", "a;b", "a\nb", " a ", "O'Brien", "'quoted'", "ü\u{1f600}"])(
    "is read again as %j",
    (cell) => {
      const [record] = cellsOf(writeCsv([[cell, "x"]]));
      expect(unguarded(record?.[0] ?? "-")).toBe(cell);
    },
  );

  it("is read again whatever it is", () => {
    const random = seededRandom(22);
    const letter = () => "=+-@'\",;\r\n\tab"[random.below(13)] ?? "";
    for (let round = 0; round < 2_000; round++) {
      const cell = Array.from({ length: random.below(6) }, letter).join("");
      const [, record] = cellsOf(
        writeCsv([
          ["h", "i"],
          [cell, cell],
        ]),
      );
      expect(record?.map(unguarded)).toEqual([cell, cell]);
    }
  });
});

function failureOf(text: string): unknown {
  try {
    readCsv(text);
    return undefined;
  } catch (error) {
    return error;
  }
}
