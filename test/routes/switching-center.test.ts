// The switching center as a visitor meets it. The objects behind it are plain values here; the
// world tests and the scenarios drive it through workerd.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { AliasAnswer } from "../../worker/core/alias.ts";
import { chrome, ios4, switchingCenterSite } from "../support/front-site.ts";

const tenants = {
  acme: "https://mail.acme.example",
  port: "https://mail.acme.example:1700",
  default: "https://mail.acme.example:443",
  four: "https://192.0.2.7",
  six: "https://[2001:db8::7]:8443",
} as const;
const aliases: Record<string, AliasAnswer> = {
  ...Object.fromEntries(Object.keys(tenants).map((tenant) => [tenant, { ok: true, tenant }])),
  twice: { ok: false, reason: "alias-not-unique" },
  orphan: { ok: true, tenant: "gone" },
};
const site = (wait = 0) => switchingCenterSite({ tenants, aliases, wait });

test("asks for the alias with a field Alias and a button Submit, without JavaScript", async () => {
  const { get } = site();
  const answer = await get("/", ios4);
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("text/html; charset=UTF-8");
  expect(text).toMatch(/<label for="alias">Alias<\/label>/);
  expect(text).toMatch(/<input[^>]* name="alias" autocapitalize="off" autocorrect="off"/);
  expect(text).toMatch(/<input[^>]* type="submit" value="Submit"/);
  expect(text).not.toMatch(/<script|javascript:|\son\w+=/i);
});

test.each([
  ["a name", "acme", "https://mail.acme.example/iphone"],
  ["a name and a port", "port", "https://mail.acme.example:1700/iphone"],
  ["the default port, which is left out", "default", "https://mail.acme.example/iphone"],
  ["an IPv4 address", "four", "https://192.0.2.7/iphone"],
  ["an IPv6 address and a port", "six", "https://[2001:db8::7]:8443/iphone"],
])("leads a known alias to its tenant's own origin: %s", async (_, alias, location) => {
  const answer = await site().get(`/?alias=${alias}`, ios4);
  expect(answer.status).toBe(302);
  expect(answer.headers.get("Location")).toBe(location);
});

test("reads an alias as people type it", async () => {
  const answer = await site().get("/?alias=+Acme.+", ios4);
  expect(answer.headers.get("Location")).toBe("https://mail.acme.example/iphone");
});

test("unknown, twice-claimed and orphaned aliases get the same bytes", async () => {
  const { get, guesses } = site();
  const read = async (alias: string) => {
    const answer = await get(`/?alias=${alias}`, chrome);
    return [answer.status, [...answer.headers], await answer.text()];
  };
  const unknown = await read("nobody");
  expect(unknown[0]).toBe(404);
  expect(await read("twice")).toEqual(unknown);
  expect(await read("orphan")).toEqual(unknown);
  expect(guesses).toEqual(Array(3).fill("alias|203.0.113.7 failed"));
});

test("a right alias is not counted as a guess and does not forgive earlier ones", async () => {
  const { get, guesses } = site();
  await get("/?alias=acme", ios4);
  expect(guesses).toEqual(["alias|203.0.113.7 released"]);
});

test("a client that guessed too often must wait, for right aliases too", async () => {
  const answer = await site(40).get("/?alias=acme", ios4);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("Retry-After")).toBe("40");
  expect(await answer.text()).toContain("Please wait 40 seconds");
});

test.each([
  ["nothing typed", "?alias=", 400],
  ["blanks", "?alias=+++", 400],
  ["NUL", "?alias=%00", 400],
  ["10,000 characters", `?alias=${"a".repeat(10_000)}`, 400],
  ["a Cyrillic look-alike", `?alias=${encodeURIComponent("\u0430cme")}`, 400],
  ["broken percent-encoding", "?alias=%ZZ", 400],
  ["two aliases", "?alias=acme&alias=port", 400],
])("answers %s with the same friendly page and asks no object", async (_, query, status) => {
  const { get, guesses } = site();
  const answer = await get(`/${query}`, ios4);
  const text = await answer.text();
  expect(answer.status).toBe(status);
  expect(text).toContain('class="notice"');
  expect(text).toContain('name="alias"');
  expect(guesses).toEqual([]);
});

test("shows a QR code of its own address on a desktop, and none on a phone", async () => {
  const { get } = site();
  const desktop = await (await get("/", chrome)).text();
  expect(desktop).toContain('<img src="/qr.svg" alt="QR code of https://get.example.com/"');
  expect(await (await get("/", ios4)).text()).not.toContain("<img");
  const picture = await get("/qr.svg", chrome);
  expect([picture.status, picture.headers.get("Content-Type")]).toEqual([200, "image/svg+xml"]);
  expect(picture.headers.get("Content-Security-Policy")).toBe("default-src 'none'");
  expect(await picture.text()).toMatch(/^<svg xmlns="[^"]+" viewBox="0 0 (\d+) \1".*<\/svg>$/);
});

test("answers HEAD without a body and other methods with 405", async () => {
  const { request } = site();
  const head = await request("HEAD", "/", ios4);
  expect([head.status, await head.text()]).toEqual([200, ""]);
  const post = await request("POST", "/", ios4);
  expect([post.status, post.headers.get("Allow")]).toEqual([405, "GET, HEAD"]);
  expect((await request("GET", "/admin", ios4)).status).toBe(404);
});

test("no page may be framed, scripted, stored, or stop the form's redirect", async () => {
  const answer = await site().get("/", chrome);
  const policy = answer.headers.get("Content-Security-Policy") ?? "";
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(answer.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(answer.headers.get("Referrer-Policy")).toBe("no-referrer");
  expect(answer.headers.get("Cache-Control")).toBe("no-store");
});

test("the style sheet in the page is the one that the policy allows", async () => {
  const answer = await site().get("/", chrome);
  const style = /<style>([\s\S]*)<\/style>/.exec(await answer.text())?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(answer.headers.get("Content-Security-Policy")).toContain(`'sha256-${hash}'`);
});

test("the style sheet has nothing that iPhone OS 3 cannot render", async () => {
  const text = await (await site().get("/", chrome)).text();
  expect(text).toContain("<style>");
  expect(text).not.toMatch(/var\(|display:\s*(?:flex|grid)|calc\(/);
});
