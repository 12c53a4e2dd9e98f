// The reader of small XML documents: what is data is read, all that is more is refused.
import { describe, expect, test } from "vitest";
import { WireError } from "../../worker/wire/wire-error.ts";
import { escapeXml, readXml, XML_LIMITS, type XmlElement } from "../../worker/wire/xml-text.ts";
import { seededRandom } from "../support/random.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readXml(bytes(text));
const el = (name: string, text = "", ...children: XmlElement[]) =>
  expect.objectContaining({ name, text, children });

describe("a document is read", () => {
  test.each([
    ["<a/>", el("a")],
    ["<a></a>", el("a")],
    ["<a >x</a >", el("a", "x")],
    ['\ufeff<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<a>x</a>\n', el("a", "x")],
    ["<?xml version='1.0'?><a/>", el("a")],
    ["<a>1<b>2</b>3</a>", el("a", "13", el("b", "2"))],
    ["<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;</a>", el("a", "&<>\"'A😀")],
    ["<a b='1' c=\"&quot;\" xml:lang='de'>x</a>", el("a", "x")],
  ])("%j", (text, expected) => expect(read(text)).toEqual(expected));

  test("with namespaces, by default and by prefix, inherited and replaced", () => {
    const root = read(
      `<p:a xmlns:p="P" xmlns="D"><b/><p:c/><d xmlns="E"><e/></d><f xmlns=""/></p:a>`,
    );
    const flat = (of: XmlElement): string[] => [
      `${of.namespace}|${of.name}`,
      ...of.children.flatMap(flat),
    ];
    expect(flat(root)).toEqual(["P|a", "D|b", "P|c", "E|d", "E|e", "|f"]);
  });
});

describe("a document is refused", () => {
  const external = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>';
  const parameter = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://rival.test/x.dtd"> %x;]><a/>';
  const laughs = `<!DOCTYPE a [<!ENTITY l0 "lol">${Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
  ).join("")}]><a>&l9;</a>`;
  test.each([
    ["an external entity", external],
    ["a parameter entity", parameter],
    ["a billion laughs", laughs],
    ["a document type without entities", "<!DOCTYPE a><a/>"],
    ["a document type in small letters", "<!doctype a><a/>"],
    ["a document type behind the declaration", `<?xml version="1.0"?>\n${external}`],
    ["a document type within", "<a><!DOCTYPE a></a>"],
    ["a public document type", '<!DOCTYPE a PUBLIC "-//X" "http://rival.test/"><a/>'],
    ["an entity nobody defined", "<a>&x;</a>"],
    ["an entity named like a property", "<a>&constructor;</a>"],
    ["an entity in an attribute", "<a b='&x;'/>"],
    ["a bare ampersand", "<a>AT&T</a>"],
    ["the number of no character", "<a>&#0;</a>"],
    ["the number of half a character", "<a>&#xD800;</a>"],
    ["the number beyond all characters", "<a>&#x110000;</a>"],
    ["a section", "<a><![CDATA[x]]></a>"],
    ["the end of a section", "<a>]]></a>"],
    ["a comment", "<a><!-- x --></a>"],
    ["an instruction", "<a><?php x ?></a>"],
    ["a style sheet", "<?xml version='1.0'?><?xml-stylesheet href='x'?><a/>"],
    ["an inclusion without its prefix", "<xi:include href='file:///etc/passwd'/>"],
    ["a prefix named like a property", "<constructor:a/>"],
    ["another encoding", "<?xml version='1.0' encoding='utf-7'?><a/>"],
    ["XML 2", "<?xml version='2.0'?><a/>"],
    ["two roots", "<a/><b/>"],
    ["text beside the root", "<a/>x"],
    ["nothing", ""],
    ["blanks", "  \n"],
    ["text", "x"],
    ["crossed elements", "<a><b></a></b>"],
    ["an element without end", "<a><b></b>"],
    ["an end without beginning", "</a>"],
    ["an end under another prefix", "<p:a xmlns:p='x' xmlns:q='x'></q:a>"],
    ["an attribute twice", "<a b='1' b='2'/>"],
    ["an attribute without quotes", "<a b=1/>"],
    ["an element in an attribute", "<a b='<c/>'/>"],
    ["a control character", "<a>\u0001</a>"],
    ["depth", "<a>".repeat(XML_LIMITS.depth + 1) + "</a>".repeat(XML_LIMITS.depth + 1)],
    ["many elements", `<a>${"<b/>".repeat(XML_LIMITS.elements)}</a>`],
    ["many attributes", `<a ${Array.from({ length: 17 }, (_, n) => `b${n}='' `).join("")}/>`],
    ["size", `<a>${"x".repeat(XML_LIMITS.bytes)}</a>`],
  ])("for %s", (_name, text) => expect(() => read(text)).toThrow(WireError));

  test.each([
    ["UTF-16", Buffer.from("\ufeff<a/>", "utf16le")],
    ["Latin-1", Buffer.from("<a>ä</a>", "latin1")],
    ["an overlong slash", Uint8Array.from([0x3c, 0x61, 0xc0, 0xaf, 0x3e])],
  ])("in %s", (_name, raw) => expect(() => readXml(raw)).toThrow(WireError));
});

test("what is escaped comes back, and what XML cannot hold does not come along", () => {
  const text = `"Alice" & <b> 'Ä' \u{1F600}`;
  expect(read(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`).text).toBe(text);
  expect(escapeXml("a\u0000\ud800\uffffb")).toBe("ab");
});

test("garbage is read or refused, in bounded time", () => {
  const random = seededRandom(2006);
  const pieces = [
    "<",
    ">",
    "/",
    "a",
    "b:",
    " ",
    "=",
    "'",
    '"',
    "&",
    ";",
    "#",
    "x",
    "!",
    "?",
    "]]>",
    "xmlns",
  ];
  const began = performance.now();
  for (let round = 0; round < 5000; round++) {
    const text = Array.from({ length: 40 }, () => random.pick(pieces)).join("");
    try {
      read(`<a>${text}</a>`);
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
    }
  }
  for (const piece of pieces)
    expect(() => read(`<a ${piece.repeat(Math.floor(15_000 / piece.length))}`)).toThrow(WireError);
  expect(performance.now() - began).toBeLessThan(5000);
});
