// The mission in one story: from an alias to a mailbox, without an app and without manual settings,
// on iPhone OS 3 and iOS 4; and mSuite's "Allow only iOS devices that have been provisioned"
// refuses the same phones' manual accounts.
import { ACME, type Story, scenario, walkHome } from "../simulator/scenario.ts";

const PHONES = [
  { who: "Alice", system: "3.1.3", person: ACME.alice, colleague: ACME.bob },
  { who: "Bob", system: "4.2.1", person: ACME.bob, colleague: ACME.alice },
] as const;

export default scenario(async (story) => {
  await story.acme();
  for (const user of ["alice", "bob"]) {
    story.exchange.deliver(user, {
      from: "it@acme.example.com",
      subject: "Welcome",
      body: "Your phone is set up.",
    });
    story.fillBooks(user);
  }
  const roots = (await story.admin.signingChain(ACME.name)).slice(-1);
  for (const phone of PHONES) await road(story, phone, roots);

  story.step("The administrator looks at the list of devices.");
  const devices = await story.admin.devices(ACME.name);
  story.equal(
    "both phones are there, each proven by its profile's token",
    devices.map(({ user, proof }) => `${user}: ${proof}`),
    ["alice: token", "bob: token"],
  );
});

type Traveller = (typeof PHONES)[number];

async function road(story: Story, traveller: Traveller, roots: string[]): Promise<void> {
  const { who, system, person } = traveller;
  const phone = story.phone({ name: `${who}'s iPhone (${system})`, system, trustedRoots: roots });

  story.step(`${who} first makes the account by hand, on an iPhone with iOS ${system}.`);
  const byHand = await phone.settings.addExchangeAccount({
    email: `${person.user}@acme.example.com`,
    server: ACME.host,
    user: person.user,
    password: person.password,
    ssl: true,
  });
  story.check("the gateway refuses it", !byHand.ok);
  story.equal("and no mail arrives", phone.mail.messages().length, 0);
  for (const { id } of phone.settings.accounts()) phone.settings.deleteAccount(id);

  story.step(`${who} opens get.example.com and types the alias the administrator gave out.`);
  await walkHome(phone, "acme");
  story.equal("the phone is at its own server", phone.safari.page.url, `${ACME.origin}/iphone`);

  story.step(`${who} signs in once.`);
  await phone.safari.signIn(person.user, person.password);
  story.equal("the profile's signature is good", phone.installer.screen?.trust, "Verified");

  story.step(`${who} taps Install.`);
  const outcome = await phone.installer.install({ password: person.password, passcode: "417290" });
  story.check("the profile is installed", outcome.ok, JSON.stringify(outcome));
  story.equal(
    "iTunes is gone, as the policy says",
    phone.settings.restrictions().allowiTunes,
    false,
  );

  await mailbox(story, traveller, phone);
}

async function mailbox(
  story: Story,
  { who, person, colleague }: Traveller,
  phone: ReturnType<Story["phone"]>,
): Promise<void> {
  story.step(`${who} reads mail.`);
  story.check("the account works", (await phone.mail.check()).ok);
  story.check(
    "mail, contacts and calendar are on the phone",
    phone.mail.messages().some(({ subject }) => subject === "Welcome") &&
      phone.mail.contacts().length === 1 &&
      phone.mail.events().length === 1,
  );

  story.step(`A mail for ${who} arrives while the phone sleeps.`);
  const held = () => story.exchange.requests.filter(({ command }) => command === "Ping").length;
  const pings = held();
  const waiting = phone.mail.push();
  await story.until("the phone's Ping is held", () => held() > pings);
  story.exchange.deliver(person.user, {
    from: `${colleague.user}@acme.example.com`,
    subject: "Are you there?",
    body: "Call me.",
  });
  await waiting;
  story.check(
    "it is pushed to the phone",
    phone.mail.messages().some(({ subject }) => subject === "Are you there?"),
  );

  story.step(`${who} answers.`);
  const sent = await phone.mail.send({
    to: `${colleague.user}@acme.example.com`,
    subject: `From ${who}'s phone`,
    body: "Yes.",
  });
  story.check("the mail goes out", sent.ok, JSON.stringify(sent));
  story.check(
    "and arrives",
    story.exchange
      .messages(colleague.user)
      .some(({ subject }) => subject === `From ${who}'s phone`),
  );
}
