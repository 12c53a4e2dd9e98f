// A wiped phone, found again, is blocked until an administrator allows it, and its old profile is
// void even then: it needs a new one. A wipe that was taken back in time changes nothing.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const [device] = await story.admin.devices(ACME.name);
  const at = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
  const wipe = () => story.admin.call("POST", `${at}/wipe`, { confirm: device?.deviceId });
  const reason = async () => (await story.admin.refusals(ACME.name))[0]?.reason;
  const oldAccount = phone.settings.accounts()[0];

  story.step("A wipe is ordered and taken back before the phone came by.");
  await wipe();
  story.equal("it can be taken back", (await story.admin.call("DELETE", `${at}/wipe`)).status, 200);
  await story.pass(1);
  story.check("the phone never heard of it", (await phone.mail.check()).ok);

  story.step("It is ordered again, and done.");
  await wipe();
  await story.pass(1);
  const erased = await phone.mail.check();
  story.equal("the phone is erased", !erased.ok && erased.reason, "wiped");
  story.equal(
    "too late to take back",
    (await story.admin.call("DELETE", `${at}/wipe`)).status,
    409,
  );

  story.step("The phone is found, and Alice provisions it.");
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password, passcode: "417290" });
  const out = await phone.mail.check();
  story.equal("it stays out", !out.ok && out.status, 403);
  story.equal("the reason is recorded", await reason(), "device-wiped");
  const [blocked] = await story.admin.devices(ACME.name);
  story.equal("the administrator sees it blocked", blocked?.state, "blocked");

  story.step("Somebody restores the old account, and the administrator allows the device.");
  await story.admin.call("POST", `${at}/allow`);
  await story.pass(1);
  const restored = phone.settings.accounts()[0];
  Object.assign(restored ?? {}, { user: oldAccount?.user });
  const old = await phone.mail.check();
  story.equal("the old token is void", !old.ok && old.status, 403);
  story.equal("for this reason", await reason(), "token-superseded");

  story.step("A new profile is what it takes.");
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password });
  story.check("mail works", (await phone.mail.check()).ok);
  const [back] = await story.admin.devices(ACME.name);
  story.equal(
    "the device is active, and its wipe is over",
    [back?.state, back?.wipe],
    ["active", undefined],
  );
});
