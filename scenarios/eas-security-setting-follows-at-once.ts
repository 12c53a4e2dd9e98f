// mSuite guide: changed Exchange ActiveSync security settings reach a device at its next request,
// without provisioning again; only what is Locked leaves the server (MS-ASPROV 3.2.5.1).
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phones = [
    story.phone({ name: "Alice's iPhone", system: "4.2.1" }),
    story.phone({ name: "Bob's iPhone", system: "3.1.3" }),
  ] as const;
  await provision(phones[0], ACME.alice);
  await provision(phones[1], ACME.bob);
  const policy = `/tenants/${ACME.name}/groups/everyone/policy`;
  const provisions = () => story.exchange.requests.filter(({ command }) => command === "Provision");
  const running = async () =>
    (await story.admin.devices(ACME.name)).map(({ easPolicyVersion }) => easPolicyVersion);

  story.step("A longer passcode is set in the draft, and not Locked.");
  await story.admin.editPolicy(ACME.name, {
    easPasswordEnabled: true,
    easMinPasswordLength: 8,
    easAllowCamera: false,
  });
  await story.pass(1);
  for (const phone of phones) story.check("mail works", (await phone.mail.check()).ok);
  story.equal("no phone was asked for anything", provisions().length, 0);

  story.step("The family is Locked: both phones are asked at their next request.");
  const locked = await story.admin.call("POST", `${policy}/lock`, { families: ["eas-security"] });
  const { version } = locked.body.locked["eas-security"];
  await story.pass(1);
  for (const phone of phones) {
    const asked = await phone.mail.check();
    story.equal("six digits are too short now", !asked.ok && asked.reason, "passcode-needed");
    story.check("the user sets eight", phone.settings.setPasscode("41729038").ok);
    story.check("mail works again", (await phone.mail.check()).ok);
    story.equal("under the new rule", phone.settings.passcodePolicy().minLength, 8);
    story.equal("without a camera", phone.settings.restrictions().allowCamera, false);
  }
  story.equal("the administrator sees what both run", await running(), [version, version]);

  story.step("It is Locked again as it was: nobody is asked.");
  const asked = provisions().length;
  await story.admin.call("POST", `${policy}/lock`, { families: ["eas-security"] });
  await story.pass(1);
  for (const phone of phones) story.check("mail works", (await phone.mail.check()).ok);
  story.equal("nobody provisioned", provisions().length, asked);

  story.step("A shorter one is Locked: it follows at once, too.");
  await story.admin.editPolicy(ACME.name, { easMinPasswordLength: 4 });
  await story.admin.call("POST", `${policy}/lock`, { families: ["eas-security"] });
  await story.pass(1);
  for (const phone of phones) {
    story.check("mail works", (await phone.mail.check()).ok);
    story.equal("the profile's six digits hold", phone.settings.passcodePolicy().minLength, 6);
  }
});
