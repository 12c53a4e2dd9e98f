// Sign-in to the console in workerd, as browsers and attackers do it.
import { describe, expect, it, vi } from "vitest";
import { SESSION_IDLE, SET_UP_LIFETIME, secretHash } from "../../worker/core/session.ts";
import { type Browser, makeOperator, openBrowser, PASSWORD } from "./console-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

const { directory } = handles;
const stub = stubOf(env.DIRECTORY, "directory");
const COOKIE = "__Host-provost";
let visitors = 0;
/** A browser at an address of its own, so that tests do not slow each other down. */
const visitor = (at?: string) =>
  openBrowser({ client: `198.51.100.${++visitors}`, ...(at && { at }) });
const signIn = (browser: Browser, name: string, password: string, back = "") =>
  browser.post("/sign-in", { name, password, return: back });

describe("sign-in", () => {
  it("comes before every page, known or not, read or written", async () => {
    const paths = ["/", "/account", "/operators", "/tokens", "/service-audit", "/tenants/acme"];
    const more = ["/service-audit.jsonl", "/tenants/acme/devices", "/no/such/page", "/sign-out"];
    for (const path of [...paths, ...more]) {
      const asked = await visitor().get(path);
      expect([asked.status, asked.location?.split("?")[0]]).toEqual([303, "/sign-in"]);
      const sent = await visitor().post(path, { name: "x" });
      expect([sent.status, sent.location]).toEqual([303, "/sign-in"]);
    }
  });

  it("leads to the page that was asked for", async () => {
    await makeOperator("alice@acme.example", "owner");
    const browser = visitor();
    const asked = await browser.get("/operators?x=1");
    expect(asked.location).toBe("/sign-in?return=%2Foperators%3Fx%3D1");
    const form = await browser.get(asked.location ?? "");
    expect(form.text).toContain('name="return" value="/operators?x=1"');
    const done = await signIn(browser, " Alice@ACME.example ", PASSWORD, "/operators?x=1");
    expect([done.status, done.location]).toEqual([303, "/operators?x=1"]);
    expect((await browser.get("/account")).text).toContain("alice@acme.example");
    expect((await browser.get("/sign-in?return=/tokens")).location).toBe("/tokens");
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "/%2e//evil.example",
    "/\t/evil.example",
    "/\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    "evil.example",
  ])("never leads to another host: %j", async (back) => {
    await makeOperator("redirected", "owner");
    const browser = visitor();
    const form = await browser.get(`/sign-in?return=${encodeURIComponent(back)}`);
    expect(form.text.split("<main")[1]).not.toContain("evil.example");
    const done = await signIn(browser, "redirected", PASSWORD, back);
    expect(done.status).toBe(303);
    const to = new URL(done.location ?? "", "https://console.example.com");
    expect(to.origin).toBe("https://console.example.com");
    expect(done.location).not.toMatch(/^\/[/\\]/);
  });

  it("answers a wrong name and a wrong password alike, and hashes for both", async () => {
    await makeOperator("known", "owner");
    const hashes = vi.spyOn(crypto.subtle, "deriveBits");
    const answers: string[] = [];
    for (const name of ["known", "nobody", "No One <b>", "known' OR 1=1 --"]) {
      const before = hashes.mock.calls.length;
      const answer = await signIn(visitor(), name, "wrong password");
      expect(hashes.mock.calls.length - before).toBe(1);
      expect(answer.headers.getSetCookie()).toEqual([]);
      const echoed = answer.text.replace(/(name="name"[^>]*?) value="[^"]*"/, "$1");
      answers.push(`${answer.status} ${echoed}`);
    }
    hashes.mockRestore();
    expect(new Set(answers).size).toBe(1);
  });

  it("slows guesses down alike for names that exist and names that do not", async () => {
    await makeOperator("guessed", "owner");
    const course = async (name: string) => {
      const browser = visitor();
      const answers: string[] = [];
      for (let guess = 0; guess < 7; guess++) {
        const { status, headers } = await signIn(browser, name, `guess ${guess}`);
        answers.push(`${status} ${headers.get("retry-after")}`);
      }
      return { browser, answers };
    };
    const [known, unknown] = [await course("guessed"), await course("nobody-at-all")];
    expect(known.answers).toEqual(unknown.answers);
    expect(known.answers.at(-1)).toMatch(/^429 \d+$/);
    const right = await signIn(known.browser, "guessed", PASSWORD);
    expect(right.status).toBe(429);
    expect(known.browser.cookies.has(COOKIE)).toBe(false);
    // Nobody is locked out elsewhere.
    expect((await signIn(visitor(), "guessed", PASSWORD)).status).toBe(303);
  });

  it("slows down who tries one password on many names", async () => {
    const browser = visitor();
    const statuses: number[] = [];
    for (let name = 0; name < 7; name++) {
      statuses.push((await signIn(browser, `name-${name}`, "the same password")).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 400, 400, 429]);
  });
});

describe("the session's cookie", () => {
  it("is of this host, over https, for no script, and to the end of the browser", async () => {
    await makeOperator("flags", "owner");
    const line = (await signIn(visitor(), "flags", PASSWORD)).headers.getSetCookie();
    expect(line).toHaveLength(1);
    const [pair = "", ...attributes] = (line[0] ?? "").split("; ");
    expect(pair).toMatch(/^__Host-provost=[\w-]{43}$/);
    expect(attributes.sort()).toEqual(["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
  });

  it("drops prefix and Secure on http towards loopback, and nowhere else", async () => {
    await makeOperator("local", "owner");
    const bindings = { CONSOLE_HOST: "console.localhost" };
    const local = openBrowser({ at: "http://console.localhost:8787", bindings });
    await local.post("/sign-in", { name: "local", password: PASSWORD });
    expect([...local.cookies.keys()]).toEqual(["provost"]);
    const page = await local.get("/account");
    expect([page.status, page.headers.get("strict-transport-security")]).toEqual([200, null]);
    // A proxy took https off: the browser still speaks it.
    const behind = visitor("http://console.example.com");
    await signIn(behind, "local", PASSWORD);
    expect([...behind.cookies.keys()]).toEqual([COOKIE]);
  });

  it("is new at every sign-in: one that was planted before opens nothing", async () => {
    await makeOperator("fixed", "owner");
    const browser = visitor();
    browser.cookies.set(COOKIE, "planted-by-an-attacker");
    await signIn(browser, "fixed", PASSWORD);
    const first = browser.cookies.get(COOKIE) ?? "";
    expect(first).not.toBe("planted-by-an-attacker");
    expect(await directory.session(secretHash("planted-by-an-attacker"))).toBeNull();
    await signIn(browser, "fixed", PASSWORD);
    expect(browser.cookies.get(COOKIE)).not.toBe(first);
    expect(await directory.session(secretHash(first))).toBeNull();
  });

  it("opens nothing after sign-out, after half an hour, or when it was never given", async () => {
    await makeOperator("leaver", "owner");
    const browser = visitor();
    await signIn(browser, "leaver", PASSWORD);
    const copied = browser.cookies.get(COOKIE) ?? "";
    await browser.get("/account");
    expect((await browser.post("/sign-out")).location).toBe("/sign-in");
    expect(browser.cookies.has(COOKIE)).toBe(false);
    for (const cookie of [copied, "", "x", "null", "A".repeat(43), "%00"]) {
      const thief = visitor();
      thief.cookies.set(COOKIE, cookie);
      expect((await thief.get("/account")).status).toBe(303);
    }
    await signIn(browser, "leaver", PASSWORD);
    await setClock(stub, START + SESSION_IDLE);
    expect((await browser.get("/account")).status).toBe(303);
    await setClock(stub, START);
  });
});

describe("a set-up link", () => {
  const link = async (name: string) => {
    await setClock(stub, START);
    const operator = { id: `id-${name}`, name, scope: "owner", madeAt: START, hasPassword: false };
    const setUp = { codeHash: secretHash(`code-${name}`), expiresAt: START + SET_UP_LIFETIME };
    await directory.addOperator(operator as never, setUp, "owner");
    return `/set-up/code-${name}`;
  };

  it("sets a password that is good enough, signs in, and is void", async () => {
    const path = await link("newcomer");
    const browser = visitor();
    expect((await browser.get(path)).text).toContain("newcomer");
    const refused: [string, string, string][] = [
      ["short", "short", "12 characters or more"],
      ["aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "five different characters"],
      ["I am the newcomer here", "I am the newcomer here", "does not contain the name"],
      [PASSWORD, "something else", "not the same"],
      ["x".repeat(150) + "abcdefgh".repeat(10), "", "200 characters at most"],
    ];
    for (const [password, repeat, says] of refused) {
      const answer = await browser.post(path, { password, repeat });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(says);
      expect(answer.text).toMatch(/aria-describedby="(password|repeat)[^"]*-problem"/);
      expect(answer.text).not.toContain(`value="${password}"`);
    }
    const set = await browser.post(path, { password: PASSWORD, repeat: PASSWORD });
    expect([set.status, set.location]).toEqual([303, "/"]);
    expect((await browser.get("/account")).text).toContain("Your password is set.");
    expect((await browser.get("/account")).text).not.toContain("Your password is set.");
    const again = await visitor().get(path);
    const unknown = await visitor().get("/set-up/never-made");
    expect([again.status, unknown.status]).toEqual([404, 404]);
    const withoutPath = (text: string) => text.replaceAll(/\/set-up\/[\w-]+/g, "");
    expect(withoutPath(again.text)).toBe(withoutPath(unknown.text));
  });

  it("that two people use at once lets one of them in", async () => {
    const path = await link("twins");
    const fields = { password: PASSWORD, repeat: PASSWORD };
    const answers = await Promise.all([
      visitor().post(path, fields),
      visitor().post(path, fields),
      visitor().post(path, fields),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);
  });
});
