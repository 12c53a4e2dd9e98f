// Removing profiles and accounts, and what is in force while they are there.
import { describe, expect, test } from "vitest";
import { ANSWERS, EXCHANGE, phoneFor } from "./installer-support.ts";
import { passcodePayload, profile, removalPayload, restrictionsPayload } from "./phone-support.ts";

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
