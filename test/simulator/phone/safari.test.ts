// Mobile Safari: forms, redirects, cookies, the hand-over by MIME type.
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { answer, page, phoneOn, profile, profileAnswer, redirect, sent } from "./phone-support.ts";

const aliasPage = page(
  `<!doctype html><title>Provost</title><p>Welcome.<form method=post action="/go">
   <label for=a>Alias:</label><input id=a name=alias><input type=hidden name=v value="1">
   <label><input type=checkbox name=keep> Remember me</label>
   <button>Submit</button></form><a href="help?x=1&amp;y=2">Help &amp; more</a><script>hidden()</script>`,
);
describe("pages", () => {
  test("shows text, fields by their labels, buttons and links, and no script", async () => {
    const { phone, screens } = phoneOn(() => aliasPage);
    const shown = await phone.safari.open("get.example.com");
    expect(shown.title).toBe("Provost");
    expect(shown.text.split("\n")).toEqual([
      "Welcome.",
      "Alias: Remember me Submit",
      "Help & more",
    ]);
    expect(shown.fields.map(({ label, name }) => [label, name])).toEqual([
      ["Alias", "alias"],
      ["", "v"],
      ["Remember me", "keep"],
    ]);
    expect(screens).toContain('Safari shows "Provost".');
  });
  test("sends a form by its button, hidden fields included", async () => {
    const { phone, requests } = phoneOn((_, number) => (number === 1 ? aliasPage : page("ok")));
    await phone.safari.open("http://get.example.com/start/");
    phone.safari.fill("alias", "ac me+ä");
    await phone.safari.submit("Submit");
    const [, request] = requests;
    expect(request?.url).toBe("http://get.example.com/go");
    expect(new TextDecoder().decode(request?.body)).toBe("alias=ac+me%2B%C3%A4&v=1");
    expect(sent(request, "Content-Type")).toBe("application/x-www-form-urlencoded");
    expect(sent(request, "Referer")).toBe("http://get.example.com/start/");
  });
  test("sends a form by the keyboard's Go, a checked box included", async () => {
    const { phone, requests } = phoneOn((_, number) => (number === 1 ? aliasPage : page("ok")));
    await phone.safari.open("http://get.example.com/");
    phone.safari.fill("Remember me", "on");
    phone.safari.fill("Alias", "acme");
    await phone.safari.go();
    expect(new TextDecoder().decode(requests[1]?.body)).toBe("alias=acme&v=1&keep=on");
  });
  test("sends a GET form in the address", async () => {
    const form = page('<form action="/find?old=1"><input name=q><input type=submit></form>');
    const { phone, requests } = phoneOn(() => form);
    await phone.safari.open("http://get.example.com/");
    phone.safari.fill("q", "a b");
    await phone.safari.submit();
    expect([requests[1]?.method, requests[1]?.url]).toEqual([
      "GET",
      "http://get.example.com/find?q=a+b",
    ]);
  });
  test("follows a link relative to the page", async () => {
    const { phone, requests } = phoneOn(() => aliasPage);
    await phone.safari.open("http://get.example.com/start/");
    await phone.safari.follow("help & more");
    expect(requests[1]?.url).toBe("http://get.example.com/start/help?x=1&y=2");
  });
  test("a tap on what is not there is the story's mistake", async () => {
    const { phone } = phoneOn(() => aliasPage);
    await phone.safari.open("http://get.example.com/");
    expect(() => phone.safari.fill("Password", "x")).toThrow("there is: Alias");
    await expect(phone.safari.submit("Cancel")).rejects.toThrow("there is: Submit");
    await expect(phone.safari.signIn("alice", "x")).rejects.toThrow("no Basic prompt");
  });
  test("never shows what was typed into a password field", async () => {
    const form = page("<form><label>Password <input type=password name=p></label></form>");
    const { phone, screens } = phoneOn(() => form);
    await phone.safari.open("http://get.example.com/");
    phone.safari.fill("Password", "Sommer-2010");
    expect(screens.join("\n")).not.toContain("Sommer");
  });
  test("sends the era's headers and undoes gzip", async () => {
    const body = gzipSync("<p>packed");
    const headers = { "Content-Type": "text/html", "Content-Encoding": "gzip" };
    const { phone, requests, notes } = phoneOn(() => answer(200, headers, new Uint8Array(body)));
    expect((await phone.safari.open("http://a.example.com/")).text).toBe("packed");
    expect(requests[0]?.headers.map(([name]) => name)).toEqual([
      "User-Agent",
      "Accept",
      "Accept-Language",
      "Accept-Encoding",
      "Connection",
    ]);
    expect(notes).toEqual([]);
  });
  test("notes a body in a coding it did not ask for", async () => {
    const headers = { "Content-Type": "text/html", "Content-Encoding": "br" };
    const { phone, notes } = phoneOn(() => answer(200, headers, "x"));
    expect((await phone.safari.open("http://a.example.com/")).kind).toBe("error");
    expect(notes).toHaveLength(1);
  });
  test("says so when the server cannot be reached", async () => {
    const { phone } = phoneOn(() => Promise.reject(new Error("refused")));
    expect((await phone.safari.open("http://a.example.com/")).kind).toBe("error");
  });
});

describe("redirects", () => {
  test("are followed across schemes and hosts, a POST becoming a GET", async () => {
    const { phone, requests } = phoneOn((request, number) => {
      if (number === 1) return aliasPage;
      if (number === 2) return redirect("https://acme.example.com:8443/iphone");
      return number === 3 ? redirect("../done#part", 303) : page(request.url);
    });
    await phone.safari.open("http://get.example.com/");
    const last = await phone.safari.submit();
    expect(requests.map(({ method }) => method)).toEqual(["GET", "POST", "GET", "GET"]);
    expect(requests[2]?.body).toBeUndefined();
    expect(last.url).toBe("https://acme.example.com:8443/done#part");
  });
  test("307 keeps method and body", async () => {
    const { phone, requests } = phoneOn((_, number) => {
      if (number === 1) return aliasPage;
      return number === 2 ? redirect("/again", 307) : page("ok");
    });
    await phone.safari.open("http://get.example.com/");
    await phone.safari.submit();
    expect([requests[2]?.method, requests[2]?.body]).toEqual(["POST", requests[1]?.body]);
  });
  test("end after the limit", async () => {
    const { phone, requests } = phoneOn(() => redirect("/round"));
    expect((await phone.safari.open("http://a.example.com/")).text).toContain("too many redirects");
    expect(requests).toHaveLength(17);
  });
  test("to another scheme than http are not followed", async () => {
    const { phone, requests } = phoneOn(() => redirect("itms://store"));
    await phone.safari.open("http://a.example.com/");
    expect(requests).toHaveLength(1);
  });
});

describe("cookies", () => {
  test("go back to their host and path, Secure ones only over https, until they expire", async () => {
    const lines = [
      ["set-cookie", "a=1; Path=/; HttpOnly"],
      ["set-cookie", "b=2; Path=/iphone; Max-Age=60"],
      ["set-cookie", "c=3; Path=/; Secure"],
    ] as const;
    const { phone, requests, clock } = phoneOn(() => ({ ...page("ok"), headers: lines }));
    await phone.safari.open("http://acme.example.com/iphone");
    await phone.safari.open("http://acme.example.com/iphone/x");
    await phone.safari.open("http://acme.example.com/iphones");
    await phone.safari.open("https://acme.example.com/");
    await clock.advance(61_000);
    phone.state.safari.cookies = phone.state.safari.cookies.filter(({ name }) => name === "b");
    await phone.safari.open("http://acme.example.com/iphone");
    await phone.safari.open("http://other.example.com/");
    expect(requests.map((request) => sent(request, "Cookie"))).toEqual([
      undefined,
      "a=1; b=2",
      "a=1",
      "a=1; c=3",
      undefined,
      undefined,
    ]);
  });
});

describe("the hand-over", () => {
  test("a body of Apple's profile type goes to the installer, whatever its name", async () => {
    const { phone } = phoneOn(() => profileAnswer(profile([])));
    const shown = await phone.safari.open("http://acme.example.com/file.txt");
    expect(shown.kind).toBe("profile");
    expect(phone.installer.screen?.name).toBe("Acme Exchange");
  });
  test("the same body as text stays a page", async () => {
    const { phone } = phoneOn(() => answer(200, { "Content-Type": "text/xml" }, profile([])));
    await phone.safari.open("http://acme.example.com/profile.mobileconfig");
    expect(phone.installer.screen).toBeNull();
  });
  test("an unknown type cannot be downloaded", async () => {
    const { phone } = phoneOn(() => answer(200, { "Content-Type": "application/zip" }, "PK"));
    expect((await phone.safari.open("http://acme.example.com/a")).kind).toBe("download");
  });
});
