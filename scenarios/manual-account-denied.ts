// mSuite guide: with "Allow only iOS devices that have been provisioned", manually made accounts
// will be denied access. The same phone, provisioned, gets in.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

  story.step("Alice makes the account by hand, with her right password.");
  const account = await phone.settings.addExchangeAccount({
    email: "alice@acme.example.com",
    server: ACME.host,
    user: "alice",
    password: ACME.alice.password,
    ssl: true,
  });
  story.check("the phone cannot connect", !account.ok, JSON.stringify(account));
  await phone.mail.check();
  story.equal("no mail arrives", phone.mail.messages().length, 0);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal(
    "the reason is recorded",
    [refusal?.reason, refusal?.user],
    ["token-missing", "alice"],
  );

  story.step("A wrong password gets 401, and nothing is recorded.");
  const before = (await story.admin.refusals(ACME.name)).length;
  const stranger = story.phone({ name: "Stranger's iPhone", system: "4.2.1" });
  const wrong = await stranger.settings.addExchangeAccount({
    email: "alice@acme.example.com",
    server: ACME.host,
    user: "alice",
    password: "Herbst-2009",
    ssl: true,
  });
  story.equal("it is told of the password only", wrong.ok || wrong.status, 401);
  story.equal("no refusal was added", (await story.admin.refusals(ACME.name)).length, before);

  story.step("The same phone, refused a moment ago, with a wrong password.");
  const [mistyped] = phone.settings.accounts();
  phone.settings.changePassword(mistyped?.id ?? "", "Herbst-2009");
  const told = await phone.mail.check();
  story.equal("it is told of the password only", !told.ok && told.status, 401);

  story.step("She deletes the account and provisions.");
  for (const { id } of phone.settings.accounts()) phone.settings.deleteAccount(id);
  story.equal("no device is known yet", await story.admin.devices(ACME.name), []);
  await provision(phone, ACME.alice);
  story.equal("now mail arrives", phone.mail.messages().length, 1);
});
