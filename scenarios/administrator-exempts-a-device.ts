// Exchange's personal exemption (ActiveSyncAllowedDeviceIDs) stands above its device access rules: one device gets in that
// rules and adapter keep out. It stands below a personal block, and it is no proof: an iPhone still needs its profile.
import { ACME, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acme();
  story.exchange.deliver("bob", { from: "alice@acme.example.com", subject: "One", body: "1" });
  const byHand = {
    email: "bob@acme.example.com",
    server: ACME.host,
    user: "bob",
    password: ACME.bob.password,
    ssl: true,
  };
  const android = story.phone({ name: "Bob's Android", system: "4.2.1" });
  Object.assign(android.pretend, {
    deviceType: "Android",
    deviceId: "androidc259148960",
    userAgent: "Android-Mail/2.3",
  });
  const at = `/tenants/${ACME.name}/devices/bob/androidc259148960`;
  const status = async () => {
    await story.pass(1);
    const outcome = await android.mail.check();
    return outcome.ok ? 200 : outcome.status;
  };

  story.step("Bob's client is no iOS device, and other clients are denied.");
  await android.settings.addExchangeAccount(byHand);
  story.equal("it is refused", await status(), 403);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("with its reason", refusal?.reason, "other-client-denied");

  story.step("The administrator exempts this one device, which so far was only refused.");
  story.equal("done", (await story.admin.call("POST", `${at}/exempt`)).status, 200);
  story.equal("it gets in", await status(), 200);
  story.equal("mail arrives", android.mail.messages().length, 1);
  const [device] = await story.admin.devices(ACME.name);
  story.equal("its line says so", device?.isExempt, true);

  story.step(
    "A rule blocks all of its kind: it still gets in. A block of the device itself holds.",
  );
  const rule = { characteristic: "deviceType", value: "Android", level: "block" };
  await story.admin.call("POST", `/tenants/${ACME.name}/access-rules`, rule);
  story.equal("it gets in", await status(), 200);
  await story.admin.call("POST", `${at}/block`);
  story.equal("blocked is blocked", await status(), 403);
  await story.admin.call("POST", `${at}/allow`);
  story.equal("allowed, it gets in", await status(), 200);

  story.step("The exemption is withdrawn.");
  await story.admin.call("DELETE", `${at}/exempt`);
  story.equal("the rule reaches it", await status(), 403);

  story.step("An iPhone made by hand is exempted: it is no proof.");
  const iphone = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  const made = await iphone.settings.addExchangeAccount(byHand);
  story.check("it is refused", !made.ok);
  const [{ deviceId } = { deviceId: "" }] = await story.admin.refusals(ACME.name);
  const its = `/tenants/${ACME.name}/devices/bob/${deviceId}/exempt`;
  story.equal("it is exempt", (await story.admin.call("POST", its)).status, 200);
  await story.pass(1);
  const still = await iphone.mail.check();
  story.equal("and still refused", !still.ok && still.status, 403);
  const [last] = await story.admin.refusals(ACME.name);
  story.equal("for want of a profile", last?.reason, "token-missing");
});
