// Access rules, trying a client and exemptions through the API, and their console page.
import "reflect-metadata";
import { describe, expect, it } from "vitest";
import { administered, reasonOf } from "./api-client.ts";
import { followed, HOSTILE, administered as inConsole, main, wordsOf } from "./console-visits.ts";
import { handles, START } from "./world.ts";

const block31 = { characteristic: "os", value: "3.1*", level: "block" };
const IPHONE = { deviceType: "iPhone", userAgent: "Apple-iPhone2C1/705.018" };
const ANDROID = { deviceType: "Android", userAgent: "Android-Mail/2.3" };

describe("access rules through the API", () => {
  it("are added, listed and removed", async () => {
    const call = await administered("ar-life");
    const added = await call("POST", "/access-rules", block31);
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject(block31);
    expect((await call("GET", "/access-rules")).body).toEqual({ rules: [added.body] });
    expect(reasonOf(await call("POST", "/access-rules", block31))).toBe("409 rule-exists");
    expect((await call("DELETE", `/access-rules/${added.body.id}`)).status).toBe(204);
    expect(reasonOf(await call("DELETE", `/access-rules/${added.body.id}`))).toBe(
      "404 no-such-rule",
    );
  });

  it.each([
    [{ ...block31, value: "a*b" }, "400 bad-value"],
    [{ ...block31, value: "" }, "400 bad-value"],
    [{ ...block31, value: "x".repeat(201) }, "400 bad-body"],
    [{ ...block31, characteristic: "imei" }, "400 bad-body"],
    [{ ...block31, level: "deny" }, "400 bad-body"],
    [{ ...block31, more: 1 }, "400 bad-body"],
  ])("are refused as %j", async (body, reason) => {
    const call = await administered(`ar-bad-${reason.slice(4)}-${body.value.length}`);
    expect(reasonOf(await call("POST", "/access-rules", body))).toBe(reason);
  });
});

describe("trying a client", () => {
  it("says verdict, reason and rule, and records nothing", async () => {
    const call = await administered("ar-try");
    const attempt = async (says: object) => (await call("POST", "/access-rules/try", says)).body;
    expect(await attempt({ ...IPHONE, provisioned: true })).toEqual({
      ...{ verdict: "pass", isIos: true, model: "iPhone 3GS", system: "iPhone OS 3.1.3" },
    });
    expect(await attempt(IPHONE)).toMatchObject({ verdict: "deny", reason: "token-missing" });
    expect(await attempt(ANDROID)).toMatchObject({
      ...{ verdict: "deny", reason: "other-client-denied", isIos: false },
    });
    await call("POST", "/access-rules", block31);
    const allow = { characteristic: "deviceType", value: "android", level: "allow" };
    await call("POST", "/access-rules", allow);
    expect(await attempt({ ...IPHONE, provisioned: true })).toMatchObject({
      ...{ verdict: "deny", reason: "access-rule-blocked", rule: block31 },
    });
    expect(await attempt(ANDROID)).toMatchObject({ verdict: "pass", rule: allow });
    expect(await attempt({ ...ANDROID, deviceType: "x", os: "3.1.4" })).toMatchObject({
      ...{ verdict: "deny", rule: block31 },
    });
    expect((await call("GET", "/refusals")).body).toMatchObject({ counts: [], newest: [] });
    expect((await call("GET", "/devices")).body).toEqual({ devices: [] });
  });

  it("knows what is ordered for the device and its user", async () => {
    const call = await administered("ar-try-known");
    const tenant = handles.tenant("ar-try-known");
    await tenant.noteDevice({
      ...{ user: "alice", deviceId: "appl1", ...IPHONE, protocolVersion: "12.1" },
      ...{ state: "active", proof: "token", firstSeenAt: START, lastSeenAt: START },
    });
    await call("POST", "/devices/alice/appl1/block");
    const client = { ...IPHONE, user: "Alice", deviceId: "Appl1", provisioned: true };
    const attempt = async (says: object) => (await call("POST", "/access-rules/try", says)).body;
    expect(await attempt(client)).toMatchObject({ verdict: "deny", reason: "device-blocked" });
    await call("PUT", "/users/alice", { easAllowed: false });
    expect(await attempt(client)).toMatchObject({ reason: "eas-not-allowed" });
  });

  it("says what is only reported", async () => {
    const call = await administered("ar-try-mild");
    await call("PATCH", "/adapter", { reportOnly: true });
    await call("POST", "/adapter/restart");
    expect((await call("POST", "/access-rules/try", ANDROID)).body).toMatchObject({
      ...{ verdict: "pass", reason: "other-client-denied", isOnlyReported: true },
    });
  });
});

it("exempts a device, and withdraws that", async () => {
  const call = await administered("ar-exempt");
  expect(reasonOf(await call("POST", "/devices/alice/droid1/exempt"))).toBe("404 no-such-device");
  await handles.tenant("ar-exempt").noteRefusal({
    ...{ reason: "other-client-denied", user: "alice", deviceId: "droid1", ...ANDROID },
  });
  const exempted = await call("POST", "/devices/Alice/DROID1/exempt");
  expect(exempted.body).toEqual({ user: "alice", deviceId: "droid1", exempt: true });
  const client = { ...ANDROID, user: "alice", deviceId: "droid1" };
  expect((await call("POST", "/access-rules/try", client)).body.verdict).toBe("pass");
  expect((await call("GET", "/devices/alice/droid1")).body.device.isExempt).toBe(true);
  expect((await call("DELETE", "/devices/alice/droid1/exempt")).body.exempt).toBe(false);
  expect((await call("POST", "/access-rules/try", client)).body.verdict).toBe("deny");
});

describe("the page of access rules", () => {
  it("adds a rule, shows it as text, tries a client and removes the rule", async () => {
    const { browser, at, tenant } = await inConsole("ar-page");
    const page = `${at}/access-rules`;
    expect(wordsOf(await browser.get(page))).toContain("There are no rules.");
    const typed = { characteristic: "userAgent", value: HOSTILE, level: "quarantine" };
    const shown = await followed(browser, await browser.post(page, typed));
    expect(main(shown)).not.toContain(HOSTILE);
    expect(main(shown)).toContain("&lt;script&gt;");
    const again = await browser.post(page, typed);
    expect(again.status).toBe(409);
    expect(wordsOf(again)).toContain("There is a rule for this already");
    const tried = await browser.post(`${page}/try`, { deviceType: "Android", userAgent: HOSTILE });
    expect(wordsOf(tried)).toContain("It would be put into quarantine.");
    const [rule] = await tenant.accessRules();
    await followed(browser, await browser.post(`${page}/${rule?.id}/remove`, {}));
    expect(await tenant.accessRules()).toEqual([]);
  });
});
