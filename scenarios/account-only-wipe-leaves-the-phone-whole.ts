// MS-ASPROV 2.2.2.1: a phone of 16.1 can be told to remove the account and nothing else. A phone that knows only the wipe
// of everything is never sent one for that: it is blocked, its profile is void, and the administrator is told so.
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme();
    const today = story.phone({ name: "Alice's iPhone", system: "17.0" });
    const old = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
    await provision(today, ACME.alice);
    await provision(old, ACME.bob);
    today.settings.setPasscode("417290");
    const end = async (user: string) => {
      const device = (await story.admin.devices(ACME.name)).find((one) => one.user === user);
      const path = `/tenants/${ACME.name}/devices/${user}/${device?.deviceId}`;
      const body = { confirm: device?.deviceId, scope: "account" };
      const begun = await story.admin.call("POST", `${path}/wipe`, body);
      story.equal("the order is taken", begun.status, 200);
      await story.pass(1);
      return { begun: begun.body, shown: async () => (await story.admin.call("GET", path)).body };
    };

    story.step("Alice's phone speaks 16.1: the account goes, the phone stays as it is.");
    const alices = await end("alice");
    const gone = await today.mail.check();
    story.equal("it obeys", !gone.ok && gone.reason, "wiped");
    story.equal("the account is gone", today.settings.accounts().length, 0);
    story.equal("its passcode is not", today.state.passcode.value, "417290");
    story.equal("nor its profile", today.settings.profiles().length, 1);
    const { device } = await alices.shown();
    story.equal(
      "its word is on record, and it is blocked",
      [device.wipe.state, device.wipe.scope, device.state],
      ["acknowledged", "account", "blocked"],
    );

    story.step("Exchange orders one of Carol's account: it goes out, and comes back, as that.");
    story.exchange.addUser({ user: "carol", password: "Herbst-2010", displayName: "Carol Clark" });
    const carols = story.phone({ name: "Carol's iPhone", system: "17.0" });
    await provision(carols, { user: "carol", password: "Herbst-2010" });
    story.exchange.orderWipe("carol", "account");
    await story.pass(1);
    const removed = await carols.mail.check();
    story.equal("it obeys", !removed.ok && removed.reason, "wiped");
    story.equal("its profile stays", carols.settings.profiles().length, 1);
    story.equal("Exchange heard its word", story.exchange.wipes("carol"), [
      { scope: "account", state: "done" },
    ]);

    story.step("Bob's phone would erase itself: it is blocked instead, and its profile is void.");
    const bobs = await end("bob");
    story.equal("the answer says so", bobs.begun, { revoked: true, state: "blocked" });
    const out = await old.mail.check();
    story.equal("it is kept out", !out.ok && out.status, 403);
    story.equal("it is not erased", old.settings.accounts().length, 1);
    const { device: blocked, handouts } = await bobs.shown();
    story.equal("there is no wipe", blocked.wipe, undefined);
    story.check("its profile is void", handouts[0].supersededAt !== undefined);

    story.step("Allowed again, it still needs a new profile.");
    await story.admin.call("POST", `/tenants/${ACME.name}/devices/bob/${blocked.deviceId}/allow`);
    await story.pass(1);
    story.check("the old one opens nothing", !(await old.mail.check()).ok);
    const [refusal] = await story.admin.refusals(ACME.name);
    story.equal("for this reason", refusal?.reason, "token-superseded");
  },
  { exchange: { trait: "2016" } },
);
