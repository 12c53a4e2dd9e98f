// Cloudflare Access in front of the console, in workerd, with a team's keys made here.
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeOperator, openBrowser } from "./console-client.ts";
import { START } from "./world.ts";

const TEAM = "acme.cloudflareaccess.com";
const AUDIENCE = "0123456789abcdef";
const NOW = START / 1_000;
const bindings = { ACCESS_TEAM_DOMAIN: TEAM, ACCESS_AUDIENCE: AUDIENCE };
const HEADER = "Cf-Access-Jwt-Assertion";

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let team: Pair;
let stranger: Pair;
let fetched: string[] = [];

beforeAll(async () => {
  team = await generateKeyPair("RS256", { extractable: true });
  stranger = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(team.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  vi.stubGlobal("fetch", async (url: string) => {
    fetched.push(String(url));
    return Response.json({ keys: [key] });
  });
  await makeOperator("alice@acme.example", "owner");
});
afterAll(() => vi.unstubAllGlobals());

const GOOD: JWTPayload = {
  iss: `https://${TEAM}`,
  aud: [AUDIENCE],
  email: "Alice@acme.example",
  iat: NOW - 60,
  exp: NOW + 600,
};
const signed = (claims: JWTPayload, pair = team, kid = "k1") =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(pair.privateKey);
const visit = (jwt: string | undefined, path = "/account") =>
  openBrowser({ bindings }).get(path, jwt === undefined ? {} : { [HEADER]: jwt });

describe("Cloudflare Access", () => {
  it("signs an operator in by the e-mail address, and fetches the team's keys once", async () => {
    fetched = [];
    const jwt = await signed(GOOD);
    for (let visits = 0; visits < 3; visits++) {
      const page = await visit(jwt);
      expect(page.status).toBe(200);
      expect(page.text).toContain("alice@acme.example");
      expect(page.text).not.toContain('action="/sign-out"');
    }
    expect(fetched).toEqual([`https://${TEAM}/cdn-cgi/access/certs`]);
  });

  it("lets nobody in without a JWT, with forms and passwords off", async () => {
    expect((await visit(undefined)).status).toBe(403);
    expect((await visit("")).status).toBe(403);
    const browser = openBrowser({ bindings });
    for (const path of ["/sign-in", "/set-up/code"]) {
      expect((await browser.get(path)).status).toBe(404);
      expect((await browser.post(path, { name: "x", password: "y" })).status).toBe(404);
    }
    // A password session from before does not count either.
    browser.cookies.set("__Host-provost", "session");
    expect((await browser.get("/account")).status).toBe(403);
  });

  const bad: [string, () => Promise<string>][] = [
    ["another application's", () => signed({ ...GOOD, aud: ["fedcba9876543210"] })],
    ["no application's", () => signed({ ...GOOD, aud: [] })],
    ["another team's", () => signed({ ...GOOD, iss: "https://evil.cloudflareaccess.com" })],
    ["an expired one", () => signed({ ...GOOD, exp: NOW - 1 })],
    ["one that never expires", () => signed((({ exp, ...rest }) => rest)(GOOD))],
    ["one of tomorrow", () => signed({ ...GOOD, nbf: NOW + 3_600 })],
    ["one that names nobody", () => signed((({ email, ...rest }) => rest)(GOOD))],
    ["one whose address is no text", () => signed({ ...GOOD, email: ["alice@acme.example"] })],
    ["one signed by a stranger", () => signed(GOOD, stranger)],
    ["one with an unknown key id", () => signed(GOOD, stranger, "k2")],
    ["an unsigned one", async () => new UnsecuredJWT(GOOD).encode()],
    ["one that was changed", async () => `${(await signed(GOOD)).slice(0, -8)}AAAAAAAA`],
    ["one signed with the public key as HMAC secret", () => confused()],
    ["rubbish", async () => "a.b.c"],
  ];
  it.each(bad)("refuses %s", async (_, make) => {
    const page = await visit(await make());
    expect(page.status).toBe(403);
    expect(page.text).not.toContain("alice");
  });

  it("tells who is let through and is no operator that they are none", async () => {
    const page = await visit(await signed({ ...GOOD, email: "bob@acme.example" }));
    expect(page.status).toBe(403);
    expect(page.text).toContain("You are not an operator here");
  });

  it("knows an address in other letters A to Z, and none that only looks like it", async () => {
    await makeOperator("kate@acme.example", "owner");
    const page = async (email: string) => (await visit(await signed({ ...GOOD, email }))).status;
    expect(await page("KATE@Acme.EXAMPLE")).toBe(200);
    for (const other of [
      "\u212aate@acme.example",
      "kate@acme.example ",
      "kate@acm\u0435.example",
    ]) {
      expect([other, await page(other)]).toEqual([other, 403]);
    }
  });

  it("still asks for a form's own token", async () => {
    const jwt = await signed(GOOD);
    const browser = openBrowser({ bindings });
    await browser.get("/operators", { [HEADER]: jwt });
    const fields = { name: "by-access", role: "owner" };
    const forged = await browser.post("/operators", { csrf: "x", ...fields }, { [HEADER]: jwt });
    expect(forged.status).toBe(403);
    const sent = await browser.post("/operators", fields, { [HEADER]: jwt });
    expect(sent.status).toBe(200);
  });

  it("fails closed where the team's keys cannot be fetched", async () => {
    const away = { ACCESS_TEAM_DOMAIN: "away.cloudflareaccess.com", ACCESS_AUDIENCE: AUDIENCE };
    const before = globalThis.fetch;
    vi.stubGlobal("fetch", async () => new Response("no", { status: 500 }));
    const jwt = await signed({ ...GOOD, iss: "https://away.cloudflareaccess.com" });
    const page = await openBrowser({ bindings: away }).get("/account", { [HEADER]: jwt });
    vi.stubGlobal("fetch", before);
    expect(page.status).toBe(403);
  });
});

/** The classic: HS256 with the team's public key as the secret. */
async function confused(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(team.publicKey)));
  return new SignJWT(GOOD).setProtectedHeader({ alg: "HS256", kid: "k1" }).sign(secret);
}
