// SCEP in workerd, message by message: what each is answered with, and that lost answers, evictions
// and a hundred at once still make one certificate. RFC 8894.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { readRsaPublicKey } from "../../worker/wire/rsa-public-key.ts";
import { validity } from "../../worker/wire/x509.ts";
import { readCertificateFields } from "../../worker/wire/x509-fields.ts";
import { certificationRequest, scepIdentity } from "../support/scep-client.ts";
import { CLIENT, enrol, enrolled, exchange, SHORT, scepSite } from "./scep-support.ts";
import { DAY, MINUTE, START, setClock } from "./world.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const RENEWAL = { messageType: "17" };

describe("PKCSReq", () => {
  it("gets a certificate that says what the authority says, whatever the request asks for", async () => {
    const site = await scepSite("enrols");
    const by = await scepIdentity({ ...SHORT, commonName: "root" });
    const request = certificationRequest(by, {
      challenge: await site.challenge("alice"),
      commonName: "bob",
    });
    const got = await exchange(site, by, request);
    expect([got.messageType, got.status]).toEqual(["3", "0"]);
    const [certificate = new Uint8Array(), ...others] = got.certificates;
    expect(others).toEqual([]);
    const subject = text(readCertificateFields(certificate).subject);
    expect(subject).toContain("alice");
    expect(subject).toContain("Acme Inc.");
    expect(subject).not.toContain("bob");
    const key = readRsaPublicKey(readCertificateFields(certificate).publicKey);
    expect(key?.keyHash).toBe(readRsaPublicKey(by.spki)?.keyHash);
    expect(validity(certificate).notBefore.getTime()).toBe(START - 10 * MINUTE);
    expect(got.answer.issued).toMatchObject({
      user: "alice",
      purpose: "exchange",
      delivery: "scep",
    });
  });

  it("is answered with its transaction and its nonce, and a fresh nonce of the authority's", async () => {
    const site = await scepSite("nonces");
    const by = await scepIdentity(SHORT);
    const options = { transaction: "a+/=Z", nonce: new Uint8Array(16).fill(9) };
    const challenge = await site.challenge();
    const answers = [
      await enrol(site, by, challenge, options),
      await enrol(site, by, "no", options),
    ];
    for (const { transaction, recipientNonce, senderNonce } of answers) {
      expect(transaction).toBe("a+/=Z");
      expect(recipientNonce).toEqual(options.nonce);
      expect(senderNonce).toHaveLength(16);
    }
    expect(answers[0]?.senderNonce).not.toEqual(answers[1]?.senderNonce);
  });

  it("gets the same certificate again for the same key, which is no second one", async () => {
    const site = await scepSite("again");
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    const first = await enrol(site, by, challenge, { transaction: "one" });
    await evictDurableObject(site.stub);
    await setClock(site.stub, START + MINUTE);
    const second = await enrol(site, by, challenge, { transaction: "two" });
    expect(second.certificates).toEqual(first.certificates);
    expect(second.answer.issued).toBeUndefined();
    expect((await site.authority.certificates({})).certificates).toHaveLength(1);
    expect(await site.outcomes()).toEqual(["ok", "ok"]);
  });

  it("is refused alike with a wrong, a used, an expired challenge and without one", async () => {
    const site = await scepSite("refused");
    const [alice, bob] = [await scepIdentity(SHORT), await scepIdentity(SHORT)];
    const used = await site.challenge();
    await enrol(site, alice, used);
    const late = await site.challenge();
    const answers = [
      await enrol(site, bob, "WRONG"),
      await enrol(site, bob, used),
      await exchange(site, bob, certificationRequest(bob)),
    ];
    await setClock(site.stub, START + DAY);
    answers.push(await enrol(site, bob, late));
    expect(
      new Set(answers.map(({ status, failInfo, text }) => `${status} ${failInfo} ${text}`)).size,
    ).toBe(1);
    expect(answers[0]).toMatchObject({ status: "2", failInfo: "2" });
    expect(await site.outcomes()).toEqual([
      ...["challenge-expired", "challenge-missing", "challenge-used", "challenge-unknown"],
      "ok",
    ]);
  });

  it("makes one certificate of a hundred uses of one challenge at the same time", async () => {
    const site = await scepSite("hundred");
    const challenge = await site.challenge();
    const clients = await Promise.all(Array.from({ length: 10 }, () => scepIdentity(SHORT)));
    const uses = Array.from({ length: 100 }, (_, index) => clients[index % 10]).filter(
      (client) => client !== undefined,
    );
    const answers = await Promise.all(uses.map((client) => enrol(site, client, challenge)));
    const good = answers.filter(({ status }) => status === "0");
    expect(good).toHaveLength(10);
    expect(new Set(good.map(({ certificates }) => text(certificates[0] ?? Buffer.of()))).size).toBe(
      1,
    );
    expect(answers.filter(({ answer }) => answer.issued)).toHaveLength(1);
    expect((await site.authority.certificates({})).certificates).toHaveLength(1);
  });

  it("leaves neither challenge nor key in what is noted of it", async () => {
    const site = await scepSite("noted");
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    await enrol(site, by, challenge, { transaction: "T1" });
    await enrol(site, await scepIdentity(SHORT), challenge);
    const attempts = await site.authority.attempts();
    expect(attempts.map(({ client, step }) => [client, step])).toEqual([
      [CLIENT, "scep"],
      [CLIENT, "scep"],
    ]);
    expect(attempts[1]).toMatchObject({ user: "alice", outcome: "ok" });
    expect(attempts[1]?.detail).toContain("T1");
    expect(JSON.stringify(attempts)).not.toContain(challenge);
  });
});

describe("RenewalReq", () => {
  const due = (rules = {}) => ({ validityDays: 10, renewalDays: 5, ...rules });

  it("gets a new key certified on the word of the old one, sealed for the old certificate", async () => {
    const site = await scepSite("renews", due());
    const old = await enrolled(site);
    await setClock(site.stub, START + 6 * DAY);
    const fresh = await scepIdentity(SHORT);
    const got = await exchange(site, old, certificationRequest(fresh), RENEWAL);
    const [certificate = new Uint8Array()] = got.certificates;
    const key = readRsaPublicKey(readCertificateFields(certificate).publicKey);
    expect(key?.keyHash).toBe(readRsaPublicKey(fresh.spki)?.keyHash);
    expect(text(readCertificateFields(certificate).subject)).toContain("alice");
    expect(got.answer.issued?.renews).toMatch(/^[0-9a-f]{64}$/);
    expect((await site.authority.attempts())[0]).toMatchObject({ step: "renewal", user: "alice" });
  });

  it("may keep its key and send its old challenge along, as micromdm's scepclient does", async () => {
    const site = await scepSite("keeps-key", due());
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    const { certificates } = await enrol(site, by, challenge);
    const old = { ...by, certificate: certificates[0] ?? new Uint8Array() };
    await setClock(site.stub, START + 6 * DAY);
    const got = await exchange(site, old, certificationRequest(by, { challenge }), RENEWAL);
    expect(got.status).toBe("0");
    expect(got.certificates).not.toEqual(certificates);
  });

  it("may come as a PKCSReq signed by the old certificate, as before the RFC", async () => {
    const site = await scepSite("old-form", due());
    const old = await enrolled(site);
    await setClock(site.stub, START + 6 * DAY);
    const got = await exchange(site, old, certificationRequest(await scepIdentity(SHORT)));
    expect(got.status).toBe("0");
    expect(got.answer.issued?.renews).toBeDefined();
  });

  it("may come as a PKCSReq with the first challenge, signed by the old certificate, as certmonger's do", async () => {
    const site = await scepSite("used-challenge", due());
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    const { certificates } = await enrol(site, by, challenge);
    const old = { ...by, certificate: certificates[0] ?? new Uint8Array() };
    const [sameKey, newKey] = [by, await scepIdentity(SHORT)].map((key) =>
      certificationRequest(key, { challenge }),
    );
    const early = await exchange(site, old, sameKey ?? Buffer.of());
    expect(early.certificates).toEqual(certificates);
    expect((await exchange(site, old, newKey ?? Buffer.of())).failInfo).toBe("2");
    await setClock(site.stub, START + 6 * DAY);
    const got = await exchange(site, old, newKey ?? Buffer.of());
    expect(got.answer.issued?.renews).toBeDefined();
    expect(await site.outcomes()).toEqual(["ok", "challenge-used", "ok", "ok"]);
  });

  it("a challenge for something else counts for that, whoever signed", async () => {
    const site = await scepSite("other-challenge", due());
    const old = await enrolled(site);
    await setClock(site.stub, START + 6 * DAY);
    const request = certificationRequest(await scepIdentity(SHORT), {
      challenge: await site.challenge("bob"),
    });
    const { answer } = await exchange(site, old, request);
    expect(answer.issued).toMatchObject({ user: "bob" });
    expect(answer.issued?.renews).toBeUndefined();
  });

  it("is refused too early, too late, after revocation, and by whom the authority does not know", async () => {
    const site = await scepSite("not-renewed", due());
    const [old, revoked] = [await enrolled(site), await enrolled(site, "bob")];
    const renew = async (by = old) =>
      exchange(site, by, certificationRequest(await scepIdentity(SHORT)), RENEWAL);
    expect(await renew()).toMatchObject({ status: "2", failInfo: "2" });
    await setClock(site.stub, START + 6 * DAY);
    const { certificates } = await site.authority.certificates({ user: "bob" });
    const fingerprint = certificates[0]?.fingerprint ?? "";
    await site.authority.revokeCertificate(fingerprint, "keyCompromise", "owner");
    expect(await renew(revoked)).toMatchObject({ status: "2", failInfo: "2" });
    const stranger = await scepIdentity(SHORT);
    const own = await exchange(site, stranger, certificationRequest(stranger), RENEWAL);
    expect(own).toMatchObject({ status: "2", failInfo: "4" });
    expect(await renew(stranger)).toMatchObject({ status: "2", failInfo: "1" });
    await setClock(site.stub, START + 11 * DAY);
    expect(await renew()).toMatchObject({ status: "2", failInfo: "2" });
    expect(await site.outcomes()).toEqual([
      ...["certificate-expired", "message-unreadable", "signer-unknown"],
      ...["certificate-revoked", "renewal-too-early", "ok", "ok"],
    ]);
  });
});
