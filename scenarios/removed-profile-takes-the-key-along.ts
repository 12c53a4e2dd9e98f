// What a provisioning token cannot prove: a user who reads it in Settings, removes the profile and
// types it by hand looks the same. A certificate's key cannot be read, and it goes with the profile
// that brought it: the account made by hand is not let in any more.
import { ACME, enrolByCertificate, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acmeByCertificate();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  const outcome = await enrolByCertificate(phone, ACME.alice);
  story.check("the profile is installed", outcome.ok, JSON.stringify(outcome));
  story.check("mail can be read", (await phone.mail.check()).ok);
  story.equal("two keys are in the keychain", phone.state.keychain.length, 2);
  const [account] = phone.settings.accounts();

  story.step("Alice removes the profile.");
  const [profile] = phone.settings.profiles();
  story.check("it goes", phone.settings.removeProfile(profile?.identifier ?? "").ok);
  story.equal("its keys went along", phone.state.keychain.length, 0);
  story.equal("and the mail", phone.mail.messages().length, 0);

  story.step("She makes the account again by hand, word for word, on the same phone.");
  const byHand = await phone.settings.addExchangeAccount({
    ...{ email: "alice@acme.example.com", server: ACME.host, ssl: true },
    user: account?.user ?? "",
    password: ACME.alice.password,
  });
  story.check("she is refused", !byHand.ok, JSON.stringify(byHand));
  story.equal("no mail came", phone.mail.messages().length, 0);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("the reason is recorded", refusal?.reason, "certificate-missing");

  story.step("She takes her profile again.");
  phone.settings.deleteAccount(byHand.ok ? byHand.id : (byHand.id ?? ""));
  const again = await enrolByCertificate(phone, ACME.alice);
  story.check("it is installed", again.ok, JSON.stringify(again));
  story.check("mail can be read again", (await phone.mail.check()).ok);
  story.equal("it is the same device", (await story.admin.devices(ACME.name)).length, 1);
});
