// Exchange's EASMaxDevices, at the gateway: the device that would be one too many is refused, with a reason that its user
// reads on /iphone together with the devices there are; those that are there stay. Forgetting one makes room.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ adapter: { maxDevicesPerUser: 2 } });
  const phones = ["Alice's iPhone", "Alice's iPod"].map((name) =>
    story.phone({ name, system: "4.2.1" }),
  );
  for (const phone of phones) await provision(phone, ACME.alice);
  const third = story.phone({ name: "Alice's new iPhone", system: "4.2.1" });

  story.step("Alice provisions a third phone.");
  await provision(third, ACME.alice).catch(() => undefined);
  const refused = await third.mail.check();
  story.equal("it is refused", !refused.ok && refused.status, 403);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("with its reason", [refusal?.reason, refusal?.user], ["too-many-devices", "alice"]);
  const devices = await story.admin.devices(ACME.name);
  story.equal("it is no device", devices.length, 2);
  for (const phone of phones) story.check("the others go on", (await phone.mail.check()).ok);

  story.step("She looks at /iphone.");
  const page = await third.safari.open(`${ACME.origin}/iphone`);
  const shown = JSON.stringify(page);
  story.check("it says why", shown.includes("You use as many devices as are allowed"));
  for (const { deviceId } of devices)
    story.check("and which there are", shown.includes(String(deviceId)));

  story.step("Another user is not concerned.");
  const bobs = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  await provision(bobs, ACME.bob);
  story.check("Bob's mail works", (await bobs.mail.check()).ok);

  story.step("The administrator forgets the iPod; the profile that was refused is good.");
  const at = `/tenants/${ACME.name}/devices/alice/${devices[1]?.deviceId}`;
  story.equal("it is forgotten", (await story.admin.call("DELETE", at)).status, 204);
  await story.pass(1);
  const outcome = await third.mail.check();
  story.check("the new phone gets in", outcome.ok, JSON.stringify(outcome));
});
