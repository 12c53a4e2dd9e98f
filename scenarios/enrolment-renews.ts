// Apple, "Over-the-Air Profile Delivery and Configuration": when a profile expires, the phone asks
// for it anew by itself, signing with the certificate of its enrolment. So a certificate is followed
// by the next before it ends, and its user types nothing. Where the enrolment's own certificate has
// ended, the server sends the phone to the beginning (Apple's sample answers 301).
import { ACME, enrolByCertificate, fingerprintOf, scenario } from "../simulator/scenario.ts";

const DAY_MINUTES = 24 * 60;

export default scenario(async (story) => {
  await story.acmeByCertificate();
  const phones = (["4.2.1", "17.0"] as const).map((system) =>
    story.phone({ name: `iPhone ${system}`, system }),
  );
  const shown = (phone: (typeof phones)[number]) => {
    const [account] = phone.settings.accounts();
    const item = phone.state.keychain.find(({ payload }) => payload === account?.identity);
    return item ? fingerprintOf(item) : "none";
  };
  for (const phone of phones) {
    const outcome = await enrolByCertificate(phone, ACME.alice);
    story.check(`${phone.state.name} is set up`, outcome.ok, JSON.stringify(outcome));
  }
  const first = phones.map(shown);
  const takesItAnew = async (phone: (typeof phones)[number]) => {
    const outcomes = await phone.installer.renewExpired();
    story.equal(
      "the phone takes its profile anew",
      outcomes.map(({ ok }) => ok),
      [true],
    );
  };

  story.step("Eleven months less a few days pass.");
  await story.pass(330 * DAY_MINUTES);
  for (const phone of phones) {
    story.equal("no profile has expired", await phone.installer.renewExpired(), []);
    story.check("mail works", (await phone.mail.check()).ok);
  }

  story.step("Their profiles expire, a month before the certificates in them.");
  await story.pass(6 * DAY_MINUTES);
  for (const phone of phones) {
    await takesItAnew(phone);
    story.equal("in place of the old one", phone.settings.profiles().length, 1);
    story.check("mail works", (await phone.mail.check()).ok);
  }
  const second = phones.map(shown);
  story.check(
    "each shows another certificate now",
    second.every((fingerprint, index) => fingerprint !== first[index]),
  );
  story.equal(
    "and holds no older key",
    phones.map(({ state }) => state.keychain.length),
    [2, 2],
  );
  story.equal("they are the same two devices", (await story.admin.devices(ACME.name)).length, 2);

  story.step("The first certificates end; mail does not.");
  await story.pass(60 * DAY_MINUTES);
  const book = await story.admin.certificates(ACME.name, "purpose=exchange&state=expired");
  story.equal(
    "the book says so",
    book.map(({ fingerprint }) => fingerprint).sort(),
    [...first].sort(),
  );
  for (const phone of phones) story.check("mail works", (await phone.mail.check()).ok);

  story.step("The next year it is the same.");
  await story.pass(275 * DAY_MINUTES);
  for (const phone of phones) {
    await takesItAnew(phone);
    story.check("mail works", (await phone.mail.check()).ok);
  }

  story.step("Five years after they enrolled, the certificates of the enrolments end, too.");
  const identity = `/tenants/${ACME.name}/identity`;
  await story.admin.call("POST", `${identity}/prepare`);
  const rolled = await story.admin.call("POST", `${identity}/roll-over`, { confirm: ACME.name });
  story.equal("the administrator has followed the signer's end", rolled.status, 200);
  await story.pass(1_160 * DAY_MINUTES);
  for (const phone of phones) {
    const [outcome] = await phone.installer.renewExpired();
    story.equal(
      "the phone is sent to the beginning",
      outcome?.ok || outcome?.reason,
      "enrolment-begins-anew",
    );
    story.equal("and keeps what it has meanwhile", phone.settings.profiles().length, 1);
    const again = await enrolByCertificate(phone, ACME.alice);
    story.check("its user signs in, and it is set up again", again.ok, JSON.stringify(again));
    story.check("mail works", (await phone.mail.check()).ok);
  }
  story.equal("they are the same two devices", (await story.admin.devices(ACME.name)).length, 2);
});
