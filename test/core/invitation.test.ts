// What invitations tell users, in both languages.
import { describe, expect, test } from "vitest";
import {
  type InvitationFacts,
  invitationBody,
  invitationText,
  mailtoLink,
} from "../../worker/core/invitation.ts";

const facts: InvitationFacts = {
  kind: "begin",
  company: "Acme Corporation",
  user: "alice",
  displayName: "Alice",
  alias: { switchingCenter: "https://get.example.com", alias: "acme" },
  direct: "https://mail.acme.example/iphone",
  phones: [],
};
const body = (more: Partial<InvitationFacts>, language: "en" | "de" = "en") =>
  invitationBody(invitationText({ ...facts, ...more }, language));
const withoutAlias = ({ alias: _, ...rest }: InvitationFacts) => rest;

describe("how to begin", () => {
  test.each(["en", "de"] as const)(
    "names where, what to type, and who signs in: %s",
    (language) => {
      const text = body({}, language);
      const order = ["get.example.com", "acme", "alice", "https://mail.acme.example/iphone"];
      const places = order.map((words) => text.indexOf(words));
      expect(places).not.toContain(-1);
      expect(text).not.toContain("https://get.example.com");
    },
  );

  test.each(["en", "de"] as const)(
    "gives the direct address where no alias works: %s",
    (language) => {
      const text = invitationBody(invitationText(withoutAlias(facts), language));
      expect(text).toContain("1. ");
      expect(text).toContain("https://mail.acme.example/iphone");
      expect(text).not.toMatch(/alias/i);
    },
  );

  test("writes a switching center that is not at https with its scheme and port", () => {
    const alias = { switchingCenter: "http://get.localhost:8787", alias: "acme" };
    expect(body({ alias })).toContain("type http://get.localhost:8787 and");
  });

  test.each(["en", "de"] as const)("says where the password may be typed: %s", (language) => {
    expect(body({}, language)).toMatch(/https:\/\/mail\.acme\.example (and|beginnt)/);
  });

  test("says nothing of earlier profiles", () => {
    expect(body({})).not.toMatch(/iPhone OS 3|old profile|outbox/);
  });
});

describe("how to renew", () => {
  const renew = (phones: InvitationFacts["phones"], language: "en" | "de" = "en") =>
    body({ kind: "renew", phones }, language);

  test.each([
    ["en", "iPhone (iPhone OS 3), iPod (iOS 4) and iPad"],
    ["de", "iPhone (iPhone OS 3), iPod (iOS 4) und iPad"],
  ] as const)("names the phones it is about: %s", (language, names) => {
    const phones = [
      { device: "iPhone", major: 3 },
      { device: "iPod", major: 4 },
      { device: "iPad" },
    ];
    expect(renew(phones, language)).toContain(names);
  });

  test("has phones with iPhone OS 3 remove the old profile first", () => {
    const text = renew([{ device: "iPhone", major: 3 }]);
    expect(text).toContain("Remove the old profile (Settings, General, Profile, Remove)");
    expect(text).not.toContain("Only on");
    expect(text).not.toContain("leave the old profile");
  });

  test("does not tell phones with iOS 4 to remove anything", () => {
    expect(renew([{ device: "iPhone", major: 4 }])).not.toMatch(/remove/i);
  });

  test.each([
    [
      "both systems",
      [
        { device: "iPhone", major: 3 },
        { device: "iPad", major: 4 },
      ],
    ],
    ["a system nobody told", [{ device: "iPhone" }]],
    ["no phone known", []],
  ])("tells the systems apart for %s", (_, phones) => {
    const text = renew(phones);
    expect(text).toContain("Only on iPhone OS 3: remove");
    expect(text).toContain("On newer systems, leave the old profile");
  });

  test.each([
    ["en", ["outbox", "disappear from the phone and are loaded again"]],
    ["de", ["Postausgang", "verschwinden vom Telefon und werden neu geladen"]],
  ] as const)("says what it does to the phone's mail: %s", (language, sentences) => {
    for (const sentence of sentences) expect(renew([], language)).toContain(sentence);
  });
});

describe("as a link", () => {
  const parts = (link: string) => {
    const [to = "", query = ""] = link.slice("mailto:".length).split("?");
    return { to: decodeURIComponent(to), fields: query.split("&").map((part) => part.split("=")) };
  };

  test("opens a mail with subject and body, line ends as RFC 6068 wants them", () => {
    const text = invitationText(facts, "de");
    const { to, fields } = parts(mailtoLink("alice@acme.example", text));
    expect(to).toBe("alice@acme.example");
    expect(fields.map(([name]) => name)).toEqual(["subject", "body"]);
    expect(decodeURIComponent(fields[0]?.[1] ?? "")).toBe(text.subject);
    expect(decodeURIComponent(fields[1]?.[1] ?? "")).toBe(
      invitationBody(text).replaceAll("\n", "\r\n"),
    );
  });

  test("adds no recipient and no header, whatever an address or a company is called", () => {
    const company = "Acme?bcc=eve@evil.example&body=x\r\nBcc: eve@evil.example";
    const text = invitationText({ ...facts, company }, "en");
    const link = mailtoLink("a,b?cc=eve%40evil&x@acme.example", text);
    expect(parts(link).to).toBe("a,b?cc=eve%40evil&x@acme.example");
    expect(parts(link).fields.map(([name]) => name)).toEqual(["subject", "body"]);
    expect(link).not.toMatch(/[\s,]|bcc=/);
  });

  test("stays short enough for mail programs", () => {
    const text = invitationText({ ...facts, kind: "renew" }, "de");
    expect(mailtoLink("alice@acme.example", text).length).toBeLessThan(2_500);
  });
});
