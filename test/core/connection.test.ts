// What a connection test concludes from what it saw: certificates as a TLS client judges them, and
// no more than was seen.
import { describe, expect, test } from "vitest";
import {
  certificateFaults,
  explainFailure,
  FINDINGS,
  type FindingCode,
  fetchFailure,
  nameCovers,
} from "../../worker/core/connection.ts";
import { findingText } from "../../worker/core/connection-text.ts";

const NOW = Date.UTC(2010, 5, 21);
const DAY = 86_400_000;
const leaf = {
  subject: "CN=mail.acme.example",
  issuer: "CN=Acme issuing",
  names: ["mail.acme.example"],
  notBefore: NOW - DAY,
  notAfter: NOW + DAY,
};
const issuing = { ...leaf, subject: "CN=Acme issuing", issuer: "CN=Acme root", names: [] };
const root = { ...issuing, subject: "CN=Acme root" };
const codes = (chain: readonly (typeof leaf)[], host = "mail.acme.example") =>
  certificateFaults(chain, host, NOW).map(({ code }) => code);

describe("certificates", () => {
  test("that are right in themselves are at most untrusted", () => {
    expect(codes([leaf, issuing, root])).toEqual(["certificate-untrusted"]);
    expect(codes([leaf, issuing])).toEqual(["certificate-untrusted"]);
  });

  test("of which one is missing in the middle are incomplete, and the missing one is named", () => {
    expect(certificateFaults([leaf, root], "mail.acme.example", NOW)).toMatchObject([
      { code: "certificate-chain-incomplete", detail: "CN=Acme issuing" },
    ]);
  });

  test("are valid to the last millisecond, and an expired issuer counts as well", () => {
    expect(codes([{ ...leaf, notAfter: NOW }, issuing])).toEqual(["certificate-untrusted"]);
    const late = certificateFaults(
      [leaf, { ...issuing, notAfter: NOW - 1 }],
      "mail.acme.example",
      NOW,
    );
    expect(late).toMatchObject([
      { code: "certificate-expired", detail: "CN=Acme issuing: 2010-06-20" },
    ]);
  });

  test("that are none say nothing", () => {
    expect(codes([])).toEqual([]);
  });

  test.each([
    ["mail.acme.example", "mail.acme.example", true],
    ["*.acme.example", "mail.acme.example", true],
    ["*.acme.example", "acme.example", false],
    ["*.acme.example", "a.mail.acme.example", false],
    ["*", "mail.acme.example", false],
    ["*.0.0.1", "127.0.0.1", false],
    ["127.0.0.1", "127.0.0.1", true],
    ["m*.acme.example", "mail.acme.example", false],
  ])("for %s cover %s: %s", (name, host, covers) => {
    expect(nameCovers(name, host)).toBe(covers);
  });
});

describe("a failed fetch", () => {
  test("with a text nobody knows is unreachable, and nothing is invented", () => {
    expect(fetchFailure("something new")).toBe("unknown");
    const url = new URL("https://mail.acme.example/");
    const look = { opened: false, timedOut: false } as const;
    expect(explainFailure({ url, failure: "unknown", look, now: NOW })).toMatchObject([
      { code: "unreachable" },
    ]);
  });

  test("of an address is never an unknown name", () => {
    const look = { opened: false, timedOut: false } as const;
    for (const host of ["192.0.2.7", "[2001:db8::1]"]) {
      const url = new URL(`https://${host}/`);
      expect(explainFailure({ url, failure: "internal-error", look, now: NOW })).toMatchObject([
        { code: "unreachable" },
      ]);
    }
  });
});

describe("every finding", () => {
  test.each(Object.keys(FINDINGS) as FindingCode[])("%s has words in both languages", (code) => {
    const [english, german] = [findingText(code, "en"), findingText(code, "de")];
    for (const text of [english.says, english.remedy, german.says, german.remedy]) {
      expect(text).toMatch(/^\p{Lu}.*\.$/u);
    }
    expect(german.says).not.toBe(english.says);
  });
});
