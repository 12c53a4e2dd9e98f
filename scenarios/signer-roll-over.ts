// iOS replaces a signed profile only with one of the same signer (Enterprise Deployment Guide 3.1, p.
// 41: same identifier, signed by the same authority). So a tenant's signer is followed by one of the
// same name under the same root, and phones that fetch their profile anew by themselves take it from
// there; certificates, which other keys issue, do not notice. A signer of another name is refused, as
// the console says before: the phone keeps what it has until its user removes the profile.
import { ACME, companySigner, enrolByCertificate, scenario } from "../simulator/scenario.ts";

const DAY_MINUTES = 24 * 60;

export default scenario(async (story) => {
  await story.acmeByCertificate();
  const company = companySigner(story.clock.now());
  const [root = ""] = (await story.admin.signingChain(ACME.name)).slice(-1);
  const trustedRoots = [root, company.root];
  const phone = story.phone({ name: "Alice's iPhone", system: "17.0", trustedRoots });
  const outcome = await enrolByCertificate(phone, ACME.alice);
  story.check("the phone is set up", outcome.ok, JSON.stringify(outcome));
  const installed = () => phone.settings.profiles()[0];
  const first = installed()?.signer;
  const identity = (deed: string, body?: unknown) =>
    story.admin.call("POST", `/tenants/${ACME.name}/identity/${deed}`, body);

  story.step("The administrator has a new signer made and rolls over to it.");
  await identity("prepare");
  story.equal("it signs now", (await identity("roll-over", { confirm: ACME.name })).status, 200);
  story.check("mail goes on", (await phone.mail.check()).ok);
  const newcomer = story.phone({ name: "Bob's iPhone", system: "17.0", trustedRoots });
  const bobs = await enrolByCertificate(newcomer, ACME.bob);
  story.check("a new phone is set up", bobs.ok, JSON.stringify(bobs));
  const [profile] = newcomer.settings.profiles();
  story.check("by the new signer", profile?.signer?.fingerprint !== first?.fingerprint);
  story.equal("whom it trusts", profile?.trust, "Verified");
  const issuers = (await story.admin.certificates(ACME.name)).map(({ issuer }) => issuer);
  story.equal("one authority issued all certificates", new Set(issuers).size, 1);

  story.step("Alice's profile expires: her phone takes the next one from the new signer.");
  await story.pass(336 * DAY_MINUTES);
  const renewed = await phone.installer.renewExpired();
  story.equal(
    "nobody is asked",
    renewed.map(({ ok }) => ok),
    [true],
  );
  story.equal("it is one profile", phone.settings.profiles().length, 1);
  story.equal(
    "signed by another key of the same name",
    [installed()?.signer?.fingerprint === first?.fingerprint, installed()?.signer?.subject],
    [false, first?.subject],
  );
  story.check("mail goes on", (await phone.mail.check()).ok);
  const second = installed()?.signer;

  story.step("The company brings a signer of its own, of another name.");
  const { certificates, privateKey } = company;
  const taken = await identity("import", { certificates, privateKey });
  story.equal("it waits", taken.status, 201);
  story.equal("it signs now", (await identity("roll-over", { confirm: ACME.name })).status, 200);
  const bobRenews = newcomer.installer.renewExpired();
  const [refused] = await bobRenews;
  story.equal("Bob's phone does not take it", refused?.ok || refused?.reason, "signer-differs");
  story.equal(
    "and keeps profile and keys",
    [newcomer.settings.profiles().length, newcomer.state.keychain.length],
    [1, 2],
  );
  story.check("its mail goes on", (await newcomer.mail.check()).ok);
  story.equal("Alice's phone, renewed before, notices nothing", installed()?.signer, second);

  story.step("Bob removes the profile and takes it anew.");
  const identifier = newcomer.settings.profiles()[0]?.identifier ?? "";
  story.check("it goes", newcomer.settings.removeProfile(identifier).ok);
  const again = await enrolByCertificate(newcomer, ACME.bob);
  story.check("the new one is installed", again.ok, JSON.stringify(again));
  const [now] = newcomer.settings.profiles();
  story.equal(
    "the company signed it",
    [now?.signer?.name, now?.trust],
    ["Acme Group Profiles", "Verified"],
  );
  story.check("its mail works", (await newcomer.mail.check()).ok);
});
