// iPhone OS 3 takes the profile too, with only the keys it knows (facts of 2009: no FaceTime, one
// Exchange account), and its ActiveSync client speaks without its model in the user agent.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({
    policy: {
      forcePIN: true,
      allowiTunes: false,
      allowVideoConferencing: false,
      mailDaysToSync: 7,
    },
  });
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Hi", body: "Hi." });
  story.fillBooks("alice");
  const phone = story.phone({ name: "Alice's iPhone", system: "3.1.3" });

  story.step(
    "Alice provisions an iPhone of 2009, under a policy that also speaks of newer phones.",
  );
  await provision(phone, ACME.alice);
  story.equal("mail, contacts and calendar are there", everything(phone), [1, 1, 1]);
  const restrictions = phone.settings.restrictions();
  story.equal("iTunes is gone", restrictions.allowiTunes, false);
  story.equal(
    "of FaceTime the phone was told nothing",
    "allowVideoConferencing" in restrictions,
    false,
  );

  story.step("Exchange sees an iPhone of that time.");
  const last = story.exchange.requests.at(-1);
  story.equal(
    "device type, user agent and protocol",
    [last?.deviceType, last?.userAgent, last?.protocolVersion],
    ["iPhone", "Apple-iPhone/705.18", "12.1"],
  );

  story.step("A second Exchange account does not fit on iPhone OS 3.");
  const second = await phone.settings.addExchangeAccount({
    email: "bob@acme.example.com",
    server: ACME.host,
    user: "bob",
    password: ACME.bob.password,
    ssl: true,
  });
  story.check("the phone refuses it", !second.ok, JSON.stringify(second));
  story.equal("there is one account", phone.settings.accounts().length, 1);
});

function everything(phone: Parameters<typeof provision>[0]): number[] {
  const { mail } = phone;
  return [mail.messages().length, mail.contacts().length, mail.events().length];
}
