// Exchange's ActiveSyncDebugLogging writes down what a device says for two or three days and then goes off by itself; here
// an administrator has that with everything private masked: whoever looks for a fault sees statuses, keys and ids, and
// learns nothing of passwords, tokens, mails and contacts.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

const SUBJECT = "Salaries-of-2031";
const BODY = "Everybody-gets-more";

export default scenario(async (story) => {
  await story.acme();
  story.fillBooks("alice");
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const [{ deviceId } = {}] = await story.admin.devices("acme");
  const at = `/tenants/acme/devices/alice/${deviceId}/wire-log`;

  story.step("An administrator switches the phone's wire log on for two hours.");
  const on = await story.admin.call("PUT", at, { hours: 2, reason: "Ticket 4711" });
  story.equal("it is on", on.status, 200);
  await story.pass(1);

  story.step("Mail comes and goes, with an attachment; the phone syncs everything.");
  story.exchange.deliver("alice", {
    from: "bob@acme.example.com",
    subject: SUBJECT,
    body: BODY,
    attachment: { name: "salaries.txt", base64: btoa("x".repeat(200_000)) },
  });
  const checked = await phone.mail.check();
  story.check("mail is there as ever", checked.ok, JSON.stringify(checked));
  story.check(
    "whole",
    phone.mail.messages().some(({ subject }) => subject === SUBJECT),
  );
  const sent = await phone.mail.send({ to: "bob@acme.example.com", subject: SUBJECT, body: BODY });
  story.check("a mail is sent", sent.ok, JSON.stringify(sent));
  await lineCount(4);

  story.step("The administrator reads the log.");
  const log = await story.admin.call("GET", at);
  const commands = new Set(log.body.entries.map(({ command }: { command: string }) => command));
  story.check(
    "FolderSync, Sync and SendMail are in it",
    ["FolderSync", "Sync", "SendMail"].every((name) => commands.has(name)),
    [...commands].join(),
  );
  const text = JSON.stringify(log.body);
  story.check("keys and statuses are readable", /AirSync:SyncKey = \d+/.test(text));
  story.check("the login is masked", text.includes('"authorization":"Basic ***"'));
  const token = phone.settings.accounts()[0]?.user.split("\\")[0] ?? "";
  const hidden = [SUBJECT, BODY, ACME.alice.password, token, "carol@example.org", "Review"];
  const seen = hidden.filter(
    (secret) => secret === "" || text.toLowerCase().includes(secret.toLowerCase()),
  );
  story.equal("nothing private is in it", seen, []);

  story.step("Two hours later it is off by itself.");
  await story.pass(120);
  const before = (await story.admin.call("GET", at)).body;
  story.equal("it says so", before.on, undefined);
  await phone.mail.check();
  await story.pass(1);
  const after = (await story.admin.call("GET", at)).body;
  story.equal("nothing more is written down", after.entries.length, before.entries.length);
  const audit = await story.admin.call("GET", "/tenants/acme/audit?order=newest&limit=10");
  const actions = audit.body.entries.map(({ action }: { action: string }) => action);
  story.check(
    "who ordered and who read stands in the audit log",
    ["wire-log-started", "wire-log-read"].every((action) => actions.includes(action)),
    actions.join(),
  );

  /** Lines are written behind the answers. */
  async function lineCount(count: number): Promise<void> {
    for (;;) {
      const { body } = await story.admin.call("GET", at);
      if (body.entries.length >= count) return;
    }
  }
});
