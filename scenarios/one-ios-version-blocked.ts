// Exchange's device access rules (New-ActiveSyncDeviceAccessRule) block one version of a system that does harm. Exchange
// does not judge a device anew when its system changes, so that an upgraded phone stays outside; here the next request of
// the upgraded phone gets in, and a rule holds without a restart of the adapter.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.0" });
  const other = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  await provision(other, ACME.bob);
  const rules = `/tenants/${ACME.name}/access-rules`;

  story.step("The administrator asks what a rule would do, and blocks iOS 4.0.");
  const client = { deviceType: "iPhone", userAgent: "Apple-iPhone2C1/801.293", provisioned: true };
  const before = await story.admin.call("POST", `${rules}/try`, client);
  story.equal("it would get in", before.body.verdict, "pass");
  const rule = { characteristic: "os", value: "4.0", level: "block" };
  story.equal("the rule stands", (await story.admin.call("POST", rules, rule)).status, 201);
  const after = await story.admin.call("POST", `${rules}/try`, client);
  story.equal(
    "it would be refused by this rule",
    [after.body.verdict, after.body.reason, after.body.rule.value],
    ["deny", "access-rule-blocked", "4.0"],
  );

  story.step("Within seconds Alice's phone is refused; Bob's, of another version, is not.");
  await story.pass(1);
  const refused = await phone.mail.check();
  story.equal("403", !refused.ok && refused.status, 403);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("the reason is recorded", refusal?.reason, "access-rule-blocked");
  story.check("Bob's mail works", (await other.mail.check()).ok);

  story.step("Alice opens /iphone to set the phone up once more.");
  const page = await phone.safari.open(`${ACME.origin}/iphone`);
  story.check("it says why", JSON.stringify(page).includes("keeps this kind of phone"));

  story.step("She upgrades it to iOS 4.1 instead.");
  const upgraded = story.phone({
    name: "Alice's iPhone",
    system: "4.1",
    saved: { ...phone.state, system: "4.1" },
  });
  const outcome = await upgraded.mail.check();
  story.check("it gets in at once", outcome.ok, JSON.stringify(outcome));
  const [device] = (await story.admin.devices(ACME.name)).filter(({ user }) => user === "alice");
  story.equal("it is the same device", device?.userAgent, "Apple-iPhone2C1/802.117");
});
