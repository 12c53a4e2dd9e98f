// Pages as Safari reads them: broken markup is shown, never refused.
import { describe, expect, test } from "vitest";
import { readHtml } from "../../../simulator/phone/html.ts";
import { seededRandom } from "../../support/random.ts";

describe("a page", () => {
  test("with broken markup still shows its text", () => {
    const { text, title } = readHtml(
      "<title>A &amp; B</title><p>one<p>two < three <b>bold<br>&unknown; &#x41;&#66;",
    );
    expect(title).toBe("A & B");
    expect(text.split("\n")).toEqual(["one", "two < three bold", "&unknown; AB"]);
  });
  test("hides comments, scripts and styles", () => {
    const { text } = readHtml(
      "<!-- no --><style>p{}</style>yes<script>if (a < b) '</p>'</script><!doctype html>",
    );
    expect(text).toBe("yes");
  });
  test("gives a field the label around it or the one that names it, without the colon", () => {
    const { fields } = readHtml(
      "<form><label>First: <input name=a></label><label for=b>Second *</label><input id=b name=c><input name=d placeholder=Third>",
    );
    expect(fields.map(({ label, name, placeholder }) => label || placeholder || name)).toEqual([
      "First",
      "Second",
      "Third",
    ]);
  });
  test("keeps forms apart, and leaves out what cannot be used", () => {
    const { forms, fields, buttons } = readHtml(
      `<form action=/a><input name=x disabled><input name=y><input type=submit value=Go></form>
       <form action='/b' method=POST><textarea name=t>a
b</textarea><select name=s><option value=1>One<option value=2 selected>Two</select>
       <button type=button>Script</button><button name=n value=v>Send</button></form>`,
    );
    expect(forms.map(({ action, method }) => `${method} ${action}`)).toEqual(["GET /a", "POST /b"]);
    expect(fields.map(({ form, name, value }) => [form, name, value])).toEqual([
      [0, "y", ""],
      [1, "t", "a\nb"],
      [1, "s", "2"],
    ]);
    expect(buttons.map(({ form, text, name, value }) => [form, text, name, value])).toEqual([
      [0, "Go", "", "Go"],
      [1, "Send", "n", "v"],
    ]);
  });
  test("made of garbage is read in bounded time", () => {
    const random = seededRandom(7);
    const pieces = [
      "<",
      ">",
      "</",
      "<a href=",
      '"',
      "'",
      "<form ",
      "<input",
      "&#",
      ";",
      "<!--",
      "x ",
      "=",
      "<script>",
    ];
    for (let round = 0; round < 300; round++) {
      const html = Array.from({ length: 200 }, () => random.pick(pieces)).join("");
      expect(typeof readHtml(html).text).toBe("string");
    }
  });
});
