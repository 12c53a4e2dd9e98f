// mSuite guide: on iOS 4 a new profile replaces the old one in place; the account's mail, contacts
// and calendars are removed and loaded again.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  story.fillBooks("alice");
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const before = phone.settings.profiles();

  story.step("The administrator changes the policy and locks it; Alice provisions again.");
  await story.admin.editPolicy(ACME.name, { allowYouTube: false });
  await story.admin.lockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  const outcome = await phone.installer.install({ password: ACME.alice.password });
  story.check("the new profile replaces the old one", outcome.ok, JSON.stringify(outcome));
  story.equal("there is still one profile", phone.settings.profiles().length, 1);
  story.equal(
    "with the same identifier",
    phone.settings.profiles()[0]?.identifier,
    before[0]?.identifier,
  );
  story.equal("mail is gone", phone.mail.messages().length, 0);
  story.equal("contacts are gone", phone.mail.contacts().length, 0);
  story.equal("calendars are gone", phone.mail.events().length, 0);

  story.step("The phone checks mail.");
  story.check("the new token is accepted", (await phone.mail.check()).ok);
  story.equal("mail is back", phone.mail.messages().length, 1);
  story.equal("contacts are back", phone.mail.contacts().length, 1);
  story.equal("calendars are back", phone.mail.events().length, 1);
  story.equal("YouTube is gone", phone.settings.restrictions().allowYouTube, false);
  story.equal("it is still one device", (await story.admin.devices(ACME.name)).length, 1);
});
