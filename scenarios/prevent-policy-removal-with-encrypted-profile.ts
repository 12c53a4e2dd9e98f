// Apple, iPhone OS Enterprise Deployment Guide 3.1, p. 71: a profile with PayloadRemovalDisallowed is
// not deleted by its user. The key stands outside of what is encrypted, and the removal password
// inside: nobody but the phone reads it, and the profile can still be replaced by its signer, by
// hand or by itself when it expires.
import { ACME, enrolByCertificate, scenario } from "../simulator/scenario.ts";

const PASSWORD = "leave-Acme-2031";

export default scenario(async (story) => {
  await story.acmeByCertificate({ policy: { forcePIN: true, preventPolicyRemoval: "yes" } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  const outcome = await enrolByCertificate(phone, ACME.alice);
  story.check("the profile is installed", outcome.ok, JSON.stringify(outcome));
  const installed = () => phone.settings.profiles()[0];
  story.equal("it came encrypted", installed()?.encrypted, true);

  story.step("Alice tries to remove it.");
  const removed = phone.settings.removeProfile(installed()?.identifier ?? "");
  story.equal("the phone does not let her", removed.ok || removed.reason, "removal-disallowed");
  story.equal("its keys are there", phone.state.keychain.length, 2);
  story.check("mail works", (await phone.mail.check()).ok);

  story.step("The administrator allows removal with a password; Alice takes the profile anew.");
  await story.admin.editPolicy(ACME.name, {
    preventPolicyRemoval: "with-password",
    removalPassword: PASSWORD,
  });
  await story.admin.lockPolicy(ACME.name);
  const heard = phone.network.listen();
  const again = await enrolByCertificate(phone, ACME.alice);
  story.check("its own signer replaces it", again.ok, JSON.stringify(again));
  story.equal("it is one profile", phone.settings.profiles().length, 1);
  story.equal("with the keys of the new one alone", phone.state.keychain.length, 2);
  const answers = heard().map(({ body }) => Buffer.from(body).toString("latin1"));
  story.check(
    "profiles went over the air, and none showed the removal password",
    answers.some((text) => text.includes("EncryptedPayloadContent")) &&
      answers.every((text) => !text.includes(PASSWORD)),
  );

  story.step("The profile expires, and replaces itself although it is locked.");
  await story.pass(336 * 24 * 60);
  const renewed = await phone.installer.renewExpired();
  story.equal(
    "it is there anew",
    renewed.map(({ ok }) => ok),
    [true],
  );
  story.check("mail works", (await phone.mail.check()).ok);

  story.step("Alice leaves.");
  const identifier = installed()?.identifier ?? "";
  const guess = phone.settings.removeProfile(identifier, "guess");
  story.equal("a guess does not remove it", guess.ok || guess.reason, "removal-password-wrong");
  story.check("the password does", phone.settings.removeProfile(identifier, PASSWORD).ok);
  story.equal("no key is left", phone.state.keychain.length, 0);
});
