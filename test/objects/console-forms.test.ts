// What another site can make an operator's browser do to the console, in workerd: nothing.
import { describe, expect, it } from "vitest";
import { consoleAs, openBrowser } from "./console-client.ts";
import { handles } from "./world.ts";

const { directory } = handles;
const operatorNames = async () => (await directory.operators()).map(({ name }) => name);
const form = (name: string) => ({ name, role: "owner", tenant: "" });

describe("a form", () => {
  it("with its session's token does what it says", async () => {
    const browser = await consoleAs("owner");
    const added = await browser.post("/operators", form("with-token"));
    expect(added.status).toBe(200);
    expect(added.text).toMatch(/https:\/\/console\.example\.com\/set-up\/[\w-]{43}/);
    expect(await operatorNames()).toContain("with-token");
  });

  it("without the token, or with another's, changes nothing", async () => {
    const browser = await consoleAs("owner");
    const other = await consoleAs("owner");
    expect(other.token()).not.toBe(browser.token());
    const tokens = ["", "x", other.token(), browser.token().slice(1), `${browser.token()}x`];
    for (const csrf of tokens) {
      const sent = await browser.post("/operators", { csrf, ...form("forged") });
      expect([csrf, sent.status]).toEqual([csrf, 403]);
    }
    expect(await operatorNames()).not.toContain("forged");
  });

  it.each([
    ["another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }],
    ["another site, by an old browser", { Origin: "https://evil.example" }],
    ["a host below ours", { Origin: "https://x.console.example.com" }],
    ["a neighbour", { Origin: "https://acme.example.com", "Sec-Fetch-Site": "same-site" }],
    ["another port", { Origin: "https://console.example.com:8443" }],
    ["nobody (a sandboxed frame)", { Origin: "null" }],
    ["a browser that says two things", { "Sec-Fetch-Site": "cross-site" }],
  ])("that %s sends changes nothing, even with the token", async (_, headers) => {
    const browser = await consoleAs("owner");
    const said = { Origin: "https://console.example.com", ...headers };
    const own = { "Sec-Fetch-Site": "same-origin", ...headers };
    const sent = await browser.post("/operators", form("cross"), { ...own, ...said });
    expect(sent.status).toBe(403);
    const signIn = await browser.post(
      "/sign-in",
      { name: "x", password: "y" },
      { ...own, ...said },
    );
    expect(signIn.status).toBe(403);
    expect(await operatorNames()).not.toContain("cross");
  });

  it("that is no form, or not said where it is from, changes nothing", async () => {
    const browser = await consoleAs("owner");
    for (const type of ["text/plain", "application/json", "multipart/form-data", ""]) {
      const sent = await browser.post("/operators", form("odd"), { "Content-Type": type });
      expect([type, sent.status]).toEqual([type, 403]);
    }
    expect(await operatorNames()).not.toContain("odd");
  });

  it("is not read beyond 8 MB", async () => {
    const browser = await consoleAs("owner");
    const sent = await browser.post("/operators", { ...form("big"), more: "x".repeat(9 << 20) });
    expect(sent.status).toBe(413);
  });

  it("of a stranger is not read beyond 32 KB, and not at all where only operators may send one", async () => {
    const stranger = openBrowser();
    const more = "x".repeat(40_000);
    for (const path of ["/sign-in", "/set-up/code", "/language"]) {
      expect([path, (await stranger.post(path, { more })).status]).toEqual([path, 413]);
    }
    const sent = await stranger.post("/operators", { more: "x".repeat(9 << 20) });
    expect([sent.status, sent.location]).toEqual([303, "/sign-in"]);
  });

  it("is not sent by GET: links change nothing", async () => {
    const browser = await consoleAs("owner");
    const before = await operatorNames();
    const [own] = (await directory.operators()).filter(({ name }) => name === "owner-operator");
    for (const path of [
      `/operators/${own?.id}/remove?csrf=${browser.token()}`,
      `/operators?name=linked&role=owner&csrf=${browser.token()}`,
      `/sign-out?csrf=${browser.token()}`,
    ]) {
      await browser.get(path);
    }
    expect(await operatorNames()).toEqual(before);
    expect((await browser.get("/account")).status).toBe(200);
  });
});

describe("every answer", () => {
  it("is in nobody's frame, runs no script, is kept by nobody, and asks for https", async () => {
    const owner = await consoleAs("owner");
    const visits: [ReturnType<typeof openBrowser>, string][] = [
      [owner, "/account"],
      [owner, "/no/such/page"],
      [owner, "/tenants/no-such-tenant/devices"],
      [owner, "/service-audit.jsonl"],
      [openBrowser(), "/sign-in"],
      [openBrowser(), "/"],
      [openBrowser(), "/set-up/unknown"],
    ];
    for (const [browser, path] of visits) {
      const { headers, text } = await browser.get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toMatch(/unsafe|\*|data:/);
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
      expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });

  it("shows the style sheet to everybody, as a file that may be kept", async () => {
    const { status, headers, text } = await openBrowser().get("/style.css");
    expect([status, headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    expect(headers.get("cache-control")).toContain("public");
    expect(text).toContain("prefers-color-scheme:dark");
  });

  it("shows what was typed and is not what it should be as text, not as markup", async () => {
    const browser = await consoleAs("owner");
    const evil = `"><script>alert(1)</script>`;
    const sent = await browser.post("/operators", { name: evil, role: evil, tenant: evil });
    expect(sent.status).toBe(400);
    expect(sent.text).not.toContain("<script>");
    expect(sent.text).toContain("&lt;script&gt;");
  });
});

describe("a notice", () => {
  it("that this session was not given is not shown", async () => {
    const [browser, other] = [await consoleAs("owner"), await consoleAs("owner")];
    await other.post("/account/sessions/none/end");
    const notice = other.cookies.get("__Host-notice") ?? "";
    expect((await other.get("/account")).text).toContain('role="status"');
    const forged = `${Buffer.from("Call 555 now").toString("base64url")}.AAAA`;
    for (const planted of [notice, forged, "x", ".", ""]) {
      browser.cookies.set("__Host-notice", planted);
      expect((await browser.get("/account")).text).not.toContain('role="status"');
    }
  });
});
