// Apple, "iPhone in Business: Microsoft Exchange", the deployment scenario in six numbered steps:
// the phone asks for ActiveSync over port 443; a proxy leads it to Exchange; Exchange authenticates
// the user; who has access to ActiveSync gets to his own mailbox; changes are pushed; sent mail
// stands in Sent Items on both sides.
import { ACME, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.fillBooks("alice");
  story.exchange.deliver("bob", { from: "alice@acme.example.com", subject: "Bob's", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password, passcode: "417290" });

  story.step("1 The phone asks for Exchange ActiveSync services over port 443.");
  story.equal("its account names the gateway, with SSL", phone.settings.accounts()[0]?.ssl, true);
  story.equal("and its host", phone.settings.accounts()[0]?.host, ACME.host);
  story.equal("and that port", phone.settings.accounts()[0]?.port, 443);

  story.step("2 The gateway leads the request to Exchange.");
  const asked = story.exchange.requests.length;
  story.check("the first check works", (await phone.mail.check()).ok);
  const arrived = story.exchange.requests.slice(asked);
  story.check("Exchange got the phone's commands", arrived.length > 0);

  story.step("3 Exchange authenticates the user.");
  story.check(
    "under the name it knows",
    arrived.every(({ user, login }) => user === "alice" && login === "ACME\\alice"),
    JSON.stringify(arrived.map(({ login }) => login)),
  );

  story.step("4 Who has access to ActiveSync gets to his own mailbox, and nobody else to any.");
  const bobs = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  story.exchange.setEasEnabled("bob", false);
  await walkToProfile(bobs, ACME.bob);
  story.equal("Bob's right password does not help him", bobs.installer.screen, null);
  story.check("he is told why", bobs.safari.page.text.includes("eas-not-enabled-upstream"));
  story.equal("none of Bob's mail is on Alice's phone", phone.mail.messages(), []);
  story.equal("contacts are there", phone.mail.contacts().length, 1);
  story.equal("the calendar is there", phone.mail.events().length, 1);

  story.step("5 New mail is pushed.");
  const waiting = phone.mail.push();
  await story.until("the phone's Ping is held", () =>
    story.exchange.requests.some(({ command }) => command === "Ping"),
  );
  story.exchange.deliver("alice", {
    from: "bob@acme.example.com",
    subject: "Plan",
    body: "See it.",
  });
  story.check("the phone is told", (await waiting).ok);
  story.equal(
    "it is on the phone",
    phone.mail.messages().map(({ subject }) => subject),
    ["Plan"],
  );

  story.step("6 The phone sends; Exchange delivers and keeps the copy.");
  await phone.mail.send({ to: "bob@acme.example.com", subject: "Re: Plan", body: "Seen." });
  story.equal("Bob has it", story.exchange.messages("bob")[0]?.subject, "Re: Plan");
  story.equal(
    "Exchange's Sent Items have it",
    story.exchange.messages("alice", "Sent Items").map(({ subject }) => subject),
    ["Re: Plan"],
  );
  await phone.mail.check();
  story.equal(
    "the phone's Sent Items have it",
    phone.mail.messages("Sent Items").map(({ subject }) => subject),
    ["Re: Plan"],
  );
});
