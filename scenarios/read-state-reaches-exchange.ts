// MS-ASCMD, Sync (Commands): what the user does to a mail on the phone happens to it on the server, and so on the user's
// other devices. The gateway passes it on unread.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const from = "bob@acme.example.com";
  for (const subject of ["Plan", "Lunch"])
    story.exchange.deliver("alice", { from, subject, body: `${subject}.` });
  const phones = [
    story.phone({ name: "Alice's iPhone", system: "4.2.1" }),
    story.phone({ name: "Alice's old iPhone", system: "3.1.3" }),
  ] as const;
  for (const phone of phones) {
    await provision(phone, ACME.alice);
    story.check("mail arrives", (await phone.mail.check()).ok);
  }
  const [one, other] = phones;
  const idOf = (subject: string) =>
    one.mail.messages().find((mail) => mail.subject === subject)?.serverId ?? "";
  const shown = (phone: (typeof phones)[number]) =>
    phone.mail.messages().map(({ subject, read }) => `${subject}${read ? ", read" : ""}`);

  story.step("Alice reads one mail and deletes the other.");
  const read = await one.mail.markRead(idOf("Plan"));
  story.check("Exchange takes the read mark", read.ok, JSON.stringify(read));
  const removed = await one.mail.remove(idOf("Lunch"));
  story.check("Exchange takes the deletion", removed.ok, JSON.stringify(removed));
  story.equal("so it stands on the phone", shown(one), ["Plan, read"]);

  story.step("Her other phone looks for mail.");
  story.check("mail works", (await other.mail.check()).ok);
  story.equal("there it stands so, too", shown(other), ["Plan, read"]);
  story.check("mail works on the first", (await one.mail.check()).ok);
  story.equal("which is not told its own changes", shown(one), ["Plan, read"]);
});
