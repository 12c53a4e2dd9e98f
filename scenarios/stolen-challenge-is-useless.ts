// A leaked challenge that makes any certificate is a known complaint about SCEP servers. Here a
// challenge is good once, for the phone or key that showed it first, for one purpose and for an
// hour; the certificate names whom the server meant, whatever the request says; and what was made
// for the enrolment opens no mailbox.
import {
  ACME,
  askForCertificate,
  enrolByCertificate,
  fingerprintOf,
  scenario,
  walkToProfile,
} from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acmeByCertificate();
  const url = `${ACME.origin}/scep`;
  const mallory = story.phone({ name: "Mallory's iPhone", system: "17.0" });
  const thief = { network: mallory.network, clock: story.clock };
  const challengeFor = async (purpose: string) => {
    const order = { user: "alice", purpose };
    const { body } = await story.admin.call("POST", "/tenants/acme/challenges", order);
    return { challenge: String(body.challenge), id: String(body.record.id) };
  };
  const steal = (challenge: string) => askForCertificate(thief, { url, challenge, user: "bob" });

  story.step("Mallory copies the profile that Alice's phone shows, and Alice installs hers first.");
  const phone = story.phone({ name: "Alice's iPhone", system: "17.0" });
  await walkToProfile(phone, ACME.alice);
  mallory.state.pending = structuredClone(phone.state.pending);
  const hers = await phone.installer.install({
    password: ACME.alice.password,
    passcode: "417290",
  });
  story.check("hers is installed", hers.ok, JSON.stringify(hers));
  const copied = await mallory.installer.install({ password: "unknown", passcode: "417290" });
  story.equal("his is refused", copied.ok ? "ok" : copied.reason, "enrolment-refused");
  story.equal("nothing is on his phone", mallory.state.keychain.length, 0);
  const [attempt] = await story.admin.attempts(ACME.name);
  story.check(
    "why stands in the list of attempts",
    /^challenge-(used|of-another-device)$/.test(attempt?.outcome ?? ""),
    JSON.stringify(attempt),
  );

  story.step(
    "A challenge of an administrator was used; Mallory asks with it and a key of his own.",
  );
  const made = await challengeFor("exchange");
  const first = await askForCertificate(
    { network: phone.network, clock: story.clock },
    { url, challenge: made.challenge, user: "alice" },
  );
  story.check("its owner got a certificate", first.ok, JSON.stringify(first));
  const before = await story.admin.certificates(ACME.name);
  const second = await steal(made.challenge);
  story.check("Mallory is refused", !second.ok, JSON.stringify(second));
  story.equal("no certificate was issued", await story.admin.certificates(ACME.name), before);

  story.step("A challenge that was dropped, one that ended, one that never was.");
  const dropped = await challengeFor("exchange");
  await story.admin.call("DELETE", `/tenants/acme/challenges/${dropped.id}`);
  const old = await challengeFor("exchange");
  await story.pass(61);
  const answers = [
    await steal(dropped.challenge),
    await steal(old.challenge),
    await steal("A".repeat(26)),
  ].map((outcome) => (outcome.ok ? "issued" : outcome.detail));
  story.equal("all are refused in the same words", new Set(answers).size, 1);
  story.check("as bad requests", /badRequest|badMessageCheck/.test(answers[0] ?? ""), answers[0]);
  story.equal("no certificate was issued", await story.admin.certificates(ACME.name), before);

  story.step("Mallory is first with a challenge for an enrolment, and says he is Bob.");
  const enrolment = await challengeFor("enrolment");
  const stolen = await steal(enrolment.challenge);
  if (!stolen.ok) return story.check("a certificate is issued", false, stolen.detail);
  const record = (await story.admin.certificates(ACME.name)).find(
    ({ fingerprint }) => fingerprint === fingerprintOf(stolen.identity),
  );
  story.equal(
    "it names Alice, and the enrolment alone",
    [record?.user, record?.purpose],
    ["alice", "enrolment"],
  );
  mallory.pretend.identity = stolen.identity;
  const outcome = await mallory.settings.addExchangeAccount({
    ...{ email: "alice@acme.example.com", server: ACME.host, user: "alice", ssl: true },
    password: ACME.alice.password,
  });
  story.check("it opens no mailbox, not even with her password", !outcome.ok);
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("why is recorded", refusal?.reason, "certificate-for-another-purpose");

  story.step("Alice's phone is not disturbed, and can enrol anew.");
  story.check("her mail works", (await phone.mail.check()).ok);
  story.check("so does a second walk", (await enrolByCertificate(phone, ACME.alice)).ok);
});
