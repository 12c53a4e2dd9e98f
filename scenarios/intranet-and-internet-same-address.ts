// mSuite guide: phones use one server name, in the company's own network and outside. Inside, the company's name server
// leads it to the same service. Whoever changes networks keeps account, device and policy; nothing is asked twice.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

const INSIDE = "10.20.0.23";
const AGAIN_OUTSIDE = "198.51.100.77";
const mail = (subject: string) => ({ from: "bob@acme.example.com", subject, body: "!" });

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const subjects = () => phone.mail.messages().map(({ subject }) => subject);
  const heldPings = () =>
    story.exchange.requests.filter(({ command, status }) => command === "Ping" && status === 0);

  story.step("She waits for mail outside, walks into the office, and the phone takes its network.");
  const outside = phone.mail.push();
  await story.until("her Ping is held", () => heldPings().length === 1);
  phone.network.moveTo(INSIDE);
  const cut = await outside;
  story.equal("the old connection is gone", cut.ok, false);
  story.exchange.deliver("alice", mail("While she walked"));
  const first = await phone.mail.check();
  story.check("mail comes inside, at the same address", first.ok, JSON.stringify(first));
  const inside = phone.mail.push();
  await story.until("a Ping is held again", () => heldPings().length >= 1);
  story.exchange.deliver("alice", mail("At her desk"));
  const pushed = await inside;
  story.check("and by itself", pushed.ok && pushed.changed, JSON.stringify(pushed));

  story.step("In the evening she leaves, and comes and goes for days.");
  for (const address of [AGAIN_OUTSIDE, INSIDE, "2001:db8:77::1", INSIDE]) {
    phone.network.moveTo(address);
    await story.pass(12 * 60);
    story.exchange.deliver("alice", mail(`${subjects().length + 1}`));
    const outcome = await phone.mail.check();
    story.check(`mail comes at ${address}`, outcome.ok, JSON.stringify(outcome));
  }
  story.equal("every mail is there, once", subjects().sort(), [
    ...["3", "4", "5", "6"],
    ...["At her desk", "While she walked"],
  ]);

  story.step("It is the same account on the same device all the while.");
  const devices = await story.admin.devices(ACME.name);
  story.equal("one device is known", devices.length, 1);
  story.equal("nothing was refused", await story.admin.refusals(ACME.name), []);
  story.equal("one profile was made", (await story.admin.handouts(ACME.name)).length, 1);
  story.equal("Exchange knows one device", Object.keys(story.exchange.state.devices).length, 1);

  story.step("Bob provisions inside, by the same alias, and goes home.");
  const bobs = story.phone({ name: "Bob's iPhone", system: "4.3.5" });
  bobs.network.moveTo(INSIDE);
  await provision(bobs, ACME.bob);
  story.equal(
    "his profile names the same address as hers",
    [...phone.settings.accounts(), ...bobs.settings.accounts()].map(({ host }) => host),
    [ACME.host, ACME.host],
  );
  bobs.network.moveTo(AGAIN_OUTSIDE);
  story.exchange.deliver("bob", { ...mail("Home"), from: "alice@acme.example.com" });
  const home = await bobs.mail.check();
  story.check("mail comes at home", home.ok, JSON.stringify(home));

  story.step("Somebody guesses Bob's password at the office; Bob, outside, is not slowed down.");
  const stranger = story.phone({ name: "A stranger's iPhone", system: "4.2.1" });
  stranger.network.moveTo("10.20.0.99");
  for (let guess = 0; guess < 6; guess++) {
    await walkToProfile(stranger, { user: "bob", password: `Winter-20${guess}` });
    stranger.powerCycle();
  }
  const unharmed = await bobs.mail.check();
  story.check("his phone is served", unharmed.ok, JSON.stringify(unharmed));
});
