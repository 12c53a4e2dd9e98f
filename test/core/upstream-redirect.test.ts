// Where an answer of Exchange may lead: to origins the tenant named, to ActiveSync there, and nowhere else.
import { describe, expect, test } from "vitest";
import { leadsElsewhere, redirectTarget } from "../../worker/core/upstream-redirect.ts";

const HERE = "https://mail.acme.test";
const THERE = "https://mail2.acme.test";
const acme = { upstream: HERE, redirectOrigins: `${THERE} https://mail3.acme.test:8443` };
const target = (status: number, headers: Record<string, string>, adapter = acme, here = HERE) =>
  redirectTarget({ status, headers: new Headers(headers) }, adapter, here);
const EAS = "/Microsoft-Server-ActiveSync";

describe("a redirect that is followed", () => {
  test.each([301, 302, 307, 308])("is %i with a Location", (status) => {
    expect(target(status, { location: THERE + EAS })).toEqual({ ok: true, origin: THERE });
  });
  test("is 451 with X-MS-Location, whatever its query and the letter case of its path", () => {
    const location = `${THERE}/microsoft-server-activesync?User=alice`;
    expect(target(451, { "x-ms-location": location })).toEqual({ ok: true, origin: THERE });
  });
  test("leads to a listed port, and back to the upstream itself", () => {
    expect(target(451, { "x-ms-location": `https://mail3.acme.test:8443${EAS}` }).ok).toBe(true);
    expect(target(451, { "x-ms-location": HERE + EAS }, acme, THERE)).toEqual({
      ok: true,
      origin: HERE,
    });
  });
  test("may write the host in capitals and the default port", () => {
    expect(target(451, { "x-ms-location": `https://MAIL2.acme.test:443${EAS}` }).ok).toBe(true);
  });
});

describe("a redirect that is not followed", () => {
  test.each([
    ["to a host that is not listed", `https://evil.test${EAS}`, "location-not-listed"],
    ["to a listed host without TLS", `http://mail2.acme.test${EAS}`, "location-not-listed"],
    ["to another port of a listed host", `${THERE}:8443${EAS}`, "location-not-listed"],
    [
      "to a listed name as user name",
      `https://mail2.acme.test@evil.test${EAS}`,
      "location-not-activesync",
    ],
    ["to a host that begins like a listed one", `${THERE}.evil.test${EAS}`, "location-not-listed"],
    ["with a password in it", `https://a:b@mail2.acme.test${EAS}`, "location-not-activesync"],
    ["to another service there", `${THERE}/owa/auth.aspx`, "location-not-activesync"],
    ["to nothing but a host", THERE, "location-not-activesync"],
    ["to where it came from", HERE + EAS, "location-is-here"],
    ["to a relative path", EAS, "location-is-here"],
    ["to no URL", "https://", "no-location"],
    ["to a scheme of its own", "javascript:alert(1)", "location-not-listed"],
    ["to a URL without end", `${THERE}${EAS}?${"a".repeat(3000)}`, "no-location"],
  ])("leads %s", (_name, location, reason) => {
    expect(target(451, { "x-ms-location": location })).toEqual({ ok: false, reason });
    expect(target(302, { location })).toEqual({ ok: false, reason });
  });
  test.each([300, 303, 304, 305, 399])("is %i: it keeps no body or is none", (status) => {
    expect(target(status, { location: THERE + EAS })).toEqual({ ok: false, reason: "no-location" });
    expect(leadsElsewhere(status)).toBe(true);
  });
  test("says where in the other's header, or not at all", () => {
    expect(target(451, { location: THERE + EAS }).ok).toBe(false);
    expect(target(302, { "x-ms-location": THERE + EAS }).ok).toBe(false);
    expect(target(451, {}).ok).toBe(false);
  });
  test("leads anywhere while the tenant lists nothing", () => {
    const alone = { upstream: HERE };
    expect(
      redirectTarget(
        { status: 451, headers: new Headers({ "x-ms-location": THERE + EAS }) },
        alone,
        HERE,
      ),
    ).toEqual({ ok: false, reason: "location-not-listed" });
    expect(target(451, { "x-ms-location": THERE + EAS }, { ...acme, redirectOrigins: "" }).ok).toBe(
      false,
    );
  });
});

test("what is no redirect leads nowhere", () => {
  for (const status of [200, 204, 299, 400, 449, 450, 452, 503])
    expect(leadsElsewhere(status)).toBe(false);
});
