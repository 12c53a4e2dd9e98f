// A client chooses its own DeviceType (MS-ASHTTP), so the adapter asks about all other clients
// explicitly; the strict answer, deny, leaves no way round.
import { ACME, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  const phone = story.phone({ name: "Mallory's iPhone", system: "4.2.1" });
  const byHand = {
    email: "alice@acme.example.com",
    server: ACME.host,
    user: "alice",
    password: ACME.alice.password,
    ssl: true,
  };

  story.step("The phone calls itself an Android, but keeps Apple's user agent.");
  phone.state.pretend.deviceType = "Android";
  phone.state.pretend.deviceId = "android1234567";
  story.check("it is refused", !(await phone.settings.addExchangeAccount(byHand)).ok);

  story.step("It says Android everywhere, but keeps Apple's DeviceId.");
  phone.state.pretend.userAgent = "Android/4.0.4-EAS-1.3";
  delete phone.state.pretend.deviceId;
  await phone.mail.check();
  const reasons = async () => (await story.admin.refusals(ACME.name)).map(({ reason }) => reason);
  story.equal("both times it was an iPhone", await reasons(), ["token-missing", "token-missing"]);

  story.step("It leaves nothing of Apple's.");
  phone.state.pretend.deviceId = "android1234567";
  await phone.mail.check();
  story.equal("no folder arrives", phone.settings.accounts()[0]?.folders.length ?? 0, 0);
  story.equal("it is another client, and denied", (await reasons())[0], "other-client-denied");

  story.step("The administrator allows other clients.");
  await story.admin.saveAdapter(ACME.name, { otherClients: "allow" });
  await story.admin.restartAdapter(ACME.name);
  await story.pass(1);
  story.check("what says it is an Android gets in", (await phone.mail.check()).ok);
});
