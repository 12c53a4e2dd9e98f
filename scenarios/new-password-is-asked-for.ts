// MS-ASHTTP 2.2.2.1.1: 401 means the password, and nothing else does. Exchange is the judge: once
// it refuses a password the phone asks its user for the new one, and a server that is merely down
// makes nobody type anything.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const { id = "" } = phone.settings.accounts()[0] ?? {};

  story.step("Alice's password is changed on Exchange.");
  story.exchange.setPassword("alice", "Fruehling-2012");
  const refused = await phone.mail.check();
  story.equal("the phone asks for it", !refused.ok && refused.reason, "password-alert");
  phone.settings.changePassword(id, "Fruehling-2012");
  story.check("with the new one mail works", (await phone.mail.check()).ok);

  story.step("The old one opens nothing any more, neither mail nor a profile.");
  phone.settings.changePassword(id, ACME.alice.password);
  const old = await phone.mail.check();
  story.equal("the phone asks again", !old.ok && old.reason, "password-alert");
  const browser = story.phone({ name: "Alice's iPod", system: "3.1.3", deviceKind: "iPod" });
  await walkToProfile(browser, ACME.alice);
  story.check("/iphone asks again", browser.safari.page.prompt !== null);
  phone.settings.changePassword(id, "Fruehling-2012");
  story.check("the new one is still good", (await phone.mail.check()).ok);

  story.step("Exchange is down while the phone's credentials must be judged anew.");
  await story.pass(10);
  story.exchangeFaults.next("status-503", 1);
  const down = await phone.mail.check();
  story.equal("the phone waits and asks nobody", !down.ok && down.reason, "busy");
  await story.pass(2);
  story.check("then mail goes on", (await phone.mail.check()).ok);
});
