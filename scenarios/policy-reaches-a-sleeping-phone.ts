// mSuite guide: changed Exchange ActiveSync security settings reach a device without provisioning again. A phone that
// only waits for mail is woken for them within a minute (MS-ASPROV 3.2.5.1; MS-ASCMD 2.2.1.13).
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const count = (command: string) =>
    story.exchange.requests.filter((one) => one.command === command).length;
  const lock = async (change: Readonly<Record<string, unknown>>) => {
    await story.admin.editPolicy(ACME.name, change);
    await story.admin.lockPolicy(ACME.name);
  };

  story.step("The phone sleeps, and a policy is Locked that it can follow at once.");
  const first = phone.mail.push();
  await story.until("Exchange holds its Ping", () => count("Ping") === 1);
  await story.passSlowly(3);
  await lock({ easPasswordEnabled: true, easMinPasswordLength: 4, easAllowCamera: false });
  await story.passSlowly(1);
  story.equal("it follows within a minute", phone.settings.restrictions().allowCamera, false);

  story.step("Its Ping is held again, under the new key.");
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Now", body: "1" });
  const pushed = await story.passUntil(first, 5);
  story.check("mail comes by push", pushed.ok && pushed.changed, JSON.stringify(pushed));
  const [device] = await story.admin.devices(ACME.name);
  story.check("and the administrator sees what it runs", device?.easPolicyVersion !== undefined);

  story.step("A policy that it cannot follow stops its mail at once.");
  const second = phone.mail.push();
  const pings = count("Ping");
  await story.until("the Ping is held", () => count("Ping") > pings);
  await story.passSlowly(1);
  await lock({ easMinPasswordLength: 12 });
  const outcome = await story.passUntil(second, 5);
  story.equal("a longer passcode is needed", !outcome.ok && outcome.reason, "passcode-needed");
});
