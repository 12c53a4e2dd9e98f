// MS-ASPROV 3.2.5.1 and Exchange's DevicePolicyRefreshInterval: after so many hours a phone fetches its policy again, and
// gets the version of the ActiveSync security family that is in force by then. In between nobody asks it for anything.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

const HOUR = 60;

export default scenario(async (story) => {
  await story.acme({
    policy: { easPasswordEnabled: true, easMinPasswordLength: 6, easRefreshInterval: 24 },
  });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  phone.settings.setPasscode("417290");
  await provision(phone, ACME.alice);
  const keyOf = () => phone.settings.accounts()[0]?.policyKey;
  const acknowledged = async () => {
    const [device] = await story.admin.devices(ACME.name);
    return device?.easPolicyVersion;
  };
  const demands = () => story.logs.filter((line) => line.includes("eas-policy-demanded")).length;
  const [first, version] = [keyOf(), await acknowledged()];
  story.check("the phone runs the policy", first !== "0" && version !== undefined);

  story.step("For a day nothing is asked of it.");
  const before = demands();
  for (let hours = 0; hours < 20; hours += 5) {
    await story.pass(5 * HOUR);
    story.check("mail works", (await phone.mail.check()).ok);
  }
  story.equal("nobody asked for the policy", demands(), before);

  story.step("The day is over: it fetches the policy again, and mail goes on.");
  await story.pass(5 * HOUR);
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("it was asked once", demands(), before + 1);
  story.equal("the same document, the same key", keyOf(), first);
  await story.pass(1);
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("and not again", demands(), before + 1);

  story.step("A newer version is Locked: it follows at once, whatever the interval says.");
  await story.admin.editPolicy(ACME.name, { easMinPasswordLength: 4 });
  await story.admin.lockPolicy(ACME.name);
  await story.pass(1);
  story.check("mail works", (await phone.mail.check()).ok);
  story.check("it runs the newer version", (await acknowledged()) !== version);
  story.check("under a newer key", keyOf() !== first);
});
