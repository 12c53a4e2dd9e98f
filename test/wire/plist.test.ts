// Property lists both ways, and hostile ones.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  buildPlist,
  PLIST_SIZE_LIMIT,
  type PlistValue,
  parsePlist,
  real,
} from "../../worker/wire/plist.ts";
import { WireError } from "../../worker/wire/wire-error.ts";

const PROLOG = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
`;
const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (value: PlistValue) => new TextDecoder().decode(buildPlist(value));
const list = (inner: string) => `${PROLOG}<plist version="1.0">${inner}</plist>`;

/** What a value is written as, and read back from. */
const FORMS: readonly (readonly [PlistValue, string])[] = [
  ["plain", "<string>plain</string>"],
  ["", "<string/>"],
  ["  kept ", "<string>  kept </string>"],
  ["a<b>&\"c'", "<string>a&lt;b&gt;&amp;\"c'</string>"],
  ["]]>", "<string>]]&gt;</string>"],
  ["\ufffd", "<string>\ufffd</string>"],
  ["žluťoučký 🐎", "<string>žluťoučký 🐎</string>"],
  [true, "<true/>"],
  [false, "<false/>"],
  [0, "<integer>0</integer>"],
  [-7, "<integer>-7</integer>"],
  [9007199254740991 / 16, `<real>${9007199254740991 / 16}</real>`],
  [1.5, "<real>1.5</real>"],
  [new Date("2026-11-22T10:20:30Z"), "<date>2026-11-22T10:20:30Z</date>"],
  [new Uint8Array([0, 255, 16]), "<data>AP8Q</data>"],
  [new Uint8Array(), "<data/>"],
];

describe("property lists", () => {
  it.each(FORMS)("writes and reads %j", (value, xml) => {
    expect(textOf(value)).toContain(xml);
    expect(parsePlist(buildPlist(value))).toEqual(value);
    expect(parsePlist(bytes(list(xml)))).toEqual(value);
  });

  it("writes containers with their members in order", () => {
    const value = { b: 1, a: ["x", { deep: true }] };
    expect(textOf(value).replace(/\n\s*/g, "")).toContain(
      "<dict><key>b</key><integer>1</integer><key>a</key><array><string>x</string><dict><key>deep</key><true/></dict></array></dict>",
    );
    expect(parsePlist(buildPlist(value))).toEqual(value);
  });

  it("writes a whole number as a real where the key asks for one, and mistakes no text for it", () => {
    const xml = textOf({
      text: "<real>0.5</real>",
      cookies: real(2),
      half: 0.5,
      list: [real(0), 1],
    });
    expect(xml.match(/<(real|integer)>[^<]*/g)).toEqual([
      "<real>2",
      "<real>0.5",
      "<real>0",
      "<integer>1",
    ]);
    expect(xml).toContain("<string>&lt;real&gt;0.5&lt;/real&gt;</string>");
  });

  it("leaves out members that are undefined", () => {
    expect(parsePlist(buildPlist({ kept: 1, gone: undefined }))).toEqual({ kept: 1 });
  });

  it("gives the same bytes for the same value", () => {
    const value = () => ({ a: [1, 2.5, "x"], d: new Date(0), u: new Uint8Array([1]) });
    expect(buildPlist(value())).toEqual(buildPlist(value()));
  });

  it.each([
    ["a control character", "bell \u0007"],
    ["a control character in a key", { "\u0000": 1 }],
    ["half a surrogate pair", "\ud83d"],
    ["U+FFFE", "\ufffe"],
    ["no number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a number that has lost its last digits", 2 ** 60],
    ["a broken date", new Date(Number.NaN)],
    ["a date beyond four digits", new Date("+012026-01-01T00:00:00Z")],
    ["a key that would reach a prototype", JSON.parse('{"__proto__": 1}') as PlistValue],
    ["a hundred nested lists", nested(100)],
  ])("refuses to write %s", (_name, value) => {
    expect(() => buildPlist(value as PlistValue)).toThrow(WireError);
  });

  it("reads back every value it writes", () => {
    const text = fc.string({ unit: "grapheme" }).filter((value) => value.isWellFormed());
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.boolean(),
        fc.integer(),
        fc.uint8Array(),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(text, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        let written: Uint8Array;
        try {
          written = buildPlist(value as PlistValue);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          return;
        }
        expect(normal(parsePlist(written))).toEqual(normal(value));
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });
});

describe("hostile property lists", () => {
  const complaint = vi.fn();
  beforeEach(() => {
    vi.spyOn(console, "error").mockImplementation(complaint);
    vi.spyOn(console, "warn").mockImplementation(complaint);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    expect(complaint).not.toHaveBeenCalled();
    complaint.mockClear();
  });

  it.each([
    ["nothing", ""],
    ["a binary list", "bplist00\u0001"],
    ["an old-style list", "{ a = 1; }"],
    [
      "an entity declaration",
      `<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>`,
    ],
    ["an internal subset", "<!DOCTYPE plist [ ]><plist><string/></plist>"],
    ["an unknown entity", list("<string>&nbsp;</string>")],
    ["a reference to a control character", list("<string>&#7;</string>")],
    ["a reference beyond Unicode", list("<string>&#x110000;</string>")],
    ["a control character", list("<string>\u0007</string>")],
    ["another root", "<html/>"],
    ["an empty list", list("")],
    ["two values", list("<true/><true/>")],
    ["two lists", `${list("<true/>")}<plist><true/></plist>`],
    ["an unknown element", list("<script>1</script>")],
    ["an attribute", list('<string onload="x">1</string>')],
    ["text between elements", list("<array>text<true/></array>")],
    ["a wrong end tag", list("<array><true/></dict>")],
    ["a missing end tag", list("<array><true/>")],
    ["a value without key", list("<dict><true/></dict>")],
    ["a key without value", list("<dict><key>a</key></dict>")],
    ["two keys in a row", list("<dict><key>a</key><key>b</key></dict>")],
    ["a key in an array", list("<array><key>a</key></array>")],
    ["a key that would reach a prototype", list("<dict><key>__proto__</key><true/></dict>")],
    ["the same key in disguise", list("<dict><key>__pro&#116;o__</key><true/></dict>")],
    ["an integer of letters", list("<integer>12abc</integer>")],
    ["an integer beyond 2^53", list("<integer>99999999999999999</integer>")],
    ["an empty integer", list("<integer/>")],
    ["a real of letters", list("<real>nan</real>")],
    ["a date of no calendar", list("<date>2026-13-01T00:00:00Z</date>")],
    ["the 30th of February", list("<date>2026-02-30T00:00:00Z</date>")],
    ["data that is not base64", list("<data>a!</data>")],
    ["data with half a byte", list("<data>A</data>")],
    ["a hundred nested arrays", list(`${"<array>".repeat(100)}${"</array>".repeat(100)}`)],
    ["text after the list", `${list("<true/>")}x`],
  ])("refuses %s", (_name, text) => {
    expect(() => parsePlist(bytes(text))).toThrow(WireError);
  });

  it("refuses bytes that are not UTF-8, and more bytes than the limit", () => {
    expect(() => parsePlist(new Uint8Array([0xff, 0xfe]))).toThrow("not UTF-8");
    const long = bytes(list(`<string>${"x".repeat(PLIST_SIZE_LIMIT)}</string>`));
    expect(() => parsePlist(long)).toThrow("more than 65536 bytes");
    expect(parsePlist(long, long.length)).toHaveLength(PLIST_SIZE_LIMIT);
  });

  it("takes what other writers put around a list: comments, blanks, a byte order mark", () => {
    const text = `\ufeff${PROLOG}<!-- made by hand --> <plist version="1.0">\n<!-- a --><dict >\n<key>a</key><!-- b --><integer> 1\n</integer></dict></plist>\n`;
    expect(parsePlist(bytes(text))).toEqual({ a: 1 });
  });

  it("refuses a list that is cut short, wherever it is cut", () => {
    const whole = buildPlist({ a: [1, "b", new Date(0), new Uint8Array(3)], c: { d: true } });
    for (let length = 0; length < whole.length; length++) {
      expect(() => parsePlist(whole.subarray(0, length))).toThrow(WireError);
    }
  });

  it("gives a value or a WireError for damaged lists, and nothing else", () => {
    const whole = buildPlist({ a: [1, "b & c", new Date(0), new Uint8Array(3)], c: { d: 1.5 } });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = whole.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        try {
          parsePlist(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { seed: 20261122, numRuns: 2000 },
    );
  });

  it.each([
    ["blanks in data", `<data>${" ".repeat(60_000)}!</data>`],
    ["padding in data", `<data>${"= ".repeat(30_000)}!</data>`],
    ["an open comment", `<!--${"-".repeat(60_000)}`],
    ["open tags", "<array>".repeat(9_000)],
    ["references", `<string>${"&amp;".repeat(12_000)}`],
    ["comments", "<!---->".repeat(9_000)],
  ])("takes no longer than a moment over %s", (_name, inner) => {
    const begun = performance.now();
    expect(() => parsePlist(bytes(list(inner)))).toThrow(WireError);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

function nested(depth: number): PlistValue {
  return depth === 0 ? [] : [nested(depth - 1)];
}

/** -0 is written as 0, and a line's end as XML has it. */
function normal(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, member) =>
      member instanceof Uint8Array ? { bytes: [...member] } : member,
    ),
  );
}
