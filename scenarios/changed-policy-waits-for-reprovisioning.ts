// mSuite guide: changed iOS profile settings reach a device only when it is provisioned again (an
// iOS restriction).
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ policy: { allowCamera: true } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const [before] = await story.admin.devices(ACME.name);

  story.step("The administrator forbids the camera and locks the policy.");
  await story.admin.editPolicy(ACME.name, { allowCamera: false });
  const current = await story.admin.lockPolicy(ACME.name);
  await story.pass(10);
  story.check("mail goes on", (await phone.mail.check()).ok);
  story.equal(
    "the camera is still allowed",
    phone.settings.restrictions().allowCamera ?? true,
    true,
  );
  const [waiting] = await story.admin.devices(ACME.name);
  story.check(
    "the administrator sees the old version on the device",
    waiting?.policyVersion === before?.policyVersion && waiting?.policyVersion !== current,
  );

  story.step("Alice provisions again.");
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password });
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("now the camera is gone", phone.settings.restrictions().allowCamera, false);
  const [after] = await story.admin.devices(ACME.name);
  story.equal("the administrator sees the current version", after?.policyVersion, current);
});
