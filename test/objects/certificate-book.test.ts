// The book of what was issued, in workerd: pages and filters, binding to a device, revocation, and
// what is noted of tries to enrol.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { authorityOf, NOW, newKey, PHONE, SITE } from "./certificate-support.ts";
import { DAY, rows, setClock } from "./world.ts";

const KEY = newKey();

describe("the book", () => {
  it("is read page by page, newest first, also after an eviction", async () => {
    const { stub, authority, order } = await authorityOf("pages");
    const all: string[] = [];
    for (let count = 0; count < 7; count++) all.unshift((await order(KEY)).record.fingerprint);
    const first = await authority.certificates({ limit: 3 });
    expect(first.certificates.map(({ fingerprint }) => fingerprint)).toEqual(all.slice(0, 3));
    await evictDurableObject(stub);
    await order(KEY);
    const rest = await authority.certificates({ limit: 500, after: first.next ?? "" });
    expect(rest.certificates.map(({ fingerprint }) => fingerprint)).toEqual(all.slice(3));
    expect(rest).not.toHaveProperty("next");
    expect(await authority.certificates({ after: "none of ours" })).toEqual({ certificates: [] });
    expect((await authority.certificates({ limit: -1 })).certificates).toHaveLength(1);
  });

  it("finds by user, phone, purpose and state", async () => {
    const { stub, authority, order } = await authorityOf("finds");
    const old = (await order(KEY, { user: "bob" })).record.fingerprint;
    await setClock(stub, NOW + 340 * DAY);
    const phone = (await order(KEY, { device: PHONE, purpose: "enrolment" })).record.fingerprint;
    const gone = (await order(KEY)).record.fingerprint;
    await authority.revokeCertificate(gone, "superseded", "owner");
    await authority.bindCertificate(phone, "appl87945xyza4s");
    const found = async (query: Parameters<typeof authority.certificates>[0]) =>
      (await authority.certificates(query)).certificates.map(({ fingerprint }) => fingerprint);
    expect(await found({ user: "bob" })).toEqual([old]);
    expect(await found({ user: "' OR 1=1 --" })).toEqual([]);
    expect(await found({ udid: PHONE.udid })).toEqual([phone]);
    expect(await found({ deviceId: "appl87945xyza4s" })).toEqual([phone]);
    expect(await found({ purpose: "enrolment" })).toEqual([phone]);
    expect(await found({ state: "all" })).toEqual([gone, phone, old]);
    expect(await found({ state: "valid" })).toEqual([phone, old]);
    expect(await found({ state: "expiring" })).toEqual([old]);
    expect(await found({ state: "revoked" })).toEqual([gone]);
    await setClock(stub, NOW + 365 * DAY);
    expect(await found({ state: "expired" })).toEqual([old]);
    expect(await found({ state: "valid", user: "alice" })).toEqual([phone]);
  });
});

describe("binding a certificate", () => {
  it("is for the first device that is seen with it, and no other", async () => {
    const { stub, authority, order } = await authorityOf("binds");
    const { fingerprint } = (await order(KEY)).record;
    const bind = (deviceId: string) => authority.bindCertificate(fingerprint, deviceId);
    const answers = await Promise.all(["one", "two", "one", "three"].map(bind));
    expect(answers.map((answer) => (answer.ok ? answer.bound : answer.reason))).toEqual([
      "now",
      "certificate-on-another-device",
      "before",
      "certificate-on-another-device",
    ]);
    await evictDurableObject(stub);
    expect(await bind("one")).toMatchObject({ ok: true, certificate: { deviceId: "one" } });
    expect((await authority.issued(fingerprint))?.deviceId).toBe("one");
  });

  it("takes no Appl name but that of the phone's own serial number", async () => {
    const { authority, order } = await authorityOf("binds-serial");
    const { fingerprint } = (await order(KEY, { device: PHONE })).record;
    expect(await authority.bindCertificate(fingerprint, "applanother")).toEqual({
      ok: false,
      reason: "certificate-on-another-device",
    });
    expect(await authority.bindCertificate(fingerprint, "appl87945xyza4s")).toMatchObject({
      ok: true,
      bound: "now",
    });
    const later = (await order(KEY, { device: PHONE })).record;
    const opaque = await authority.bindCertificate(later.fingerprint, "q3hj5l0vtd4rn8vqp1m6b2c9d0");
    expect(opaque.ok).toBe(true);
    expect(await authority.bindCertificate("0".repeat(64), "x")).toEqual({
      ok: false,
      reason: "certificate-unknown",
    });
  });
});

describe("a revocation", () => {
  it("is for good: its first reason and time stay", async () => {
    const { stub, authority, order } = await authorityOf("revokes");
    const { fingerprint } = (await order(KEY)).record;
    const first = await authority.revokeCertificate(fingerprint, "keyCompromise", "owner");
    await setClock(stub, NOW + DAY);
    const second = await authority.revokeCertificate(fingerprint, "superseded", "bob");
    const revoked = { at: NOW, by: "owner", reason: "keyCompromise" };
    expect([first, second]).toMatchObject([
      { certificate: { revoked } },
      { certificate: { revoked } },
    ]);
    const unknown = await authority.revokeCertificate("0".repeat(64), "unspecified", "owner");
    expect(unknown).toEqual({ ok: false, reason: "no-such-certificate" });
  });

  it("of a device takes all that its user has on that phone, and nobody else's", async () => {
    const { authority, order } = await authorityOf("revokes-device");
    const enrolment = (await order(KEY, { device: PHONE, purpose: "enrolment" })).record
      .fingerprint;
    const exchange = (await order(KEY, { device: PHONE })).record.fingerprint;
    const other = (await order(KEY)).record.fingerprint;
    const bobs = (await order(KEY, { user: "bob", device: PHONE })).record.fingerprint;
    await authority.bindCertificate(exchange, "q3hj5l0vtd4rn8vqp1m6b2c9d0");
    await authority.bindCertificate(other, "another");
    const done = await authority.revokeDevice(
      "alice",
      "q3hj5l0vtd4rn8vqp1m6b2c9d0",
      "cessationOfOperation",
      "owner",
    );
    expect(done.map(({ fingerprint }) => fingerprint)).toEqual([enrolment, exchange]);
    expect(done.every(({ revoked }) => revoked?.reason === "cessationOfOperation")).toBe(true);
    for (const kept of [other, bobs])
      expect((await authority.issued(kept))?.revoked).toBeUndefined();
    expect(
      await authority.revokeDevice("alice", "q3hj5l0vtd4rn8vqp1m6b2c9d0", "superseded", "x"),
    ).toEqual([]);
    const bySerial = await authority.revokeDevice("bob", "appl87945xyza4s", "superseded", "owner");
    expect(bySerial.map(({ fingerprint }) => fingerprint)).toEqual([bobs]);
  });

  it("is in the next list, whose number grows; without a change the list stays a day", async () => {
    const { stub, authority, order } = await authorityOf("lists");
    const { record } = await order(KEY);
    const list = async () =>
      Buffer.from((await authority.crl(record.issuer)) ?? []).toString("hex");
    const first = await list();
    expect(first).not.toContain(record.serialNumber);
    await setClock(stub, NOW + DAY - 1);
    expect(await list()).toBe(first);
    await authority.revokeCertificate(record.fingerprint, "superseded", "owner");
    const second = await list();
    expect(second).toContain(record.serialNumber);
    await evictDurableObject(stub);
    await setClock(stub, NOW + DAY);
    expect(await list()).toBe(second);
    await setClock(stub, NOW + 2 * DAY);
    const third = await list();
    expect(third).not.toBe(second);
    expect(third).toContain(record.serialNumber);
    expect(await rows(stub, "cas")).toMatchObject([{ crl_number: 3 }]);
    await setClock(stub, NOW + 380 * DAY);
    expect(await list()).not.toContain(record.serialNumber);
    expect(await authority.crl("0".repeat(64))).toBeNull();
  });
});

describe("tries to enrol", () => {
  it("are kept, the newest five hundred, cut to a length", async () => {
    const { authority } = await authorityOf("attempts");
    const attempt = { step: "scep", outcome: "challenge-unknown", client: "192.0.2.1" } as const;
    for (let count = 0; count < 503; count++)
      await authority.noteAttempt({
        ...attempt,
        user: `user ${count}`,
        detail: "x".repeat(10_000),
      });
    const noted = await authority.attempts();
    expect(noted).toHaveLength(500);
    expect(noted[0]).toEqual({ ...attempt, at: NOW, user: "user 502", detail: "x".repeat(300) });
    expect(noted.at(-1)?.user).toBe("user 3");
    expect((await authority.overview(SITE)).authorities).toHaveLength(1);
  });
});
