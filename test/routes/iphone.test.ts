// /iphone as a user meets it. The objects behind it are plain values here; the world tests and the
// scenarios drive it through workerd.
import { afterEach, expect, test, vi } from "vitest";
import { parsePlist } from "../../worker/wire/plist.ts";
import {
  acme,
  alice,
  basic,
  chrome,
  chromeOnIos,
  ios3,
  ios4,
  ios12,
  ios26,
  iphoneSite,
  macSafari,
  PASSWORD,
} from "../support/front-site.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const APPLE_PROFILE = "application/x-apple-aspen-config";

test("asks who is there, in the tenant's name, and has a page for those who cancel", async () => {
  const { get, seen } = iphoneSite();
  const answer = await get("/iphone", ios4, null);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("WWW-Authenticate")).toBe(
    'Basic realm="Acme Corporation", charset="UTF-8"',
  );
  expect(await answer.text()).toContain("<code>sign-in-needed</code>");
  expect(seen).toEqual([]);
});

test.each([
  ["iPhone OS 3 must remove an earlier Exchange profile by hand", ios3, "remove it first"],
  ["iOS 4 removes and reloads mail", ios4, "removes the account"],
])("the page behind the sign-in sheet says that %s", async (_, userAgent, words) => {
  const answer = await iphoneSite().get("/iphone", userAgent, null);
  expect(await answer.text()).toContain(words);
});

test("asks again after a wrong password, and counts it against this user and client", async () => {
  const { get, seen } = iphoneSite();
  const answer = await get("/iphone", ios4, basic("alice", "wrong"));
  expect(answer.status).toBe(401);
  expect(answer.headers.has("WWW-Authenticate")).toBe(true);
  expect(seen).toEqual(["sign-in|acme|alice|203.0.113.7 failed"]);
});

test("slows guessing down and says for how long", async () => {
  const answer = await iphoneSite({ wait: 200 }).get("/iphone", ios4);
  expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "200"]);
  expect(await answer.text()).toContain("Wait 4 minutes");
});

test.each(["Basic", "Basic %%%", "Basic YWxpY2U=", "Basic AAAA"])(
  "answers broken credentials %j with a page",
  async (header) => {
    const answer = await iphoneSite().get("/iphone", ios4, header);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain("<code>credentials-malformed</code>");
  },
);

test("takes a password in Latin-1 as well as in UTF-8", async () => {
  const latin1 = `Basic ${Buffer.from(`alice:${PASSWORD}`, "latin1").toString("base64")}`;
  expect((await iphoneSite().get("/iphone", ios4, latin1)).status).toBe(200);
});

test.each([
  ["user-in-no-group", "put you into a group"],
  ["eas-not-allowed", "not allowed to use Exchange ActiveSync"],
  ["policy-not-locked", "must be locked"],
] as const)("tells a signed-in user about %s, and the administrator too", async (reason, words) => {
  const { get, seen } = iphoneSite({ account: reason });
  const answer = await get("/iphone", ios4);
  const text = await answer.text();
  expect(answer.status).toBe(403);
  expect(text).toContain(words);
  expect(text).toContain(`<code>${reason}</code>`);
  expect(seen).toContain(`refused ${reason}`);
});

test("tells nothing about the account to who is not signed in", async () => {
  const { get, seen } = iphoneSite({ account: "policy-not-locked" });
  const text = await (await get("/iphone", ios4, basic("alice", "wrong"))).text();
  expect(text).not.toContain("policy");
  expect(seen).not.toContain("refused policy-not-locked");
});

const upstreamTenant = {
  ...acme,
  adapter: { ...acme.adapter, credentialCheck: "options" },
} as const;
test("says so when the mail server cannot be reached", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("connection refused")));
  const answer = await iphoneSite({ tenant: upstreamTenant }).get("/iphone", ios4);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("<code>upstream-unreachable</code>");
});

test("says so when what answers is no mail server", async () => {
  const elsewhere = () => new Response(null, { status: 302, headers: { Location: "/" } });
  vi.stubGlobal("fetch", () => Promise.resolve(elsewhere()));
  const answer = await iphoneSite({ tenant: upstreamTenant }).get("/iphone", ios4);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("<code>upstream-not-eas</code>");
});

test.each([
  ["a desktop", chrome, "not-an-ios-device"],
  ["another browser on an iPhone", chromeOnIos, "wrong-browser"],
  ["a Mac, which may be an iPad", macSafari, "perhaps-an-ipad"],
  ["iPhone OS 2", ios3.replace("3_1_3", "2_2_1"), "ios-too-old"],
] as const)("gives %s a page that says what to do", async (_, userAgent, reason) => {
  const { get, seen } = iphoneSite();
  const answer = await get("/iphone", userAgent);
  const text = await answer.text();
  expect(answer.status).toBe(403);
  expect(text).toContain(`<code>${reason}</code>`);
  expect(seen.filter((deed) => deed.startsWith("handed out"))).toEqual([]);
});

test("a desktop sees the tenant's own address as a QR code, whatever host it asked", async () => {
  const text = await (await iphoneSite().get("/iphone", chrome)).text();
  expect(text).toContain('aria-label="QR code of https://mail.acme.example/iphone"');
});

test("an iPad that calls itself a Macintosh says what it is and gets on", async () => {
  const { get } = iphoneSite();
  const question = await (await get("/iphone", macSafari)).text();
  expect(question).toContain('<input type="hidden" name="device" value="ipad"');
  const page = await (await get("/iphone?device=ipad", macSafari)).text();
  expect(page).toContain("Set up mail on this iPad");
  expect(page).toContain('<input type="hidden" name="device" value="ipad"');
  const profile = await get("/iphone/profile?device=ipad", macSafari);
  expect(profile.headers.get("Content-Type")).toBe(APPLE_PROFILE);
});

test.each([
  ["iPhone OS 3", ios3, "SHA-1"],
  ["iOS 4", ios4, "SHA-1"],
  ["iOS 12.1", ios12, "SHA-256"],
])("gives %s the profile at once, signed in a way it can read", async (_, userAgent, digest) => {
  const { get, seen } = iphoneSite();
  const answer = await get("/iphone", userAgent);
  const body = new Uint8Array(await answer.arrayBuffer());
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe(APPLE_PROFILE);
  expect(answer.headers.get("Content-Disposition")).toBe(
    'attachment; filename="acme.mobileconfig"',
  );
  expect(answer.headers.get("Content-Length")).toBe(String(body.length));
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
  expect(seen).toContain(`signed ${digest} for Acme Corporation`);
  expect(seen).toContain(`handed out alice ${alice.policy.version}`);
});

test("the profile names the gateway and a token, and holds no password", async () => {
  const answer = await iphoneSite().get("/iphone", ios4);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  expect(() => parsePlist(bytes)).not.toThrow();
  expect(text).toContain("<string>mail.acme.example</string>");
  expect(text).toMatch(/<string>[A-Z2-7]{26}\\alice<\/string>/);
  expect(text).not.toContain("pä:ss");
});

test("from iOS 12.2 a page comes first, in the order of what matters", async () => {
  const { get, seen } = iphoneSite();
  const answer = await get("/iphone", ios26);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  const order = [
    "will see",
    "may change",
    "may erase",
    "removes the account",
    "Download the profile",
    "Profile Downloaded",
  ];
  const places = order.map((words) => text.indexOf(words));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(text).toContain("Minimum passcode length: 6");
  expect(seen.filter((deed) => deed.startsWith("handed out"))).toEqual([]);
  const profile = await get("/iphone/profile", ios26);
  expect(profile.headers.get("Content-Type")).toBe(APPLE_PROFILE);
});

test("HEAD answers like GET, but hands nothing out", async () => {
  const { request, seen } = iphoneSite();
  const headers = { "User-Agent": ios4, Authorization: basic("alice") };
  const answer = await request("/iphone", { method: "HEAD", headers });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, APPLE_PROFILE]);
  expect(seen.filter((deed) => deed.startsWith("handed out"))).toEqual([]);
});

test("refuses a body of any size without reading it", async () => {
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(65_536));
    },
  });
  const init = { method: "POST", body: endless, duplex: "half" } as RequestInit;
  const answer = await iphoneSite().request("/iphone", init);
  expect([answer.status, answer.headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
  expect(pulled).toBeLessThanOrEqual(2);
});

test("a closing slash is forgiven, and other paths have a page", async () => {
  const { get } = iphoneSite();
  const slash = await get("/iphone/", ios4);
  expect([slash.status, slash.headers.get("Location")]).toEqual([301, "/iphone"]);
  expect((await get("/iphone/x", ios4)).status).toBe(404);
});

test("a hostile user name or company name stays text", async () => {
  const hostile = '<img src=x onerror="alert(1)">';
  const tenant = { ...acme, displayName: hostile };
  const { get } = iphoneSite({ tenant, account: "eas-not-allowed" });
  const answer = await get("/iphone", ios4);
  expect(await answer.text()).not.toContain("<img");
  expect(answer.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
});

test("no page and no log line repeats a password", async () => {
  const lines: unknown[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line) => lines.push(line));
  const { get } = iphoneSite();
  const secret = "correct-horse-battery";
  const pages = [
    await get("/iphone", ios4, basic("alice", secret)),
    await get("/iphone", ios4, basic("", secret)),
    await get("/iphone", ios26),
  ];
  log.mockRestore();
  const texts = await Promise.all(pages.map((page) => page.text()));
  expect([...texts, ...lines].join("\n")).not.toMatch(/correct-horse|pä:ss|p&auml;/);
  expect(lines.length).toBeGreaterThan(0);
});
