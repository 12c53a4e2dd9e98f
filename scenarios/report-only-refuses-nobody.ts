// An adapter that only reports decides and records, and lets through: an administrator sees for a
// week whom "Allow only iOS devices that have been provisioned" would refuse, before it does. Blocks
// hold all the same.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ adapter: { reportOnly: true } });
  story.exchange.deliver("bob", { from: "alice@acme.example.com", subject: "One", body: "1" });
  const proven = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(proven, ACME.alice);
  const byHand = story.phone({ name: "Bob's iPhone", system: "3.1.3" });
  const android = story.phone({ name: "Bob's other phone", system: "4.2.1" });
  Object.assign(android.state.pretend, {
    deviceType: "Android",
    deviceId: "androidc259148960",
    userAgent: "Android-Mail/2.3",
  });
  for (const phone of [byHand, android])
    await phone.settings.addExchangeAccount({
      email: "bob@acme.example.com",
      server: ACME.host,
      user: "bob",
      password: ACME.bob.password,
      ssl: true,
    });
  const refusals = async () =>
    (await story.admin.call("GET", `/tenants/${ACME.name}/refusals`)).body;

  story.step("An account made by hand, and another kind of client.");
  for (const phone of [byHand, android]) {
    story.check("mail works", (await phone.mail.check()).ok);
    story.equal("and arrives", phone.mail.messages().length, 1);
  }
  const { newest, counts } = await refusals();
  const shown = newest.map(({ reason, letThrough }: Record<string, unknown>) => [
    reason,
    letThrough,
  ]);
  story.check("what would have been refused is recorded", shown.length >= 2, JSON.stringify(shown));
  for (const reason of ["token-missing", "other-client-denied"])
    story.check(
      `${reason} is among it, and let through`,
      shown.some(([one, passed]: unknown[]) => one === reason && passed === true),
      JSON.stringify(shown),
    );
  story.check(
    "and nothing was refused",
    counts.every(({ letThrough }: Record<string, unknown>) => letThrough === true),
    JSON.stringify(counts),
  );

  story.step("A blocked device is refused although the adapter only reports.");
  const devices = await story.admin.devices(ACME.name);
  const id = devices.find(({ user }) => user === "alice")?.deviceId;
  await story.admin.call("POST", `/tenants/${ACME.name}/devices/alice/${id}/block`);
  await story.pass(1);
  const outcome = await proven.mail.check();
  story.equal("it gets 403", !outcome.ok && outcome.status, 403);

  story.step("The adapter enforces from now on.");
  await story.admin.saveAdapter(ACME.name, { reportOnly: false });
  await story.admin.restartAdapter(ACME.name);
  await story.pass(1);
  story.check("who has no proof is refused", !(await byHand.mail.check()).ok);
});
