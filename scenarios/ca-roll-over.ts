// An authority ends before the certificates it might still issue would: it is followed by another,
// with an overlap. What the old one issued stays good until it ends; its revocation list goes on;
// GetNextCACert (RFC 8894, section 4.7) tells who comes; phones pass over to the new one when they
// renew, without their users.
import {
  ACME,
  enrolByCertificate,
  fingerprintOf,
  nextAuthorities,
  revokedIn,
  scenario,
} from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acmeByCertificate();
  const phone = story.phone({ name: "Alice's iPhone", system: "17.0" });
  const other = story.phone({ name: "Bob's iPhone", system: "4.2.1" });
  story.check("Alice's phone is set up", (await enrolByCertificate(phone, ACME.alice)).ok);
  story.check("Bob's phone is set up", (await enrolByCertificate(other, ACME.bob)).ok);
  const entryOf = async ({ state }: typeof phone) => {
    const [account] = state.accounts;
    const item = state.keychain.find(({ payload }) => payload === account?.identity);
    const book = await story.admin.certificates(ACME.name);
    return item && book.find(({ fingerprint }) => fingerprint === fingerprintOf(item));
  };
  const get = (path: string) =>
    phone.network.request({ method: "GET", url: `${ACME.origin}${path}`, headers: [] });
  const old = (await entryOf(phone))?.issuer ?? "";
  const askNext = () => get("/scep?operation=GetNextCACert&message=acme");
  const nextOf = async () => (await askNext()).status;

  story.step("The next authority is made, and waits.");
  story.check("none waited before", (await nextOf()) !== 200);
  const prepared = await story.admin.call("POST", "/tenants/acme/authority/prepare");
  const next = String(prepared.body.next?.chain?.[0]?.fingerprint);
  const told = nextAuthorities((await askNext()).body);
  story.equal("GetNextCACert tells of it", told.certificates.includes(next), true);
  story.equal("under the signature of the one that issues", told.signer, old);
  const waiting = story.phone({ name: "Alice's iPad", system: "17.0", deviceKind: "iPad" });
  story.check("a phone enrols meanwhile", (await enrolByCertificate(waiting, ACME.alice)).ok);
  story.equal("with the authority that still issues", (await entryOf(waiting))?.issuer, old);

  story.step("It takes over.");
  const rolled = await story.admin.call("POST", "/tenants/acme/authority/roll-over", {
    confirm: ACME.name,
  });
  story.equal("that is confirmed by name", rolled.status, 200);
  story.check("nobody waits any more", (await nextOf()) !== 200);
  for (const one of [phone, other, waiting])
    story.check(`${one.state.name} goes on`, (await one.mail.check()).ok);
  const newcomer = story.phone({ name: "Bob's iPad", system: "17.0", deviceKind: "iPad" });
  const outcome = await enrolByCertificate(newcomer, ACME.bob);
  story.check("a new phone enrols", outcome.ok, JSON.stringify(outcome));
  story.equal("with the new authority", (await entryOf(newcomer))?.issuer, next);
  story.check("its mail works", (await newcomer.mail.check()).ok);

  story.step("A registration authority speaks for it from now on (RFC 8894, section 2.1.2).");
  const rules = { registrationAuthority: true };
  await story.admin.call("PATCH", "/tenants/acme/authority/rules", rules);
  const spare = story.phone({ name: "Bob's spare iPhone", system: "3.1.3" });
  const bySpeaker = await enrolByCertificate(spare, ACME.bob);
  story.check("another phone enrols", bySpeaker.ok, JSON.stringify(bySpeaker));
  const { headers } = await get("/scep?operation=GetCACert&message=acme");
  story.check(
    "by two certificates, the authority's and the speaker's",
    headers.some(([, value]) => value.startsWith("application/x-x509-ca-ra-cert")),
  );
  story.equal("the authority itself issued", (await entryOf(spare))?.issuer, next);

  story.step("A certificate of the old authority is revoked.");
  const lost = await entryOf(waiting);
  await story.admin.revoke(ACME.name, lost?.fingerprint ?? "", "keyCompromise");
  await story.pass(1);
  story.check("the phone is cut", !(await waiting.mail.check()).ok);
  story.equal(
    "the old authority's list names it",
    revokedIn((await get(`/scep/crl/${old}.crl`)).body),
    [lost?.serialNumber.toLowerCase()],
  );
  story.equal("the new one's is empty", revokedIn((await get(`/scep/crl/${next}.crl`)).body), []);

  story.step("The other phones' profiles expire, and they fetch them anew.");
  await story.pass(336 * 24 * 60);
  for (const one of [phone, other]) {
    const outcomes = await one.installer.renewExpired();
    story.equal(
      `${one.state.name} renews by itself`,
      outcomes.map(({ ok }) => ok),
      [true],
    );
    story.equal("with the new authority", (await entryOf(one))?.issuer, next);
    story.check("mail works", (await one.mail.check()).ok);
  }
  const devices = (await story.admin.devices(ACME.name)).length;
  story.equal("all are the devices they were", devices, 5);
});
