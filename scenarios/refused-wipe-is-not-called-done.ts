// MS-ASPROV 2.2.2.54.2, 3.2.5.1.2.2: a phone that could not be erased says so (Status 2). That is on record as a refusal,
// nobody calls it wiped, it gets no data, and the order waits for it; what it says later counts.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const [device] = await story.admin.devices(ACME.name);
  const path = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
  const shown = async () => (await story.admin.call("GET", path)).body;

  story.step("The order reaches a phone that will not obey.");
  phone.pretend.refusesWipes = true;
  await story.admin.call("POST", `${path}/wipe`, { confirm: device?.deviceId });
  await story.pass(1);
  const refused = await phone.mail.check();
  story.check("it is not erased", !refused.ok && refused.reason !== "wiped");
  story.check("its account is still there", phone.settings.accounts().length === 1);
  const { device: after, wipeConfirmedFrom } = await shown();
  story.equal("the wipe is refused, not done", after.wipe.state, "refused");
  story.equal("nor will it be believed", wipeConfirmedFrom, undefined);

  story.step("It stays out, whatever it asks for.");
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Secret", body: "1" });
  const asked = story.exchange.requests.length;
  await story.pass(1);
  const out = await phone.mail.check();
  story.equal("403", !out.ok && out.status, 403);
  story.equal("no command reached Exchange", story.exchange.requests.length, asked);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("the reason is on record", refusal?.reason, "wipe-refused");

  story.step("The administrator orders it once more, and it obeys.");
  phone.pretend.refusesWipes = false;
  const again = await story.admin.call("POST", `${path}/wipe`, { confirm: device?.deviceId });
  story.equal("the order is taken", again.status, 200);
  await story.pass(1);
  const erased = await phone.mail.check();
  story.equal("the phone is erased", !erased.ok && erased.reason, "wiped");
  const last = await shown();
  story.equal("now it is done", last.device.wipe.state, "acknowledged");
  story.check("and believed after a week of silence", last.wipeConfirmedFrom > story.clock.now());
  const steps = last.events
    .map(({ event }: { event: string }) => event)
    .filter((event: string) => event.startsWith("wipe-"))
    .reverse();
  story.equal("every step is in its life", steps, [
    "wipe-requested",
    "wipe-armed",
    "wipe-ordered",
    "wipe-refused",
    "wipe-requested",
    "wipe-armed",
    "wipe-ordered",
    "wipe-acknowledged",
  ]);
});
