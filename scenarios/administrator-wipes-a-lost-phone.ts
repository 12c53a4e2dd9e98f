// MS-ASPROV 3.1.5.1.2, 3.2.5.1.2: a wipe is told to the phone at its next request, the phone obeys
// and says so, and only that word counts. Every step stands in the device's life and in the audit
// log; meanwhile no data passes, and a phone that Exchange no longer lets in is erased as well.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

/** Exchange is asked whether it orders a wipe, too, which is no data. */
const dataCommands = (requests: readonly { readonly command: string }[]) =>
  requests.filter(({ command }) => command !== "Provision").length;

export default scenario(async (story) => {
  await story.acme();
  const phones = [
    story.phone({ name: "Alice's iPhone", system: "4.2.1" }),
    story.phone({ name: "Bob's iPhone", system: "3.1.3" }),
  ] as const;
  await provision(phones[0], ACME.alice);
  await provision(phones[1], ACME.bob);
  const devices = await story.admin.devices(ACME.name);
  const at = (user: string) => {
    const device = devices.find((one) => one.user === user);
    return { path: `/tenants/${ACME.name}/devices/${user}/${device?.deviceId}`, device };
  };
  const state = async (user: string) =>
    (await story.admin.call("GET", at(user).path)).body.device.wipe?.state;
  const wipe = (user: string, confirm: unknown) =>
    story.admin.call("POST", `${at(user).path}/wipe`, { confirm });

  story.step("Nobody is erased by mistake: the device's name must be typed.");
  story.equal("a wrong one is refused", (await wipe("alice", "yes")).status, 400);
  story.check("mail works", (await phones[0].mail.check()).ok);

  story.step("Alice's phone is lost, and the administrator orders the wipe.");
  story.equal("it is taken", (await wipe("alice", at("alice").device?.deviceId)).status, 200);
  story.equal("it waits for the phone", await state("alice"), "requested");
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Secret", body: "1" });
  const asked = dataCommands(story.exchange.requests);
  await story.pass(1);
  const outcome = await phones[0].mail.check();
  story.equal("the phone is erased", !outcome.ok && outcome.reason, "wiped");
  story.equal("nothing is left on it", phones[0].settings.profiles().length, 0);
  story.equal("its account is gone", phones[0].settings.accounts().length, 0);
  story.equal("no data was asked for meanwhile", dataCommands(story.exchange.requests), asked);
  story.equal("the phone's word is on record", await state("alice"), "acknowledged");

  story.step("Bob has left, his account is disabled, and his phone is erased all the same.");
  story.exchange.disable("bob");
  await wipe("bob", at("bob").device?.deviceId);
  await story.pass(10);
  const gone = await phones[1].mail.check();
  story.equal("the phone is erased", !gone.ok && gone.reason, "wiped");
  story.equal("the phone's word is on record", await state("bob"), "acknowledged");

  story.step("The steps stand in the device's life and in the audit log.");
  const life = (await story.admin.call("GET", at("bob").path)).body.events
    .map(({ event }: { event: string }) => event)
    .filter((event: string) => event.startsWith("wipe-"));
  story.equal("requested, stopped, ordered, acknowledged", life, [
    "wipe-acknowledged",
    "wipe-ordered",
    "wipe-armed",
    "wipe-requested",
  ]);
  const { entries } = (await story.admin.call("GET", `/tenants/${ACME.name}/audit`)).body;
  const actions = entries.map(({ action }: { action: string }) => action);
  for (const action of ["wipe-requested", "wipe-ordered", "wipe-acknowledged"])
    story.equal(
      `${action}, once for each phone`,
      actions.filter((one: string) => one === action).length,
      2,
    );
});
