// The phone's reader of property lists: values keep their types, and what is no property list is
// refused.
import { describe, expect, test } from "vitest";
import {
  entry,
  type PlistDict,
  PlistProblem,
  readPropertyList,
} from "../../../simulator/phone/property-list.ts";
import { buildPlist, real } from "../../../worker/wire/plist.ts";
import { seededRandom } from "../../support/random.ts";

const read = (body: string) =>
  readPropertyList(new TextEncoder().encode(`<plist version="1.0">${body}</plist>`));

describe("values", () => {
  test.each([
    [
      "<string>a &lt;b&gt; &amp; &#228;&#x20ac; <![CDATA[<x>]]></string>",
      { type: "string", value: "a <b> & ä€ <x>" },
    ],
    ["<string/>", { type: "string", value: "" }],
    ["<integer>-12</integer>", { type: "integer", value: -12 }],
    ["<real>2</real>", { type: "real", value: 2 }],
    ["<true/>", { type: "boolean", value: true }],
    ["<data>\n  AA\n  ==\n</data>", { type: "data", value: "AA==" }],
    ["<date>2010-06-21T00:00:00Z</date>", { type: "date", value: Date.UTC(2010, 5, 21) }],
    [
      "<array><integer>1</integer> <!-- two --> <true/></array>",
      {
        type: "array",
        items: [
          { type: "integer", value: 1 },
          { type: "boolean", value: true },
        ],
      },
    ],
  ])("%s", (body, value) => {
    expect(read(body)).toEqual(value);
  });
  test("what the Worker writes comes back, a whole real as a real", () => {
    const list = readPropertyList(
      buildPlist({ a: "ü<&>", n: 3, r: real(2), yes: true }),
    ) as PlistDict;
    expect(entry(list, "a")).toEqual({ type: "string", value: "ü<&>" });
    expect(entry(list, "n")).toEqual({ type: "integer", value: 3 });
    expect(entry(list, "r")).toEqual({ type: "real", value: 2 });
  });
});

describe("refused", () => {
  test.each([
    ["an entity", "<string>&secret;</string>"],
    ["a bare ampersand", "<string>a & b</string>"],
    ["a key twice", "<dict><key>a</key><true/><key>a</key><true/></dict>"],
    ["a value without a key", "<dict><true/></dict>"],
    ["a key without a value", "<dict><key>a</key></dict>"],
    ["an unknown element", "<null/>"],
    ["a word as integer", "<integer>seven</integer>"],
    ["a fraction as integer", "<integer>1.5</integer>"],
    ["broken base64", "<data>AAA</data>"],
    ["a date without time", "<date>2010-06-21</date>"],
    ["two roots", "<true/><true/>"],
    ["an attribute", '<string lang="en">a</string>'],
    ["an open element", "<array><true/>"],
    ["deep nesting", `${"<array>".repeat(40)}${"</array>".repeat(40)}`],
  ])("%s", (_, body) => {
    expect(() => read(body)).toThrow(PlistProblem);
  });
  test.each([
    ["an internal DTD", '<!DOCTYPE plist [<!ENTITY a "b">]><plist version="1.0"><true/></plist>'],
    ["text after the end", '<plist version="1.0"><true/></plist>x'],
    ["no plist", "<html></html>"],
    ["a binary plist", "bplist00"],
  ])("%s as a document", (_, document) => {
    expect(() => readPropertyList(new TextEncoder().encode(document))).toThrow(PlistProblem);
  });
  test("bytes that are no UTF-8", () => {
    expect(() => readPropertyList(Uint8Array.from([0x3c, 0xff, 0xfe]))).toThrow(PlistProblem);
  });
  test("garbage, or read as a value, never anything else", () => {
    const seed = 4;
    const random = seededRandom(seed);
    const good = buildPlist({ a: [1, "two", true], b: { c: new Uint8Array(9) } });
    for (let round = 0; round < 2000; round++) {
      const bytes = good.slice();
      for (let flips = 0; flips < 3; flips++) bytes[random.below(bytes.length)] = random.below(128);
      try {
        readPropertyList(bytes);
      } catch (problem) {
        expect(problem, `seed ${seed}, round ${round}`).toBeInstanceOf(PlistProblem);
      }
    }
  });
});
