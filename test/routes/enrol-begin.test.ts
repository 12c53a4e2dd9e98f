// /iphone for users whose phones sign in by certificates: what they read, and the profile that begins it.
import { expect, test } from "vitest";
import { type ParsedPlist, parsePlist } from "../../worker/wire/plist.ts";
import { enrolled, enrolmentSite } from "../support/enrolment-site.ts";
import { basic, ios4, ios26 } from "../support/front-site.ts";

const APPLE_PROFILE = "application/x-apple-aspen-config";
type Dictionary = { readonly [key: string]: ParsedPlist };
const plistOf = async (answer: Response) =>
  parsePlist(new Uint8Array(await answer.arrayBuffer())) as Dictionary;

test.each([
  ["iOS 4", ios4, "/iphone", "SHA-1"],
  ["a phone of today", ios26, "/iphone/profile", "SHA-256"],
] as const)(
  "a signed-in user of %s takes the profile that begins it",
  async (_, agent, path, digest) => {
    const { app, env, orders, seen } = enrolmentSite({ rules: { legacyDevices: true } });
    const headers = { "User-Agent": agent, Authorization: basic("alice") };
    const answer = await app.request(`https://mail.acme.example${path}`, { headers }, env);
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, APPLE_PROFILE]);
    expect(await plistOf(answer)).toMatchObject({
      PayloadType: "Profile Service",
      PayloadIdentifier: "provost.acme.alice.enrolment",
      PayloadContent: {
        URL: "https://mail.acme.example/iphone/enrol",
        DeviceAttributes: ["UDID", "VERSION", "PRODUCT", "SERIAL"],
        Challenge: orders[0]?.challenge,
      },
    });
    const challenge = expect.stringMatching(/^[A-Z2-7]{26}$/);
    const order = { user: "alice", purpose: "profile-service", madeBy: "provost", challenge };
    expect(orders).toEqual([order]);
    expect(seen).toContain(`signed ${digest}`);
    expect(seen).toContain("noted enrolment-begun by alice");
  },
);

test("a phone before iOS 5 is told at once where certificates for such phones are off", async () => {
  const { app, env, orders, seen } = enrolmentSite({ rules: { legacyDevices: false } });
  const headers = { "User-Agent": ios4, Authorization: basic("alice") };
  const answer = await app.request("https://mail.acme.example/iphone", { headers }, env);
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain("too old for your company&#39;s certificates");
  expect(orders).toEqual([]);
  expect(seen).toContain("refused legacy-devices-off");
});

test("a HEAD makes no challenge", async () => {
  const { app, env, orders } = enrolmentSite();
  const headers = { "User-Agent": ios4, Authorization: basic("alice") };
  const init = { method: "HEAD", headers };
  const answer = await app.request("https://mail.acme.example/iphone", init, env);
  expect(answer.status).toBe(200);
  expect(orders).toEqual([]);
});

test.each([
  ["off", false, true],
  ["with-password", true, true],
  ["alone", true, false],
] as const)(
  "before it, the page says what an enrolment tells and asks: %s",
  async (way, udid, password) => {
    const { app, env } = enrolmentSite({ account: { ...enrolled, clientCertificates: way } });
    const headers = { "User-Agent": ios26, Authorization: basic("alice") };
    const page = await app.request("https://mail.acme.example/iphone", { headers }, env);
    const text = await page.text();
    expect(text.includes("UDID")).toBe(udid);
    expect(text.includes("asks for the password of the Exchange account")).toBe(password);
  },
);
