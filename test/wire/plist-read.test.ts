// The reader of property lists against package plist's, which stands on a reader of all of XML.
import fc from "fast-check";
import * as plist from "plist";
import { describe, expect, it } from "vitest";
import { parsePlist } from "../../worker/wire/plist.ts";
import { WireError } from "../../worker/wire/wire-error.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const list = (inner: string) => `<plist version="1.0">${inner}</plist>`;

describe("the reader", () => {
  it("reads what package plist reads, with its reader of XML", () => {
    const pieces = [
      "<dict><key>a</key>",
      "<dict>",
      "</dict>",
      "<array>",
      "</array>",
      "<key>b &amp; c</key>",
      "<string> &lt;&#x41;&quot;&#10;\n</string>",
      "<integer> -12 </integer>",
      "<real>2.50</real>",
      "<true/>",
      "<data>\n AP8Q\n AA==</data>",
      "<date>2010-06-21T00:00:00Z</date>",
      "<!-- x -->",
    ];
    const inner = fc.array(fc.constantFrom(...pieces), { maxLength: 8 });
    let read = 0;
    fc.assert(
      fc.property(inner, (parts) => {
        const text = list(`<array>${parts.join("")}</array>`);
        let value: unknown;
        try {
          value = parsePlist(bytes(text));
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
          return;
        }
        read += 1;
        expect(value).toEqual(plist.parse(text));
      }),
      { seed: 20261122, numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(300);
  });
});
