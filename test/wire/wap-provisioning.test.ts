// WAP provisioning documents both ways, cut short, and hostile ones.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isShowable } from "../../worker/core/settings-text.ts";
import {
  readWapProvisioning,
  type WapDocument,
  writeWapProvisioning,
} from "../../worker/wire/wap-provisioning.ts";
import { WireError } from "../../worker/wire/wire-error.ts";

const parm = (name: string, value: string) => ({ name, value });
const FORMS: readonly (readonly [WapDocument, string])[] = [
  [[], "<wap-provisioningdoc></wap-provisioningdoc>"],
  [
    [{ type: "SecurityPolicy", parms: [parm("4131", "0"), parm("4133", "1")], inside: [] }],
    '<wap-provisioningdoc><characteristic type="SecurityPolicy"><parm name="4131" value="0"/><parm name="4133" value="1"/></characteristic></wap-provisioningdoc>',
  ],
  [
    [
      {
        type: "Registry",
        parms: [],
        inside: [{ type: "HKLM\\Comm", parms: [parm("a<&>", "\"'")], inside: [] }],
      },
    ],
    '<wap-provisioningdoc><characteristic type="Registry"><characteristic type="HKLM\\Comm"><parm name="a&lt;&amp;&gt;" value="&quot;&apos;"/></characteristic></characteristic></wap-provisioningdoc>',
  ],
];

describe("WAP provisioning documents", () => {
  it.each(FORMS)("are written and read: %j", (document, text) => {
    expect(writeWapProvisioning(document)).toBe(text);
    expect(readWapProvisioning(text)).toEqual(document);
  });

  it("may be spread over lines, with a declaration and other quotes", () => {
    const text = `\ufeff<?xml version='1.0'?>
      <wap-provisioningdoc>
        <characteristic type='SecurityPolicy'>
          <parm value='&#48;' name = "4131" />
        </characteristic>
        <characteristic type="Registry"/>
      </wap-provisioningdoc>\n`;
    expect(readWapProvisioning(text)).toEqual([
      { type: "SecurityPolicy", parms: [parm("4131", "0")], inside: [] },
      { type: "Registry", parms: [], inside: [] },
    ]);
  });

  it("leave out what XML cannot carry", () => {
    const written = writeWapProvisioning([{ type: "a\u0000\u0007b\uffff", parms: [], inside: [] }]);
    expect(written).toContain('type="ab"');
    expect(writeWapProvisioning([{ type: "\ud83d", parms: [], inside: [] }])).toContain("\ufffd");
  });

  it("cut short anywhere are refused", () => {
    const [, text] = FORMS[2] ?? [[], ""];
    for (let length = 0; length < text.length; length += 1) {
      expect(() => readWapProvisioning(text.slice(0, length))).toThrow(WireError);
    }
  });

  const doc = (inner: string) => `<wap-provisioningdoc>${inner}</wap-provisioningdoc>`;
  it.each([
    ["nothing", ""],
    ["another root", "<provisioningdoc></provisioningdoc>"],
    ["text", doc("text")],
    ["a comment", doc("<!-- -->")],
    ["a document type", `<!DOCTYPE a [<!ENTITY b "c">]>${doc("")}`],
    ["an entity of its own", doc('<characteristic type="&b;"/>')],
    ["an entity of Object's", doc('<characteristic type="&constructor;"/>')],
    ["an entity without end", doc('<characteristic type="&amp"/>')],
    ["a character that is none", doc('<characteristic type="&#0;"/>')],
    ["half of a pair", doc('<characteristic type="&#xD83D;"/>')],
    ["a parameter at the top", doc('<parm name="a" value="b"/>')],
    [
      "a parameter with content",
      doc('<characteristic type="a"><parm name="a" value="b"></parm></characteristic>'),
    ],
    [
      "a parameter without value",
      doc('<characteristic type="a"><parm name="a"/></characteristic>'),
    ],
    ["an attribute twice", doc('<characteristic type="a" type="b"/>')],
    ["a characteristic without type", doc("<characteristic/>")],
    ["an unknown element", doc("<other/>")],
    ["a wrong end", "<wap-provisioningdoc></characteristic>"],
    ["two documents", doc("") + doc("")],
    ["a root inside", doc(doc(""))],
    [
      "deep nesting",
      doc('<characteristic type="a">'.repeat(100) + "</characteristic>".repeat(100)),
    ],
    ["too much", doc(" ".repeat(20_000))],
  ])("are refused with %s", (_what, text) => {
    expect(() => readWapProvisioning(text)).toThrow(WireError);
  });

  it("of any names and values come back as they were", () => {
    // Other white space than the blank is changed by XML itself.
    const text = fc.string({ unit: "grapheme", maxLength: 8 }).filter(isShowable);
    const parms = fc.array(fc.record({ name: text, value: text }), { maxLength: 3 });
    const leaf = fc.record({ type: text, parms, inside: fc.constant([]) });
    const tree = fc.record({ type: text, parms, inside: fc.array(leaf, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 3 }), (document) => {
        expect(readWapProvisioning(writeWapProvisioning(document))).toEqual(document);
      }),
    );
  });

  it("made of garbage are read or refused, quickly", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "/",
      "parm",
      "characteristic",
      "wap-provisioningdoc",
      ' type="a"',
      " name='b'",
      ' value="c"',
      " ",
      "&",
      ";",
      "&#",
      "\ufeff",
      "=",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        try {
          readWapProvisioning(parts.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
    );
    const start = performance.now();
    for (const text of [
      `<a${" ".repeat(16_000)}`,
      `<a${" b='c'".repeat(2_000)}!`,
      " ".repeat(16_000),
    ]) {
      expect(() => readWapProvisioning(text)).toThrow(WireError);
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
