// Apple, "iPhone in Business: Microsoft Exchange", the deployment scenario in six numbered steps: the phone asks for
// ActiveSync through the firewall; the server behind it checks the account; what may be synchronised goes to the
// phone; mail is pushed; mail is sent and stands in Sent Items on both sides.
import { ACME, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.fillBooks("alice");
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password, passcode: "417290" });

  story.step("1 The phone asks for Exchange ActiveSync services over port 443.");
  story.equal("its account names the gateway, with SSL", phone.settings.accounts()[0]?.ssl, true);
  story.equal("and its host", phone.settings.accounts()[0]?.host, ACME.host);

  story.step("2 and 3 The gateway passes the request on; Exchange checks the user.");
  story.check("the first check works", (await phone.mail.check()).ok);
  story.equal("it came as the user Exchange knows", story.exchange.requests.at(-1)?.user, "alice");

  story.step("4 The policy admits the device; mail, contacts and calendar are synchronised.");
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
  await waiting;
  story.equal(
    "it is on the phone",
    phone.mail.messages().map(({ subject }) => subject),
    ["Plan"],
  );

  story.step("6 The phone sends; Exchange delivers and keeps the copy.");
  await phone.mail.send({ to: "bob@acme.example.com", subject: "Re: Plan", body: "Seen." });
  story.equal(
    "Bob has it",
    story.exchange.messages("bob").map(({ subject }) => subject),
    ["Re: Plan"],
  );
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
