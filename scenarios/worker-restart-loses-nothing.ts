// All state lives in Durable Objects: a new deployment in the middle of a user's walk or of a
// device's life loses nothing that was answered.
import { ACME, type Story, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

  story.step("The Worker restarts between the download and the first mail.");
  await walkToProfile(phone, ACME.alice);
  await story.restartWorker();
  const outcome = await phone.installer.install({
    password: ACME.alice.password,
    passcode: "417290",
  });
  story.check("the profile's token is still good", outcome.ok, JSON.stringify(outcome));
  story.check("mail works", (await phone.mail.check()).ok);

  story.step("It restarts again.");
  const chain = await story.admin.signingChain(ACME.name);
  await story.restartWorker();
  story.check("mail still works", (await phone.mail.check()).ok);
  story.equal("the device is known", (await story.admin.devices(ACME.name)).length, 1);
  story.equal("the signing identity is the same", await story.admin.signingChain(ACME.name), chain);
  await walkToProfile(phone, ACME.alice);
  const again = await phone.installer.install({ password: ACME.alice.password });
  story.equal("and the phone takes its next profile for the old one's heir", replaced(again), true);
  story.check("the alias, the policy and the token are still known", (await phone.mail.check()).ok);

  story.step("It restarts while a Ping is held.");
  const held = phone.mail.push();
  await story.until("the Ping is held", () =>
    story.exchange.requests.some(({ command }) => command === "Ping"),
  );
  await story.restartWorker();
  story.check("the phone's Ping breaks", !(await held).ok);
  const waiting = phone.mail.push();
  const pings = () => story.exchange.requests.filter(({ command }) => command === "Ping").length;
  await story.until("the phone's next Ping is held", () => pings() >= 2);
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Two", body: "2" });
  story.check("and is answered", (await waiting).ok);
  story.equal(
    "nothing was lost",
    phone.mail
      .messages()
      .map(({ subject }) => subject)
      .sort(),
    ["One", "Two"],
  );
});

type Installed = Awaited<ReturnType<ReturnType<Story["phone"]>["installer"]["install"]>>;

const replaced = (outcome: Installed) => outcome.ok && outcome.replaced;
