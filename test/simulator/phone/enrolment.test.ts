// Over-the-air enrolment by the simulated phone: what it sends, what it installs, what it puts back
// when a step fails, and what it does by itself when the profile expires.
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deviceCa } from "../../../simulator/device-ca.ts";
import { sealEnvelope } from "../../../simulator/phone/cms-envelope.ts";
import { eraseState } from "../../../simulator/phone/fresh-state.ts";
import { signedBy } from "./cms-material.ts";
import { easServer } from "./eas-script.ts";
import {
  array,
  DAY_MS,
  enrolling,
  SCEP_UUID,
  type Site,
  scepPayload,
} from "./enrolment-support.ts";
import { ANSWERS, acme, GOOD, other } from "./installer-support.ts";
import {
  answer,
  exchangePayload,
  NOW,
  phoneOn,
  profile,
  profileAnswer,
  xml,
} from "./phone-support.ts";

describe("an enrolment", () => {
  test("shows who made the phone first, in Apple's form, and the new certificate then", async () => {
    const { install, phone, posts, notes } = enrolling();
    const outcome = await install();
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ ok: true });
    const [first, second] = posts;
    expect(first?.request.headers).toContainEqual(["Content-Type", "application/pkcs7-signature"]);
    expect([...(first?.request.body ?? [])].slice(0, 2)).toEqual([0x30, 0x80]);
    expect(first?.message.attributes.size).toBe(0);
    expect(first?.message.certificates).toHaveLength(4);
    const anchor = new X509Certificate(deviceCa().anchor).publicKey;
    expect(first?.message.signer.x509.verify(anchor)).toBe(true);
    expect(second?.message.signer.x509.issuer).toBe("CN=Acme CA");
    const said = new TextDecoder().decode(first?.message.content);
    for (const part of ["<data>AAEC</data>", phone.state.serial, "21A329", "iPhone15,2"])
      expect(said).toContain(part);
    expect(said).not.toContain("MEID");
    expect(new TextDecoder().decode(second?.message.content)).not.toContain("CHALLENGE");
    expect(notes).toEqual([]);
  });
  test("puts two identities into the keychain, and the account shows its own", async () => {
    const { install, phone, requests, scep } = enrolling();
    await install();
    expect(phone.state.keychain.map(({ payload }) => payload)).toEqual(["enrolment", SCEP_UUID]);
    expect(scep.heard).toHaveLength(2);
    const eas = requests.filter(({ url }) => url.includes("ActiveSync"));
    const shown = eas.map(({ identity }) =>
      Buffer.from(identity?.certificate ?? []).toString("base64"),
    );
    expect(new Set(shown)).toEqual(new Set([phone.state.keychain[1]?.certificate]));
    expect(
      requests.filter(({ url }) => url.includes("scep")).some(({ identity }) => identity),
    ).toBe(false);
  });
  test("needs no password where a certificate is shown, and then sends none", async () => {
    const { phone, requests } = enrolling();
    await phone.safari.open("https://acme.example.com/iphone");
    const outcome = await phone.installer.install({ passcode: "417290" });
    expect(outcome).toMatchObject({ ok: true });
    const eas = requests.filter(({ url }) => url.includes("ActiveSync"));
    expect(eas.length).toBeGreaterThan(0);
    expect(eas.flatMap(({ headers }) => headers.map(([name]) => name))).not.toContain(
      "Authorization",
    );
  });
  test("is saved as plain JSON and goes on from there", async () => {
    const first = enrolling();
    await first.install();
    const saved = JSON.parse(JSON.stringify(first.phone.state));
    expect(saved).toEqual(first.phone.state);
    const { phone } = phoneOn(easServer(GOOD).script, { saved });
    expect((await phone.mail.check()).ok).toBe(true);
  });
});

describe("an enrolment that fails leaves the phone as it was", () => {
  const cases: [string, Site, string][] = [
    ["refused at once", { instead: () => answer(403) }, "enrolment-refused"],
    [
      "refused at last",
      { instead: (number) => (number ? answer(403) : undefined) },
      "enrolment-refused",
    ],
    [
      "sent to the beginning",
      { instead: () => answer(301, { Location: "https://acme.example.com/iphone" }) },
      "enrolment-begins-anew",
    ],
    ["no certificate", { scep: { status: "2" } }, "certificate-refused"],
    [
      "a page instead of a profile",
      { instead: () => profileAnswer("<html>") },
      "enrolment-malformed",
    ],
    [
      "an unsigned answer",
      { instead: () => profileAnswer(profile([scepPayload])) },
      "enrolment-malformed",
    ],
    [
      "a certificate that is not there",
      {
        exchange: exchangePayload({
          PayloadCertificateUUID: "00000000-0000-4000-8000-0000000000ff",
        }),
      },
      "certificate-refused",
    ],
    [
      "a PKCS#12 that does not open",
      {
        exchange: exchangePayload({
          Certificate: xml("<data>MAA=</data>"),
          CertificatePassword: "x",
        }),
      },
      "certificate-refused",
    ],
  ];
  test.each(cases)("%s", async (_, site, reason) => {
    const { install, phone } = enrolling(site);
    const before = JSON.stringify({ ...phone.state, safari: null });
    expect(await install()).toMatchObject({ ok: false, reason });
    expect(JSON.stringify({ ...phone.state, safari: null })).toBe(before);
  });
  test("signed by somebody the beginning was not signed by", async () => {
    const forged = await signedBy({
      identity: other,
      content: Buffer.from(profile([scepPayload])),
    });
    const { install, phone } = enrolling({ instead: () => profileAnswer(forged) });
    expect(await install()).toMatchObject({ ok: false, reason: "enrolment-malformed" });
    expect(phone.state.keychain).toEqual([]);
  });
  test("encrypted for another phone", async () => {
    const stranger = deviceCa().identityFor({ name: "another", now: NOW });
    const recipient = new Uint8Array(Buffer.from(stranger.certificate, "base64"));
    const inner = new Uint8Array(array(exchangePayload()));
    const sealed = Buffer.from(sealEnvelope(inner, recipient, "3des")).toString("base64");
    const content = profile([], {
      PayloadContent: undefined,
      EncryptedPayloadContent: xml(`<data>${sealed}</data>`),
    });
    const body = await signedBy({ identity: acme, content: Buffer.from(content) });
    const { install, notes } = enrolling({
      instead: (number) => (number === 1 ? profileAnswer(body) : undefined),
    });
    expect(await install()).toMatchObject({ ok: false, reason: "enrolment-malformed" });
    expect(notes.join()).toContain("for another device");
  });
  test("a phone without its maker's identity cannot begin", async () => {
    const { install } = enrolling({}, { builtIn: undefined as never });
    expect(await install()).toMatchObject({ ok: false, reason: "no-device-identity" });
  });
});

test("a profile that an administrator encrypted for this very phone is opened by it alone", async () => {
  const { phone, sign } = enrolling();
  const recipient = new Uint8Array(Buffer.from(phone.state.builtIn?.certificate ?? "", "base64"));
  const sealed = sealEnvelope(new Uint8Array(array(exchangePayload())), recipient, "aes-128");
  const body = await sign(
    profile([], {
      PayloadContent: undefined,
      EncryptedPayloadContent: xml(`<data>${Buffer.from(sealed).toString("base64")}</data>`),
    }),
  );
  const eas = easServer(GOOD);
  const offer = (name: string) => {
    const builtIn =
      name === "own" ? phone.state.builtIn : deviceCa().identityFor({ name, now: NOW });
    const set = phoneOn(
      (request, number) =>
        request.url.endsWith("/iphone") ? profileAnswer(body) : eas.script(request, number),
      builtIn ? { builtIn } : {},
    );
    return set.phone.safari.open("https://acme.example.com/iphone").then(() => set);
  };
  const own = await offer("own");
  expect(await own.phone.installer.install(ANSWERS)).toMatchObject({ ok: true });
  const another = await offer("another phone");
  expect(another.phone.installer.screen).toBeNull();
  expect(another.notes.join()).toContain("for another device");
});

describe("afterwards", () => {
  test("removing the profile removes its keys, and an erased phone keeps its maker's", async () => {
    const { install, phone } = enrolling();
    await install();
    const { builtIn } = phone.state;
    phone.settings.removeProfile("com.example.acme");
    expect(phone.state.keychain).toEqual([]);
    await install();
    expect(phone.state.keychain).toHaveLength(2);
    eraseState(phone.state);
    expect(phone.state.keychain).toEqual([]);
    expect(phone.state.builtIn).toBe(builtIn);
  });
  test("nothing is renewed before the profile expires", async () => {
    const { install, phone, posts, clock } = enrolling();
    await install();
    await clock.advance(299 * DAY_MS);
    expect(await phone.installer.renewExpired()).toEqual([]);
    expect(posts).toHaveLength(2);
  });
  test("an expired profile is asked for anew by the enrolment's certificate, and nobody is asked", async () => {
    const { install, phone, posts, clock } = enrolling();
    await install();
    const [enrolment, account] = phone.state.keychain;
    await clock.advance(301 * DAY_MS);
    expect(await phone.installer.renewExpired()).toMatchObject([{ ok: true, replaced: true }]);
    expect(posts[2]?.message.signer.der).toEqual(posts[1]?.message.signer.der);
    expect(phone.state.keychain[0]).toEqual(enrolment);
    expect(phone.state.keychain[1]?.certificate).not.toBe(account?.certificate);
    expect(phone.settings.accounts().map(({ password }) => password)).toEqual([ANSWERS.password]);
  });
  test("a renewal that is refused changes nothing", async () => {
    const { install, phone, clock } = enrolling({
      instead: (number) => (number > 1 ? answer(403) : undefined),
    });
    await install();
    const before = JSON.stringify({ ...phone.state, safari: null });
    await clock.advance(301 * DAY_MS);
    expect(await phone.installer.renewExpired()).toMatchObject([{ ok: false }]);
    expect(JSON.stringify({ ...phone.state, safari: null })).toBe(before);
  });
  test("a hostile owner's attributes are said in place of the phone's own", async () => {
    const { install, phone, posts } = enrolling();
    phone.pretend.attributes = { UDID: "of another" };
    await install();
    expect(new TextDecoder().decode(posts[0]?.message.content)).toContain("of another");
  });
});
