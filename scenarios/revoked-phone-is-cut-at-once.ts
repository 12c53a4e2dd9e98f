// Administrators expect that a revoked certificate opens nothing within minutes; a revocation list
// takes a day to be believed. The gateway asks the authority's own book, and remembers for five
// seconds: the phone's next request is refused, and a Ping it holds ends. The list, for servers that
// read lists, names the certificate at once.
import { ACME, enrolByCertificate, revokedIn, scenario } from "../simulator/scenario.ts";

export default scenario(async (story) => {
  await story.acmeByCertificate();
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "One", body: "1" });
  const phone = story.phone({ name: "Alice's iPhone", system: "17.0" });
  const spare = story.phone({ name: "Alice's iPad", system: "17.0", deviceKind: "iPad" });
  for (const one of [phone, spare]) {
    const outcome = await enrolByCertificate(one, ACME.alice);
    story.check(`${one.state.name} is set up`, outcome.ok, JSON.stringify(outcome));
    story.check("its mail works", (await one.mail.check()).ok);
  }
  const devices = await story.admin.devices(ACME.name);
  const deviceId = devices.find(({ deviceType }) => deviceType === "iPhone")?.deviceId;
  const book = await story.admin.certificates(ACME.name, "purpose=exchange&state=valid");
  const hers = book.find((entry) => entry.deviceId === deviceId);
  if (!hers) return story.check("her phone's certificate is bound to it", false);

  const pings = () =>
    story.exchange.requests.filter(({ command, status }) => command === "Ping" && status === 0);

  story.step("The phone waits for mail; the administrator revokes its certificate.");
  const held = phone.mail.push();
  await story.until("Exchange holds its Ping", () => pings().length === 1);
  await story.admin.revoke(ACME.name, hers.fingerprint, "keyCompromise");
  const ended = await story.passUntil(held, 5);
  await story.until("Exchange holds nothing for it", () => pings().length === 0);
  story.check("the Ping ends and is refused anew", !ended.ok, JSON.stringify(ended));
  story.exchange.deliver("alice", { from: "bob@acme.example.com", subject: "Two", body: "2" });
  const checked = await phone.mail.check();
  story.check("no mail comes any more", !checked.ok, JSON.stringify(checked));
  story.equal(
    "the second mail is not on the phone",
    phone.mail.messages().map(({ subject }) => subject),
    ["One"],
  );
  const [refusal] = await story.admin.refusals(ACME.name);
  story.equal("why is recorded", refusal?.reason, "certificate-revoked");

  story.step("The revocation list names it.");
  const url = `${ACME.origin}/scep/crl/${hers.issuer}.crl`;
  const list = await phone.network.request({ method: "GET", url, headers: [] });
  story.equal("it is served", list.status, 200);
  story.equal("with this one alone", revokedIn(list.body), [hers.serialNumber.toLowerCase()]);

  story.step("Her other phone is not disturbed.");
  story.check("its mail works", (await spare.mail.check()).ok);
  story.equal("it has the second mail", spare.mail.messages().length, 2);

  story.step("Alice may enrol the phone anew: she signs in, and it makes another key.");
  const again = await enrolByCertificate(phone, ACME.alice);
  story.check("it is installed", again.ok, JSON.stringify(again));
  story.check("mail works", (await phone.mail.check()).ok);
  story.equal("it has the second mail", phone.mail.messages().length, 2);
});
