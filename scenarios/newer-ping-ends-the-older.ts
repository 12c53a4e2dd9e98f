// MS-ASCMD 2.2.1.13: a server holds one Ping of a device. A phone that changes its network leaves a Ping behind that nobody
// hears any more; its next one takes its place at once, and Exchange is not left with both.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const held = () =>
    story.exchange.requests.filter(({ command, status }) => command === "Ping" && status === 0);
  const pings = () => story.exchange.requests.filter(({ command }) => command === "Ping").length;

  story.step("The phone waits, and begins to wait anew.");
  const older = phone.mail.push();
  await story.until("Exchange holds its Ping", () => held().length === 1);
  const newer = phone.mail.push();
  const ended = await older;
  story.check("the older ends at once, without news", ended.ok && !ended.changed);
  await story.until("Exchange was asked twice", () => pings() === 2);
  await story.until("and holds the newer alone", () => held().length === 1);

  story.step("The phone changes its network, and its cable is cut.");
  phone.network.moveTo("203.0.113.77");
  const lost = await newer;
  story.check("the Ping is lost", !lost.ok);
  const third = phone.mail.push();
  await story.until("the next one is held", () => pings() === 3);
  await story.until("alone", () => held().length === 1);
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Now", body: "1" });
  const pushed = await third;
  story.check("and hears of mail", pushed.ok && pushed.changed, JSON.stringify(pushed));
  story.equal("which is there once", phone.mail.messages().length, 1);
});
