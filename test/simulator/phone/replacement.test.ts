// Replacing profiles and adding accounts, on OS 3 and iOS 4 (Enterprise Deployment Guide; mSuite
// guide).
import { describe, expect, test } from "vitest";
import { makeIdentity } from "../../support/identity.ts";
import { ANSWERS, EXCHANGE, other, phoneFor } from "./installer-support.ts";
import { exchangePayload, type Keys, profile, restrictionsPayload } from "./phone-support.ts";

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
