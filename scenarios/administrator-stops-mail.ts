// What an administrator forbids for a user or a device stops within seconds, with the reason on
// record, and nothing that was on the phone is deleted by it; a user who may not have mail gets a
// page that says so, and no profile.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const [device] = await story.admin.devices(ACME.name);
  const at = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
  const reason = async () => (await story.admin.refusals(ACME.name))[0]?.reason;

  story.step("The administrator blocks the device.");
  await story.admin.call("POST", `${at}/block`);
  await story.pass(1);
  const blocked = await phone.mail.check();
  story.equal("it is refused", !blocked.ok && blocked.status, 403);
  story.equal("the reason is recorded", await reason(), "device-blocked");
  story.equal("its mail stays on the phone", phone.mail.messages().length, 1);

  story.step("A new profile does not help.");
  await walkToProfile(phone, ACME.alice);
  await phone.installer.install({ password: ACME.alice.password });
  story.check("it is still refused", !(await phone.mail.check()).ok);

  story.step("The device is allowed again.");
  await story.admin.call("POST", `${at}/allow`);
  await story.pass(1);
  story.check("mail works", (await phone.mail.check()).ok);

  story.step("Alice may not use Exchange ActiveSync any more.");
  await story.admin.putUser(ACME.name, "alice", { easAllowed: false });
  await story.pass(1);
  story.check("her phone is refused", !(await phone.mail.check()).ok);
  story.equal("the reason is recorded", await reason(), "eas-not-allowed");
  await walkToProfile(phone, ACME.alice);
  story.equal("she gets no profile", phone.installer.screen, null);
  story.check("but a reason", phone.safari.page.text.includes("eas-not-allowed"));

  story.step("Bob is in no group.");
  await story.admin.call("PUT", `/tenants/${ACME.name}/default-group`, { group: null });
  const bobs = story.phone({ name: "Bob's iPhone", system: "3.1.3" });
  await walkToProfile(bobs, ACME.bob);
  story.equal("he gets no profile", bobs.installer.screen, null);
  story.check("but a reason", bobs.safari.page.text.includes("user-in-no-group"));
});
