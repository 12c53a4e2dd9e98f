// A tenant's CAs over the years, in workerd: prepared, taken in, rolled over, retired; their
// registration authorities; identities whose key is made here.
import { evictDurableObject } from "cloudflare:test";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { writePem } from "../../worker/wire/pem.ts";
import { openPkcs12 } from "../../worker/wire/pkcs12.ts";
import { makeAuthority, pemKeyOf } from "../support/authorities.ts";
import { makeIdentity } from "../support/identity.ts";
import {
  atDesk,
  authorityOf,
  granted,
  NOW,
  newKey,
  reasonOf,
  SITE,
} from "./certificate-support.ts";
import { DAY, rows, setClock, tables } from "./world.ts";

const KEY = newKey();
const YEAR = 365 * DAY;

describe("a tenant's CAs", () => {
  it("begin with one, however many ask for it at once, and it stays", async () => {
    const { stub, authority } = await authorityOf("first-ca");
    const seen = await Promise.all(Array.from({ length: 10 }, () => authority.overview(SITE)));
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    await evictDurableObject(stub);
    const [after] = (await authority.overview(SITE)).authorities;
    expect(after?.chain).toEqual(seen[0]?.authorities[0]?.chain);
    const [der] = await authority.caChain(SITE);
    const ca = new X509Certificate(der ?? new Uint8Array());
    expect(ca.ca).toBe(true);
    expect(ca.subject).toMatch(/^O=Acme Inc\.\nCN=Acme Inc\. Phones CA [0-9A-F]{6}$/);
    expect(after).toMatchObject({ place: "current", source: "made", valid: 0 });
    expect(after?.crlPath).toBe(`/scep/crl/${after?.chain[0]?.fingerprint}.crl`);
  });

  it("follow one another: what the old one issued stays good, is listed and is renewed by the new", async () => {
    const { stub, authority, issue, order } = await authorityOf("rolls");
    const { record } = await order(KEY);
    expect(await authority.rollOverCa()).toEqual({ ok: false, reason: "no-next-authority" });
    const next = await authority.prepareCa(SITE);
    const waiting = await atDesk(stub, (desk) => desk.next);
    expect(await authority.chainOfCa(next.chain[0]?.fingerprint ?? "")).toEqual(waiting);
    const rolls = await Promise.all([authority.rollOverCa(), authority.rollOverCa()]);
    expect(rolls.map(reasonOf).toSorted()).toEqual(["issued", "no-next-authority"]);
    await evictDurableObject(stub);
    await setClock(stub, NOW + 350 * DAY);
    const places = (await authority.overview(SITE)).authorities.map(({ place, valid }) => [
      place,
      valid,
    ]);
    expect(places).toEqual([
      ["current", 0],
      ["former", 1],
    ]);
    expect(await authority.issued(record.fingerprint)).toEqual(record);
    await authority.revokeCertificate((await order(KEY)).record.fingerprint, "superseded", "owner");
    const renewed = granted(
      await issue({ by: { renews: record.fingerprint }, publicKey: KEY, transaction: "2" }),
    );
    expect(renewed.record.issuer).toBe(next.chain[0]?.fingerprint);
    await authority.revokeCertificate(record.fingerprint, "superseded", "owner");
    const hex = async (ca: string) => Buffer.from((await authority.crl(ca)) ?? []).toString("hex");
    expect(await hex(record.issuer)).toContain(record.serialNumber);
    expect(await hex(renewed.record.issuer)).not.toContain(record.serialNumber);
  });

  it("lose their keys a month after the roll-over and the end of all they issued", async () => {
    const { stub, authority, order } = await authorityOf("retires");
    const { record } = await order(KEY);
    await authority.crl(record.issuer);
    await authority.prepareCa(SITE);
    await authority.rollOverCa();
    const keyed = async (at: number) => {
      await evictDurableObject(stub);
      await setClock(stub, at);
      await authority.overview(SITE);
      const all = await rows(stub, "cas");
      return all.find(({ place }) => place === "former")?.wrapped_key !== null;
    };
    expect(await keyed(NOW + YEAR - DAY)).toBe(true);
    const last = await authority.crl(record.issuer);
    expect(await keyed(NOW + YEAR + DAY)).toBe(false);
    await authority.revokeCertificate(record.fingerprint, "superseded", "owner");
    expect(await authority.crl(record.issuer)).toEqual(last);
    expect(await authority.chainOfCa(record.issuer)).toHaveLength(1);
  });

  it("are not changed under an order that was begun before the roll-over", async () => {
    const { stub, authority, challenge } = await authorityOf("changes");
    const by = { challenge: await challenge() };
    const order = { by, publicKey: KEY, transaction: "1" };
    await authority.prepareCa(SITE);
    const answer = await atDesk(stub, async (desk, object) => {
      await object.rollOverCa();
      return desk.issueFor(order);
    });
    expect(reasonOf(answer)).toBe("authority-changed");
    expect(reasonOf(await atDesk(stub, (desk) => desk.issueFor(order)))).toBe("issued");
  });

  it("issue nothing that outlives them, and nothing at all after their end", async () => {
    const { stub, authority, order, issue, challenge } = await authorityOf("ends");
    await authority.overview(SITE);
    const end = NOW + 10 * YEAR;
    await setClock(stub, end - 5 * DAY);
    expect((await order(KEY)).record.notAfter).toBe(end);
    await setClock(stub, end);
    const by = { challenge: await challenge() };
    expect(reasonOf(await issue({ by, publicKey: KEY, transaction: "1" }))).toBe(
      "authority-expired",
    );
  });

  it("that wait can be dropped or replaced", async () => {
    const { authority } = await authorityOf("drops");
    expect(await authority.dropNextCa()).toBe(false);
    const one = await authority.prepareCa(SITE);
    const other = await authority.prepareCa(SITE);
    expect(await authority.chainOfCa(one.chain[0]?.fingerprint ?? "")).toBeNull();
    expect(await authority.chainOfCa(other.chain[0]?.fingerprint ?? "")).toHaveLength(1);
    expect([await authority.dropNextCa(), await authority.dropNextCa()]).toEqual([true, false]);
  });
});

describe("a company's own CA", () => {
  it("is taken in below its root, and issues after the roll-over", async () => {
    const { authority, order } = await authorityOf("imports");
    const root = await makeAuthority("Acme Root", NOW);
    const sub = await makeAuthority("Acme Phones", NOW, root);
    const source = {
      form: "pem",
      certificates:
        writePem("CERTIFICATE", root.certificate) + writePem("CERTIFICATE", sub.certificate),
      privateKey: await pemKeyOf(sub),
    } as const;
    const taken = await authority.importCa(source, SITE);
    expect(taken).toMatchObject({ ok: true, authority: { place: "next", source: "imported" } });
    expect(taken.ok && taken.authority.chain.map(({ subject }) => subject)).toEqual([
      "CN=Acme Phones",
      "CN=Acme Root",
    ]);
    await authority.rollOverCa();
    const { x509 } = await order(KEY);
    expect(x509.issuer).toBe("CN=Acme Phones");
    expect(x509.verify(new X509Certificate(sub.certificate).publicKey)).toBe(true);
    expect(await authority.caChain(SITE)).toEqual([sub.certificate, root.certificate]);
    const again = await authority.importCa(source, SITE);
    expect(again).toEqual({ ok: false, problem: "authority-known" });
  });

  it("is refused if it may not issue, or is none", async () => {
    const { stub, authority } = await authorityOf("refuses-ca");
    const signing = await makeAuthority("Acme Signs", NOW, undefined, "signs");
    const source = async (one: { certificate: Uint8Array; keys: CryptoKeyPair }) =>
      ({
        form: "pem",
        certificates: writePem("CERTIFICATE", one.certificate),
        privateKey: await pemKeyOf(one),
      }) as const;
    const refused = { ok: false, problem: "not-an-authority" };
    expect(await authority.importCa(await source(signing), SITE)).toMatchObject(refused);
    const { leaf, leafKeys } = await makeIdentity("Foreign");
    const leafSource = await source({ certificate: leaf, keys: leafKeys });
    expect(await authority.importCa(leafSource, SITE)).toMatchObject(refused);
    expect(await tables(stub)).toEqual([]);
  });
});

describe("the rules", () => {
  it("hold for what is issued afterwards, and keep within bounds", async () => {
    const { stub, authority, order, challenge } = await authorityOf("rules");
    expect(await authority.setRules({ validityDays: 10.9, challengeHours: 2 })).toMatchObject({
      validityDays: 10,
      renewalDays: 30,
      challengeHours: 2,
    });
    await evictDurableObject(stub);
    await setClock(stub, NOW);
    expect((await order(KEY)).record.notAfter).toBe(NOW + 10 * DAY);
    await challenge();
    expect((await authority.challenges())[0]?.expiresAt).toBe(NOW + 2 * 3_600_000);
    const bounded = await authority.setRules({
      validityDays: 0,
      renewalDays: -5,
      challengeHours: 1e9,
    });
    expect(bounded).toMatchObject({ validityDays: 1, renewalDays: 0, challengeHours: 720 });
    expect(await authority.setRules({ validityDays: Number.NaN })).toMatchObject({
      validityDays: 1,
    });
  });

  it("bring a registration authority of the same CA, and take it away", async () => {
    const { stub, authority } = await authorityOf("registers");
    const shown = async () => (await authority.overview(SITE)).authorities[0];
    expect(await shown()).not.toHaveProperty("registrationAuthority");
    await authority.setRules({ registrationAuthority: true });
    const first = (await shown())?.registrationAuthority;
    expect(first?.subject).toContain("Phones RA");
    const desk = () =>
      atDesk(stub, ({ current }) => ({
        ra: current.registrationAuthority?.certificate,
        ca: current.certificate,
      }));
    const { ra, ca } = await desk();
    const issuer = new X509Certificate(ca).publicKey;
    expect(new X509Certificate(ra ?? new Uint8Array()).verify(issuer)).toBe(true);
    await evictDurableObject(stub);
    expect((await shown())?.registrationAuthority).toEqual(first);
    await authority.setRules({ registrationAuthority: false });
    expect(await shown()).not.toHaveProperty("registrationAuthority");
    expect((await desk()).ra).toBeUndefined();
  });
});

describe("an identity whose key is made here", () => {
  it("opens with its password, and its certificate is in the book", async () => {
    const { authority } = await authorityOf("identity");
    const names = { principalName: "alice@acme.example" };
    const order = { user: "alice", madeBy: "owner", delivery: "by-hand", names } as const;
    const { pkcs12, password, certificate } = await authority.makeIdentity(order, SITE);
    const opened = openPkcs12(pkcs12, password);
    expect(opened).toMatchObject({ ok: true });
    const [own, ca] = opened.ok ? opened.certificates.map((der) => new X509Certificate(der)) : [];
    expect(own?.fingerprint256.replaceAll(":", "").toLowerCase()).toBe(certificate.fingerprint);
    expect(ca && own?.verify(ca.publicKey)).toBe(true);
    expect(opened.ok && opened.keys).toHaveLength(1);
    expect(openPkcs12(pkcs12, password.toLowerCase())).toMatchObject({ problem: "wrong-password" });
    expect(await authority.issued(certificate.fingerprint)).toEqual(certificate);
    expect(certificate).toMatchObject({ delivery: "by-hand", purpose: "exchange" });
  });
});
