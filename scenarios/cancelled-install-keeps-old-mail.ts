// An older handout of a device dies only when the newer one is used: a cancelled installation must
// not end mail.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);

  story.step("Alice fetches a new profile and cancels on the install screen.");
  await walkToProfile(phone, ACME.alice);
  story.check("the profile is on the screen", phone.installer.screen !== null);
  phone.installer.cancel();
  await story.pass(1);
  story.exchange.deliver("alice", {
    from: "bob@acme.example.com",
    subject: "Still?",
    body: "Yes.",
  });
  story.check("mail still works", (await phone.mail.check()).ok);
  story.equal("with the old profile's token", phone.mail.messages().length, 1);

  story.step("She fetches another and installs it.");
  const old = phone.settings.accounts()[0]?.user ?? "";
  await provision(phone, ACME.alice);
  story.check("it has a token of its own", phone.settings.accounts()[0]?.user !== old);

  story.step("A day later the old token, typed in by hand, is of no use.");
  await story.pass(24 * 60);
  const clone = story.phone({
    name: "Alice's iPhone, by hand",
    system: "4.2.1",
    serial: phone.state.serial,
  });
  const outcome = await clone.settings.addExchangeAccount({
    email: "alice@acme.example.com",
    server: ACME.host,
    user: old,
    password: ACME.alice.password,
    ssl: true,
  });
  story.check("it is refused", !outcome.ok, JSON.stringify(outcome));
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("because a newer one was used", refusal?.reason, "token-superseded");
});
