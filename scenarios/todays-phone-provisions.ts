// The gateway's oldest promise for today's phones: an iPhone of iOS 17 speaks 16.1 through it, tells in Provision what it
// is (MS-ASPROV 2.2.2.53), follows the policy under one key, and hears every demand as a status, not as HTTP (MS-ASCMD
// 2.2.2). An iOS 4 that speaks 14.0 does the same with the words of its version.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme({ policy: { easPasswordEnabled: true, easMinPasswordLength: 6 } });
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });

    story.step("An iPhone of today is provisioned.");
    const today = story.phone({ name: "Alice's iPhone", system: "17.0" });
    today.settings.setPasscode("417290");
    await provision(today, ACME.alice);
    const mail = await today.mail.check();
    story.check("mail works", mail.ok, JSON.stringify(mail));
    story.equal("it arrives", today.mail.messages().length, 1);
    const [account] = today.settings.accounts();
    story.equal("it speaks 16.1", account?.version, "16.1");
    story.check("it holds a key", account?.policyKey !== "0");
    const deviceOf = async (user: string) =>
      (await story.admin.devices(ACME.name)).find((one) => one.user === user);
    story.equal("what it said of itself is known", (await deviceOf("alice"))?.information, {
      model: "iPhone15,2",
      friendlyName: "Alice's iPhone",
      os: "iOS 17.0",
      osLanguage: "en",
    });

    story.step("A stricter policy is Locked.");
    await story.admin.editPolicy(ACME.name, { easMinPasswordLength: 8 });
    await story.admin.lockPolicy(ACME.name);
    await story.pass(1);
    const stopped = await today.mail.check();
    story.equal("it must set a longer passcode", !stopped.ok && stopped.reason, "passcode-needed");
    today.settings.setPasscode("41729041");
    story.check("then mail works", (await today.mail.check()).ok);

    story.step("It sends mail.");
    const sent = await today.mail.send({ to: "bob@acme.example.com", subject: "Two", body: "2" });
    story.check("it is sent", sent.ok, JSON.stringify(sent));
    story.equal("it arrives", story.exchange.messages("bob")[0]?.subject, "Two");

    story.step("An iOS 4 that speaks 14.0 is provisioned as well.");
    const four = story.phone({ name: "Bob's iPhone", system: "4.3.5" });
    four.settings.setPasscode("41729041");
    four.pretend.easVersions = ["2.5", "12.1", "14.0"];
    await provision(four, ACME.bob);
    story.check("mail works", (await four.mail.check()).ok);
    story.equal("in 14.0", four.settings.accounts()[0]?.version, "14.0");
    story.check(
      "it runs the policy",
      (await deviceOf("bob"))?.easPolicyVersion === (await deviceOf("alice"))?.easPolicyVersion,
    );
  },
  { exchange: { trait: "2016" } },
);
