// Keys, states and the message of the quarantine mailbox: what a key says comes back from it, nothing else is one, and
// the message holds what its reader needs and nothing that a device put into it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cutToBytes,
  type InboxState,
  inboxKey,
  isOfQuarantine,
  messageName,
  pendingInbox,
  readInboxKey,
  stepInbox,
} from "../../worker/core/quarantine.ts";
import { type QuarantineFacts, quarantineMessage } from "../../worker/core/quarantine-message.ts";

const names = fc.stringMatching(/^[0-9a-f]{16}$/);
const states: fc.Arbitrary<InboxState> = fc.oneof(
  fc.record({ turn: fc.nat(999) }),
  fc.record({ turn: fc.nat(999), message: names }),
  fc.record({ turn: fc.nat(999), message: names, isDeleted: fc.constant(true as const) }),
);

describe("a sync key", () => {
  test("says what the phone holds, and fits into a SyncKey", () => {
    fc.assert(
      fc.property(states, (state) => {
        const key = inboxKey(state);
        expect(readInboxKey(key)).toEqual(state);
        expect(key.length).toBeLessThanOrEqual(64);
        expect(isOfQuarantine(key)).toBe(true);
      }),
    );
  });

  test.each([
    "1",
    "{7A341E18-0B5C-4D0A-9C1F-000000000001}1",
    "-1",
    "",
    "provost-quarantine:",
    "provost-quarantine:folders",
    "provost-quarantine:1:x",
    "provost-quarantine:1:0123456789ABCDEF",
    "provost-quarantine:1000:",
    "provost-quarantine:1:0123456789abcdef\n",
    " provost-quarantine:1:",
  ])("is not %j", (key) => {
    expect(readInboxKey(key)).toBeNull();
  });
});

describe("a Sync of the Inbox", () => {
  const whole = { deleted: [], window: 100 };

  test("always gives another key, and ends with the message on the phone or deleted by its user", () => {
    fc.assert(
      fc.property(states, names, fc.nat(3), fc.array(names), (state, current, window, deleted) => {
        const step = stepInbox(state, { deleted, window }, current);
        expect(inboxKey(step.next)).not.toBe(inboxKey(state));
        const after = stepInbox(stepInbox(step.next, whole, current).next, whole, current);
        expect(after.next.message).toBe(current);
        expect([after.adds, after.drops]).toEqual([false, undefined]);
        expect(pendingInbox(after.next, current)).toBe(0);
      }),
    );
  });

  test("never brings a message again that was deleted", () => {
    fc.assert(
      fc.property(fc.nat(999), names, fc.nat(3), (turn, current, window) => {
        const gone = stepInbox({ turn, message: current }, { deleted: [current], window }, current);
        expect(gone.adds).toBe(false);
        const next = stepInbox(gone.next, whole, current);
        expect([next.adds, next.drops]).toEqual([false, undefined]);
      }),
    );
  });

  test("brings no more changes than the window has room for", () => {
    fc.assert(
      fc.property(states, names, fc.nat(3), (state, current, window) => {
        const { adds, drops } = stepInbox(state, { deleted: [], window }, current);
        expect((adds ? 1 : 0) + (drops === undefined ? 0 : 1)).toBeLessThanOrEqual(window);
      }),
    );
  });
});

test("a message has another name for another reason or another quarantine, and the same otherwise", () => {
  const why = { reason: "access-rule-quarantined", since: 1000 };
  expect(messageName(why)).toBe(messageName({ ...why }));
  expect(messageName({ ...why, since: 1001 })).not.toBe(messageName(why));
  expect(messageName({ ...why, reason: "other" })).not.toBe(messageName(why));
});

test("a text is cut between characters, and its size is the whole one's", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(200), (whole, bytes) => {
      const { text, size, isCut } = cutToBytes(whole, bytes);
      expect(size).toBe(Buffer.byteLength(whole));
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(Math.max(bytes, 0));
      expect(whole.startsWith(text)).toBe(true);
      expect(isCut).toBe(text !== whole);
    }),
  );
});

const FACTS: QuarantineFacts = {
  why: { reason: "access-rule-quarantined", since: Date.UTC(2010, 5, 21) },
  company: "Acme Ltd",
  origin: "https://mail.acme.test",
  mailDomain: "acme.test",
  user: { name: "Alice Adams", address: "alice@acme.test" },
  device: { deviceId: "appl87837l1xy7h", deviceType: "iPhone", userAgent: "Apple-iPhone/705.18" },
};
const messageFor = (change: Partial<QuarantineFacts> = {}) =>
  quarantineMessage({ ...FACTS, ...change });

describe("the message", () => {
  test("names company, reason and device, comes from nobody and is as old as the quarantine", () => {
    const { from, to, text, date } = messageFor({ language: "en" });
    expect(from.address).toBe("no-reply@acme.test");
    expect(to).toEqual(FACTS.user);
    expect(date).toBe(FACTS.why.since);
    expect(text).toContain("Acme Ltd");
    expect(text).toContain("iPhone appl87837l1xy7h (access-rule-quarantined)");
  });

  test("sends an iOS device to the page that sets it up, and no other one", () => {
    const page = "https://mail.acme.test/iphone";
    expect(messageFor().text).toContain(page);
    expect(messageFor().html).toContain(`<a href="${page}">${page}</a></li>`);
    const device = { deviceId: "androidc25", deviceType: "Android", userAgent: "Android/4" };
    expect(messageFor({ device }).text).not.toContain(page);
  });

  test("says why for each reason, in each language", () => {
    const because = (reason: string) =>
      (["en", "de"] as const).map(
        (language) => messageFor({ language, why: { ...FACTS.why, reason } }).text.split("\n\n")[1],
      );
    expect(because("access-rule-quarantined")).toEqual([
      "Why: an administrator looks at devices of this kind before they are let in.",
      "Der Grund: Geräte dieser Art sieht sich ein Administrator an, bevor sie zugelassen werden.",
    ]);
    const [english, german] = because("other-client-quarantined");
    expect(english).toContain("no iPhone or iPad");
    expect(german).toContain("kein iPhone oder iPad");
  });

  test("is in both languages where none is known", () => {
    const { text, html, subject } = messageFor();
    expect(subject).toMatch(/^Why .* \/ Warum /);
    expect(
      [text, html].every((body) => body.includes("What to do") && body.includes("Warten Sie.")),
    ).toBe(true);
  });

  test("lets no device or company put markup, lines or control characters into it", () => {
    const word = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(word, word, word, (company, deviceType, name) => {
        const device = { ...FACTS.device, deviceType };
        const { text, html, subject, from, to } = messageFor({
          company,
          device,
          user: { name, address: "a@b.test" },
        });
        const lines = messageFor().text.split("\n").length;
        expect(text.split("\n")).toHaveLength(lines);
        for (const shown of [text.replace(/\n/g, ""), subject, from.name, to.name]) {
          expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
          expect(shown.isWellFormed()).toBe(true);
        }
        const tags = [...html.matchAll(/<\/?([^ >]*)/g)].map(([, tag]) => tag);
        expect(new Set(tags)).toEqual(new Set(["html", "body", "p", "b", "ol", "li", "a", "hr"]));
      }),
    );
  });
});
