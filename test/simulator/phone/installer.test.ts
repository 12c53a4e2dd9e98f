// Installing a profile: questions, passcode, the account's check, and that nothing is done by
// halves.
import { describe, expect, test } from "vitest";
import { easServer } from "./eas-script.ts";
import { ANSWERS, EXCHANGE, GOOD, phoneFor } from "./installer-support.ts";
import { answer, passcodePayload, restrictionsPayload } from "./phone-support.ts";

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
