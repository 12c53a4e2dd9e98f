// Clocks are wrong: the Worker's is ten minutes ahead of everybody's, then ten minutes behind, while objects remember the
// times that were (RFC 9110, 5.6.7: recipients must not rely on a sender's clock). Mail, push, policy, refusals and a wipe
// go on, nothing waits for ever, and the audit log keeps its order.
import { ACME, provision, type Story, scenario } from "../simulator/scenario.ts";

const APART = 10;
type Phone = ReturnType<Story["phone"]>;

export default scenario(
  async (story) => {
    await story.acme({ policy: { easAllowCamera: true, easRefreshInterval: 1 } });
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });

    story.step("The Worker's clock is ten minutes ahead while Alice sets her phone up.");
    story.setWorkerClock(APART);
    await provision(phone, ACME.alice);
    await mailComes(story, phone, "One");

    story.step("It is set right, and then is ten minutes behind.");
    for (const apart of [0, -APART]) {
      story.setWorkerClock(apart);
      await mailComes(story, phone, `At ${apart}`);
    }

    story.step("The clock goes back while a Ping is held.");
    story.setWorkerClock(APART);
    const pings = () => story.exchange.requests.filter(({ command }) => command === "Ping").length;
    const before = pings();
    const held = phone.mail.push();
    await story.until("Exchange holds it", () => pings() > before);
    story.setWorkerClock(-APART);
    await story.passSlowly(1);
    story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Push", body: "1" });
    const pushed = await held;
    story.check("mail comes by push", pushed.ok && pushed.changed, JSON.stringify(pushed));

    await policyIsRefreshed(story, phone);
    await blockAndAllow(story, phone);
    await wipe(story, phone);
    await auditIsWhole(story);
  },
  { exchange: { trait: "2010" } },
);

async function mailComes(story: Story, phone: Phone, subject: string) {
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject, body: "1" });
  const outcome = await phone.mail.check();
  story.check(`mail comes: ${subject}`, outcome.ok, JSON.stringify(outcome));
  const got = phone.mail.messages().filter((mail) => mail.subject === subject).length;
  story.equal("once", got, 1);
}

async function policyIsRefreshed(story: Story, phone: Phone) {
  story.step("Its policy falls due, ten minutes early or late, and is no circle.");
  const provisions = () =>
    story.exchange.requests.filter(({ command }) => command === "Provision").length;
  for (const apart of [APART, -APART]) {
    story.setWorkerClock(apart);
    await story.pass(85);
    const before = provisions();
    for (let times = 0; times < 3; times++) {
      story.check("mail works", (await phone.mail.check()).ok);
      await story.pass(1);
    }
    story.check("the policy was fetched again, once", provisions() - before <= 2);
  }
}

async function blockAndAllow(story: Story, phone: Phone) {
  story.step("Bob blocks the phone and lets it in again while the clock goes back and forth.");
  const path = await pathOf(story);
  for (const [act, apart] of [
    ["block", APART],
    ["allow", -APART],
    ["block", 0],
    ["allow", APART],
  ] as const) {
    story.setWorkerClock(apart);
    const { status } = await story.admin.call("POST", `${path}/${act}`);
    story.check(`${act} is taken`, status < 300, String(status));
    // As long as a judgement is remembered.
    await story.passSlowly(1);
    story.equal(`${act} is effective`, (await phone.mail.check()).ok, act === "allow");
  }
}

async function wipe(story: Story, phone: Phone) {
  story.step("He orders a wipe, takes it back, and orders it again, ten minutes earlier.");
  const path = await pathOf(story);
  const { deviceId } = (await story.admin.devices(ACME.name))[0] ?? {};
  const order = () => story.admin.call("POST", `${path}/wipe`, { confirm: deviceId });
  const state = async () =>
    ((await story.admin.devices(ACME.name))[0]?.wipe as { state: string } | undefined)?.state;
  story.setWorkerClock(APART);
  await order();
  await story.admin.call("DELETE", `${path}/wipe`);
  story.equal("it is taken back", await state(), "cancelled");
  story.setWorkerClock(-APART);
  await order();
  story.equal("it is ordered again", await state(), "requested");
  await story.passSlowly(1);
  const outcome = await phone.mail.check();
  story.equal("the phone is erased", !outcome.ok && outcome.reason, "wiped");
  story.equal("which is on record", await state(), "acknowledged");
}

async function auditIsWhole(story: Story) {
  story.step("The audit log tells all of it in its order, whatever the clocks said.");
  const { body } = await story.admin.call("GET", `/tenants/${ACME.name}/audit?after=0`);
  const entries: { sequence: number; action: string }[] = body.entries ?? body;
  const wipes = entries
    .toSorted((one, other) => one.sequence - other.sequence)
    .map(({ action }) => action)
    .filter((action) => action.startsWith("wipe-"));
  const once = ["wipe-requested", "wipe-cancelled", "wipe-requested"];
  story.equal("each step of the wipe", wipes.slice(0, 3), once);
  story.equal("to its end", wipes.at(-1), "wipe-acknowledged");
}

async function pathOf(story: Story): Promise<string> {
  const [device] = await story.admin.devices(ACME.name);
  return `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;
}
