// MS-ASPROV 2.2.2.54.2, AllowNonProvisionableDevices: a phone that applied its policy only in part (Status 2), or not at
// all (3), is let in or kept out as the tenant's adapter says; what the phone said is on record either way.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ policy: { easPasswordEnabled: true, easMinPasswordLength: 6 } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  phone.settings.setPasscode("417290");
  phone.pretend.policyStatus = "2";
  const set = async (change: Readonly<Record<string, string>>) => {
    await story.admin.saveAdapter(ACME.name, change);
    await story.admin.restartAdapter(ACME.name);
    await story.pass(1);
  };
  /** The phone forgets its key, as one that was restored. */
  const checkAnew = async () => {
    for (const account of phone.state.accounts) account.policyKey = "0";
    await story.pass(1);
    return phone.mail.check();
  };
  const said = async () => {
    const [device] = await story.admin.devices(ACME.name);
    const path = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
    const { events } = (await story.admin.call("GET", path)).body;
    return events.find(({ event }: { event: string }) => event.startsWith("policy-"))?.event;
  };

  story.step("Unless told otherwise, a part is enough.");
  await provision(phone, ACME.alice);
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("what it said is on record", await said(), "policy-applied-in-part");

  story.step("The administrator wants all of it.");
  await set({ partialCompliance: "refuse" });
  story.check("it is kept out", !(await checkAnew()).ok);
  story.equal("and that is on record", await said(), "policy-refused");

  story.step("A phone that applied nothing is kept out, too, unless the administrator lets it in.");
  phone.pretend.policyStatus = "3";
  story.check("it is kept out", !(await checkAnew()).ok);
  await set({ policyRefusal: "allow" });
  story.check("now it is let in", (await checkAnew()).ok);
  story.equal("what it said stays on record", await said(), "policy-refused");
});
