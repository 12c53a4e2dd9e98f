// MS-ASPROV 3.2.5.1.2; design: while a Ping is held the device is judged again about once a minute, and a wipe ends it.
// A lost phone that only waits for mail hears of its wipe within a minute, and not when its heartbeat is over.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

const MINUTE = 60_000;

export default scenario(async (story) => {
  await story.acme();
  const phones = [
    story.phone({ name: "Alice's iPhone", system: "4.2.1" }),
    story.phone({ name: "Bob's iPhone", system: "3.1.3" }),
  ] as const;
  await provision(phones[0], ACME.alice);
  await provision(phones[1], ACME.bob);
  const pings = () => story.exchange.requests.filter(({ command }) => command === "Ping");
  const devices = await story.admin.devices(ACME.name);
  const at = (user: string) => devices.find((one) => one.user === user)?.deviceId as string;

  story.step("Both phones sleep: their Pings are held.");
  const lost = phones[0].mail.push();
  const other = phones[1].mail.push();
  await story.until("Exchange holds both", () => pings().length === 2);
  await story.passSlowly(3);

  story.step("Alice's phone is lost, and the administrator orders its wipe.");
  const confirm = at("alice");
  const path = `/tenants/${ACME.name}/devices/alice/${confirm}/wipe`;
  const orderedAt = story.clock.now();
  story.equal("it is taken", (await story.admin.call("POST", path, { confirm })).status, 200);
  const outcome = await story.passUntil(lost, 5);
  story.equal("the phone is erased", !outcome.ok && outcome.reason, "wiped");
  const after = story.clock.now() - orderedAt;
  story.check("within a minute", after <= MINUTE, `${after / 1000} s`);
  const device = (await story.admin.call("GET", path.replace(/\/wipe$/, ""))).body.device;
  story.equal("and its word is on record", device.wipe?.state, "acknowledged");

  story.step("Bob's phone sleeps on, and its mail comes.");
  story.exchange.deliver("bob", { from: "alice@acme.example.com", subject: "Hi", body: "1" });
  const bob = await story.passUntil(other, 5);
  story.check("by push", bob.ok && bob.changed, JSON.stringify(bob));
});
