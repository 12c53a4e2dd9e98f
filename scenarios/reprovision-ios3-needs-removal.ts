// Apple, iPhone OS Enterprise Deployment Guide 3.1, p. 33: a profile with Exchange settings must be
// removed before a new one with the same identifier can be installed. mSuite guide: iOS 3 users
// remove the old profile first.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "3.1.3" });
  await provision(phone, ACME.alice);

  story.step("A new policy; Alice installs over the old profile.");
  await story.admin.editPolicy(ACME.name, { allowCamera: true });
  await story.admin.lockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  const refused = await phone.installer.install({ password: ACME.alice.password });
  story.check("iPhone OS 3 refuses", !refused.ok);
  story.equal("the old profile stays", phone.settings.profiles().length, 1);
  story.check("and its mail still works", (await phone.mail.check()).ok);

  story.step("She removes the old profile first.");
  const [profile] = phone.settings.profiles();
  story.check("it can be removed", phone.settings.removeProfile(profile?.identifier ?? "").ok);
  story.equal("its mail goes with it", phone.mail.messages().length, 0);
  await walkToProfile(phone, ACME.alice);
  const outcome = await phone.installer.install({ password: ACME.alice.password });
  story.check("now the new one goes in", outcome.ok, JSON.stringify(outcome));
  story.check("and mail works", (await phone.mail.check()).ok);
  story.equal("the mail is back", phone.mail.messages().length, 1);
  story.equal(
    "the camera is allowed again",
    phone.settings.restrictions().allowCamera ?? true,
    true,
  );
});
