// SCEP in workerd: what is asked beside certificates for requests, roll-overs, and the form that every
// known client takes. RFC 8894, sections 3.3, 3.5 and 4.
import { describe, expect, it } from "vitest";
import { TAG } from "../../worker/wire/asn1-tag.ts";
import { der, integer, sequence } from "../../worker/wire/der-write.ts";
import { readCertificateFields } from "../../worker/wire/x509-fields.ts";
import { at, oid, readDer } from "../support/der.ts";
import { readCertRep, scepIdentity } from "../support/scep-client.ts";
import { enrol, enrolled, exchange, SHORT, scepSite } from "./scep-support.ts";

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const issuerAndSerial = (certificate: Uint8Array) => {
  const { issuer, serialNumber } = readCertificateFields(certificate);
  return sequence(issuer, der(TAG.integer, serialNumber));
};

describe("what else is asked by message", () => {
  it("CertPoll finds the certificate of its own transaction and key, and nobody else's", async () => {
    const site = await scepSite("polls");
    const by = await scepIdentity(SHORT);
    const first = await enrol(site, by, await site.challenge(), { transaction: "mine" });
    const { subject } = readCertificateFields(by.certificate);
    const content = sequence(readCertificateFields(site.ca).subject, subject);
    const poll = (who: typeof by, transaction: string) =>
      exchange(site, who, content, { messageType: "20", transaction });
    expect((await poll(by, "mine")).certificates).toEqual(first.certificates);
    expect(await poll(by, "other")).toMatchObject({ status: "2", failInfo: "4" });
    expect(await poll(await scepIdentity(SHORT), "mine")).toMatchObject({
      status: "2",
      failInfo: "4",
    });
  });

  it("GetCert gives people their own certificates, with one that is good", async () => {
    const site = await scepSite("gets");
    const [alice, bob] = [await enrolled(site), await enrolled(site, "bob")];
    const get = (who: typeof alice, certificate: Uint8Array) =>
      exchange(site, who, issuerAndSerial(certificate), { messageType: "21" });
    expect((await get(alice, alice.certificate)).certificates).toEqual([alice.certificate]);
    const refused = { status: "2", failInfo: "4" };
    expect(await get(alice, bob.certificate)).toMatchObject(refused);
    expect(await get(await scepIdentity(SHORT), alice.certificate)).toMatchObject(refused);
    const { certificates } = await site.authority.certificates({ user: "alice" });
    await site.authority.revokeCertificate(
      certificates[0]?.fingerprint ?? "",
      "unspecified",
      "owner",
    );
    expect(await get(alice, alice.certificate)).toMatchObject(refused);
  });

  it("GetCRL gives the list of the CA that issued, to anybody", async () => {
    const site = await scepSite("lists");
    const alice = await enrolled(site);
    const who = await scepIdentity(SHORT);
    const got = await exchange(site, who, issuerAndSerial(alice.certificate), {
      messageType: "22",
    });
    const lists = at(readDer(got.content), 1, 0).children.find(({ tag }) => tag === 0xa1);
    const [ca] = (await site.authority.overview(site.site)).authorities;
    const fingerprint = ca?.chain[0]?.fingerprint ?? "";
    const list = await site.authority.crl(fingerprint);
    expect(Uint8Array.from(lists?.content ?? [])).toEqual(list);
    const foreign = sequence(readCertificateFields(who.certificate).subject, integer(1));
    const none = await exchange(site, who, foreign, { messageType: "22" });
    expect(none).toMatchObject({ status: "2", failInfo: "4" });
  });

  it("refuses types that are none before anything is decrypted", async () => {
    const site = await scepSite("types");
    const by = await scepIdentity(SHORT);
    for (const messageType of ["3", "18", "99", ""]) {
      const got = await enrol(site, by, await site.challenge(), { messageType });
      expect(got).toMatchObject({ status: "2", failInfo: "2" });
    }
  });
});

describe("the operations without a message", () => {
  it("GetCACert gives the CA as it is; with an RA a list, the RA first", async () => {
    const site = await scepSite("authorities");
    const alone = await site.send("GetCACert");
    expect(alone.contentType).toBe("application/x-x509-ca-cert");
    expect(alone.body).toEqual(site.ca);
    await site.authority.setRules({ registrationAuthority: true });
    const both = await site.send("GetCACert");
    expect(both.contentType).toBe("application/x-x509-ca-ra-cert");
    const listed = at(readDer(both.body), 1, 0).children.find(({ tag }) => tag === 0xa0);
    const certificates = listed?.children.map(({ encoded }) => Uint8Array.from(encoded)) ?? [];
    expect(certificates).toHaveLength(2);
    expect(certificates[1]).toEqual(site.ca);
    const ra = readCertificateFields(certificates[0] ?? new Uint8Array());
    expect(Buffer.from(ra.issuer)).toEqual(Buffer.from(readCertificateFields(site.ca).subject));
  });

  it("messages for the RA are opened and answered by the RA, those for the CA by the CA", async () => {
    const site = await scepSite("both", { registrationAuthority: true });
    const both = await site.send("GetCACert");
    const listed = at(readDer(both.body), 1, 0).children.find(({ tag }) => tag === 0xa0);
    for (const { encoded } of listed?.children ?? []) {
      const recipient = Uint8Array.from(encoded);
      const by = await scepIdentity(SHORT);
      const got = await enrol(site, by, await site.challenge(), { recipient });
      expect(got.status).toBe("0");
      expect(Uint8Array.from(got.signer)).toEqual(recipient);
    }
  });

  it("GetNextCACert tells of the CA that waits, signed by the one in force", async () => {
    const site = await scepSite("next");
    expect((await site.send("GetNextCACert")).status).toBe(404);
    expect(text((await site.send("GetCACaps")).body)).not.toContain("GetNextCACert");
    await site.authority.prepareCa(site.site);
    const told = await site.send("GetNextCACert");
    expect(told.contentType).toBe("application/x-x509-next-ca-cert");
    expect(text((await site.send("GetCACaps")).body)).toContain("GetNextCACert\n");
    const by = await scepIdentity(SHORT);
    const { content, signer } = readCertRep(told.body, by);
    expect(Uint8Array.from(signer)).toEqual(site.ca);
    await site.authority.rollOverCa();
    const next = at(readDer(content), 1, 0).children.find(({ tag }) => tag === 0xa0);
    expect(Uint8Array.from(next?.children[0]?.encoded ?? [])).toEqual(await site.caNow());
  });

  it("a message that was sealed for the CA before a roll-over is answered after it, by that CA", async () => {
    const site = await scepSite("rolls");
    const by = await scepIdentity(SHORT);
    const challenge = await site.challenge();
    await site.authority.prepareCa(site.site);
    await site.authority.rollOverCa();
    const got = await enrol(site, by, challenge);
    expect(got.status).toBe("0");
    expect(Uint8Array.from(got.signer)).toEqual(site.ca);
    const issuer = readCertificateFields(got.certificates[0] ?? new Uint8Array()).issuer;
    const now = readCertificateFields(await site.caNow()).subject;
    expect(Buffer.from(issuer)).toEqual(Buffer.from(now));
  });

  it("knows no others", async () => {
    const site = await scepSite("others");
    expect((await site.send("getcacaps")).status).toBe(400);
    expect((await site.send("")).status).toBe(400);
  });
});

describe("the form of answers", () => {
  it("names the signature rsaEncryption, which is all that strongSwan's pki takes", async () => {
    const site = await scepSite("form");
    const by = await scepIdentity(SHORT);
    const { answer } = await enrol(site, by, await site.challenge());
    const signer = at(readDer(answer.body), 1, 0).children.at(-1)?.children[0];
    const algorithm = signer?.children[4]?.children[0];
    expect(algorithm && oid(algorithm)).toBe("1.2.840.113549.1.1.1");
  });

  it("has an empty content in a refusal, without which certmonger fails", async () => {
    const site = await scepSite("empty");
    const by = await scepIdentity(SHORT);
    const { answer } = await enrol(site, by, "WRONG");
    const encapsulated = at(readDer(answer.body), 1, 0, 2);
    expect(at(encapsulated, 1, 0).tag).toBe(0x04);
    expect(at(encapsulated, 1, 0).content).toHaveLength(0);
  });

  it("is in the digest and the cipher of the message", async () => {
    const site = await scepSite("alike");
    for (const [digest, cipher] of [
      ["SHA-1", "des"],
      ["SHA-1", "3des"],
      ["SHA-256", "aes-128"],
      ["SHA-384", "aes-192"],
      ["SHA-512", "aes-256"],
    ] as const) {
      const by = await scepIdentity(SHORT);
      const got = await enrol(site, by, await site.challenge(), { digest, cipher });
      expect([got.status, got.digest, got.cipher]).toEqual(["0", digest, cipher]);
    }
  });

  it("is a refusal for SHA-1, for DES and for short keys where no old phones are", async () => {
    const site = await scepSite("modern", { legacyDevices: false });
    const by = await scepIdentity();
    const challenge = await site.challenge();
    const old = { status: "2", failInfo: "0" };
    expect(await enrol(site, by, challenge, { digest: "SHA-1" })).toMatchObject(old);
    expect(await enrol(site, by, challenge, { cipher: "des" })).toMatchObject(old);
    expect(await enrol(site, await scepIdentity(SHORT), challenge)).toMatchObject(old);
    expect((await enrol(site, by, challenge)).status).toBe("0");
    expect(await site.outcomes()).toEqual([
      ...["ok", "key-too-short", "algorithm-too-old", "algorithm-too-old"],
    ]);
  });
});
