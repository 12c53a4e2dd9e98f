// What is stored as a word of a program is read by people as a sentence, in both languages: actions of
// the audit logs, steps in a device's life, reasons of refusals. The words are taken from the sources,
// so that a new one without its sentence fails here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../worker/core/language.ts";
import { actionText } from "../../worker/views/console/messages/audit-actions.ts";
import { deviceEventText } from "../../worker/views/console/messages/device-events.ts";

const WORKER = join(import.meta.dirname, "../../worker");
const sources = readdirSync(WORKER, { recursive: true, encoding: "utf8" })
  .filter((file) => /^(objects|routes)\/.*\.tsx?$/.test(file))
  .map((file) => readFileSync(join(WORKER, file), "utf8"));

/** Every match's groups, over all sources. */
const found = (pattern: RegExp) =>
  sources.flatMap((source) =>
    [...source.matchAll(pattern)].flatMap((match) => match.slice(1).filter(Boolean)),
  ) as string[];

const WORD = '"([a-z]+(?:-[a-z]+)+)"';
const CHOICE = `\\? ${WORD} : ${WORD}`;

const WIPES = found(/"(wipe-[a-z-]+)"/g).filter((word) =>
  /^wipe-(requested|armed|ordered|acknowledged|refused|confirmed|cancelled|told|withdrawn)/.test(
    word,
  ),
);
const actions = new Set([
  ...found(new RegExp(`\\bnote\\(\\s*[^"()]{0,80}${WORD}`, "g")),
  ...found(new RegExp(`\\bnote\\([^"()]{0,80}${CHOICE}`, "g")),
  ...["device-blocked", "device-allowed", "wipe-requested", "wipe-ordered", "wipe-acknowledged"],
  ...["wipe-refused", "wipe-cancelled", "wipe-armed"],
  ...WIPES,
]);
const events = new Set([
  ...found(new RegExp(`\\bevent: ${WORD}`, "g")),
  ...found(new RegExp(`\\bevent\\w* = [^;"]*${CHOICE}`, "g")),
  ...["blocked", "allowed", "refused", "bound", "reprovisioned", "policy-acknowledged"],
  ...WIPES,
]);

describe.each(LANGUAGES)("in %s", (language) => {
  it("every action of the audit logs is a sentence", () => {
    expect(actions.size).toBeGreaterThan(35);
    const mute = [...actions].filter((action) => actionText(language, action) === action);
    expect(mute).toEqual([]);
  });

  it("every step of a device's life is a sentence", () => {
    expect(events.size).toBeGreaterThan(10);
    const known = deviceEventText[language];
    expect([...events].filter((event) => known[event] === undefined)).toEqual([]);
  });
});

it("a word that nobody knows, of an older version, is shown as it is", () => {
  expect(actionText("de", "constructor")).toBe("constructor");
  expect(actionText("en", "gone-since")).toBe("gone-since");
});
