// Exchange 2003 speaks EAS 2.5: its policy is WAP XML with the base settings only, and a setting that
// this version has no word for asks nothing of its phones. The wipe is the same (MS-ASPROV 2.2.2.24.2).
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme({
      policy: { easPasswordEnabled: true, easMinPasswordLength: 6, easMaxFailedAttempts: 8 },
    });
    const phone = story.phone({ name: "Alice's iPhone", system: "3.1.3" });
    const provisions = () =>
      story.exchange.requests.filter(({ command }) => command === "Provision").length;
    const lock = () =>
      story.admin.call("POST", `/tenants/${ACME.name}/groups/everyone/policy/lock`, {
        families: ["eas-security"],
      });

    story.step("Alice's phone speaks 2.5 and gets the policy.");
    await provision(phone, ACME.alice);
    const bare = await phone.mail.check();
    story.equal("it wants a passcode", !bare.ok && bare.reason, "passcode-needed");
    story.check("she sets one of six", phone.settings.setPasscode("417290").ok);
    await story.pass(2);
    story.check("mail works", (await phone.mail.check()).ok);
    const { minLength, maxFailedAttempts } = phone.settings.passcodePolicy();
    story.equal("length and attempts hold", [minLength, maxFailedAttempts], [6, 8]);
    story.equal("it speaks 2.5", phone.settings.accounts()[0]?.version, "2.5");

    story.step("A setting of Exchange 2007 is Locked: a phone of 2.5 is not asked for it.");
    const asked = provisions();
    await story.admin.editPolicy(ACME.name, { easAllowCamera: false });
    await lock();
    await story.pass(1);
    story.check("mail works", (await phone.mail.check()).ok);
    story.equal("nobody provisioned", provisions(), asked);

    story.step("A base setting is Locked: it follows at once.");
    await story.admin.editPolicy(ACME.name, { easMaxFailedAttempts: 5 });
    await lock();
    await story.pass(1);
    story.check("mail works", (await phone.mail.check()).ok);
    story.equal("it holds", phone.settings.passcodePolicy().maxFailedAttempts, 5);

    story.step("The phone is lost.");
    const [device] = await story.admin.devices(ACME.name);
    const at = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}/wipe`;
    await story.admin.call("POST", at, { confirm: device?.deviceId });
    await story.pass(1);
    const erased = await phone.mail.check();
    story.equal("it is erased", !erased.ok && erased.reason, "wiped");
  },
  { exchange: { trait: "2003" } },
);
