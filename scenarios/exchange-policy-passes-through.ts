// MS-ASPROV 3.1.5: an Exchange that demands its own policy answers 449 until the phone has
// acknowledged it. The gateway passes 449, Provision and the policy key on as they are; the
// stricter of both policies holds on the phone.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme();
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

    story.step(
      "Alice's passcode has the six digits that the profile asks for; Exchange asks for eight.",
    );
    await provision(phone, ACME.alice);
    story.equal("no mail comes", phone.mail.messages().length, 0);
    const refused = await phone.mail.check();
    story.equal("for want of a passcode", !refused.ok && refused.reason, "passcode-needed");

    story.step("She sets a longer one.");
    story.check("the phone takes it", phone.settings.setPasscode("41729038").ok);
    const checked = await phone.mail.check();
    story.check("mail works", checked.ok, JSON.stringify(checked));
    story.equal("mail comes", phone.mail.messages().length, 1);
    story.equal("the stricter policy holds", phone.settings.passcodePolicy().minLength, 8);

    story.step("The key that Exchange gave is shown at every request from now on.");
    const asked = story.exchange.requests.length;
    story.check("mail works", (await phone.mail.check()).ok);
    story.equal(
      "nobody has to provision again",
      story.exchange.requests.slice(asked).filter(({ command }) => command === "Provision"),
      [],
    );
  },
  { exchange: { requirePolicy: { DevicePasswordEnabled: "1", MinDevicePasswordLength: "8" } } },
);
