// Autodiscover's documents: what is read of a request, and what answers look like.
import { describe, expect, test } from "vitest";
import { readAutodiscover, writeAutodiscover } from "../../worker/wire/autodiscover.ts";
import { WireError } from "../../worker/wire/wire-error.ts";
import { readXml, type XmlElement } from "../../worker/wire/xml-text.ts";

const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover";
const MOBILE = `${SCHEMAS}/mobilesync`;
const read = (text: string) => readAutodiscover(new TextEncoder().encode(text));
const request = (content: string, namespace = `${MOBILE}/requestschema/2006`) =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${namespace}"><Request>${content}</Request></Autodiscover>`;
const ADDRESS = "<EMailAddress> alice@acme.test\r\n</EMailAddress>";
const ACCEPTS = `<AcceptableResponseSchema>${MOBILE}/responseschema/2006</AcceptableResponseSchema>`;

describe("a request", () => {
  test("of a phone says who asks and what it takes", () => {
    expect(read(request(ADDRESS + ACCEPTS))).toEqual({
      asksIn: "mobile",
      accepts: "mobile",
      emailAddress: "alice@acme.test",
    });
  });
  test("of Outlook says that it is another's, and its LegacyDN is not read", () => {
    const outlook = `${SCHEMAS}/outlook`;
    const accepts = `<AcceptableResponseSchema>${outlook}/responseschema/2006a</AcceptableResponseSchema>`;
    const content = `<LegacyDN>/o=Acme</LegacyDN>${accepts}`;
    expect(read(request(content, `${outlook}/requestschema/2006`))).toEqual({
      asksIn: "other",
      accepts: "other",
    });
  });
  test("may write prefixes instead of a default namespace", () => {
    const prefixed = request(ADDRESS + ACCEPTS)
      .replaceAll("</", "</p:")
      .replaceAll(/<(?=[A-Z])/g, "<p:")
      .replace("xmlns=", "xmlns:p=");
    expect(read(prefixed)).toMatchObject({ asksIn: "mobile", emailAddress: "alice@acme.test" });
  });
  test("without what it should say is read as far as it goes", () => {
    expect(read(request(""))).toEqual({ asksIn: "mobile" });
    expect(read("<Autodiscover><Request/></Autodiscover>")).toEqual({ asksIn: "other" });
  });
  test.each([
    ["another root", "<Autodiscovery><Request/></Autodiscovery>"],
    ["no Request", "<Autodiscover/>"],
    ["two Requests", "<Autodiscover><Request/><Request/></Autodiscover>"],
    ["two addresses", request(ADDRESS + ADDRESS)],
    ["an address with elements in it", request("<EMailAddress>a<b/>@c</EMailAddress>")],
    ["an address of another namespace", request("<EMailAddress xmlns='x'>a@b</EMailAddress>")],
    ["an entity", `<!DOCTYPE A [<!ENTITY e "x">]>${request("<EMailAddress>&e;</EMailAddress>")}`],
  ])("with %s is none", (_name, text) => expect(() => read(text)).toThrow(WireError));
});

describe("an answer", () => {
  const user = { displayName: "Alice <Adams> & Co", emailAddress: "alice@acme.test" };
  const url = "https://acme.test/Microsoft-Server-ActiveSync";
  const flat = (of: XmlElement): string[] => [
    `${of.name} ${of.namespace.slice(SCHEMAS.length)}${of.children.length > 0 ? "" : ` ${of.text}`}`,
    ...of.children.flatMap(flat),
  ];
  const written = (answer: Parameters<typeof writeAutodiscover>[0]) =>
    flat(readXml(new TextEncoder().encode(writeAutodiscover(answer)))).map((line) =>
      line.replace("/mobilesync/responseschema/2006", "m").replace("/responseschema/2006", "f"),
    );
  const head = ["Autodiscover f", "Response m", "Culture m en:us", "User m"];
  const people = ["DisplayName m Alice <Adams> & Co", "EMailAddress m alice@acme.test"];

  test("of settings names server and user", () => {
    expect(written({ says: "settings", user, url })).toEqual([
      ...head,
      ...people,
      ...[
        "Action m",
        "Settings m",
        "Server m",
        "Type m MobileSync",
        `Url m ${url}`,
        `Name m ${url}`,
      ],
    ]);
  });
  test("that leads to another address", () => {
    const answer = { says: "redirect", user, to: "alice@acme.example" } as const;
    expect(written(answer).slice(6)).toEqual(["Action m", "Redirect m alice@acme.example"]);
  });
  test("of a command that failed for this user (MS-ASCMD 4.2.2)", () => {
    const answer = { says: "error", user, message: "No & never." } as const;
    const said = ["Status m 2", "Message m No & never.", "DebugData m MailUser"];
    expect(written(answer).slice(6)).toEqual(["Action m", "Error m", ...said]);
  });
  test.each([
    [600, "Invalid Request"],
    [601, "Provider is not available"],
  ] as const)("%i has no user in it", (code, message) => {
    const answer = { says: "no-answer", code, now: Date.UTC(2010, 5, 21, 9, 30, 1, 50) } as const;
    const error = ["Error f", `ErrorCode f ${code}`, `Message f ${message}`, "DebugData f "];
    expect(written(answer)).toEqual(["Autodiscover f", "Response f", ...error]);
    expect(writeAutodiscover(answer)).toContain('<Error Time="09:30:01.0500000" Id="0">');
  });
});
