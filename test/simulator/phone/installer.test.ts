// Installing, replacing and removing profiles (facts: Enterprise Deployment Guide, mSuite guide), on OS 3 and iOS 4.
import { beforeAll, describe, expect, test } from "vitest";
import type { PhoneOptions } from "../../../simulator/phone/phone.ts";
import { issue, toPem } from "../../../worker/wire/x509.ts";
import {
  generateKeys,
  makeIdentity,
  NOT_AFTER,
  NOT_BEFORE,
  serial,
  type TestIdentity,
} from "../../support/identity.ts";
import { signedBy, substituted } from "./cms-material.ts";
import { easServer, folders, mail, mailbox } from "./eas-script.ts";
import {
  answer,
  exchangePayload,
  type Keys,
  passcodePayload,
  phoneOn,
  profile,
  profileAnswer,
  removalPayload,
  restrictionsPayload,
} from "./phone-support.ts";

let acme: TestIdentity;
let other: TestIdentity;
beforeAll(async () => {
  [acme, other] = await Promise.all([makeIdentity(), makeIdentity("Other")]);
});

const EXCHANGE = [exchangePayload()];
const ANSWERS = { password: "secret-1", passcode: "417290" };

/** A phone that trusts acme, on a network that serves `offer()` as the profile and a good Exchange. */
function phoneFor(options: Partial<PhoneOptions> = {}, exchange = easServer(GOOD)) {
  let body: string | Uint8Array = "";
  const set = phoneOn(
    (request, number) => {
      return request.url.endsWith("/iphone")
        ? profileAnswer(body)
        : exchange.script(request, number);
    },
    { trustedRoots: [toPem([acme.root])], ...options },
  );
  const arrive = async (offered: string | Uint8Array) => {
    body = offered;
    await set.phone.safari.open("https://acme.example.com/iphone");
    return set.phone.installer.screen;
  };
  const signed = (payloads: readonly Keys[], change: Keys = {}, identity = acme) =>
    signedBy({ identity, content: Buffer.from(profile(payloads, change)) });
  return { ...set, exchange, arrive, signed };
}
const GOOD = { FolderSync: folders, Sync: mailbox(mail("m1", "One")) };

describe("trust", () => {
  test("a chain to a trusted root is Verified, with the signer's name", async () => {
    const { arrive, signed, notes } = phoneFor();
    expect(await arrive(await signed(EXCHANGE))).toMatchObject({
      trust: "Verified",
      signer: "Acme profiles",
      warnings: [],
    });
    expect(notes).toEqual([]);
  });
  test.each([
    ["an untrusted root", () => ({ trustedRoots: [toPem([other.root])] }), "no trusted root"],
    ["no root at all", () => ({ trustedRoots: [] }), "no trusted root"],
  ])("%s is Not Verified, and can be installed all the same", async (_, options, words) => {
    const { phone, arrive, signed } = phoneFor(options());
    const screen = await arrive(await signed(EXCHANGE));
    expect(screen?.trust).toBe("Not Verified");
    expect(screen?.warnings.join()).toContain(words);
    expect((await phone.installer.install(ANSWERS)).ok).toBe(true);
  });
  test("an expired certificate is Not Verified", async () => {
    const { arrive, signed, clock } = phoneFor();
    await clock.advance(Date.UTC(2047, 0, 1) - clock.now());
    const screen = await arrive(await signed(EXCHANGE));
    expect([screen?.trust, screen?.warnings.join()]).toEqual([
      "Not Verified",
      "The author could not be verified: a certificate has expired.",
    ]);
  });
  test("a certificate issued by one that is no authority is Not Verified", async () => {
    const leafKeys = await generateKeys();
    const leaf = await issue({
      ...{ notBefore: NOT_BEFORE, notAfter: NOT_AFTER, serial: serial(3) },
      subject: { commonName: "Acme profiles", organization: "Acme" },
      publicKey: leafKeys.publicKey,
      issuer: { certificate: acme.leaf, privateKey: acme.leafKeys.privateKey },
    });
    const { arrive } = phoneFor();
    const message = await signedBy({
      identity: { ...acme, leaf, leafKeys },
      content: Buffer.from(profile(EXCHANGE)),
      certificates: [leaf, acme.leaf, acme.root],
    });
    const screen = await arrive(message);
    expect(screen?.trust).toBe("Not Verified");
    expect(screen?.warnings.join()).toContain("no authority");
  });
  test("changed content never reaches the screen", async () => {
    const { phone, arrive, signed, notes, screens } = phoneFor();
    const message = substituted(await signed(EXCHANGE), "TOKEN\\alice", "TOKEN\\mally");
    expect(await arrive(message)).toBeNull();
    expect(notes.join()).toContain("the content is not what was signed");
    expect(screens.at(-1)).toContain("Invalid profile");
    expect(await phone.installer.install(ANSWERS)).toMatchObject({ reason: "no-install-screen" });
  });
  test("a root certificate that was installed makes its profiles Verified, until it is removed", async () => {
    const { phone, arrive, signed } = phoneFor({ trustedRoots: [] });
    await arrive(profile([rootPayload(acme.root)], { PayloadIdentifier: "com.example.root" }));
    expect((await phone.installer.install()).ok).toBe(true);
    expect((await arrive(await signed(EXCHANGE)))?.trust).toBe("Verified");
    phone.settings.removeProfile("com.example.root");
    expect((await arrive(await signed(EXCHANGE)))?.trust).toBe("Not Verified");
  });
  test("a certificate by its own MIME type is a profile with one root", async () => {
    const type = { "Content-Type": "application/x-x509-ca-cert" };
    const { phone } = phoneOn(() => answer(200, type, acme.root));
    await phone.safari.open("http://acme.example.com/ca");
    expect(phone.installer.screen).toMatchObject({ name: "Acme root", payloads: ["Certificate"] });
  });
});

const rootPayload = (der: Uint8Array): Keys => ({
  ...exchangePayload({
    Host: undefined,
    SSL: undefined,
    EmailAddress: undefined,
    UserName: undefined,
  }),
  PayloadType: "com.apple.security.root",
  PayloadContent: { xml: `<data>${Buffer.from(der).toString("base64")}</data>` },
});

describe("installing", () => {
  test("asks for the password, checks the account, and keeps the user name as it is", async () => {
    const { phone, arrive, signed, exchange, screens } = phoneFor();
    await arrive(await signed(EXCHANGE));
    const outcome = await phone.installer.install(ANSWERS);
    expect(outcome).toMatchObject({ ok: true, replaced: false, accounts: [{ verified: true }] });
    expect(phone.settings.accounts()[0]?.user).toBe("TOKEN\\alice");
    expect(exchange.log[1]?.query.get("User")).toBe("TOKEN\\alice");
    expect(phone.installer.screen).toBeNull();
    expect(screens.join()).not.toContain("secret-1");
  });
  test("without the password stops, and the screen stays", async () => {
    const { phone, arrive, signed } = phoneFor();
    await arrive(await signed(EXCHANGE));
    expect(await phone.installer.install()).toMatchObject({ ok: false, reason: "answer-missing" });
    expect(phone.installer.screen).not.toBeNull();
    expect((await phone.installer.install(ANSWERS)).ok).toBe(true);
  });
  test("a passcode policy wants a compliant passcode at once, or nothing is installed", async () => {
    const { phone, arrive, signed } = phoneFor();
    await arrive(await signed([passcodePayload()]));
    expect(await phone.installer.install()).toMatchObject({ reason: "passcode-needed" });
    expect(await phone.installer.install({ passcode: "1234" })).toMatchObject({
      reason: "passcode-refused",
    });
    expect(phone.settings.profiles()).toEqual([]);
    expect(phone.state.passcode.value).toBeNull();
    expect((await phone.installer.install({ passcode: "417290" })).ok).toBe(true);
  });
  test("a phone with a compliant passcode is not asked for one", async () => {
    const { phone, arrive, signed } = phoneFor();
    phone.settings.setPasscode("417290");
    expect((await arrive(await signed([passcodePayload()])))?.asks).toEqual([]);
    expect((await phone.installer.install()).ok).toBe(true);
  });
  test("an account the server refuses is saved, and the outcome says so", async () => {
    const { phone, arrive, signed } = phoneFor({}, easServer({ FolderSync: answer(403) }));
    await arrive(await signed(EXCHANGE));
    const outcome = await phone.installer.install(ANSWERS);
    expect(outcome).toMatchObject({
      ok: true,
      accounts: [{ verified: false, reason: "cannot-connect", status: 403 }],
    });
    expect(phone.settings.accounts()).toHaveLength(1);
  });
  test("a user who does not save the refused account leaves all as it was", async () => {
    let good = true;
    const exchange = easServer({
      ...GOOD,
      OPTIONS: () => (good ? answer(200, { "MS-ASProtocolVersions": "12.1" }) : answer(401)),
    });
    const { phone, arrive, signed } = phoneFor({}, exchange);
    await arrive(await signed(EXCHANGE));
    await phone.installer.install(ANSWERS);
    await phone.mail.check();
    const before = JSON.stringify({ ...phone.state, safari: null });
    good = false;
    await arrive(await signed([...EXCHANGE, passcodePayload()]));
    const outcome = await phone.installer.install({ ...ANSWERS, saveUnverified: false });
    expect(outcome).toMatchObject({ ok: false, reason: "account-not-verified" });
    expect(JSON.stringify({ ...phone.state, safari: null, accountsMade: 1 })).toBe(before);
    expect(phone.mail.messages()).toHaveLength(1);
  });
  test("cancel leaves all as it was", async () => {
    const { phone, arrive, signed } = phoneFor();
    await arrive(await signed(EXCHANGE));
    await phone.installer.install(ANSWERS);
    await phone.mail.check();
    await arrive(await signed([...EXCHANGE, restrictionsPayload()]));
    phone.installer.cancel();
    expect(phone.mail.messages()).toHaveLength(1);
    expect(phone.settings.restrictions()).toEqual({});
    expect(phone.installer.screen).toBeNull();
  });
});

describe("the same identifier again", () => {
  const installed = async (
    system: "3.1.3" | "4.2.1",
    payloads: readonly Keys[],
    change: Keys = {},
  ) => {
    const set = phoneFor({ system });
    await set.arrive(await set.signed(payloads, change));
    expect((await set.phone.installer.install(ANSWERS)).ok).toBe(true);
    await set.phone.mail.check();
    return set;
  };

  test("iOS 4 replaces it in place, and the account's mail is deleted", async () => {
    const { phone, arrive, signed } = await installed("4.2.1", EXCHANGE);
    expect(phone.mail.messages()).toHaveLength(1);
    const screen = await arrive(await signed([exchangePayload({ UserName: "NEW\\alice" })]));
    expect(screen?.replaces).toBe(true);
    expect(await phone.installer.install(ANSWERS)).toMatchObject({ ok: true, replaced: true });
    expect(phone.settings.profiles()).toHaveLength(1);
    expect(phone.settings.accounts().map(({ user }) => user)).toEqual(["NEW\\alice"]);
    expect(phone.mail.messages()).toEqual([]);
    await phone.mail.check();
    expect(phone.mail.messages()).toHaveLength(1);
  });
  test("OS 3 refuses while an Exchange profile is installed, until it is removed by hand", async () => {
    const { phone, arrive, signed } = await installed("3.1.3", EXCHANGE);
    await arrive(await signed(EXCHANGE));
    const refused = await phone.installer.install(ANSWERS);
    expect(refused).toMatchObject({ ok: false, reason: "exchange-profile-installed" });
    expect(phone.mail.messages()).toHaveLength(1);
    expect(phone.settings.removeProfile("com.example.acme").ok).toBe(true);
    expect(phone.mail.messages()).toEqual([]);
    await arrive(await signed(EXCHANGE));
    expect((await phone.installer.install(ANSWERS)).ok).toBe(true);
  });
  test("OS 3 replaces a profile that holds no Exchange account", async () => {
    const { phone, arrive, signed } = await installed("3.1.3", [restrictionsPayload()]);
    await arrive(await signed([restrictionsPayload({ allowCamera: true })]));
    expect(await phone.installer.install()).toMatchObject({ ok: true, replaced: true });
    expect(phone.settings.restrictions()).toEqual({ allowCamera: true });
  });
  test.each(["3.1.3", "4.2.1"] as const)(
    "%s refuses another signer, and an unsigned one",
    async (system) => {
      const { phone, arrive, signed } = await installed(system, [restrictionsPayload()]);
      await arrive(await signed([restrictionsPayload()], {}, other));
      expect(await phone.installer.install()).toMatchObject({ reason: "signer-differs" });
      await arrive(profile([restrictionsPayload()]));
      expect(await phone.installer.install()).toMatchObject({ reason: "signer-differs" });
      expect(phone.settings.profiles()).toHaveLength(1);
    },
  );
  test("a signer of the same name whose chain is not trusted is another signer", async () => {
    const { phone, arrive, signed } = await installed("4.2.1", [restrictionsPayload()]);
    const namesake = await makeIdentity();
    await arrive(await signed([restrictionsPayload()], {}, namesake));
    expect(await phone.installer.install()).toMatchObject({ reason: "signer-differs" });
  });
  test("an unsigned profile may be replaced by a signed one, unless it is locked", async () => {
    const { phone, arrive, signed } = phoneFor();
    await arrive(profile([restrictionsPayload()]));
    await phone.installer.install();
    await arrive(await signed([restrictionsPayload()]));
    expect((await phone.installer.install()).ok).toBe(true);
    const locked = phoneFor();
    await locked.arrive(profile([restrictionsPayload()], { PayloadRemovalDisallowed: true }));
    await locked.phone.installer.install();
    await locked.arrive(await locked.signed([restrictionsPayload()]));
    expect(await locked.phone.installer.install()).toMatchObject({ reason: "signer-differs" });
  });
  test("a locked profile is updated by the same signer", async () => {
    const locked = { PayloadRemovalDisallowed: true };
    const { phone, arrive, signed } = await installed("4.2.1", EXCHANGE, locked);
    await arrive(await signed([...EXCHANGE, restrictionsPayload()], locked));
    expect(await phone.installer.install(ANSWERS)).toMatchObject({ ok: true, replaced: true });
  });
});

describe("a second Exchange account", () => {
  const second = { PayloadIdentifier: "com.example.second" };
  test("of another profile: OS 3 refuses, iOS 4 takes it", async () => {
    for (const [system, ok] of [
      ["3.1.3", false],
      ["4.2.1", true],
    ] as const) {
      const { phone, arrive, signed } = phoneFor({ system });
      await arrive(await signed(EXCHANGE));
      await phone.installer.install(ANSWERS);
      await arrive(await signed(EXCHANGE, second));
      expect((await phone.installer.install(ANSWERS)).ok).toBe(ok);
      expect(phone.settings.accounts()).toHaveLength(ok ? 2 : 1);
    }
  });
  test("made by hand counts on OS 3, too", async () => {
    const { phone, arrive, signed } = phoneFor({ system: "3.0" });
    const byHand = {
      email: "a@acme.example.com",
      server: "acme.example.com",
      user: "alice",
      password: "x",
      ssl: true,
    };
    expect((await phone.settings.addExchangeAccount(byHand)).ok).toBe(true);
    expect(await phone.settings.addExchangeAccount(byHand)).toMatchObject({
      reason: "one-exchange-account",
    });
    await arrive(await signed(EXCHANGE));
    expect(await phone.installer.install(ANSWERS)).toMatchObject({
      reason: "one-exchange-account",
    });
  });
});

describe("removing", () => {
  test("a locked profile has no Remove button", async () => {
    const { phone, arrive, signed } = phoneFor();
    await arrive(await signed(EXCHANGE, { PayloadRemovalDisallowed: true }));
    await phone.installer.install(ANSWERS);
    const identifier = "com.example.acme";
    expect(phone.settings.removeProfile(identifier)).toEqual({
      ok: false,
      reason: "removal-disallowed",
    });
    expect(phone.settings.removeProfile(identifier, "anything").ok).toBe(false);
    expect(phone.settings.accounts()).toHaveLength(1);
  });
  test("a removal password opens the lock", async () => {
    const { phone, arrive, signed, screens } = phoneFor();
    const change = { PayloadRemovalDisallowed: true, HasRemovalPasscode: true };
    await arrive(await signed([...EXCHANGE, removalPayload("leave-me")], change));
    await phone.installer.install(ANSWERS);
    const remove = (password?: string) =>
      phone.settings.removeProfile("com.example.acme", password);
    expect(remove()).toMatchObject({ reason: "removal-password-wrong" });
    expect(remove("leave")).toMatchObject({ reason: "removal-password-wrong" });
    expect(remove("leave-me").ok).toBe(true);
    expect(remove("leave-me")).toMatchObject({ reason: "no-such-profile" });
    expect(screens.join()).not.toContain("leave-me");
  });
  test("restrictions are the strictest of all profiles, and lift with the last one that sets them", async () => {
    const { phone, arrive } = phoneFor();
    const one = [
      restrictionsPayload({ allowCamera: false, forceEncryptedBackup: true, ratingApps: 500 }),
    ];
    const two = [restrictionsPayload({ allowCamera: true, allowSafari: false, ratingApps: 200 })];
    await arrive(profile(one, { PayloadIdentifier: "com.example.one" }));
    await phone.installer.install();
    await arrive(profile(two, { PayloadIdentifier: "com.example.two" }));
    await phone.installer.install();
    expect(phone.settings.restrictions()).toEqual({
      ...{ allowCamera: false, forceEncryptedBackup: true, ratingApps: 200, allowSafari: false },
    });
    phone.settings.removeProfile("com.example.one");
    expect(phone.settings.restrictions()).toEqual({
      allowCamera: true,
      ratingApps: 200,
      allowSafari: false,
    });
    expect((await phone.safari.open("http://a.example.com/")).text).toContain(
      "not on the Home screen",
    );
  });
  test("passcode rules of two profiles are joined, the strictest of each", async () => {
    const { phone, arrive } = phoneFor();
    const strict = [passcodePayload({ minLength: 8, maxInactivity: 0, maxFailedAttempts: 11 })];
    const loose = [passcodePayload({ minLength: 4, maxInactivity: 5, maxFailedAttempts: 6 })];
    for (const [number, payloads] of [strict, loose].entries()) {
      await arrive(profile(payloads, { PayloadIdentifier: `com.example.p${number}` }));
      await phone.installer.install({ passcode: "41729041" });
    }
    expect(phone.settings.passcodePolicy()).toEqual({
      ...{ forcePIN: true, minLength: 8, maxInactivity: 5, maxFailedAttempts: 6 },
    });
  });
  test("an account of a profile goes only with it, one made by hand alone", async () => {
    const { phone, arrive, signed } = phoneFor();
    await arrive(await signed(EXCHANGE));
    await phone.installer.install(ANSWERS);
    const [account] = phone.settings.accounts();
    expect(phone.settings.deleteAccount(account?.id ?? "")).toMatchObject({
      reason: "made-by-a-profile",
    });
    const byHand = {
      email: "b@b.example",
      server: "b.example.com:8443",
      user: "b",
      password: "x",
      ssl: true,
    };
    const added = await phone.settings.addExchangeAccount(byHand);
    expect(phone.settings.deleteAccount((added.ok && added.id) || "").ok).toBe(true);
    expect(phone.settings.accounts()).toHaveLength(1);
  });
});
