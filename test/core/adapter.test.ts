// The Exchange Adapter's settings, judged as a whole, and the mail domain of a tenant that names
// none.
import { describe, expect, it } from "vitest";
import { checkAdapter, defaultMailDomain } from "../../worker/core/adapter.ts";
import { ADAPTER_DEFAULTS, type AdapterSettings } from "../../worker/core/tenant.ts";

const settings: AdapterSettings = {
  ...ADAPTER_DEFAULTS,
  upstream: "https://Mail.Acme.example/",
  mailDomain: "acme.example",
};

describe("adapter settings", () => {
  it("are kept with the upstream in its one spelling", () => {
    const adapter = { ...settings, upstream: "https://mail.acme.example" };
    expect(checkAdapter(settings)).toEqual({ ok: true, adapter });
  });

  it.each([
    [{ upstream: "https://mail.acme.example/owa" }, "bad-upstream"],
    [{ upstream: "https://10.0.0.5" }, "bad-upstream"],
    [{ upstream: "http://mail.acme.example", privateUpstream: true }, "bad-upstream"],
    [{ loginForm: "" }, "bad-login-form"],
    [{ loginForm: "user\r\nX: y" }, "bad-login-form"],
    [{ accountHost: "https://mail.acme.example" }, "bad-account-host"],
    [{ accountHost: "mail.acme.example/owa" }, "bad-account-host"],
    [{ accountHost: "alice@mail.acme.example" }, "bad-account-host"],
    [{ accountHost: "mail acme" }, "bad-account-host"],
  ])("cannot have %j: %s", (change, reason) => {
    expect(checkAdapter({ ...settings, ...change })).toEqual({ ok: false, reason });
  });

  it.each([
    ["", ""],
    [" Direct.Acme.example ", "direct.acme.example"],
    ["direct.acme.example:8443", "direct.acme.example:8443"],
    ["direct.acme.example:443", "direct.acme.example"],
  ])("keep the account host %j as %j", (accountHost, kept) => {
    expect(checkAdapter({ ...settings, accountHost })).toMatchObject({
      ok: true,
      adapter: { accountHost: kept },
    });
  });

  it.each([
    ["user@acme.example", "https://mail.other.example", "acme.example"],
    ["user", "https://mail.acme.example", "acme.example"],
    ["ACME\\user", "https://acme.example", "acme.example"],
    ["user", "http://localhost:9000", "localhost"],
    ["user", "no origin", ""],
  ])("with login form %s and upstream %s mean the mail domain %j", (form, upstream, domain) => {
    expect(defaultMailDomain(form, upstream)).toBe(domain);
  });
});
