// design: receiving a wipe needs the phone's proof, never the password. A leaver's account is disabled first, and the
// phone is erased all the same: by its token, by a profile that was installed and never used, and, for a phone that
// Exchange knew before and that has no token, by the last password Exchange took. None of them gets any data.
import { ACME, provision, scenario, walkToProfile } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme({ adapter: { onlyProvisioned: false } });
  story.exchange.addUser({ user: "carol", password: "Herbst-2010", displayName: "Carol Clark" });
  const wipe = async (user: string) => {
    const device = (await story.admin.devices(ACME.name)).find((one) => one.user === user);
    const path = `/tenants/${ACME.name}/devices/${user}/${device?.deviceId}`;
    const begun = await story.admin.call("POST", `${path}/wipe`, { confirm: device?.deviceId });
    story.equal(`the wipe of ${user}'s phone is taken`, begun.status, 200);
    return async () => (await story.admin.call("GET", path)).body.device.wipe?.state;
  };
  const leaves = async (user: string) => {
    story.exchange.disable(user);
    story.exchange.deliver(ACME.alice.user, {
      from: "x@example.org",
      subject: "Secret",
      body: "1",
    });
    await story.pass(10);
  };

  story.step("Alice's phone was provisioned and used. She leaves.");
  const used = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
  await provision(used, ACME.alice);
  await leaves("alice");
  const alices = await wipe("alice");
  const first = await used.mail.check();
  story.equal("her phone is erased", !first.ok && first.reason, "wiped");
  story.equal("and said so", await alices(), "acknowledged");

  story.step("Bob's phone has a new profile that it did not use yet. He leaves.");
  const renewed = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  await provision(renewed, ACME.bob);
  await walkToProfile(renewed, ACME.bob);
  await renewed.installer.install({ password: ACME.bob.password });
  await leaves("bob");
  const bobs = await wipe("bob");
  const second = await renewed.mail.check();
  story.equal("his phone is erased", !second.ok && second.reason, "wiped");
  story.equal("and said so", await bobs(), "acknowledged");

  story.step("Carol made her account by hand, which this tenant allows. She leaves.");
  const byHand = story.phone({ name: "Carol's iPhone", system: "3.1.3" });
  const account = {
    email: "carol@acme.example.com",
    user: "carol",
    password: "Herbst-2010",
    server: ACME.host,
    ssl: true,
  };
  await byHand.settings.addExchangeAccount(account);
  story.check("her mail works", (await byHand.mail.check()).ok);
  await leaves("carol");
  const carols = await wipe("carol");
  const asked = story.exchange.requests.length;
  const third = await byHand.mail.check();
  story.equal("her phone is erased", !third.ok && third.reason, "wiped");
  story.equal("and said so", await carols(), "acknowledged");
  const commands = story.exchange.requests.slice(asked).map(({ command }) => command);
  story.check("no data was asked for", !commands.some((one) => one === "Sync"), commands.join());
});
