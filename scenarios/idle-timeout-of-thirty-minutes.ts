// Apple, "Exchange ActiveSync": set the idle session timeout of firewalls to 30 minutes; KB 905013. And an edge network
// waits 120 seconds for an origin (Cloudflare, connection limits). The gateway stays below both: the phone is told the
// longest heartbeat that fits, Exchange is asked in short segments, and mail arrives by push.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  phone.network.cutSilentAfter(30);
  story.exchangeFaults.cutSilentAfter(120);
  const account = phone.state.accounts[0];
  const pings = () => story.exchange.requests.filter(({ command }) => command === "Ping");
  const mail = (subject: string) =>
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject, body: "1" });

  story.step("The phone wants to sleep for forty minutes, and is told how long it may.");
  if (account) account.heartbeatSeconds = 2400;
  const quiet = phone.mail.push();
  await story.until("Exchange is asked", () => pings().length > 0);
  story.equal("28 minutes", account?.heartbeatSeconds, 1680);
  const began = story.clock.now();
  const outcome = await story.passUntil(quiet, 20);
  story.check("it sleeps through", outcome.ok && !outcome.changed, JSON.stringify(outcome));
  const slept = (story.clock.now() - began) / 60_000;
  story.check("for its whole heartbeat", slept >= 28 && slept <= 29, `${slept} minutes`);
  story.equal("no connection was cut on the phone's side", account?.heartbeatSeconds, 1680);
  story.check("Exchange was asked in segments", pings().length >= 17, `${pings().length}`);

  story.step("Mail comes in the sixth minute of a wait.");
  const waiting = phone.mail.push();
  const before = pings().length;
  await story.until("Exchange is asked", () => pings().length > before);
  await story.passSlowly(6);
  mail("Sixth");
  const pushed = await story.passUntil(waiting, 5);
  story.check("by push", pushed.ok && pushed.changed, JSON.stringify(pushed));

  story.step(
    "An edge that cuts after forty seconds, which nobody knew of, costs the phone nothing.",
  );
  story.exchangeFaults.cutSilentAfter(40);
  const cut = phone.mail.push();
  await story.passSlowly(4);
  mail("Cut");
  const late = await story.passUntil(cut, 5);
  story.check("mail comes by push", late.ok && late.changed, JSON.stringify(late));
  story.equal("the phone keeps its heartbeat", account?.heartbeatSeconds, 1680);
  story.equal(
    "all mail is there",
    phone.mail
      .messages()
      .map(({ subject }) => subject)
      .sort(),
    ["Cut", "Sixth"],
  );
});
