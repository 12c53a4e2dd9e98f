// A certificate is no secret: whoever sees one knows its every word. The gateway knows a certificate
// by all its bytes, TLS proves the possession of its key, and it is bound to the first DeviceId that
// shows it. Whoever copies the key itself, off a phone broken open, is another device still, unless
// he copies the DeviceId as well: that phone is then the same to everybody.
import {
  ACME,
  enrolByCertificate,
  forged,
  scenario,
  withForeignKey,
  wordsOf,
} from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acmeByCertificate();
  const phone = story.phone({ name: "Alice's iPhone", system: "17.0" });
  const outcome = await enrolByCertificate(phone, ACME.alice);
  story.check("Alice's phone is set up", outcome.ok, JSON.stringify(outcome));
  const [account] = phone.settings.accounts();
  const hers = phone.state.keychain.find(({ payload }) => payload === account?.identity);
  if (!hers) return story.check("its certificate is in the keychain", false);
  const second = story.phone({ name: "Second iPhone", system: "17.0" });
  const tryAgain = () =>
    second.settings.addExchangeAccount({
      ...{ email: "alice@acme.example.com", server: ACME.host, user: "alice", ssl: true },
      ...{ password: ACME.alice.password, saveUnverified: false },
    });
  const refusals = async () => (await story.admin.refusals(ACME.name)).map(({ reason }) => reason);

  story.step("A second phone shows her certificate without its key.");
  second.pretend.identity = withForeignKey(hers);
  const keyless = await tryAgain();
  story.equal("no connection comes about", keyless.ok || keyless.status, null);
  story.equal("the gateway heard nothing of it", await refusals(), []);

  story.step("It shows one of its own making with every word of hers.");
  second.pretend.identity = forged(hers);
  story.equal("issuer, subject, number, days", wordsOf(second.pretend.identity), wordsOf(hers));
  story.check("it is refused", !(await tryAgain()).ok);
  story.equal("as one nobody issued", (await refusals())[0], "certificate-unknown");
  second.pretend.deviceId = String((await story.admin.devices(ACME.name))[0]?.deviceId);
  story.check("under her DeviceId, too", !(await tryAgain()).ok);
  delete second.pretend.deviceId;

  story.step("It shows her certificate with its very key.");
  second.pretend.identity = { certificate: hers.certificate, key: hers.key };
  story.check("it is refused", !(await tryAgain()).ok);
  story.equal(
    "because it is bound to her phone",
    (await refusals())[0],
    "certificate-on-another-device",
  );

  story.step("Bob, let in himself, says he is her phone when he enrols.");
  const bobs = story.phone({ name: "Bob's iPhone", system: "17.0" });
  story.check("his own phone is set up", (await enrolByCertificate(bobs, ACME.bob)).ok);
  await story.pass(60 * 24 * 336);
  bobs.pretend.attributes = {
    UDID: phone.state.builtIn?.udid ?? "",
    SERIAL: phone.state.serial,
  };
  const [renewal] = await bobs.installer.renewExpired();
  story.equal("he is refused", renewal?.ok || renewal?.reason, "enrolment-refused");
  const [attempt] = await story.admin.attempts(ACME.name);
  story.equal(
    "and seen",
    [attempt?.outcome, attempt?.user],
    ["certificate-on-another-device", "bob"],
  );

  story.step("Alice's phone is not disturbed.");
  story.check("her mail works", (await phone.mail.check()).ok);
  const known = (await story.admin.devices(ACME.name)).filter(({ user }) => user === "alice");
  story.equal("one device of hers is known", known.length, 1);
});
