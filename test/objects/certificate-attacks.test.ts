// Certificates under attack, at the authority itself: what is left open when something is taken away,
// what grows without end, and what strangers can make a tenant do.
import { describe, expect, it } from "vitest";
import { certificationRequest, scepIdentity, sealed } from "../support/scep-client.ts";
import { authorityOf, NOW, newKey, PHONE, reasonOf, SITE } from "./certificate-support.ts";
import { enrol, SHORT, scepSite } from "./scep-support.ts";
import { env, handles, MINUTE, START, setClock, stubOf, tables } from "./world.ts";

const KEY = newKey();
const OTHER = { udid: "b".repeat(40), serial: "87945XYZA4T", product: "iPhone2,1" };
const provost = { madeBy: "provost" } as const;

describe("a challenge that is open when certificates are taken away", () => {
  it("brings its phone no other one afterwards", async () => {
    const { issue, challenge, order, authority } = await authorityOf("left-open");
    const { record } = await order(KEY, { device: PHONE });
    const kept = await challenge({ ...provost, device: PHONE });
    const ofOther = await challenge({ ...provost, device: OTHER });
    const ofBob = await challenge({ ...provost, user: "bob", device: PHONE });
    await authority.revokeCertificate(record.fingerprint, "keyCompromise", "owner");
    const uses = [kept, ofOther, ofBob].map((text) =>
      issue({ by: { challenge: text }, publicKey: newKey(), transaction: "2" }),
    );
    const reasons = (await Promise.all(uses)).map(reasonOf);
    expect(reasons).toEqual(["challenge-unknown", "issued", "issued"]);
  });

  it("is left where the certificate was only followed by another", async () => {
    const { issue, challenge, order, authority } = await authorityOf("left-open-superseded");
    const { record } = await order(KEY, { device: PHONE });
    const kept = await challenge({ ...provost, device: PHONE });
    await authority.revokeCertificate(record.fingerprint, "superseded", "owner");
    const used = issue({ by: { challenge: kept }, publicKey: newKey(), transaction: "2" });
    expect(reasonOf(await used)).toBe("issued");
  });

  it("begins no enrolment either: its user signs in once more", async () => {
    const { challenge, order, authority } = await authorityOf("left-open-walks");
    const { record } = await order(KEY, { device: PHONE });
    const service = { ...provost, purpose: "profile-service" } as const;
    const [begun, fresh, ofOther] = [
      await challenge(service),
      await challenge(service),
      await challenge(service),
    ];
    await authority.takeProfileChallenge(begun, PHONE);
    await authority.takeProfileChallenge(ofOther, OTHER);
    await authority.revokeCertificate(record.fingerprint, "unspecified", "owner");
    expect(await authority.takeProfileChallenge(begun, PHONE)).toMatchObject({ ok: false });
    expect(await authority.takeProfileChallenge(fresh, PHONE)).toMatchObject({ ok: false });
    expect(await authority.takeProfileChallenge(ofOther, OTHER)).toMatchObject({ ok: true });
  });

  it("goes with its device, be it known by a certificate or by its serial number", async () => {
    const { issue, challenge, order, authority } = await authorityOf("left-open-devices");
    const { record } = await order(KEY, { device: PHONE });
    await authority.bindCertificate(record.fingerprint, "opaque");
    const known = await challenge({ ...provost, device: PHONE });
    await authority.revokeDevice("alice", "opaque", "cessationOfOperation", "owner");
    const bySerial = await challenge({ ...provost, device: OTHER });
    const deviceId = `appl${OTHER.serial.toLowerCase()}`;
    await authority.revokeDevice("alice", deviceId, "cessationOfOperation", "owner");
    for (const text of [known, bySerial]) {
      const used = issue({ by: { challenge: text }, publicKey: newKey(), transaction: "2" });
      expect(reasonOf(await used)).toBe("challenge-unknown");
    }
  });
});

describe("what a user or a copied POST asks for again and again", () => {
  it("leaves fifty open challenges, the newest", async () => {
    const { issue, challenge, authority } = await authorityOf("many-challenges");
    const texts: string[] = [];
    for (let count = 0; count < 60; count++) texts.push(await challenge(provost));
    await challenge({ ...provost, user: "bob" });
    const kept = await authority.challenges();
    expect(kept.filter(({ user }) => user === "alice")).toHaveLength(50);
    expect(kept.filter(({ user }) => user === "bob")).toHaveLength(1);
    const use = (text: string | undefined) =>
      issue({ by: { challenge: text ?? "" }, publicKey: newKey(), transaction: "1" });
    expect(reasonOf(await use(texts[9]))).toBe("challenge-unknown");
    expect(reasonOf(await use(texts[10]))).toBe("issued");
  });

  it("makes a few identities of one phone within the hour, however many ask at the same time", async () => {
    const { stub, authority } = await authorityOf("many-identities");
    await authority.setRules({ legacyDevices: true });
    const ask = (device = PHONE) =>
      authority.makePhonesIdentity({ user: "alice", madeBy: "provost", device }, SITE);
    const asked = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(asked.filter(({ ok }) => ok)).toHaveLength(5);
    expect((await authority.certificates({})).certificates).toHaveLength(5);
    expect(await ask()).toEqual({ ok: false, reason: "too-many-identities" });
    expect((await ask(OTHER)).ok).toBe(true);
    await setClock(stub, NOW + 60 * MINUTE);
    expect((await ask()).ok).toBe(true);
  });
});

it("a phone that calls itself an old one gets no key made here where the rules have no old phones", async () => {
  const { authority } = await authorityOf("says-it-is-old");
  const order = { user: "alice", madeBy: "provost", device: PHONE };
  const refused = { ok: false, reason: "legacy-devices-off" };
  expect(await authority.makePhonesIdentity(order, SITE)).toEqual(refused);
  await authority.setRules({ legacyDevices: true });
  expect((await authority.makePhonesIdentity(order, SITE)).ok).toBe(true);
});

describe("strangers", () => {
  it("make no CA for a tenant that never used certificates", async () => {
    const name = "never-used";
    const stub = stubOf(env.AUTHORITY, name);
    await setClock(stub, NOW);
    const site = { organization: "Acme Inc.", origin: `https://${name}.example` };
    const by = await scepIdentity(SHORT);
    const message = sealed(certificationRequest(by), by.certificate);
    for (const operation of ["GetCACaps", "GetCACert", "GetNextCACert", "PKIOperation"]) {
      const order = { operation, message, client: "203.0.113.9" };
      expect((await handles.authority(name).scep(order, site)).status).toBe(404);
    }
    expect(await tables(stub)).toEqual([]);
    await handles.authority(name).newChallenge({ user: "alice", purpose: "exchange", ...provost });
    const order = { operation: "GetCACert", message: new Uint8Array(), client: "203.0.113.9" };
    expect((await handles.authority(name).scep(order, site)).status).toBe(200);
  });

  it("push nobody's try out of the list", async () => {
    const { authority } = await authorityOf("pushed-out");
    const try_ = { step: "scep", outcome: "challenge-unknown", client: "c", detail: "" } as const;
    await authority.noteAttempt({ ...try_, user: "alice", outcome: "ok" });
    for (let count = 0; count < 600; count++) await authority.noteAttempt({ ...try_, user: "" });
    const noted = await authority.attempts();
    expect(noted.at(-1)).toMatchObject({ user: "alice", outcome: "ok" });
    expect(noted.length).toBe(101);
  });

  it("wait once a network's messages failed a hundred times within a minute; nobody else does", async () => {
    const site = await scepSite("loud");
    const by = await scepIdentity(SHORT);
    const from = (client: string, message: Uint8Array) =>
      site.authority.scep({ operation: "PKIOperation", message, client }, site.site);
    const noise = Buffer.from("noise");
    for (let count = 0; count < 99; count++) await from("203.0.113.99", noise);
    const challenge = await site.challenge();
    expect((await enrol(site, by, "A".repeat(26))).status).toBe("2");
    expect((await from("203.0.113.99", noise)).status).toBe(400);
    expect((await from("203.0.113.99", noise)).status).toBe(429);
    expect((await enrol(site, by, challenge)).status).toBe("0");
    const before = (await site.outcomes()).length;
    await from("203.0.113.99", noise);
    expect((await site.outcomes()).length).toBe(before);
    await setClock(site.stub, START + MINUTE);
    expect((await from("203.0.113.99", noise)).status).toBe(400);
  });

  it("of one /64 are one network", async () => {
    const site = await scepSite("loud-six");
    const from = (client: string) =>
      site.authority.scep(
        { operation: "PKIOperation", message: Buffer.from("noise"), client },
        site.site,
      );
    for (let count = 0; count < 100; count++) await from(`2001:db8:1:2::${count.toString(16)}`);
    expect((await from("2001:db8:1:2::ffff")).status).toBe(429);
    expect((await from("2001:db8:1:3::1")).status).toBe(400);
  });
});

describe("an answer with a certificate", () => {
  it("says whose it is each time it is given, the first time as issued, too", async () => {
    const site = await scepSite("handed");
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    const first = await enrol(site, by, challenge);
    const again = await enrol(site, by, challenge);
    expect(first.answer.issued?.user).toBe("alice");
    expect(first.answer.handsOut?.user).toBe("alice");
    expect(again.answer.issued).toBeUndefined();
    expect(again.answer.handsOut).toEqual(first.answer.issued);
  });
});
