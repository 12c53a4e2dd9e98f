// Our mail drafts as Python's email package reads them: a reader we did not write.
import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { formatMailDraft } from "../../worker/wire/mail-message.ts";
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
});
