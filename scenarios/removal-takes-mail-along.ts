// mSuite guide: removing the profile removes the account with its mail, contacts and calendars, and
// lifts the policy.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  story.fillBooks("alice");
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  story.equal("mail is on the phone", phone.mail.messages().length, 1);
  story.equal("contacts are", phone.mail.contacts().length, 1);
  story.equal("calendars are", phone.mail.events().length, 1);
  story.equal("the camera is gone", phone.settings.restrictions().allowCamera, false);
  story.equal("a passcode is demanded", phone.settings.passcodePolicy().forcePIN, true);

  story.step("Alice removes the profile in Settings.");
  const [profile] = phone.settings.profiles();
  story.check("it goes", phone.settings.removeProfile(profile?.identifier ?? "").ok);
  story.equal("the account is gone", phone.settings.accounts().length, 0);
  story.equal("its mail is gone", phone.mail.messages().length, 0);
  story.equal("its contacts are gone", phone.mail.contacts().length, 0);
  story.equal("its calendars are gone", phone.mail.events().length, 0);
  story.equal("no passcode is demanded", phone.settings.passcodePolicy().forcePIN ?? false, false);
  story.equal("the camera is back", phone.settings.restrictions().allowCamera ?? true, true);
  story.equal("Exchange still has the mail", story.exchange.messages("alice").length, 1);
});
