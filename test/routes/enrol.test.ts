// The two POSTs of the over-the-air enrolment, as a phone of the simulated maker sends them: what each
// is answered with, and what the phone can do with it.
import { expect, test } from "vitest";
import { openEnvelope } from "../../simulator/phone/cms-envelope.ts";
import type { SigningIdentity } from "../../simulator/phone/cms-write.ts";
import { type ParsedPlist, parsePlist } from "../../worker/wire/plist.ts";
import {
  CHALLENGE,
  enrolled,
  enrolmentSite,
  firstPost,
  NOW,
  ourIdentity,
  PHONE,
  postOf,
} from "../support/enrolment-site.ts";
import { acme } from "../support/front-site.ts";

const DAY = 86_400_000;
const APPLE_PROFILE = "application/x-apple-aspen-config";
const SCEP = "com.apple.security.scep";
const EAS = "com.apple.eas.account";

type Dictionary = { readonly [key: string]: ParsedPlist };
const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer());
const plistOf = async (answer: Response) => parsePlist(await bytesOf(answer)) as Dictionary;

/** Opens the payloads of a final profile with the phone's own code and key. */
function opened(profile: Dictionary, { certificate, key }: SigningIdentity): Dictionary[] {
  const envelope = profile.EncryptedPayloadContent as Uint8Array;
  const notes: string[] = [];
  const ber = (problem: string) => notes.push(problem);
  const payloads = parsePlist(openEnvelope(envelope, { certificate, key, ber }));
  expect(notes).toEqual([]);
  return payloads as Dictionary[];
}

async function secondAnswer(
  on: Parameters<typeof enrolmentSite>[0] = {},
  words: Readonly<Record<string, string>> = PHONE,
) {
  const site = enrolmentSite(on);
  const identity = ourIdentity();
  site.enter(identity.certificate);
  const answer = await site.post(postOf(identity, words));
  expect(answer.status).toBe(200);
  const profile = await plistOf(answer);
  return { site, identity, profile, payloads: opened(profile, identity) };
}

test("the first POST is answered with a single SCEP payload, its challenge bound to the phone", async () => {
  const { post, orders, seen, attempts } = enrolmentSite();
  const answer = await post(firstPost());
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, APPLE_PROFILE]);
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  const { PayloadContent, PayloadType, PayloadIdentifier } = await plistOf(answer);
  expect([PayloadType, PayloadIdentifier]).toEqual([
    "Configuration",
    "provost.acme.alice.enrolment",
  ]);
  expect(PayloadContent).toHaveLength(1);
  expect(PayloadContent).toMatchObject([
    {
      PayloadType: SCEP,
      PayloadContent: { URL: "https://mail.acme.example/scep", Challenge: orders[0]?.challenge },
    },
  ]);
  const device = { udid: PHONE.UDID, serial: PHONE.SERIAL, product: "iPhone2,1", build: "8C148" };
  const challenge = expect.stringMatching(/^[A-Z2-7]{26}$/);
  const order = { user: "alice", purpose: "enrolment", madeBy: "provost", device, challenge };
  expect(orders).toEqual([{ ...order, follows: "first" }]);
  expect(seen).toEqual([`taken by ${PHONE.UDID}`, "signed SHA-1"]);
  expect(attempts).toMatchObject([
    { user: "alice", step: "profile-service", outcome: "ok", client: "203.0.113.7", device },
  ]);
});

test.each([
  [false, 2048],
  [true, 1024],
])(
  "old phones may make short keys only where the rules say so: %s",
  async (legacyDevices, bits) => {
    const { PayloadContent } = await plistOf(
      await enrolmentSite({ rules: { legacyDevices } }).post(firstPost()),
    );
    expect(PayloadContent).toMatchObject([{ PayloadContent: { Keysize: bits } }]);
    const today = await enrolmentSite({ rules: { legacyDevices } }).post(
      firstPost({ VERSION: "21A329" }),
    );
    expect((await plistOf(today)).PayloadContent).toMatchObject([
      { PayloadContent: { Keysize: 2048 } },
    ]);
  },
);

test("a phone that says no serial number enrols all the same", async () => {
  const { post, orders } = enrolmentSite();
  expect((await post(firstPost({ SERIAL: undefined }))).status).toBe(200);
  expect(orders[0]?.device).not.toHaveProperty("serial");
});

test("the challenge may come back as text or as bytes, and names may hold any letters", async () => {
  const { post } = enrolmentSite();
  const words = { CHALLENGE: new TextEncoder().encode(CHALLENGE), DEVICE_NAME: "Jürgens 📱" };
  expect((await post(firstPost(words))).status).toBe(200);
});

test("the Content-Type of a POST means nothing", async () => {
  const { post } = enrolmentSite();
  for (const type of ["application/pkcs7-signature", "text/plain", ""]) {
    expect((await post(firstPost(), { "Content-Type": type })).status).toBe(200);
  }
});

test("the second POST of a phone of today is answered with a profile only it can open: SCEP", async () => {
  const { site, profile, payloads } = await secondAnswer({}, { ...PHONE, VERSION: "21A329" });
  expect(profile).toMatchObject({
    PayloadType: "Configuration",
    PayloadIdentifier: "provost.acme.alice",
    IsEncrypted: true,
    PayloadRemovalDisallowed: true,
    PayloadExpirationDate: new Date(NOW + 335 * DAY),
  });
  expect(profile).not.toHaveProperty("PayloadContent");
  expect(payloads[0]).toMatchObject({
    PayloadType: SCEP,
    PayloadContent: { Challenge: site.orders[0]?.challenge, Keysize: 2048 },
  });
  expect(payloads[1]).toMatchObject({
    PayloadType: EAS,
    PayloadCertificateUUID: payloads[0]?.PayloadUUID as string,
    UserName: "alice",
    Host: "mail.acme.example",
  });
  expect(payloads[2]?.PayloadType).toBe("com.apple.mobiledevice.passwordpolicy");
  expect(site.orders).toMatchObject([
    { purpose: "exchange", names: { emailAddress: "alice@acme.example" } },
  ]);
  expect(site.seen).toContain("signed SHA-256");
  expect(site.seen).toContain("noted certificate-profile-made by alice");
});

test("the second POST of an iOS 4 phone brings the identity itself, and no SCEP", async () => {
  const { site, payloads } = await secondAnswer();
  expect(payloads[0]).toMatchObject({
    PayloadType: EAS,
    Certificate: new Uint8Array([0x30, 1, 2]),
    CertificatePassword: "opens it",
    UserName: "alice",
  });
  expect(site.seen).toContain(`made profile for ${PHONE.UDID}`);
  expect(site.seen).toContain("signed SHA-1");
  expect(site.orders).toEqual([]);
});

test("iPhone OS 3 is not told IsEncrypted, which it does not know", async () => {
  const { profile } = await secondAnswer({}, { ...PHONE, VERSION: "7E18" });
  expect(profile).not.toHaveProperty("IsEncrypted");
  expect(profile).toHaveProperty("EncryptedPayloadContent");
});

test("nothing of what opens the mailbox is outside the envelope", async () => {
  const site = enrolmentSite();
  const identity = ourIdentity();
  site.enter(identity.certificate);
  for (const VERSION of ["8C148", "21A329"]) {
    const answer = await site.post(postOf(identity, { ...PHONE, VERSION }));
    const text = Buffer.from(await bytesOf(answer)).toString("latin1");
    expect(text).not.toMatch(/opens it|EXCHANGEX|CertificatePassword|Challenge/);
  }
});

test("a certificate alone leads to Exchange's own front where there is one, as Exchange writes the name", async () => {
  const adapter = { ...acme.adapter, accountHost: "eas.acme.example:8443" };
  const on = { tenant: { ...acme, adapter } };
  const alone = { ...enrolled, clientCertificates: "alone" } as const;
  const direct = await secondAnswer({ ...on, account: alone });
  expect(direct.payloads[0]).toMatchObject({
    Host: "eas.acme.example:8443",
    SSL: true,
    UserName: "ACME\\alice",
  });
  const withPassword = await secondAnswer(on);
  expect(withPassword.payloads[0]).toMatchObject({ Host: "mail.acme.example", UserName: "alice" });
});

test("lost answers: each POST may be sent again, and is answered again", async () => {
  const { post, enter } = enrolmentSite();
  const first = firstPost();
  const identity = ourIdentity();
  enter(identity.certificate);
  const second = postOf(identity, { ...PHONE, VERSION: "21A329" });
  for (const body of [first, first, second, second]) expect((await post(body)).status).toBe(200);
});

test("a phone whose profile expired comes again, months later, and is noted as renewing", async () => {
  const { post, enter, attempts } = enrolmentSite();
  const identity = ourIdentity();
  enter(identity.certificate, { issuedAt: NOW - 200 * DAY, notAfter: NOW + 20 * DAY });
  const answer = await post(postOf(identity, { ...PHONE, VERSION: "21A329" }));
  expect(answer.status).toBe(200);
  // The next time its certificate will have ended: then its user signs in again.
  const { PayloadExpirationDate } = await plistOf(answer);
  expect(PayloadExpirationDate).toEqual(new Date(NOW + 20 * DAY));
  expect(attempts).toMatchObject([{ step: "renewal", outcome: "ok" }]);
});

test("copies of a POST make no more than a few identities within an hour", async () => {
  const { post, enter } = enrolmentSite({ made: [1, 2, 3, 4, 5].map((minute) => NOW - minute) });
  const identity = ourIdentity();
  enter(identity.certificate);
  const answer = await post(postOf(identity, PHONE));
  expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "3600"]);
});
