// Apple, iPhone OS Enterprise Deployment Guide 3.1, p. 71: PayloadRemovalDisallowed keeps the user
// from deleting the profile; it can still be updated by one with the same identifier and signer.
// With a removal password it goes with it.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ policy: { forcePIN: true, preventPolicyRemoval: "yes" } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);

  story.step("Alice tries to remove the profile.");
  const [profile] = phone.settings.profiles();
  story.check(
    "the phone does not let her",
    !phone.settings.removeProfile(profile?.identifier ?? "").ok,
  );
  story.equal("it is still installed", phone.settings.profiles().length, 1);

  story.step("The administrator allows removal with a password; Alice provisions again.");
  await story.admin.editPolicy(ACME.name, {
    preventPolicyRemoval: "with-password",
    removalPassword: "leave-Acme",
  });
  await story.admin.lockPolicy(ACME.name);
  await walkToProfile(phone, ACME.alice);
  const outcome = await phone.installer.install({ password: ACME.alice.password });
  story.check(
    "the locked profile can be updated by its own signer",
    outcome.ok,
    JSON.stringify(outcome),
  );
  const identifier = phone.settings.profiles()[0]?.identifier ?? "";
  story.check(
    "a wrong password does not remove it",
    !phone.settings.removeProfile(identifier, "guess").ok,
  );
  story.check("the right one does", phone.settings.removeProfile(identifier, "leave-Acme").ok);
  story.equal("nothing is left", phone.settings.profiles().length, 0);
});
