// RFC 9110, 9.2.2: a request that is not idempotent must not be repeated automatically. Exchange breaks off before, within
// and after its work, and the Worker restarts in the middle: the phone recovers by itself, each mail is there once, and
// neither a policy nor a wipe is lost or made up.
import { ACME, provision, type Story, scenario } from "../simulator/scenario.ts";

const FAULTS = ["reset", "half-answer", "status-503"] as const;
const POLICY = { easAllowCamera: true };
type Phone = ReturnType<Story["phone"]>;

export default scenario(
  async (story) => {
    await story.acme({ policy: POLICY });
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
    await provision(phone, ACME.alice);
    story.check("mail works", (await phone.mail.check()).ok);

    for (const fault of FAULTS) await readAndSend(story, phone, fault);
    await followNewPolicy(story, phone);
    await restartInTheMiddle(story, phone);
    await restartUnderMail(story, phone);
    await restartUnderWipe(story, phone);
  },
  { exchange: { trait: "2010" } },
);

/** The phone tries each minute, as phones do; how often it had to. */
async function untilMailWorks(story: Story, phone: Phone): Promise<number> {
  for (let tries = 1; tries <= 10; tries++) {
    if ((await phone.mail.check()).ok) return tries;
    await story.pass(1);
  }
  return Number.POSITIVE_INFINITY;
}

const sentMails = (story: Story, subject: string) =>
  story.exchange.messages("bob").filter((mail) => mail.subject === subject).length;

async function readAndSend(story: Story, phone: Phone, fault: (typeof FAULTS)[number]) {
  story.step(`Exchange breaks off: ${fault}, each time the phone asks for something.`);
  const subject = `Mail after ${fault}`;
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject, body: "1" });
  story.exchangeFaults.next(fault, 3);
  const tries = await untilMailWorks(story, phone);
  story.check("the phone recovers by itself", tries > 1 && tries < 10, String(tries));
  const got = phone.mail.messages().filter((mail) => mail.subject === subject).length;
  story.equal("its mail is there, once", got, 1);

  const draft = { to: "bob@acme.example.com", subject: `Sent under ${fault}`, body: "1" };
  story.exchangeFaults.next(fault, 1);
  story.check("a mail cannot be sent just then", !(await phone.mail.send(draft)).ok);
  await story.pass(2);
  const before = sentMails(story, draft.subject);
  story.equal("nobody but the phone sends it again", before, fault === "half-answer" ? 1 : 0);
}

async function followNewPolicy(story: Story, phone: Phone) {
  story.step("A new policy is Locked, and Exchange breaks off while the phone asks for it.");
  await story.admin.editPolicy(ACME.name, { easAllowCamera: false });
  await story.admin.lockPolicy(ACME.name);
  await story.pass(1);
  story.exchangeFaults.next("half-answer", 1);
  story.exchangeFaults.next("reset", 1);
  const tries = await untilMailWorks(story, phone);
  story.check("the phone follows it in the end", tries > 1 && tries < 10, String(tries));
  story.equal("once", await provisionings(story), 2);
}

/** How often the phone acknowledged a policy. */
async function provisionings(story: Story): Promise<number> {
  const events = await lifeOf(story);
  return events.filter((event) => event === "policy-acknowledged").length;
}

async function lifeOf(story: Story): Promise<string[]> {
  const [device] = await story.admin.devices(ACME.name);
  const path = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
  const { body } = await story.admin.call("GET", path);
  return body.events.map(({ event }: { event: string }) => event);
}

/** Restarts the Worker just before the phone's request number `which` of a command. */
function restartBefore(story: Story, { network }: Phone, command: string, which: number) {
  const { request } = network;
  let seen = 0;
  network.request = async (message) => {
    if (message.url.includes(`Cmd=${command}`) && ++seen === which) await story.restartWorker();
    return request(message);
  };
  return () => {
    network.request = request;
    return seen;
  };
}

async function restartInTheMiddle(story: Story, phone: Phone) {
  story.step("The Worker restarts between the two phases of Provision.");
  await story.admin.editPolicy(ACME.name, { easAllowCamera: true });
  await story.admin.lockPolicy(ACME.name);
  await story.pass(1);
  const done = restartBefore(story, phone, "Provision", 2);
  story.equal("the phone notices nothing", await untilMailWorks(story, phone), 1);
  story.equal("and provisioned in two requests", done(), 2);
}

async function restartUnderMail(story: Story, phone: Phone) {
  story.step("It restarts while a mail is on its way to an Exchange that does not answer.");
  const draft = { to: "bob@acme.example.com", subject: "Sent in a restart", body: "1" };
  story.exchangeFaults.next("hang", 1);
  const sending = phone.mail.send(draft);
  await story.passSlowly(1);
  await story.restartWorker();
  story.check("the phone knows that it was not sent", !(await sending).ok);
  await story.pass(3);
  story.equal("nobody sends it meanwhile", sentMails(story, draft.subject), 0);
  story.check("the phone sends it again", (await phone.mail.send(draft)).ok);
  story.equal("and it is there once", sentMails(story, draft.subject), 1);
}

async function restartUnderWipe(story: Story, phone: Phone) {
  story.step(
    "A wipe is ordered, Exchange breaks off, and the Worker restarts before the phone's word.",
  );
  const [device] = await story.admin.devices(ACME.name);
  const path = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
  await story.admin.call("POST", `${path}/wipe`, { confirm: device?.deviceId });
  await story.pass(1);
  story.exchangeFaults.next("reset", 4);
  const done = restartBefore(story, phone, "Provision", 2);
  const outcome = await phone.mail.check();
  done();
  story.equal("the phone is erased", !outcome.ok && outcome.reason, "wiped");
  const wipe = (await story.admin.devices(ACME.name))[0]?.wipe as { state: string; orders: number };
  story.equal("and its word is on record", [wipe.state, wipe.orders], ["acknowledged", 1]);
  const steps = (await lifeOf(story)).filter((event) => event.startsWith("wipe-")).reverse();
  story.equal("step by step, each once", new Set(steps).size, steps.length);
  story.equal("last of all", steps.at(-1), "wipe-acknowledged");
}
