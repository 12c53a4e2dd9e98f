// The over-the-air enrolment through the real objects, from the sign-in to the profile that stays: a
// phone walks it, loses answers, comes back; thieves of its messages get nothing by it.
import { describe, expect, test } from "vitest";
import { ios4 } from "../support/front-site.ts";
import {
  begin,
  enrolled,
  inside,
  newKeys,
  payloadsOf,
  phone,
  profileOf,
  scepChallenge,
  site,
} from "./enrolment-support.ts";
import { DAY, HOUR, START } from "./world.ts";

test("a phone of today walks it, and its certificate for Exchange knows user, phone and purpose", async () => {
  const at = await site("walk-today");
  const by = phone("one");
  const { identity, record } = await enrolled(at, by);
  const device = { udid: by.udid, serial: "Sone1", product: "iPhone2,1", build: "21A329" };
  expect(record).toMatchObject({ user: "alice", purpose: "enrolment", device });
  const profile = await profileOf(await at.post(by.second(identity)));
  const [scep] = payloadsOf(profile, identity);
  const issued = await at.certify(String(inside(scep).Challenge), newKeys().publicKey);
  expect(issued).toMatchObject({
    ok: true,
    record: { user: "alice", purpose: "exchange", delivery: "scep", device },
  });
  const attempts = await at.authority.attempts();
  expect(attempts.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
    "second-post ok",
    "profile-service ok",
  ]);
  const log = (await at.tenant.audit(0, 100)).map(({ action }) => action);
  expect(log).toEqual(expect.arrayContaining(["enrolment-begun", "certificate-profile-made"]));
});

test("an iOS 4 phone walks it, and gets the identity itself", async () => {
  const at = await site("walk-old");
  const by = phone("four", "8C148");
  const { identity } = await enrolled(at, by, ios4);
  const [account] = payloadsOf(await profileOf(await at.post(by.second(identity))), identity);
  expect(account).toMatchObject({ PayloadType: "com.apple.eas.account", UserName: "alice" });
  expect(String(account?.CertificatePassword)).toHaveLength(26);
  const { certificates } = await at.authority.certificates({ purpose: "exchange" });
  expect(certificates).toMatchObject([{ delivery: "profile", device: { udid: by.udid } }]);
  const again = await at.post(by.second(identity));
  expect(again.status).toBe(200);
});

describe("a thief of messages", () => {
  test("gets nothing by sending the first POST again once the phone has its certificate", async () => {
    const at = await site("thief-late");
    const { first } = await enrolled(at);
    expect((await at.post(first)).status).toBe(403);
    expect((await at.authority.attempts())[0]).toMatchObject({ outcome: "challenge-used" });
  });

  test("gets no second certificate by sending it before: one comes of all, and the phone sees it", async () => {
    const at = await site("thief-early");
    const by = phone("one");
    const first = by.first(await begin(at));
    const forPhone = scepChallenge(await profileOf(await at.post(first)));
    const forThief = scepChallenge(await profileOf(await at.post(first)));
    expect(forThief).not.toBe(forPhone);
    expect((await at.certify(forPhone, newKeys().publicKey)).ok).toBe(true);
    const stolen = await at.certify(forThief, newKeys().publicKey);
    expect(stolen).toEqual({ ok: false, reason: "challenge-unknown" });
    const { certificates } = await at.authority.certificates({});
    expect(certificates).toHaveLength(1);
  });

  test("cannot use the challenge of a phone that has begun, with a phone of his own", async () => {
    const at = await site("thief-phone");
    const challenge = await begin(at);
    expect((await at.post(phone("one").first(challenge))).status).toBe(200);
    expect((await at.post(phone("two").first(challenge))).status).toBe(403);
    expect((await at.post(phone("one").first(challenge))).status).toBe(200);
  });

  test("cannot use it for SCEP, nor an SCEP challenge for a first POST", async () => {
    const at = await site("thief-purpose");
    const challenge = await begin(at);
    const key = newKeys().publicKey;
    expect(await at.certify(challenge, key)).toMatchObject({
      reason: "challenge-for-another-purpose",
    });
    const asked = scepChallenge(await profileOf(await at.post(phone("one").first(challenge))));
    expect((await at.post(phone("one").first(asked))).status).toBe(403);
  });

  test("of the second POST gets a profile that only the phone can open", async () => {
    const at = await site("thief-second");
    const by = phone("one");
    const { identity } = await enrolled(at, by);
    const profile = await profileOf(await at.post(by.second(identity)));
    const own = { certificate: identity.certificate, key: newKeys().privateKey };
    expect(() => payloadsOf(profile, own)).toThrow();
    expect(Object.keys(profile)).not.toContain("PayloadContent");
  });

  test("cannot let another phone ask with a certificate of this one", async () => {
    const at = await site("thief-identity");
    const { identity } = await enrolled(at);
    expect((await at.post(phone("two").second(identity))).status).toBe(403);
  });
});

describe("time", () => {
  test("ends the beginning of a walk after an hour", async () => {
    const at = await site("time-late");
    const challenge = await begin(at);
    await at.setTime(START + HOUR);
    expect((await at.post(phone("one").first(challenge))).status).toBe(403);
  });

  test("brings the phone back when its profile expired; after five years its user signs in again", async () => {
    const at = await site("time-renewal");
    const by = phone("one");
    const { identity } = await enrolled(at, by);
    const profile = await profileOf(await at.post(by.second(identity)));
    const expires = (profile.PayloadExpirationDate as Date).getTime();
    expect(expires).toBe(START + 335 * DAY);
    await at.setTime(expires);
    const renewed = await profileOf(await at.post(by.second(identity)));
    expect(renewed.PayloadIdentifier).toBe(profile.PayloadIdentifier);
    expect(renewed.PayloadUUID).not.toBe(profile.PayloadUUID);
    await at.setTime(START + 5 * 365 * DAY);
    const over = await at.post(by.second(identity));
    expect([over.status, over.headers.get("Location")]).toEqual([
      301,
      "https://time-renewal.example/iphone",
    ]);
  });

  test("revocation holds at once", async () => {
    const at = await site("time-revoked");
    const by = phone("one");
    const { identity, record } = await enrolled(at, by);
    await at.authority.revokeCertificate(record.fingerprint, "keyCompromise", "owner");
    expect((await at.post(by.second(identity))).status).toBe(301);
  });

  test("ends an enrolment when the phone's certificate for Exchange is revoked: it fetches no other", async () => {
    const at = await site("time-taken");
    const by = phone("one");
    const { identity } = await enrolled(at, by);
    const [scep] = payloadsOf(await profileOf(await at.post(by.second(identity))), identity);
    const issued = await at.certify(String(inside(scep).Challenge), newKeys().publicKey);
    if (!issued.ok) throw new Error(issued.reason);
    await at.setTime(START + DAY);
    await at.authority.revokeCertificate(issued.record.fingerprint, "keyCompromise", "owner");
    expect((await at.post(by.second(identity))).status).toBe(301);
    // Its user may sign in again, and then it is a new beginning.
    await at.setTime(START + DAY + HOUR);
    const anew = await enrolled(at, by);
    expect((await at.post(by.second(anew.identity))).status).toBe(200);
  });
});

test("a phone that is known enrols again: one walk more, and its old certificates stay as they are", async () => {
  const at = await site("again");
  const by = phone("one");
  const [one, other] = [await enrolled(at, by), await enrolled(at, by)];
  expect(one.record.device).toEqual(other.record.device);
  for (const { identity } of [one, other]) {
    expect((await at.post(by.second(identity))).status).toBe(200);
  }
});

test("nothing of it is in the records: no challenge, no password", async () => {
  const at = await site("records");
  const by = phone("four", "8C148");
  const { challenge, asked, identity } = await enrolled(at, by, ios4);
  const [account] = payloadsOf(await profileOf(await at.post(by.second(identity))), identity);
  const written = JSON.stringify([
    await at.authority.attempts(),
    await at.authority.challenges(),
    await at.authority.certificates({}),
    await at.tenant.audit(0, 1_000),
  ]);
  for (const secret of [challenge, asked, String(account?.CertificatePassword)]) {
    expect(written).not.toContain(secret);
  }
});
