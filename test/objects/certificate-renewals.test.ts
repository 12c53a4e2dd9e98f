// Certificates renewed by who has their key, in workerd: when, how often, and what they carry over.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { authorityOf, granted, NOW, newKey, PHONE, reasonOf } from "./certificate-support.ts";
import { DAY, rows, setClock } from "./world.ts";

const [KEY, NEW_KEY, OTHER_KEY] = [newKey(), newKey(), newKey()];
/** Ten days before the end of a year. */
const DUE = NOW + 355 * DAY;

/** A certificate that is due, and its renewal by a key. */
async function dueAt(tenant: string) {
  const { stub, authority, issue, order } = await authorityOf(tenant);
  const names = { principalName: "alice@acme.example" };
  const old = await order(KEY, { device: PHONE, names });
  await authority.bindCertificate(old.record.fingerprint, "appl87945xyza4s");
  await setClock(stub, DUE);
  const renew = (publicKey: Uint8Array, renews = old.record.fingerprint) =>
    issue({ by: { renews }, publicKey, transaction: "2" });
  return { stub, authority, issue, old, renew };
}

describe("a renewal", () => {
  it("is for the same user, phone and purpose, with a year of its own", async () => {
    const { authority, old, renew } = await dueAt("renews");
    const { record, x509 } = granted(await renew(NEW_KEY));
    expect(record).toMatchObject({
      user: "alice",
      purpose: "exchange",
      device: PHONE,
      deviceId: "appl87945xyza4s",
      renews: old.record.fingerprint,
      notAfter: DUE + 365 * DAY,
    });
    expect(x509.subjectAltName).toContain("othername");
    expect((await authority.issued(old.record.fingerprint))?.revoked).toBeUndefined();
  });

  it("may keep its key, as micromdm's client does", async () => {
    const { old, renew } = await dueAt("same-key");
    const { record } = granted(await renew(KEY));
    expect(record.fingerprint).not.toBe(old.record.fingerprint);
  });

  it("is there once: the same key gets it again, another key gets none", async () => {
    const { stub, renew } = await dueAt("once");
    const keys = [NEW_KEY, OTHER_KEY, NEW_KEY, OTHER_KEY];
    const answers = (await Promise.all(keys.map((key) => renew(key)))).map(reasonOf);
    // Whichever came first: requests at the same time have no order.
    const first = keys[answers.indexOf("issued")] ?? NEW_KEY;
    expect(answers).toEqual(keys.map((key) => (key === first ? "issued" : "already-renewed")));
    await evictDurableObject(stub);
    await setClock(stub, DUE + 20 * DAY);
    expect(granted(await renew(first)).repeated).toBe(true);
    expect(await rows(stub, "certificates")).toHaveLength(2);
  });

  it("may be had with another key once the first was revoked", async () => {
    const { authority, renew } = await dueAt("revoked-renewal");
    const { record } = granted(await renew(NEW_KEY));
    await authority.revokeCertificate(record.fingerprint, "superseded", "owner");
    expect(reasonOf(await renew(NEW_KEY))).toBe("certificate-revoked");
    expect(reasonOf(await renew(OTHER_KEY))).toBe("issued");
  });

  it("is not given too early, too late, to a stranger, or after a revocation", async () => {
    const { stub, authority, old, renew } = await dueAt("no-renewal");
    await setClock(stub, NOW + 334 * DAY);
    expect(reasonOf(await renew(NEW_KEY))).toBe("renewal-too-early");
    await setClock(stub, NOW + 365 * DAY);
    expect(reasonOf(await renew(NEW_KEY))).toBe("certificate-expired");
    await setClock(stub, DUE);
    expect(reasonOf(await renew(NEW_KEY, "0".repeat(64)))).toBe("certificate-unknown");
    await authority.revokeCertificate(old.record.fingerprint, "cessationOfOperation", "owner");
    expect(reasonOf(await renew(NEW_KEY))).toBe("certificate-revoked");
  });

  it("falls with the certificate it renews when that key was stolen", async () => {
    const { authority, issue, old, renew } = await dueAt("stolen");
    const { record } = granted(await renew(NEW_KEY));
    await authority.setRules({ renewalDays: 400 });
    const again = { by: { renews: record.fingerprint }, publicKey: OTHER_KEY, transaction: "3" };
    const last = granted(await issue(again)).record;
    await authority.revokeCertificate(old.record.fingerprint, "keyCompromise", "owner");
    const states = [old.record, record, last].map(({ fingerprint }) =>
      authority.issued(fingerprint),
    );
    for (const found of await Promise.all(states)) {
      expect(found?.revoked).toEqual({ at: DUE, by: "owner", reason: "keyCompromise" });
    }
  });
});
