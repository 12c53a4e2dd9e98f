// Exchange's access rules quarantine a device instead of blocking it, and tell its user so by mail (Set-
// ActiveSyncOrganizationSettings, UserMailInsert). Here the phone finds one Inbox with one message; nothing of the real
// mailbox is told, nothing it sends is lost, and once it is let in the message is gone and the real mail is there.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme();
    story.exchange.deliver("alice", {
      from: "bob@acme.example.com",
      subject: "Plan",
      body: "Secret.",
    });
    story.fillBooks("alice");
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
    await provision(phone, ACME.alice);
    const today = story.phone({ name: "Bob's iPhone", system: "17.0" });
    today.settings.setPasscode("417290");
    await provision(today, ACME.bob);
    story.check("mail works", (await phone.mail.check()).ok);
    story.check("on a phone of today, too", (await today.mail.check()).ok);
    const deviceOf = async (user: string) =>
      (await story.admin.devices(ACME.name)).find((one) => one.user === user);
    const device = await deviceOf("alice");
    const at = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
    const mailsSent = () =>
      story.exchange.requests.filter(({ command }) => command === "SendMail").length;
    const subjects = () => phone.mail.messages().map(({ subject }) => subject);

    story.step(
      "The administrator quarantines phones of this kind; Alice's waits for mail meanwhile.",
    );
    const asleep = phone.mail.push();
    await story.until("the phone waits", () =>
      story.exchange.requests.some(({ command }) => command === "Ping"),
    );
    const rule = { characteristic: "deviceType", value: "iPhone", level: "quarantine" };
    const added = await story.admin.call("POST", `/tenants/${ACME.name}/access-rules`, rule);
    story.equal("the rule stands", added.status, 201);
    const woken = await story.passUntil(asleep, 1);
    story.check("it wakes, and fetches", woken.ok && woken.changed, JSON.stringify(woken));
    story.equal("its real mail is gone from it", phone.mail.contacts().length, 0);
    const shown = await phone.mail.check();
    story.check("Mail shows no error", shown.ok, JSON.stringify(shown));
    const [message] = phone.mail.messages();
    story.check("the one message says why", message?.subject.startsWith("Why your") ?? false);
    story.check(
      "and what to do",
      message?.body.includes("As soon as an administrator of Acme Ltd lets the device in") ?? false,
      message?.body ?? "",
    );
    story.check("in German, too", message?.body.includes("Warten Sie.") ?? false);

    story.step("Alice reads the message and deletes it.");
    const read = await phone.mail.markRead(message?.serverId ?? "");
    story.check("it is read", read.ok && phone.mail.messages()[0]?.read === true);
    story.check("it is deleted", (await phone.mail.remove(message?.serverId ?? "")).ok);
    story.check("Mail shows no error", (await phone.mail.check()).ok);
    story.equal("it does not come again", subjects(), []);

    story.step("Alice writes a mail.");
    const sent = await phone.mail.send({ to: "bob@acme.example.com", subject: "Hm", body: "?" });
    story.equal("it stays in the Outbox", !sent.ok && sent.status, 403);
    story.equal("Exchange heard nothing of it", mailsSent(), 0);
    const waiting = await deviceOf("alice");
    story.check("the administrator sees that it waits", waiting?.quarantinedAt !== undefined);
    const [refusal] = await story.admin.refusals(ACME.name);
    story.equal("and why", refusal?.reason, "access-rule-quarantined");

    story.step("Bob's phone speaks 16.1.");
    story.check("Mail shows no error", (await today.mail.check()).ok);
    story.check(
      "it has the message",
      today.mail.messages()[0]?.body.includes("What to do") ?? false,
    );
    const told = await today.mail.send({ to: "alice@acme.example.com", subject: "Eh", body: "?" });
    story.check(
      "its mail stays in the Outbox",
      !told.ok && told.reason === "cannot-connect",
      JSON.stringify(told),
    );
    story.equal("Exchange heard nothing of its mail", mailsSent(), 0);

    story.step("The administrator lets it in, while it waits again.");
    const waits = phone.mail.push();
    const exempted = await story.admin.call("POST", `${at}/exempt`);
    story.equal("it is exempt", exempted.status, 200);
    const letIn = await story.passUntil(waits, 1);
    story.check("it wakes once more", letIn.ok && letIn.changed, JSON.stringify(letIn));
    story.equal("the real mail is there, the message is gone", subjects(), ["Plan"]);
    story.check("so are contacts and calendar", phone.mail.contacts().length > 0);
    const back = await deviceOf("alice");
    story.equal("the device waits no longer", back?.quarantinedAt, undefined);
  },
  { exchange: { trait: "2016" } },
);
