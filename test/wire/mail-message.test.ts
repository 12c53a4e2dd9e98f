// Mail drafts: headers that nobody can add to, lines that every mail program reads.
import { expect, test } from "vitest";
import { formatMail, formatMailDraft } from "../../worker/wire/mail-message.ts";

const draft = (more: Partial<Parameters<typeof formatMailDraft>[0]> = {}) =>
  formatMailDraft({
    to: { name: "Alice", address: "alice@acme.example" },
    subject: "Mail of Acme",
    text: "Hello Alice,\n\nthis is it.",
    ...more,
  });
const headersOf = (mail: string) => mail.split("\r\n\r\n")[0] ?? "";

test("is a draft in UTF-8, with CRLF at every line's end", () => {
  expect(draft()).toBe(
    [
      'To: "Alice" <alice@acme.example>',
      "Subject: Mail of Acme",
      "X-Unsent: 1",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64",
      "",
      btoa("Hello Alice,\r\n\r\nthis is it."),
      "",
    ].join("\r\n"),
  );
});

test("writes what is not ASCII as encoded words of whole characters, 75 at most each", () => {
  const subject = `Müller \u{1f4f1} ${"größer ".repeat(20)}`;
  const mail = draft({ subject });
  const words = headersOf(mail).match(/=\?utf-8\?B\?[^?]*\?=/g) ?? [];
  expect(words.length).toBeGreaterThan(2);
  for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  const decoded = words.map((word) =>
    Buffer.from(word.split("?")[3] ?? "", "base64").toString("utf-8"),
  );
  expect(decoded.join("")).toBe(subject);
  for (const part of decoded) expect(part).not.toContain("\ufffd");
});

test("keeps every line within 78 characters", () => {
  const mail = draft({ subject: "long ".repeat(40), text: "x".repeat(5_000) });
  for (const line of mail.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
});

test.each([
  [
    "a name with a line end",
    { to: { name: "A\r\nBcc: eve@evil.example", address: "a@b.example" } },
  ],
  ["a subject with a line end", { subject: "A\r\nBcc: eve@evil.example" }],
  ["a name that ends its quotes", { to: { name: 'A" <eve@evil.example>, "', address: "a@b.c" } }],
  ["a subject that looks encoded", { subject: "=?utf-8?B?eA==?=" }],
  ["a lone surrogate", { subject: "\ud800" }],
])("lets nobody add a header or a recipient by %s", (_, more) => {
  const headers = headersOf(draft(more)).replace(/\r\n /g, " ");
  const names = headers.split("\r\n").map((line) => line.split(":")[0]);
  expect(names).toEqual([
    "To",
    "Subject",
    "X-Unsent",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
  ]);
  expect(headers).not.toContain("evil");
});

test.each([
  "a,b@acme.example",
  "a>@acme.example",
  "Müller@acme.example",
  "a@b@acme.example",
  "a@acme.example\r\nBcc: eve@evil.example",
  "a..b@acme.example",
  "",
])("leaves the recipient to the operator if the address needs quoting: %j", (address) => {
  expect(draft({ to: { name: "Alice", address } })).toMatch(/^Subject: /);
});

test("a whole mail lets nobody add a header by name, address or subject", () => {
  const evil = "A\r\nBcc: eve@evil.example";
  const mail = formatMail({
    from: { name: evil, address: "no-reply@acme.example" },
    to: { name: evil, address: evil },
    subject: evil,
    date: 0,
    messageId: "1@acme.example",
    text: evil,
    html: evil,
  });
  const headers = headersOf(mail).replace(/\r\n /g, " ");
  expect(headers.split("\r\n").map((line) => line.split(":")[0])).toEqual([
    "From",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
  ]);
  expect(mail).not.toContain("evil");
});
