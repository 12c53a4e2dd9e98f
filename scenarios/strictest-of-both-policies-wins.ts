// A tenant's policy and Exchange's own: the phone gets one, the stricter value of each setting, and
// Exchange hears of it only after the phone applied it. Each side has its own policy keys, and what
// Exchange changes reaches the phone as well (MS-ASPROV 3.2.5.1).
import { ACME, provision, scenario } from "../simulator/scenario.ts";

export default scenario(
  async (story) => {
    await story.acme({
      policy: {
        ...{ easPasswordEnabled: true, easMinPasswordLength: 6, easMaxFailedAttempts: 10 },
        ...{ easAllowCamera: false, easMaxInactivity: 5 },
      },
    });
    const phone = story.phone({ name: "Alice's iPhone", system: "4.2.1" });
    const keys = () => new Set(phone.settings.accounts().map(({ policyKey }) => policyKey));
    const exchangeKeys = () =>
      Object.values(story.exchange.state.devices).map(({ policyKey }) => policyKey);

    story.step("Alice provisions; she has no passcode, which neither of the two allows.");
    await provision(phone, ACME.alice);
    const short = await phone.mail.check();
    story.equal("mail waits for a passcode", !short.ok && short.reason, "passcode-needed");
    story.equal("Exchange has no word of the phone yet", exchangeKeys(), [null]);

    story.step("She sets one of eight.");
    story.check("the phone takes it", phone.settings.setPasscode("41729038").ok);
    await story.pass(2);
    const checked = await phone.mail.check();
    story.check("mail works", checked.ok, JSON.stringify(checked));
    const { minLength, maxFailedAttempts, maxInactivity } = phone.settings.passcodePolicy();
    story.equal(
      "Exchange's length and attempts, the tenant's inactivity",
      [minLength, maxFailedAttempts, maxInactivity],
      [8, 6, 5],
    );
    story.equal("the tenant's camera", phone.settings.restrictions().allowCamera, false);
    const [exchangeKey] = exchangeKeys();
    story.check("both sides have a key", typeof exchangeKey === "string" && keys().size === 1);
    story.check("and not the same", !keys().has(exchangeKey ?? ""));

    story.step("Exchange's administrator changes the policy there.");
    const asked = story.exchange.requests.filter(({ command }) => command === "Provision").length;
    for (const device of Object.values(story.exchange.state.devices)) device.policyKey = "1";
    story.check("mail works", (await phone.mail.check()).ok);
    const now = story.exchange.requests.filter(({ command }) => command === "Provision").length;
    story.equal("the phone provisioned once more, for both", now - asked, 2);
  },
  {
    exchange: {
      requirePolicy: {
        ...{ DevicePasswordEnabled: "1", MinDevicePasswordLength: "8" },
        ...{ MaxDevicePasswordFailedAttempts: "6", MaxInactivityTimeDeviceLock: "900" },
      },
    },
  },
);
