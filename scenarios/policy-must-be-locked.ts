// mSuite guide: provisioning works only when the Device Settings Policy is Locked.
import { ACME, scenario, walkToProfile } from "../simulator/scenario.ts";

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

  story.step("The administrator locks the policy.");
  await story.admin.lockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  story.check("now the profile is on the screen", phone.installer.screen !== null);

  story.step("Unlocked again, nobody gets a profile.");
  phone.installer.cancel();
  await story.admin.unlockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  story.equal("no profile arrives", phone.installer.screen, null);
});
