// Certificates of a tenant's own authority, in workerd: who gets one, for what, and how often.
import { evictDurableObject } from "cloudflare:test";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  atDesk,
  authorityOf,
  granted,
  NOW,
  newKey,
  PHONE,
  reasonOf,
  SITE,
} from "./certificate-support.ts";
import { DAY, HOUR, rows, SECOND, setClock, tables } from "./world.ts";

const KEY = newKey();
const OTHER_KEY = newKey();

describe("a challenge", () => {
  it("brings a certificate of this CA, for its user, of ten minutes ago", async () => {
    const { authority, order } = await authorityOf("first");
    const { x509, record } = await order(KEY, { device: PHONE });
    expect(x509.subject).toBe("O=Acme Inc.\nCN=alice\nserialNumber=87945XYZA4S");
    expect(record).toMatchObject({ user: "alice", purpose: "exchange", issuedAt: NOW });
    expect(record).toMatchObject({ delivery: "scep", device: PHONE });
    expect(Date.parse(x509.validFrom)).toBe(NOW - 600 * SECOND);
    expect(Date.parse(x509.validTo)).toBe(NOW + 365 * DAY);
    expect(x509.serialNumber.toLowerCase()).toBe(record.serialNumber);
    expect(x509.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(record.fingerprint);
    const [ca] = (await authority.caChain(SITE)).map((der) => new X509Certificate(der));
    expect(x509.issuer).toBe(ca?.subject);
    expect(ca && x509.verify(ca.publicKey)).toBe(true);
    expect(await authority.issued(record.fingerprint)).toEqual(record);
    expect(await authority.issued("0".repeat(64))).toBeNull();
  });

  it("used a hundred times at once by different keys brings exactly one certificate", async () => {
    const { stub, authority, issue, challenge } = await authorityOf("hundred");
    const by = { challenge: await challenge() };
    const keys = [KEY, OTHER_KEY, newKey(), newKey()];
    const orders = Array.from({ length: 100 }, (_, index) => ({
      by,
      publicKey: keys[index % keys.length] ?? KEY,
      transaction: String(index),
    }));
    const answers = await Promise.all(orders.map(issue));
    const certificates = answers.flatMap((answer) =>
      answer.ok ? [answer.record.fingerprint] : [],
    );
    expect(certificates).toHaveLength(25);
    expect(new Set(certificates).size).toBe(1);
    expect(answers.filter((answer) => answer.ok && !answer.repeated)).toHaveLength(1);
    const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.reason]));
    expect(new Set(refusals)).toEqual(new Set(["challenge-used"]));
    expect(await rows(stub, "certificates")).toHaveLength(1);
    expect(await rows(stub, "cas")).toHaveLength(1);
    expect((await authority.challenges()).map(({ state }) => state)).toEqual(["used"]);
  });

  it("brings the same key its certificate again, also after an eviction and after its end", async () => {
    const { stub, issue, challenge } = await authorityOf("again");
    const by = { challenge: await challenge() };
    const first = granted(await issue({ by, publicKey: KEY, transaction: "1" }));
    await evictDurableObject(stub);
    await setClock(stub, NOW + 5 * HOUR);
    const lower = { challenge: by.challenge.toLowerCase() };
    const second = granted(await issue({ by: lower, publicKey: KEY, transaction: "2" }));
    expect(second).toMatchObject({ repeated: true, record: first.record });
    expect(second.certificate).toEqual(first.certificate);
    expect(reasonOf(await issue({ by, publicKey: OTHER_KEY, transaction: "1" }))).toBe(
      "challenge-used",
    );
  });

  it("brings nothing again once its certificate is revoked", async () => {
    const { authority, issue, challenge } = await authorityOf("revoked-again");
    const by = { challenge: await challenge() };
    const { record } = granted(await issue({ by, publicKey: KEY, transaction: "1" }));
    await authority.revokeCertificate(record.fingerprint, "keyCompromise", "owner");
    expect(reasonOf(await issue({ by, publicKey: KEY, transaction: "1" }))).toBe(
      "certificate-revoked",
    );
  });

  it("is refused when it is unknown, expired, dropped or for the first POST", async () => {
    const { stub, authority, issue, challenge } = await authorityOf("refused");
    const reason = async (text: string) =>
      reasonOf(await issue({ by: { challenge: text }, publicKey: KEY, transaction: "1" }));
    expect(await reason("guess")).toBe("challenge-unknown");
    expect(await reason("A".repeat(26))).toBe("challenge-unknown");
    expect(await reason(await challenge({ purpose: "profile-service" }))).toBe(
      "challenge-for-another-purpose",
    );
    const dropped = await challenge();
    const [open] = await authority.challenges();
    expect(await authority.dropChallenge(open?.id ?? "")).toBe(true);
    expect(await authority.dropChallenge(open?.id ?? "")).toBe(false);
    expect(await reason(dropped)).toBe("challenge-unknown");
    const late = await challenge();
    await setClock(stub, NOW + HOUR);
    expect(await reason(late)).toBe("challenge-expired");
    const states = (await authority.challenges()).map(({ state }) => state);
    expect(states.toSorted()).toEqual(["dropped", "expired", "expired"]);
    expect(await rows(stub, "certificates")).toEqual([]);
  });

  it("stays open when the key is refused, and legacy keys are taken where the rules say so", async () => {
    const { authority, issue, challenge } = await authorityOf("keys");
    const by = { challenge: await challenge() };
    const reason = async (publicKey: Uint8Array) =>
      reasonOf(await issue({ by, publicKey, transaction: "1" }));
    const short = newKey(1024);
    expect(await reason(newKey(512))).toBe("key-too-short");
    expect(await reason(short)).toBe("key-too-short");
    await authority.setRules({ legacyDevices: true });
    expect(await reason(newKey(512))).toBe("key-too-short");
    expect(await reason(withExponent(KEY, 1))).toBe("key-exponent");
    expect(await reason(withExponent(KEY, 4))).toBe("key-exponent");
    expect(await reason(short)).toBe("issued");
  });

  it("of several that follow one sign-in, the first that brings a certificate ends the others", async () => {
    const { authority, issue, challenge } = await authorityOf("siblings");
    const profile = await challenge({ purpose: "profile-service" });
    const taken = await authority.takeProfileChallenge(profile, PHONE);
    if (!taken.ok) throw new Error(taken.reason);
    const follows = { purpose: "enrolment", device: PHONE, follows: taken.record.id } as const;
    const [one, other] = [await challenge(follows), await challenge(follows)];
    expect((await authority.takeProfileChallenge(profile, PHONE)).ok).toBe(true);
    const use = (text: string, publicKey: Uint8Array) =>
      issue({ by: { challenge: text }, publicKey, transaction: "1" });
    expect(granted(await use(other, KEY)).record.purpose).toBe("enrolment");
    expect(reasonOf(await use(one, OTHER_KEY))).toBe("challenge-unknown");
    expect(reasonOf(await use(await challenge(follows), OTHER_KEY))).toBe("challenge-used");
    expect(reasonOf(await authority.takeProfileChallenge(profile, PHONE))).toBe("challenge-used");
    expect(granted(await use(other, KEY)).repeated).toBe(true);
  });
});

describe("a challenge of the Profile Service", () => {
  it("is for the first phone that shows it, again and again within its hour", async () => {
    const { stub, authority, challenge } = await authorityOf("profile-service");
    const text = await challenge({ purpose: "profile-service" });
    const take = (device: typeof PHONE) => authority.takeProfileChallenge(text, device);
    const phones = Array.from({ length: 20 }, (_, index) => ({ ...PHONE, udid: `${index}` }));
    const taken = await Promise.all(phones.map(take));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = phones[taken.findIndex(({ ok }) => ok)] ?? PHONE;
    expect(await take(winner)).toMatchObject({ ok: true, record: { state: "used", usedAt: NOW } });
    expect(reasonOf(await take(PHONE))).toBe("challenge-used");
    await evictDurableObject(stub);
    await setClock(stub, NOW + HOUR);
    expect(reasonOf(await take(winner))).toBe("challenge-expired");
  });

  it("that was made for a phone is for no other", async () => {
    const { authority, challenge } = await authorityOf("bound");
    const text = await challenge({ purpose: "profile-service", device: PHONE });
    const copied = { ...PHONE, udid: "b".repeat(40) };
    const swapped = { ...PHONE, serial: "OTHER" };
    for (const device of [copied, swapped])
      expect(reasonOf(await authority.takeProfileChallenge(text, device))).toBe(
        "challenge-of-another-device",
      );
    expect((await authority.takeProfileChallenge(text, PHONE)).ok).toBe(true);
  });
});

describe("what strangers ask", () => {
  it("leaves no tables behind", async () => {
    const { stub, authority } = await authorityOf("strangers");
    expect(await authority.issued("0".repeat(64))).toBeNull();
    expect(await authority.crl("0".repeat(64))).toBeNull();
    expect(await authority.challenges()).toEqual([]);
    expect(await authority.attempts()).toEqual([]);
    expect(await authority.certificates({})).toEqual({ certificates: [] });
    const unknown = await authority.takeProfileChallenge("A".repeat(26), PHONE);
    expect(reasonOf(unknown)).toBe("challenge-unknown");
    expect(await authority.bindCertificate("0".repeat(64), "x")).toMatchObject({ ok: false });
    expect(await authority.revokeDevice("alice", "x", "unspecified", "owner")).toEqual([]);
    expect(await tables(stub)).toEqual([]);
  });
});

describe("the desk", () => {
  it("finds a certificate by its number, its fingerprint and its transaction", async () => {
    const { stub, order } = await authorityOf("look-up");
    const { record, certificate } = await order(KEY);
    const found = await atDesk(stub, (desk) => {
      const { keyHash } = desk.byFingerprint(record.fingerprint) as unknown as { keyHash: string };
      return [
        desk.bySerial(record.issuer, record.serialNumber),
        desk.byFingerprint(record.fingerprint),
        desk.byTransaction("1", keyHash),
      ].map((booked) => booked?.certificate);
    });
    expect(found).toEqual([certificate, certificate, certificate]);
    const none = await atDesk(stub, (desk) => [
      desk.bySerial(record.issuer, "00"),
      desk.byTransaction("1", "another key"),
      desk.byTransaction("2", record.fingerprint),
    ]);
    expect(none).toEqual([undefined, undefined, undefined]);
  });
});

/** The key with another exponent (of one byte): its numbers are read, nobody has to sign with it. */
function withExponent(spki: Uint8Array, exponent: number): Uint8Array {
  // ... INTEGER 65537 is the last of the encoding: 02 03 01 00 01.
  const bytes = Uint8Array.from(spki);
  bytes.set([0x02, 0x03, 0x00, 0x00, exponent], bytes.length - 5);
  return bytes;
}
