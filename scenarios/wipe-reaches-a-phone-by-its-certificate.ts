// design: receiving a wipe needs the phone's proof, never the password. Where certificates sign in
// alone there is none: the order that revokes the lost phone's certificate is still the one order
// that it may fetch with it, also after the leaver's account was disabled, and nothing else.
import { ACME, enrolByCertificate, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acmeByCertificate({ adapter: { clientCertificates: "alone" } });
    for (const [system, user] of [
      ["4.2.1", "alice"],
      ["17.0", "bob"],
    ] as const) {
      story.step(`The phone of ${user} (${system}) shows a certificate and knows no password.`);
      const phone = story.phone({ name: `iPhone of ${user}`, system });
      const outcome = await enrolByCertificate(phone, { ...ACME[user] });
      story.check("it is set up", outcome.ok, JSON.stringify(outcome));
      story.check("mail can be read", (await phone.mail.check()).ok);
      const device = (await story.admin.devices(ACME.name)).find((one) => one.user === user);
      const path = `/tenants/${ACME.name}/devices/${user}/${device?.deviceId}`;

      story.step(`${user} leaves: the account is disabled, and the phone is to be wiped.`);
      story.exchange.disable(user);
      const wipe = await story.admin.call("POST", `${path}/wipe`, { confirm: device?.deviceId });
      story.equal("the wipe is taken", wipe.status, 200);
      story.exchange.deliver(user, { from: "x@example.org", subject: "Secret", body: "1" });
      await story.pass(10);
      const checked = await phone.mail.check();
      story.equal("the phone is erased", !checked.ok && checked.reason, "wiped");
      story.equal("its keys are gone", phone.state.keychain.length, 0);
      const { body } = await story.admin.call("GET", path);
      story.equal("and it said so", body.device.wipe?.state, "acknowledged");
      const valid = await story.admin.certificates(ACME.name, `user=${user}&state=valid`);
      story.equal("no certificate of it is valid any more", valid, []);
    }
  },
  { trustsIdentitiesOf: ACME.origin },
);
