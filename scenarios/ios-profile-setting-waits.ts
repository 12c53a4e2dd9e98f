// mSuite guide: changed iOS profile settings wait until the device is provisioned again (an iOS
// restriction), while Exchange ActiveSync security settings do not; each family is Locked on its
// own.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ policy: { forcePIN: true, allowiTunes: true, easAllowCamera: true } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const device = async () => (await story.admin.devices(ACME.name))[0];
  const before = await device();
  const policy = `/tenants/${ACME.name}/groups/everyone/policy`;

  story.step("Both families change, and only the iOS profile is Locked.");
  await story.admin.editPolicy(ACME.name, { allowiTunes: false, easAllowCamera: false });
  const profile = await story.admin.call("POST", `${policy}/lock`, { families: ["ios-profile"] });
  const current = profile.body.locked["ios-profile"].version;
  await story.pass(10);
  story.check("mail goes on", (await phone.mail.check()).ok);
  story.equal("iTunes is still there", phone.settings.restrictions().allowiTunes ?? true, true);
  story.equal("and so is the camera", phone.settings.restrictions().allowCamera ?? true, true);
  const waiting = await device();
  story.check(
    "the administrator sees the old version of the profile on the device",
    waiting?.policyVersion === before?.policyVersion && waiting?.policyVersion !== current,
  );
  story.equal(
    "the security family is what it was",
    waiting?.easPolicyVersion,
    before?.easPolicyVersion,
  );

  story.step("The security family is Locked: it does not wait.");
  await story.admin.call("POST", `${policy}/lock`, { families: ["eas-security"] });
  await story.pass(1);
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("the camera is gone", phone.settings.restrictions().allowCamera, false);
  story.equal("iTunes is still there", phone.settings.restrictions().allowiTunes ?? true, true);

  story.step("Alice provisions again.");
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password });
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("now iTunes is gone, too", phone.settings.restrictions().allowiTunes, false);
  story.equal("the administrator sees it", (await device())?.policyVersion, current);
});
