// What must open nothing at /iphone/enrol: edited words, strangers' signatures, a certificate at
// another step or of another phone, users who may no longer. The sender learns one thing: no.
import { describe, expect, test } from "vitest";
import { deviceCa, makeDeviceCa } from "../../simulator/device-ca.ts";
import { APPLE_DEVICE_CA } from "../../worker/core/device-anchors.ts";
import {
  builtIn,
  CHALLENGE,
  type EnrolmentSituation,
  enrolled,
  enrolmentSite,
  firstPost,
  NOW,
  ourIdentity,
  PHONE,
  postOf,
} from "../support/enrolment-site.ts";

const NO = "This device cannot be enrolled.\n";

async function refused(answer: Response, status: number): Promise<void> {
  expect([answer.status, await answer.text()]).toEqual([status, NO]);
  expect(answer.headers.get("Content-Type")).toContain("text/plain");
}

/** A POST signed by a certificate of the book. */
async function later(
  on: EnrolmentSituation = {},
  record: Parameters<ReturnType<typeof enrolmentSite>["enter"]>[1] = {},
  words: Readonly<Record<string, string>> = PHONE,
) {
  const site = enrolmentSite(on);
  const identity = ourIdentity();
  site.enter(identity.certificate, record);
  return { site, answer: await site.post(postOf(identity, words)) };
}

describe("a message", () => {
  test.each([
    ["nothing", ""],
    ["text", "UDID=1"],
    ["zeros", new Uint8Array(5_000)],
    ["more than any phone sends", new Uint8Array(70_000).fill(0x30)],
    ["a plist that nobody signed", `<?xml version="1.0"?><plist><dict/></plist>`],
  ])("that is %s is unreadable", async (_, body) => {
    const { post, seen } = enrolmentSite();
    await refused(await post(body), 400);
    expect(seen).toEqual([]);
  });

  test("whose content was edited is unreadable, with and without signed attributes", async () => {
    for (const form of ["apple", { attributes: [] }] as const) {
      const { signer, chain } = builtIn();
      const certificates = [signer.certificate, ...chain];
      const body = postOf(signer, { ...PHONE, CHALLENGE }, { certificates, form });
      const at = Buffer.from(body).indexOf(PHONE.UDID);
      body[at] = (body[at] ?? 0) ^ 1;
      const { post, seen } = enrolmentSite();
      await refused(await post(body), 400);
      expect(seen).toEqual([]);
    }
  });

  test("of a real phone with odd words in it is unreadable", async () => {
    const { post } = enrolmentSite();
    for (const words of [{ UDID: undefined }, { SERIAL: "<b>" }, { UDID: "x".repeat(65) }]) {
      await refused(await post(firstPost(words)), 400);
    }
  });
});

describe("the first step", () => {
  test("is closed to phones of another maker", async () => {
    const { post, seen, attempts } = enrolmentSite({ anchors: makeDeviceCa().anchor });
    await refused(await post(firstPost()), 403);
    expect(seen).toEqual([]);
    expect(attempts.length).toBeLessThanOrEqual(1);
  });

  test("is closed to simulated phones where nothing is configured: Apple's are meant then", async () => {
    await refused(await enrolmentSite({ anchors: "" }).post(firstPost()), 403);
    await refused(await enrolmentSite({ anchors: APPLE_DEVICE_CA }).post(firstPost()), 403);
  });

  test("is closed to a certificate that the maker's own phone issued", async () => {
    const { signer: parent, chain } = builtIn();
    const child = ourIdentity();
    const certificates = [child.certificate, parent.certificate, ...chain];
    const body = postOf(child, { ...PHONE, CHALLENGE }, { certificates });
    await refused(await enrolmentSite().post(body), 403);
  });

  test("is closed without a challenge, and with one of nobody", async () => {
    const { post, orders } = enrolmentSite();
    await refused(await post(firstPost({ CHALLENGE: undefined })), 403);
    await refused(await post(firstPost({ CHALLENGE: "A".repeat(26) })), 403);
    expect(orders).toEqual([]);
  });

  test.each([
    "challenge-used",
    "challenge-expired",
    "challenge-of-another-device",
    "challenge-for-another-purpose",
  ] as const)("is closed by %s; the reason is for administrators", async (challenge) => {
    const { post, orders, attempts } = enrolmentSite({ challenge });
    await refused(await post(firstPost()), 403);
    expect(orders).toEqual([]);
    expect(attempts).toMatchObject([{ step: "profile-service", outcome: challenge, user: "" }]);
  });
});

describe("the second step", () => {
  test("is closed to the certificate a phone was born with: a phase is told by who signed", async () => {
    const { post, seen, attempts } = enrolmentSite();
    await refused(await post(firstPost({ CHALLENGE: undefined })), 403);
    expect(seen).toEqual([]);
    expect(attempts).toMatchObject([{ outcome: "challenge-missing" }]);
  });

  test("is closed to somebody's own certificate with our names in it", async () => {
    await refused(await enrolmentSite().post(postOf(ourIdentity(), PHONE)), 403);
  });

  test("is closed to a certificate for Exchange", async () => {
    const { answer, site } = await later({}, { purpose: "exchange" });
    await refused(answer, 403);
    expect(site.attempts).toMatchObject([
      { user: "alice", outcome: "certificate-for-another-purpose" },
    ]);
  });

  test.each([
    ["serial number", { ...PHONE, SERIAL: "87837L1XY7H" }],
    ["UDID", { ...PHONE, UDID: "0".repeat(40) }],
    ["silence about its serial number", { UDID: PHONE.UDID, VERSION: "8C148" }],
  ])("is closed to another phone's %s", async (_, words) => {
    const { answer, site } = await later({}, {}, words);
    await refused(answer, 403);
    expect(site.seen).toEqual([]);
    expect(site.attempts).toMatchObject([{ outcome: "certificate-on-another-device" }]);
  });

  test.each([
    ["revoked", { revoked: { at: NOW - 1, by: "operator", reason: "keyCompromise" } }],
    ["ended", { notAfter: NOW }],
  ] as const)("leads back to the sign-in when the certificate has been %s", async (_, record) => {
    const { answer, site } = await later({}, record);
    await refused(answer, 301);
    expect(answer.headers.get("Location")).toBe("https://mail.acme.example/iphone");
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(site.seen).toEqual([]);
  });
});

describe("between the steps", () => {
  const off = { ...enrolled, clientCertificates: "off" } as const;
  test.each([
    ["the policy is Locked no more", "policy-not-locked", 403],
    ["the user may no longer", "eas-not-allowed", 403],
    ["the user's group is gone", "user-in-no-group", 403],
    ["the group gave certificates up", off, 301],
  ] as const)("%s: both POSTs end there", async (_, account, status) => {
    const reason = typeof account === "string" ? account : "certificates-off";
    const first = enrolmentSite({ account });
    await refused(await first.post(firstPost()), status);
    expect(first.orders).toEqual([]);
    const { answer, site } = await later({ account });
    await refused(answer, status);
    expect(site.seen).toEqual([]);
    for (const { attempts } of [first, site]) {
      expect(attempts).toMatchObject([{ user: "alice", outcome: reason }]);
    }
  });

  test("the signing identity expired: nothing goes out unsigned", async () => {
    await refused(await enrolmentSite({ expired: true }).post(firstPost()), 503);
    const { answer, site } = await later({ expired: true });
    await refused(answer, 503);
    expect(site.seen.join()).not.toContain("certificate-profile-made");
  });
});

test("strangers are written down once a minute at most, whatever they send", async () => {
  const { post, attempts } = enrolmentSite();
  for (let time = 0; time < 20; time++) await post("nonsense");
  for (let time = 0; time < 5; time++) await post(postOf(ourIdentity(), PHONE));
  expect(attempts.length).toBeLessThanOrEqual(1);
});

test("so are phones that no user is known of, twenty times: a POST can be sent again for ever", async () => {
  const { post, attempts } = enrolmentSite({ challenge: "challenge-unknown" });
  const copied = firstPost();
  for (let time = 0; time < 30; time++) await post(copied);
  expect(attempts.length).toBeLessThanOrEqual(20);
});

test("only a POST is heard", async () => {
  const { app, env } = enrolmentSite();
  for (const [method, status] of [
    ["GET", 404],
    ["PUT", 405],
  ] as const) {
    const answer = await app.request("https://mail.acme.example/iphone/enrol", { method }, env);
    expect(answer.status).toBe(status);
  }
});

test("the simulated maker is one, and its phones are known", async () => {
  expect(deviceCa()).toBe(deviceCa());
  expect((await enrolmentSite().post(firstPost())).status).toBe(200);
});
