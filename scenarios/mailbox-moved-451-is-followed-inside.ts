// MS-ASHTTP, 3.1.5.2.2: a server that has not the mailbox answers 451 and says which has. Phones up to 12.1 do not know
// 451, and a phone that did would leave the gateway: so the gateway goes there itself, where the tenant lists the origin.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

const mail = (subject: string) => ({ from: "bob@acme.example.com", subject, body: "!" });

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const subjects = () => phone.mail.messages().map(({ subject }) => subject);
  const asked = (site: string) => story.exchange.requests.filter((one) => one.site === site).length;

  story.step("Alice's mailbox moves to a server that the tenant does not list.");
  story.exchange.moveMailbox("alice", story.secondExchangeOrigin);
  story.exchange.deliver("alice", mail("Two"));
  const lost = await phone.mail.check();
  story.equal("the phone is asked to come back later", !lost.ok && lost.status, 503);
  story.equal("and keeps what it has", phone.settings.accounts().length, 1);
  story.equal("the other server was not asked", asked(story.secondExchangeOrigin), 0);
  story.check(
    "the log says why",
    story.logs.some((line) => line.includes("location-not-listed")),
  );

  story.step("The administrator lists the server and restarts the adapter.");
  await story.admin.saveAdapter(ACME.name, { redirectOrigins: story.secondExchangeOrigin });
  await story.admin.restartAdapter(ACME.name);
  await story.pass(2);
  const found = await phone.mail.check();
  story.check("mail comes again", found.ok, JSON.stringify(found));
  story.equal("from the new server", subjects(), ["Two"]);

  story.step("From now on the gateway goes straight there, push included.");
  const before = asked(story.exchangeOrigin);
  story.exchange.deliver("alice", mail("Three"));
  await phone.mail.check();
  story.equal("the old server was not asked again", asked(story.exchangeOrigin), before);
  const pushed = phone.mail.push();
  const isPing = ({ command, status }: { command: string; status: number }) =>
    command === "Ping" && status === 0;
  await story.until("a Ping is held", () => story.exchange.requests.some(isPing));
  story.exchange.deliver("alice", mail("Four"));
  const answered = await pushed;
  story.check("push works", answered.ok && answered.changed, JSON.stringify(answered));
  story.equal("all mail is there", subjects().sort(), ["Four", "Three", "Two"]);

  story.step("Exchange finds that the phone asks too much.");
  story.exchangeFaults.next("throttled");
  story.exchange.moveMailbox("alice", story.exchangeOrigin);
  const slowed = await phone.mail.check();
  story.equal("the phone hears so", !slowed.ok && slowed.status, 503);
  await story.pass(1);
  const early = await phone.mail.check();
  story.check("and waits as long as Exchange said", !early.ok && early.reason === "busy");
  await story.pass(2);
  const back = await phone.mail.check();
  story.check("then it is served, by the old server again", back.ok, JSON.stringify(back));
});
