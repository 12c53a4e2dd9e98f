// Apple, "Over-the-Air Profile Delivery and Configuration": the phone shows the identity made into
// it, gets a certificate, and is given a profile that it alone can read. From then on the
// certificate proves the phone with every request, and its user name carries no token. iOS 3 and 4
// get the key inside the encrypted profile (their Exchange payload names no other), later systems
// make it themselves and never send it.
import { ACME, enrolByCertificate, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acmeByCertificate();
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Lunch?", body: "?" });
    const [root = ""] = (await story.admin.signingChain(ACME.name)).slice(-1);

    for (const system of ["3.1.3", "4.2.1", "17.0"] as const) {
      story.step(`Alice enrols a phone with ${system}.`);
      const phone = story.phone({ name: `iPhone ${system}`, system, trustedRoots: [root] });
      const outcome = await enrolByCertificate(phone, ACME.alice);
      story.check("the profile is installed", outcome.ok, JSON.stringify(outcome));
      const [profile] = phone.settings.profiles();
      story.equal(
        "it came encrypted and signed",
        [profile?.encrypted, profile?.trust],
        [true, "Verified"],
      );
      const [account] = phone.settings.accounts();
      story.equal("its user name carries no token", account?.user, "alice");
      story.equal(
        "two identities are on the phone: the enrolment's and the account's",
        phone.state.keychain.map(({ profile: owner }) => owner),
        [profile?.identifier, profile?.identifier],
      );
      const checked = await phone.mail.check();
      story.check("mail can be read", checked.ok, JSON.stringify(checked));
      story.equal(
        "the mail is there",
        phone.mail.messages().map(({ subject }) => subject),
        ["Lunch?"],
      );
    }

    story.step("The administrator looks.");
    const devices = await story.admin.devices(ACME.name);
    story.equal(
      "each phone is known, proven by its certificate",
      devices.map(({ user, proof }) => [user, proof]),
      Array(3).fill(["alice", "certificate"]),
    );
    const issued = await story.admin.certificates(ACME.name, "state=valid");
    story.equal(
      "two certificates a phone, each for its own door",
      issued.map(({ purpose, delivery, user }) => [purpose, delivery, user].join()).sort(),
      [
        ...Array(3).fill("enrolment,scep,alice"),
        ...Array(2).fill("exchange,profile,alice"),
        "exchange,scep,alice",
      ].sort(),
    );
    story.check(
      "Exchange was asked with Alice's own login",
      story.exchange.requests.every(({ login }) => login === "ACME\\alice"),
    );

    story.step("Somebody with her password and no certificate tries by hand.");
    const stranger = story.phone({ name: "Another iPhone", system: "4.2.1" });
    const byHand = await stranger.settings.addExchangeAccount({
      ...{ email: "alice@acme.example.com", server: ACME.host, user: "alice", ssl: true },
      password: ACME.alice.password,
    });
    story.check("the phone is refused", !byHand.ok, JSON.stringify(byHand));
    const [refusal] = await story.admin.refusals(ACME.name);
    story.equal("the reason is recorded", refusal?.reason, "certificate-missing");

    story.step("The tenant changes to certificates alone: Exchange trusts whom Provost names.");
    await story.admin.saveAdapter(ACME.name, { clientCertificates: "alone" });
    await story.admin.restartAdapter(ACME.name);
    const bobs = story.phone({ name: "Bob's iPhone", system: "17.0", trustedRoots: [root] });
    await walkToProfile(bobs, ACME.bob);
    const outcome = await bobs.installer.install({ passcode: "417290" });
    story.check(
      "Bob's phone is set up, and he typed no password into it",
      outcome.ok,
      JSON.stringify(outcome),
    );
    story.equal("it keeps none", bobs.settings.accounts()[0]?.password, "");
    story.exchange.deliver("bob", { from: "alice@acme.example.com", subject: "Hello", body: "!" });
    const checked = await bobs.mail.check();
    story.check("mail can be read", checked.ok, JSON.stringify(checked));
    story.equal(
      "his own",
      bobs.mail.messages().map(({ subject }) => subject),
      ["Hello"],
    );
    const sent = await bobs.mail.send({ to: "alice@acme.example.com", subject: "Re", body: "!" });
    story.check("and sent", sent.ok, JSON.stringify(sent));
    await story.pass(30);
    story.check("also half an hour later", (await bobs.mail.check()).ok);
    const last = story.exchange.requests.at(-1);
    story.equal("Exchange knew him by his name", [last?.login, last?.status], ["ACME\\bob", 200]);
  },
  { trustsIdentitiesOf: ACME.origin },
);
