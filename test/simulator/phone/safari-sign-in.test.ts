// Safari's Basic prompt and how long it remembers (RFC 2617; the mSuite guide on powering the phone
// off).
import { describe, expect, test } from "vitest";
import { challenge, page, phoneOn, type Script, sent } from "./phone-support.ts";

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`, "latin1").toString("base64")}`;

/** A server that wants alice's password everywhere under its realm. */
const guarded =
  (realm: string): Script =>
  (request) =>
    sent(request, "Authorization") === basic("alice", "right")
      ? page("<p>Welcome back")
      : challenge(realm);

describe("the Basic prompt", () => {
  test("names the realm, comes again after a wrong password, and ends with the right one", async () => {
    const { phone, screens } = phoneOn(guarded("Acme Ltd"));
    const first = await phone.safari.open("http://acme.example.com/iphone");
    expect(first.prompt).toEqual({ realm: "Acme Ltd", host: "acme.example.com" });
    expect(screens).toContain("Safari asks: user name and password for Acme Ltd.");
    expect((await phone.safari.signIn("alice", "wrong")).kind).toBe("prompt");
    expect((await phone.safari.signIn("alice", "right")).text).toBe("Welcome back");
    expect(screens.join("\n")).not.toMatch(/wrong|right/);
  });
  test("cancelled, it shows the 401's own page", async () => {
    const { phone } = phoneOn(guarded("Acme Ltd"));
    await phone.safari.open("http://acme.example.com/iphone");
    const behind = phone.safari.cancelSignIn();
    expect([behind.status, behind.text]).toEqual([401, "Sign in, please"]);
    expect(phone.safari.page.prompt).toBeNull();
  });
  test("is remembered until power-off, and sent unasked below the path", async () => {
    const { phone, requests } = phoneOn(guarded("Acme Ltd"));
    await phone.safari.open("http://acme.example.com/iphone");
    await phone.safari.signIn("alice", "right");
    await phone.safari.open("http://acme.example.com/iphone/more");
    expect(requests).toHaveLength(3);
    expect(sent(requests[2], "Authorization")).toBe(basic("alice", "right"));
    phone.powerCycle();
    expect((await phone.safari.open("http://acme.example.com/iphone")).kind).toBe("prompt");
    expect(sent(requests[3], "Authorization")).toBeUndefined();
  });
  test("credentials go to their own origin only", async () => {
    const { phone, requests } = phoneOn(guarded("Acme Ltd"));
    await phone.safari.open("http://acme.example.com/iphone");
    await phone.safari.signIn("alice", "right");
    for (const other of [
      "https://acme.example.com/",
      "http://acme.example.com:81/",
      "http://x.example.com/",
    ]) {
      expect((await phone.safari.open(other)).kind).toBe("prompt");
      expect(sent(requests.at(-1), "Authorization")).toBeUndefined();
    }
  });
  test("credentials of one realm are no answer to another", async () => {
    const { phone } = phoneOn((request) =>
      request.url.endsWith("/b") ? challenge("B") : guarded("A")(request, 0),
    );
    await phone.safari.open("http://acme.example.com/a");
    await phone.safari.signIn("alice", "right");
    const asked = await phone.safari.open("http://acme.example.com/b");
    expect(asked.prompt?.realm).toBe("B");
    expect((await phone.safari.open("http://acme.example.com/a")).kind).toBe("page");
  });
  test("a refused password is forgotten", async () => {
    let password = "right";
    const { phone } = phoneOn((request) =>
      sent(request, "Authorization") === basic("alice", password) ? page("in") : challenge("Acme"),
    );
    await phone.safari.open("http://acme.example.com/");
    await phone.safari.signIn("alice", "right");
    password = "changed";
    expect((await phone.safari.open("http://acme.example.com/")).kind).toBe("prompt");
    expect(phone.state.safari.credentials).toEqual([]);
  });
  test("letters beyond ASCII go out as Latin-1, those beyond Latin-1 as UTF-8", async () => {
    const { phone, requests } = phoneOn(() => challenge("Acme"));
    await phone.safari.open("http://acme.example.com/");
    await phone.safari.signIn("alice", "pä:ss");
    expect(sent(requests[1], "Authorization")).toBe(basic("alice", "pä:ss"));
    await phone.safari.signIn("alice", "пароль");
    const utf8 = `Basic ${Buffer.from("alice:пароль", "utf8").toString("base64")}`;
    expect(sent(requests[2], "Authorization")).toBe(utf8);
  });
});
