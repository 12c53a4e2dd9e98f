// MS-ASCMD, Ping: the phone's request is held until something changes. Mail arrives while the phone
// waits; a quiet heartbeat ends with Status 1.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);

  story.step("The phone waits; Bob's mail arrives.");
  const waiting = phone.mail.push();
  await story.until("Exchange holds the Ping", () =>
    story.exchange.requests.some(({ command }) => command === "Ping"),
  );
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Now", body: "!" });
  const pushed = await waiting;
  story.check("the Ping is answered", pushed.ok, JSON.stringify(pushed));
  story.equal(
    "the mail is on the phone",
    phone.mail.messages().map(({ subject }) => subject),
    ["Now"],
  );

  story.step("The phone waits again, and nothing happens for its whole heartbeat.");
  const pings = story.exchange.requests.length;
  const quiet = phone.mail.push();
  await story.until("Exchange holds the next Ping", () => story.exchange.requests.length > pings);
  const outcome = await story.passUntil(quiet);
  story.check("the heartbeat ends without an error", outcome.ok, JSON.stringify(outcome));
  story.equal("and says that nothing changed", outcome.ok && outcome.changed, false);
  story.equal("no mail came", phone.mail.messages().length, 1);
});
