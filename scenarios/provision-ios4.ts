// The main road: alias, sign-in, signed profile, iOS 4 installs it, and mail, contacts and calendar
// arrive. The password is typed into the phone and stands in no profile; the token in the user name
// proves the device.
import { ACME, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", {
    from: "bob@acme.example.com",
    subject: "Lunch?",
    body: "At noon.",
  });
  story.fillBooks("alice");
  const phone = story.phone({
    name: "Alice's iPhone",
    system: "4.2.1",
    trustedRoots: (await story.admin.signingChain(ACME.name)).slice(-1),
  });

  story.step("Alice walks from the switching center to her profile.");
  await walkToProfile(phone, ACME.alice);
  const screen = phone.installer.screen;
  story.equal("the install screen says who made it", screen?.organization, "Acme Ltd");
  story.equal("and that the signature is good", screen?.trust, "Verified");

  story.step("She installs it, types her password and chooses a passcode.");
  const outcome = await phone.installer.install({
    password: ACME.alice.password,
    passcode: "417290",
  });
  story.check("the profile is installed", outcome.ok, JSON.stringify(outcome));
  const checked = await phone.mail.check();
  story.check("mail can be read", checked.ok, JSON.stringify(checked));
  story.equal(
    "the mail is there",
    phone.mail.messages().map(({ subject }) => subject),
    ["Lunch?"],
  );
  story.equal("one contact came along", phone.mail.contacts().length, 1);
  story.equal("one event came along", phone.mail.events().length, 1);
  story.equal("iTunes is gone", phone.settings.restrictions().allowiTunes, false);

  story.step("The administrator looks.");
  const devices = await story.admin.devices(ACME.name);
  story.equal(
    "the device is known, with its proof",
    devices.map(({ user, proof }) => [user, proof]),
    [["alice", "token"]],
  );
  story.check(
    "Exchange saw its own login form and no token",
    story.exchange.requests.every(({ login }) => login === "ACME\\alice"),
    JSON.stringify(story.exchange.requests.map(({ login }) => login)),
  );
  story.check(
    "no profile on the phone holds the password",
    !JSON.stringify(phone.state.profiles).includes(ACME.alice.password),
  );
});
