// Devices that Exchange knew before are imported with a grace date, so that switching the adapter on
// refuses nobody by surprise; afterwards they need a profile like all others.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

const DAY_MINUTES = 24 * 60;

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const known = story.phone({ name: "Alice's iPhone", system: "4.2.1", serial: "87837L1XY7H" });
  const stranger = story.phone({ name: "Alice's other phone", system: "4.2.1" });
  const csv = "User,DeviceId,DeviceType\nalice,Appl87837L1XY7H,iPhone\n";
  const imported = await story.admin.call("POST", `/tenants/${ACME.name}/known-devices`, {
    csv,
    graceDays: 7,
  });
  for (const phone of [known, stranger])
    await phone.settings.addExchangeAccount({
      email: "alice@acme.example.com",
      server: ACME.host,
      user: "alice",
      password: ACME.alice.password,
      ssl: true,
    });

  story.step("The phone that Exchange knew needs no profile for now.");
  story.equal("it was imported", [imported.status, imported.body.added], [200, 1]);
  story.check("mail works", (await known.mail.check()).ok);
  const [device] = await story.admin.devices(ACME.name);
  story.equal("the administrator sees why", device?.proof, "grace");
  const other = await stranger.mail.check();
  story.equal("another phone of hers is refused", !other.ok && other.status, 403);

  story.step("The grace is over.");
  await story.pass(7 * DAY_MINUTES);
  const out = await known.mail.check();
  story.equal("the phone is refused", !out.ok && out.status, 403);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("for want of a profile", refusal?.reason, "token-missing");

  story.step("She provisions.");
  for (const { id } of known.settings.accounts()) known.settings.deleteAccount(id);
  await provision(known, ACME.alice);
  story.equal("mail arrives", known.mail.messages().length, 1);
  const [after] = await story.admin.devices(ACME.name);
  story.equal("its proof is the token", after?.proof, "token");
});
