// MS-ASCMD, SendMail: up to 12.1 the body is the message itself (message/rfc822); a copy is kept in
// Sent Items.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);

  story.step("Alice writes to Bob.");
  const sent = await phone.mail.send({
    to: "bob@acme.example.com",
    subject: "Grüße",
    body: "Im Büro um zwölf.",
  });
  story.check("the mail goes out", sent.ok, JSON.stringify(sent));
  story.equal(
    "Bob has it, every letter of it",
    story.exchange.messages("bob").map(({ subject, body }) => [subject, body.trim()]),
    [["Grüße", "Im Büro um zwölf."]],
  );
  story.equal(
    "Alice's Sent Items have it",
    story.exchange.messages("alice", "Sent Items").map(({ subject }) => subject),
    ["Grüße"],
  );

  story.step("She looks Bob up in the company's address list.");
  const found = await phone.mail.searchGal("bob");
  story.check(
    "he is found",
    JSON.stringify(found).includes("bob@acme.example.com"),
    JSON.stringify(found),
  );
});
