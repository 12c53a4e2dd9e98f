// Origins and hosts: one spelling, https everywhere but on loopback, private addresses told apart.
import { describe, expect, it } from "vitest";
import { hostKey, isPrivateHost, parseOrigin, parseUpstream } from "../../worker/core/origin.ts";

describe("an origin", () => {
  it.each([
    ["https://acme.example", "https://acme.example"],
    ["https://acme.example/", "https://acme.example"],
    ["HTTPS://Acme.EXAMPLE:443", "https://acme.example"],
    ["https://acme.example:8443", "https://acme.example:8443"],
    ["https://müller.example", "https://xn--mller-kva.example"],
    ["https://192.0.2.7", "https://192.0.2.7"],
    ["https://[2001:DB8::0:7]:444", "https://[2001:db8::7]:444"],
    ["http://localhost:8787", "http://localhost:8787"],
    ["http://acme.localhost", "http://acme.localhost"],
    ["http://127.1.2.3:80", "http://127.1.2.3"],
    ["http://[::1]:8787", "http://[::1]:8787"],
  ])("%s is %s", (text, origin) => {
    expect(parseOrigin(text)).toMatchObject({ ok: true, origin });
  });

  it.each([
    "",
    "acme.example",
    "//acme.example",
    "ftp://acme.example",
    "javascript:alert(1)",
    "http://acme.example",
    "http://10.0.0.1",
    "http://localhost.acme.example",
    "http://127.0.0.1.acme.example",
    "https://",
    "https://acme.example/iphone",
    "https://acme.example//",
    "https://acme.example?",
    "https://acme.example/?q",
    "https://acme.example#",
    "https://user@acme.example",
    "https://user:secret@acme.example",
    "https://@acme.example",
    "https://acme.example\\evil",
    "https://acme .example",
    " https://acme.example",
    "https://acme.example\n",
    "https://acme.example:0x1",
    "https://acme.example:99999",
    "https://acme.example.",
    "https://a..example",
    "https://%00.example",
    "https://acme.example%2fevil",
    `https://${"a".repeat(300)}.example`,
  ])("is not what has another form, row %#", (text) => {
    expect(parseOrigin(text)).toEqual({ ok: false, reason: "bad-origin" });
  });
});

describe("a Host header's value", () => {
  it.each([
    ["acme.example", "acme.example"],
    ["ACME.example:443", "acme.example"],
    ["acme.example:80", "acme.example:80"],
    ["localhost:80", "localhost"],
    ["localhost:443", "localhost:443"],
    ["[::1]:80", "[::1]"],
    ["[::1]:443", "[::1]:443"],
    ["[2001:db8::7]:443", "[2001:db8::7]"],
  ])("%s is kept as %s", (host, key) => {
    expect(hostKey(host)).toBe(key);
  });
});

describe("an upstream", () => {
  it.each([
    "localhost",
    "exchange",
    "mail.acme.local",
    "mail.acme.internal",
    "mail.acme.lan",
    "mail.home.arpa",
    "mail.corp",
    "192.0.0.192",
    "x.localhost",
    "0.0.0.0",
    "10.1.2.3",
    "127.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "198.18.0.1",
    "198.19.255.255",
    "224.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[::ffff:7f00:1]",
    "[::7f00:1]",
    "[64:ff9b::a00:1]",
    "[2002:a00:1::]",
    "[fc00::1]",
    "[fd12::1]",
    "[fe80::1]",
    "[ff02::1]",
  ])("at %s is private", (hostname) => {
    expect(isPrivateHost(hostname)).toBe(true);
    expect(parseUpstream(`https://${hostname}`, false)).toEqual({
      ok: false,
      reason: "bad-upstream",
    });
    expect(parseUpstream(`https://${hostname}`, true)).toMatchObject({ ok: true });
  });

  it.each([
    "mail.acme.example",
    "11.0.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.0.1",
    "192.0.1.1",
    "mail.lan.example",
    "[2001:db8::1]",
    "[2606:4700::1111]",
  ])("at %s is public", (hostname) => {
    expect(isPrivateHost(hostname)).toBe(false);
    expect(parseUpstream(`https://${hostname}`, false)).toMatchObject({ ok: true });
  });

  it.each(["http://127.1", "https://0x7f000001", "https://2130706433", "https://017700000001"])(
    "%s is loopback, however it is written",
    (text) => {
      expect(parseUpstream(text, false)).toEqual({ ok: false, reason: "bad-upstream" });
    },
  );
});
