// A profile that an administrator carries to a phone: for one certificate, by the same leave as at
// /iphone.
import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { encodeName, writeCertificate } from "../../simulator/phone/certificate-write.ts";
import { openEnvelope } from "../../simulator/phone/cms-envelope.ts";
import { type ByHandOrder, profileByHand } from "../../worker/routes/by-hand.ts";
import { type ParsedPlist, parsePlist } from "../../worker/wire/plist.ts";
import { toPem } from "../../worker/wire/x509.ts";
import { type EnrolmentSituation, enrolled, enrolmentSite } from "../support/enrolment-site.ts";
import { acme } from "../support/front-site.ts";

type Dictionary = { readonly [key: string]: ParsedPlist };

/** A phone's own certificate of so many bits, with its key. */
function phone(bits: number) {
  const { publicKey, privateKey: key } = generateKeyPairSync("rsa", { modulusLength: bits });
  const name = encodeName([[["CN", "phone"]]]);
  const certificate = writeCertificate({
    ...{ serial: 1, issuer: name, subject: name, publicKey, digest: "SHA256", issuerKey: key },
    ...{ notBefore: 0, notAfter: Date.UTC(2040, 0) },
  });
  return { certificate, key, pem: toPem([certificate]) };
}

function make(on: EnrolmentSituation, change: Partial<ByHandOrder> = {}) {
  const site = enrolmentSite({ account: enrolled, ...on });
  const order = { user: "alice", certificate: "", ios: [4, 2, 1], madeBy: "operator" } as const;
  return { site, made: profileByHand(site.handles, acme, { ...order, ...change }) };
}

test.each([1024, 2048])(
  "is encrypted to the certificate given, of %d bits, with the identity inside",
  async (bits) => {
    const { certificate, key, pem } = phone(bits);
    const { made, site } = make({}, { certificate: pem });
    const answer = await made;
    if (!answer.ok) throw new Error(answer.reason);
    const profile = parsePlist(answer.profile) as Dictionary;
    expect(Buffer.from(answer.profile).toString("latin1")).not.toContain("opens it");
    expect(profile).not.toHaveProperty("PayloadExpirationDate");
    const sealed = profile.EncryptedPayloadContent as Uint8Array;
    const [account] = parsePlist(
      openEnvelope(sealed, { certificate, key, ber: () => undefined }),
    ) as Dictionary[];
    expect(account).toMatchObject({ UserName: "alice", CertificatePassword: "opens it" });
    expect(site.seen).toContain("made by-hand for alice");
  },
);

test.each([
  ["nothing", ""],
  ["text", "hello"],
  ["a broken block", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
  [
    "a key in place of a certificate",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
  ],
  ["two certificates", phone(1024).pem + phone(1024).pem],
  ["a key that phones of the era cannot use", phone(3072).pem],
  ["a key that is too short", phone(512).pem],
])("is not made for %s", async (_, certificate) => {
  const { made, site } = make({}, { certificate });
  expect(await made).toEqual({ ok: false, reason: "bad-certificate" });
  expect(site.seen).toEqual([]);
});

test.each([
  ["policy-not-locked", "policy-not-locked"],
  ["eas-not-allowed", "eas-not-allowed"],
  [{ ...enrolled, clientCertificates: "off" }, "certificates-off"],
] as const)("takes the same leave as at /iphone: %#", async (account, reason) => {
  const { made, site } = make({ account }, { certificate: phone(1024).pem });
  expect(await made).toEqual({ ok: false, reason });
  expect(site.seen).toEqual([]);
});

test("is not made under a signing identity that expired", async () => {
  const { made } = make({ expired: true }, { certificate: phone(1024).pem });
  expect(await made).toEqual({ ok: false, reason: "signing-identity-expired" });
});
