// A provisioning token is bound to the first DeviceId that uses it; carried to another phone it
// proves nothing.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const login = phone.settings.accounts()[0]?.user ?? "";

  story.step("Alice reads the user name in Settings and types it into a second phone.");
  const second = story.phone({ name: "Second iPhone", system: "4.2.1" });
  const outcome = await second.settings.addExchangeAccount({
    email: "alice@acme.example.com",
    server: ACME.host,
    user: login,
    password: ACME.alice.password,
    ssl: true,
  });
  story.check("the second phone is refused", !outcome.ok, JSON.stringify(outcome));
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("the reason is recorded", refusal?.reason, "token-on-another-device");

  story.step("Bob tries Alice's token with his own account.");
  const bobs = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  const borrowed = await bobs.settings.addExchangeAccount({
    email: "bob@acme.example.com",
    server: ACME.host,
    user: login.replace("alice", "bob"),
    password: ACME.bob.password,
    ssl: true,
  });
  story.check("he is refused", !borrowed.ok, JSON.stringify(borrowed));
  const [stolen] = await story.admin.refusals(ACME.name);
  story.equal(
    "because it is Alice's",
    [stolen?.reason, stolen?.user],
    ["token-of-another-user", "bob"],
  );

  story.step("Alice invents a token for an iPod.");
  const ipod = story.phone({ name: "Alice's iPod", system: "4.2.1", deviceKind: "iPod" });
  const invented = await ipod.settings.addExchangeAccount({
    email: "alice@acme.example.com",
    server: ACME.host,
    user: `${"A7".repeat(13)}\\alice`,
    password: ACME.alice.password,
    ssl: true,
  });
  story.check("it is refused", !invented.ok, JSON.stringify(invented));
  const [unknown] = await story.admin.refusals(ACME.name);
  story.equal("because nobody handed it out", unknown?.reason, "token-unknown");

  story.step("Alice's own phone is not disturbed.");
  story.check("her mail works", (await phone.mail.check()).ok);
  story.equal("one device is known", (await story.admin.devices(ACME.name)).length, 1);
});
