// Our mail drafts as Python's email package reads them: a reader we did not write.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { formatMail, formatMailDraft } from "../../worker/wire/mail-message.ts";
import { needs } from "../support/tools.ts";

const READER = `
import email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
to = mail["to"].addresses if mail["to"] else []
print(json.dumps({
  "to": [[a.display_name, a.addr_spec] for a in to],
  "subject": mail["subject"], "text": mail.get_content(),
  "headers": mail.keys(), "defects": [str(d) for d in mail.defects],
}))`;

const WHOLE_READER = `
import email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
person = lambda header: [[a.display_name, a.addr_spec] for a in mail[header].addresses]
parts = list(mail.iter_parts())
print(json.dumps({
  "from": person("from"), "to": person("to"), "subject": mail["subject"],
  "date": mail["date"].datetime.timestamp() * 1000, "id": mail["message-id"],
  "types": [part.get_content_type() for part in parts],
  "texts": [part.get_content() for part in parts],
  "defects": [str(d) for part in [mail, *parts] for d in part.defects],
}))`;

const read = (mail: string) =>
  JSON.parse(execFileSync("python3", ["-c", READER], { input: mail }).toString());

needs("python3")("mail drafts, read by Python", () => {
  test.each([
    ["ASCII", "Alice", "Mail of Acme"],
    ["umlauts", "Jürgen Müßig", "Mail von Müller & Söhne auf Ihrem iPhone"],
    ["names with commas and quotes", 'Smith, "Al" <x>', "a"],
    // A name of one encoded word: between two, Python keeps a blank that RFC 2047, 6.2 drops.
    ["long ones", "Ännchen-".repeat(4), "größer ".repeat(30).trim()],
    ["other planes", "\u{1f4f1}", "\u{1f4f1}".repeat(40)],
  ])("come out as they went in: %s", (_, name, subject) => {
    const text = `Grüße,\n\n1. ${subject}\n`;
    const mail = formatMailDraft({ to: { name, address: "a.b@acme.example" }, subject, text });
    expect(read(mail)).toMatchObject({
      to: [[name, "a.b@acme.example"]],
      subject,
      text: text.replaceAll("\n", "\r\n"),
      defects: [],
    });
  });

  test("a whole mail comes out as it went in", () => {
    const mail = {
      from: { name: "Müller & Söhne", address: "no-reply@acme.example" },
      to: { name: 'Smith, "Al"', address: "al@acme.example" },
      subject: "Warum Ihre Mails noch nicht hier sind",
      date: Date.UTC(2010, 5, 21, 9, 30),
      messageId: "quarantine-1@acme.example",
      text: "Grüße\n",
      html: "<p>Grüße</p>\n",
    };
    const options = { input: formatMail(mail) };
    expect(JSON.parse(execFileSync("python3", ["-c", WHOLE_READER], options).toString())).toEqual({
      from: [[mail.from.name, mail.from.address]],
      to: [[mail.to.name, mail.to.address]],
      subject: mail.subject,
      date: mail.date,
      id: "<quarantine-1@acme.example>",
      types: ["text/plain", "text/html"],
      texts: ["Grüße\r\n", "<p>Grüße</p>\r\n"],
      defects: [],
    });
  });
});
