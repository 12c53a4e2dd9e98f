// Design: a block ends a held Ping. Who is blocked, or loses the right to Exchange ActiveSync, hears nothing more of new
// mail, also if the phone was waiting for it at that moment.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(phone, ACME.alice);
  const held = () =>
    story.exchange.requests.filter(({ command, status }) => command === "Ping" && status === 0);
  const [device] = await story.admin.devices(ACME.name);
  const path = `/tenants/${ACME.name}/devices/alice/${device?.deviceId}`;

  story.step("The phone waits, and is blocked.");
  const waiting = phone.mail.push();
  await story.until("Exchange holds its Ping", () => held().length === 1);
  story.equal("the block is taken", (await story.admin.call("POST", `${path}/block`)).status, 200);
  const blocked = await story.passUntil(waiting);
  story.equal("it is refused", !blocked.ok && blocked.status, 403);
  await story.until("Exchange holds nothing for it", () => held().length === 0);
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Late", body: "1" });
  story.check("its mail stops", !(await phone.mail.check()).ok);

  story.step("It is allowed again, and waits; then its user may not use Exchange ActiveSync.");
  await story.admin.call("POST", `${path}/allow`);
  await story.pass(1);
  story.check("mail works", (await phone.mail.check()).ok);
  const again = phone.mail.push();
  await story.until("Exchange holds its Ping", () => held().length === 1);
  await story.admin.putUser(ACME.name, "alice", { easAllowed: false });
  const outcome = await story.passUntil(again);
  story.equal("it is refused", !outcome.ok && outcome.status, 403);
  await story.until("Exchange holds nothing for it", () => held().length === 0);
});
