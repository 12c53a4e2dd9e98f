// An iPad whose clock is one second behind finds its new certificate not valid yet, and repeats with
// a challenge that is spent (reported of an MDM server). Certificates are back-dated by ten minutes
// here, so that a clock as far behind does not matter; one that is further off says so, and nothing
// is spoiled by having tried.
import { ACME, enrolByCertificate, scenario, wordsOf } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acmeByCertificate();

  for (const [seconds, system] of [
    [-1, "17.0"],
    [-9 * 60, "4.2.1"],
    [600, "17.0"],
  ] as const) {
    story.step(`A phone's clock is ${seconds} seconds ahead of the server's.`);
    const name = `iPhone at ${seconds} s`;
    const phone = story.phone({ name, system, clockAheadSeconds: seconds });
    const outcome = await enrolByCertificate(phone, ACME.alice);
    story.check("it enrols at the first try", outcome.ok, JSON.stringify(outcome));
    story.check("mail can be read", (await phone.mail.check()).ok);
    const now = story.clock.now() + seconds * 1000;
    story.check(
      "by its clock, its certificates are valid already",
      phone.state.keychain.every((item) => wordsOf(item).validFrom <= now),
    );
  }

  story.step("Bob's phone is half an hour behind.");
  const late = story.phone({ name: "Bob's iPhone", system: "17.0", clockAheadSeconds: -1800 });
  const refused = await enrolByCertificate(late, ACME.bob);
  story.equal("it is not installed", refused.ok || refused.reason, "certificate-refused");
  story.check(
    "and says that the certificate is not valid yet",
    !refused.ok && refused.detail.includes("not valid yet"),
    JSON.stringify(refused),
  );
  story.equal(
    "nothing stays on it",
    [late.state.profiles.length, late.state.keychain.length],
    [0, 0],
  );

  story.step("He sets its clock and begins anew.");
  const phone = story.phone({ name: "Bob's iPhone", system: "17.0", saved: late.state });
  const outcome = await enrolByCertificate(phone, ACME.bob);
  story.check("it is installed", outcome.ok, JSON.stringify(outcome));
  story.check("mail can be read", (await phone.mail.check()).ok);
});
