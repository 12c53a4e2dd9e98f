// mSuite guide: settings of the Exchange Adapter are saved, and run only after Restart adapter;
// before that the administrator sees whom they would refuse.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ adapter: { onlyProvisioned: false } });
  story.exchange.deliver("bob", { from: "alice@acme.example.com", subject: "One", body: "1" });
  const provisioned = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(provisioned, ACME.alice);
  const byHand = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  await byHand.settings.addExchangeAccount({
    email: "bob@acme.example.com",
    server: ACME.host,
    user: "bob",
    password: ACME.bob.password,
    ssl: true,
  });
  await byHand.mail.check();
  const adapter = async () => (await story.admin.call("GET", `/tenants/${ACME.name}/adapter`)).body;

  story.step("The box is ticked and saved: nothing changes for anybody.");
  await story.admin.saveAdapter(ACME.name, { onlyProvisioned: true });
  await story.pass(10);
  story.check("the provisioned phone works", (await provisioned.mail.check()).ok);
  story.check("so does the one made by hand", (await byHand.mail.check()).ok);
  const { saved, running, differs } = await adapter();
  story.equal(
    "saved and running differ, and it is said in what",
    [saved.onlyProvisioned, running.onlyProvisioned, differs],
    [true, false, ["onlyProvisioned"]],
  );

  story.step("The administrator is told beforehand whom it would refuse, by name.");
  const effect = (await story.admin.call("GET", `/tenants/${ACME.name}/adapter/effect`)).body;
  const refused = effect.devices.map(({ user }: { user: string }) => user);
  story.equal("Bob, and nobody else", [effect.count, refused], [1, ["bob"]]);

  story.step("The adapter is restarted.");
  await story.admin.restartAdapter(ACME.name);
  await story.pass(1);
  story.check("the provisioned phone works", (await provisioned.mail.check()).ok);
  const out = await byHand.mail.check();
  story.equal("the other is refused", !out.ok && out.status, 403);
  story.equal("nothing on it is deleted", byHand.mail.messages().length, 1);
  story.equal("saved and running agree", (await adapter()).differs, []);
});
