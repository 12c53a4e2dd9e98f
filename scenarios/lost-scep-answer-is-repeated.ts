// A strictly one-time challenge and one answer lost on the air make a phone that must be erased
// (reported of several systems). Here the same challenge with the same key gets the same certificate
// again: RFC 8894, section 3.2.3, lets a client repeat its transaction. Retries is in the payload's
// class since iOS 4; iPhone OS 3 gives up, and its user begins anew.
import { ACME, enrolByCertificate, scenario } from "../simulator/scenario.ts";

const SCEP = /operation=PKIOperation/;

export default scenario(async (story) => {
  await story.acmeByCertificate();
  const phone = story.phone({ name: "Alice's iPhone", system: "17.0" });

  story.step("Both of the phone's certificates are issued, and both answers are lost.");
  phone.network.failNext("answer-lost", 1, SCEP);
  phone.network.passNext(1, SCEP);
  phone.network.failNext("answer-lost", 1, SCEP);
  const outcome = await enrolByCertificate(phone, ACME.alice);
  story.check("the profile is installed all the same", outcome.ok, JSON.stringify(outcome));
  story.check("mail can be read", (await phone.mail.check()).ok);
  const book = await story.admin.certificates(ACME.name, "state=valid");
  story.equal(
    "one certificate was issued for each door, not two",
    book.map(({ purpose }) => purpose).sort(),
    ["enrolment", "exchange"],
  );
  const attempts = (await story.admin.attempts(ACME.name)).filter(({ step }) => step === "scep");
  story.equal("four messages came for them", attempts.length, 4);

  story.step("A phone that never repeats loses an answer: it gives up and nothing stays on it.");
  const old = story.phone({ name: "Bob's iPhone", system: "3.1.3" });
  old.network.failNext("answer-lost", 1, SCEP);
  const given = await enrolByCertificate(old, ACME.bob);
  story.equal("it is not installed", given.ok ? "installed" : given.reason, "certificate-refused");
  story.equal("no profile, no key", [old.state.profiles.length, old.state.keychain.length], [0, 0]);

  story.step("Bob begins anew.");
  const again = await enrolByCertificate(old, ACME.bob);
  story.check("it is installed", again.ok, JSON.stringify(again));
  story.check("mail can be read", (await old.mail.check()).ok);
});
