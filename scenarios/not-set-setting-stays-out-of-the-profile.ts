// mSuite guide: a setting is Not Set, Set or Locked, and only what is Locked leaves the server. What
// is Not Set is in no profile and in no Provision document; what is only Set waits for its Lock.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ policy: { forcePIN: true, minLength: 4, easAllowCamera: false } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const payload = (kind: string) =>
    phone.settings.profiles()[0]?.payloads.find((one) => one.kind === kind)?.values;
  const names = (values: object | undefined) => Object.keys(values ?? {});

  story.step("The profile says what is Locked, and nothing else of the policy.");
  const passcode = payload("passcode");
  story.equal("the Locked values are there", [passcode?.forcePIN, passcode?.minLength], [true, 4]);
  story.check(
    "settings that are Not Set are not",
    !names(passcode).some((name) => ["pinHistory", "maxInactivity", "allowSimple"].includes(name)),
    names(passcode).join(", "),
  );
  story.equal("there are no restrictions at all", payload("restrictions"), undefined);
  story.equal(
    "Exchange's document forbids the camera",
    phone.settings.restrictions().allowCamera,
    false,
  );
  story.equal(
    "and asks for no passcode",
    phone.settings.passcodePolicy().maxFailedAttempts,
    undefined,
  );

  story.step("Two more are Set and not Locked: a new profile does not have them.");
  await story.admin.editPolicy(ACME.name, {
    pinHistory: 5,
    easMaxFailedAttempts: 6,
    easPasswordEnabled: true,
  });
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password });
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("no history in the profile", payload("passcode")?.pinHistory, undefined);
  story.equal(
    "no attempts from Exchange",
    phone.settings.passcodePolicy().maxFailedAttempts,
    undefined,
  );

  story.step("They are Locked, and one is taken back to Not Set.");
  await story.admin.editPolicy(ACME.name, { minLength: null });
  await story.admin.lockPolicy(ACME.name);
  await story.pass(1);
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password });
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("the history is there", payload("passcode")?.pinHistory, 5);
  story.equal("the length is not", payload("passcode")?.minLength, undefined);
  story.equal("Exchange's attempts hold", phone.settings.passcodePolicy().maxFailedAttempts, 6);
});
