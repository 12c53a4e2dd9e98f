// mSuite guide: provisioning works only when the Device Settings Policy is Locked.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ lock: false });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

  story.step("The policy is only a draft. Alice signs in.");
  await walkToProfile(phone, ACME.alice);
  story.equal("no profile arrives", phone.installer.screen, null);
  story.check(
    "the page names the reason for her help desk",
    phone.safari.page.text.includes("policy-not-locked"),
    phone.safari.page.text,
  );

  story.step("A stranger with a wrong password learns nothing of that.");
  const stranger = story.phone({ name: "Stranger's iPhone", system: "4.2.1" });
  await walkToProfile(stranger, { user: "alice", password: "guessed" });
  story.check("the server asks for the password again", stranger.safari.page.prompt !== null);
  stranger.safari.cancelSignIn();
  story.equal("and says so, not more", stranger.safari.page.status, 401);
  story.check(
    "the policy is not mentioned",
    !stranger.safari.page.text.includes("policy"),
    stranger.safari.page.text,
  );

  story.step("The administrator locks the policy.");
  await story.admin.lockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  story.check("now the profile is on the screen", phone.installer.screen !== null);
  phone.installer.cancel();

  story.step("An edit that is not Locked reaches nobody.");
  await story.admin.editPolicy(ACME.name, { allowiTunes: true });
  await provision(phone, ACME.alice);
  story.equal("iTunes is gone all the same", phone.settings.restrictions().allowiTunes, false);

  story.step("Unlocked again, nobody gets a profile.");
  await story.admin.unlockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  story.equal("no profile arrives", phone.installer.screen, null);
  story.check("for the same reason", phone.safari.page.text.includes("policy-not-locked"));
  await story.pass(10);
  story.check("the phones that have one keep their mail", (await phone.mail.check()).ok);
});
