// What /iphone says to a user one of whose phones was refused at the gateway.
import { expect, test } from "vitest";
import { ios4, ios26, iphoneSite } from "../support/front-site.ts";

const APPLE_PROFILE = "application/x-apple-aspen-config";
const DROID = { deviceId: "droid1", deviceType: "Android", userAgent: "Android/2.3" };
const IPHONE4 = {
  ...{ deviceId: "appl1", deviceType: "iPhone", userAgent: "Apple-iPhone3C1/803.148" },
};
const refusal = (reason: string, device = IPHONE4) => ({ reason, user: "alice", at: 0, ...device });

test("a user whose phone a profile does not help is said why, and may take one all the same", async () => {
  const { get, seen } = iphoneSite({ refusal: refusal("access-rule-blocked") });
  const page = await (await get("/iphone", ios4)).text();
  expect(page).toContain("iPhone 4, iOS 4.2.1 was refused");
  expect(page).toContain("keeps this kind of phone");
  expect(seen.filter((act) => act.startsWith("handed"))).toEqual([]);
  const taken = await get("/iphone/profile", ios4);
  expect(taken.headers.get("Content-Type")).toBe(APPLE_PROFILE);
});

test("a user with too many devices is told which there are", async () => {
  const device = { ...IPHONE4, deviceId: "appl<b>", user: "alice", protocolVersion: "12.1" };
  const kept = { state: "active", proof: "token", firstSeenAt: 0, lastSeenAt: 0 } as const;
  const { get } = iphoneSite({
    refusal: refusal("too-many-devices"),
    devices: [{ ...device, ...kept }],
  });
  for (const browser of [ios4, ios26]) {
    const page = await (await get("/iphone", browser)).text();
    expect(page).toContain("You use as many devices as are allowed.");
    expect(page).toContain("<li>iPhone 4, iOS 4.2.1 (appl&lt;b&gt;)</li>");
  }
});

test("a refusal that the profile heals, or of another phone, does not stand before the profile", async () => {
  for (const other of [refusal("token-missing"), refusal("access-rule-blocked", DROID)]) {
    const answer = await iphoneSite({ refusal: other }).get("/iphone", ios4);
    expect(answer.headers.get("Content-Type")).toBe(APPLE_PROFILE);
  }
});

test("the consent page says why a phone was refused, for a day", async () => {
  const page = await (
    await iphoneSite({ refusal: refusal("token-missing") }).get("/iphone", ios26)
  ).text();
  expect(page).toContain("The account was set up by hand.");
  const old = { ...refusal("token-missing"), at: -86_400_000 };
  const later = await (await iphoneSite({ refusal: old }).get("/iphone", ios26)).text();
  expect(later).not.toContain("The account was set up by hand.");
});
