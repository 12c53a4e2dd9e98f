// A token proves a profile, and a user who reads it in Settings can type the account again without the profile and its
// restrictions. What shows it (docs/decisions/0019): FolderSync 0 without a policy key on a phone that acknowledged its
// policy with this very token. It is recorded, and where the tenant says so, refused until a new profile is installed.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ policy: { easPasswordEnabled: true, easMinPasswordLength: 6 } });
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  phone.settings.setPasscode("417290");
  await provision(phone, ACME.alice);
  story.check("mail works", (await phone.mail.check()).ok);
  const device = async () => {
    const [known] = await story.admin.devices(ACME.name);
    const at = `/tenants/${ACME.name}/devices/alice/${known?.deviceId}`;
    return (await story.admin.call("GET", at)).body;
  };
  const timesMadeAnew = async () => {
    const { events } = await device();
    return events.filter(({ event }: { event: string }) => event === "account-made-anew").length;
  };
  const [made] = phone.settings.accounts();
  const byHand = {
    email: "alice@acme.example.com",
    server: ACME.host,
    user: made?.user ?? "",
    password: ACME.alice.password,
    ssl: true,
  };
  const typeAnew = async () => {
    for (const { identifier } of phone.settings.profiles())
      phone.settings.removeProfile(identifier);
    for (const { id } of phone.settings.accounts()) phone.settings.deleteAccount(id);
    return phone.settings.addExchangeAccount(byHand);
  };

  story.step(
    "What a phone does by itself is no new account: it fetches for days, and switches off and on.",
  );
  for (let day = 0; day < 3; day++) {
    await story.pass(24 * 60);
    phone.powerCycle();
    story.check("mail works", (await phone.mail.check()).ok);
  }
  story.equal("nothing is recorded", await timesMadeAnew(), 0);

  story.step("Alice removes the profile and types the account again, token and all.");
  const again = await typeAnew();
  story.check("it works", again.ok, JSON.stringify(again));
  story.equal("it is recorded in the device's life, once", await timesMadeAnew(), 1);

  story.step("The tenant refuses that from now on, and she does it once more.");
  await story.admin.saveAdapter(ACME.name, { retypedToken: "refuse" });
  await story.admin.restartAdapter(ACME.name);
  await story.pass(5);
  story.check("what was only recorded goes on", (await phone.mail.check()).ok);
  const refused = await typeAnew();
  story.equal("it is refused", refused.ok || refused.status, 403);
  story.equal("it is recorded again", await timesMadeAnew(), 2);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("with its reason", refusal?.reason, "token-retyped");
  await story.pass(10);
  const later = await phone.mail.check();
  story.equal("and stays refused", !later.ok && later.status, 403);

  story.step("She installs a profile again.");
  for (const { id } of phone.settings.accounts()) phone.settings.deleteAccount(id);
  await provision(phone, ACME.alice);
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("and arrives", phone.mail.messages().length, 1);
  story.equal("nothing more was recorded", await timesMadeAnew(), 2);
});
