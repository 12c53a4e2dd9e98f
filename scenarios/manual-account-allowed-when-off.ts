// Exchange Adapter: with "Allow only iOS devices that have been provisioned" off, a manually made
// account works. A saved setting runs only after the adapter is restarted.
import { ACME, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "3.1.3" });
  await phone.settings.addExchangeAccount({
    email: "alice@acme.example.com",
    server: ACME.host,
    user: "alice",
    password: ACME.alice.password,
    ssl: true,
  });

  story.step("The administrator clears the box and saves.");
  await story.admin.saveAdapter(ACME.name, { onlyProvisioned: false });
  await story.pass(1);
  await phone.mail.check();
  story.equal("saved is not running: still no mail", phone.mail.messages().length, 0);

  story.step("The adapter is restarted.");
  await story.admin.restartAdapter(ACME.name);
  await story.pass(1);
  story.check("now the phone gets in", (await phone.mail.check()).ok);
  story.equal("mail arrives", phone.mail.messages().length, 1);
  story.equal(
    "the device is known, without proof",
    (await story.admin.devices(ACME.name)).map(({ user, proof }) => [user, proof]),
    [["alice", "none"]],
  );
});
