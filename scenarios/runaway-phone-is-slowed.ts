// Exchange's own rules for devices that behave badly (Set-ActiveSyncDeviceAutoblockThreshold): beyond a number of commands
// a minute a device is kept out for a while, with 503, Retry-After and X-MS-ASThrottle (MS-ASHTTP 2.2.2.1.2.13). Others go
// on, the administrator sees why, and can lift it.
import { ACME, provision, type Story, scenario } from "../simulator/scenario.ts";

const LIMIT = 30;

/** A phone that runs away heeds no Retry-After. */
function checkAtOnce({ state, mail }: ReturnType<Story["phone"]>) {
  for (const account of state.accounts) account.retryAt = 0;
  return mail.check();
}

export default scenario(async (story) => {
  await story.acme({ adapter: { maxCommandsPerMinute: LIMIT, behaviourBlockMinutes: 60 } });
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  const other = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  await provision(other, ACME.bob);

  story.step("Alice's phone asks for mail again and again, within one minute.");
  let checks = 0;
  let stopped = await phone.mail.check();
  while (stopped.ok && checks++ < LIMIT) stopped = await phone.mail.check();
  story.equal("it is told to come later", !stopped.ok && stopped.reason, "busy");
  const asked = story.exchange.requests.length;
  const still = await checkAtOnce(phone);
  story.equal("it comes all the same", !still.ok && still.reason, "busy");
  story.equal("Exchange is left in peace", story.exchange.requests.length, asked);
  story.check("Bob's phone has mail", (await other.mail.check()).ok);

  story.step("The administrator sees why.");
  const [refusal] = await story.admin.refusals("acme");
  story.equal("the refusal has its reason", refusal?.reason, "too-many-commands");
  const devices = await story.admin.devices("acme");
  const id = devices.find(({ user }) => user === "alice")?.deviceId;
  const at = `/tenants/acme/devices/alice/${id}`;
  const { shield, events } = (await story.admin.call("GET", at)).body;
  story.equal("so has the device's page", shield.block?.reason, "too-many-commands");
  const steps = events.map(({ event }: { event: string }) => event);
  story.check("and its life", steps.includes("kept-out"), steps.join());

  story.step(
    "The Worker is deployed anew: the block stays, because it stands in the device's object.",
  );
  await story.restartWorker();
  story.check("the phone is kept out", !(await checkAtOnce(phone)).ok);

  story.step("The administrator lifts it.");
  await story.admin.call("POST", `${at}/shield/lift`);
  await story.pass(1);
  story.check("mail is there", (await checkAtOnce(phone)).ok);

  story.step("It does the same again; nobody lifts it, and it ends by itself.");
  stopped = await phone.mail.check();
  for (checks = 0; stopped.ok && checks < LIMIT; checks++) stopped = await phone.mail.check();
  story.check("it is kept out again", !stopped.ok);
  await story.pass(61);
  story.check("an hour later it has mail", (await phone.mail.check()).ok);
});
