// Protocol versions under a tenant's cap: what a request may speak, and what an answer's headers say.
import { describe, expect, test } from "vitest";
import { cappedHeaders, isVersionAllowed, isVersionKnown } from "../../worker/core/eas-versions.ts";

describe("a request's version", () => {
  test.each(["1.0", "2.0", "2.1", "2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"])(
    "%s is known",
    (version) => expect(isVersionKnown(version)).toBe(true),
  );
  test.each(["", "3.0", "12", "12.10", "16.2", "99.9", " 12.1", "12.1,14.0", "constructor"])(
    "%j is none, under any cap",
    (version) => {
      expect(isVersionKnown(version)).toBe(false);
      expect(isVersionAllowed(version, "any")).toBe(false);
      expect(isVersionAllowed(version, "16.1")).toBe(false);
    },
  );
  test("is allowed up to the cap, and without a cap", () => {
    expect(isVersionAllowed("12.1", "12.1")).toBe(true);
    expect(isVersionAllowed("2.5", "12.1")).toBe(true);
    expect(isVersionAllowed("14.0", "12.1")).toBe(false);
    expect(isVersionAllowed("12.0", "2.5")).toBe(false);
    expect(isVersionAllowed("16.1", "any")).toBe(true);
  });
});

describe("an answer's headers", () => {
  const sogo = "2.5,12.0,12.1,14.0,14.1";
  const capped = (headers: Record<string, string>, cap: Parameters<typeof cappedHeaders>[1]) =>
    Object.fromEntries(cappedHeaders(new Headers(headers), cap));

  test("stay as they are without a cap, and where the cap changes nothing", () => {
    const headers = { "MS-ASProtocolVersions": sogo, "X-MS-RP": sogo };
    expect(capped(headers, "any")).toEqual({});
    expect(capped(headers, "16.1")).toEqual({});
    expect(capped({}, "2.5")).toEqual({});
  });
  test("name no version above the cap, also with blanks in the list", () => {
    expect(capped({ "MS-ASProtocolVersions": "2.5, 12.0, 12.1, 14.0" }, "12.1")).toEqual({
      "ms-asprotocolversions": "2.5,12.0,12.1",
    });
  });
  test("name no version that nobody knows once there is a cap", () => {
    expect(capped({ "MS-ASProtocolVersions": "12.1,17.0" }, "16.1")).toEqual({
      "ms-asprotocolversions": "12.1",
    });
  });
  test("ask for no new start with versions above the cap, or for none at all", () => {
    expect(capped({ "X-MS-RP": "2.5,12.1,14.1" }, "12.1")).toEqual({ "x-ms-rp": "2.5,12.1" });
    expect(capped({ "X-MS-RP": "14.0,14.1" }, "12.1")).toEqual({ "x-ms-rp": null });
  });
  test("say that there is no version where all are above the cap", () => {
    expect(capped({ "MS-ASProtocolVersions": "14.0,14.1" }, "12.1")).toEqual({
      "ms-asprotocolversions": "",
    });
  });
  test("do not name a server that would speak more", () => {
    expect(capped({ "MS-Server-ActiveSync": "14.00.0536.000" }, "12.1")).toEqual({
      "ms-server-activesync": null,
    });
    expect(capped({ "MS-Server-ActiveSync": "8.1" }, "12.1")).toEqual({});
    expect(capped({ "MS-Server-ActiveSync": "14.1" }, "14.0")).toEqual({});
    expect(capped({ "MS-Server-ActiveSync": "15.2" }, "any")).toEqual({});
    expect(capped({ "MS-Server-ActiveSync": "unheard of" }, "2.5")).toEqual({});
  });
});
