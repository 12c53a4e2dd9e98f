// The phone's Autodiscover: where it asks, what it makes of answers, and what it will not do (MS-ASCMD 2.2.1.1, 4.2).
import { describe, expect, test } from "vitest";
import type { NetworkRequest } from "../../../simulator/network.ts";
import { answer, phoneOn, type Script, sent } from "./phone-support.ts";

const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover";
const frame = (content: string) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<Autodiscover xmlns="${SCHEMAS}/responseschema/2006">${content}</Autodiscover>`;
const mobile = (action: string) =>
  frame(
    `<Response xmlns="${SCHEMAS}/mobilesync/responseschema/2006"><Culture>en:us</Culture>` +
      "<User><DisplayName>Alice</DisplayName><EMailAddress>alice@acme.test</EMailAddress></User>" +
      `<Action>${action}</Action></Response>`,
  );
const URL_OF_MAIL = "https://mail.acme.test/Microsoft-Server-ActiveSync";
const settings = (url = URL_OF_MAIL) =>
  mobile(
    `<Settings><Server><Type>MobileSync</Type><Url>${url}</Url><Name>${url}</Name></Server></Settings>`,
  );
const xml = (text: string) => answer(200, { "Content-Type": "text/xml; charset=utf-8" }, text);

/** Sets alice@acme.test up; what is no Autodiscover is refused. */
async function discover(script: (url: string, request: NetworkRequest) => ReturnType<Script>) {
  const set = phoneOn((request) =>
    request.url.endsWith("/autodiscover/autodiscover.xml")
      ? script(request.url, request)
      : answer(403),
  );
  const outcome = await set.phone.settings.addExchangeAddress({
    email: "alice@acme.test",
    user: "alice",
    password: "secret",
  });
  const asked = set.requests.filter(({ url }) => url.includes("autodiscover.xml"));
  return { ...set, outcome, asked, account: set.phone.settings.accounts()[0] };
}

describe("a phone looks for its server", () => {
  test("at the domain itself, by POST of its address, with the password", async () => {
    const { asked, account, notes } = await discover(() => xml(settings()));
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST https://acme.test/autodiscover/autodiscover.xml",
    ]);
    expect(sent(asked[0], "Authorization")).toBe(`Basic ${btoa("alice:secret")}`);
    expect(new TextDecoder().decode(asked[0]?.body)).toContain("<EMailAddress>alice@acme.test<");
    expect([account?.host, account?.email, notes]).toEqual([
      "mail.acme.test",
      "alice@acme.test",
      [],
    ]);
  });

  test("then at autodiscover., then where http leads, never with the password over http", async () => {
    const { asked, account } = await discover((url, { method }) => {
      if (method === "GET")
        return answer(302, { Location: "https://x.test/autodiscover/autodiscover.xml" });
      if (url.startsWith("https://x.test/")) return xml(settings());
      if (url.startsWith("https://acme.test/")) throw new Error("no such host");
      return answer(404);
    });
    expect(asked.map(({ method, url }) => `${method} ${new URL(url).origin}`)).toEqual([
      "POST https://acme.test",
      "POST https://autodiscover.acme.test",
      "GET http://autodiscover.acme.test",
      "POST https://x.test",
    ]);
    expect(sent(asked[2], "Authorization")).toBeUndefined();
    expect(account?.host).toBe("mail.acme.test");
  });

  test("and goes where http leads only if that is https", async () => {
    const { asked, outcome } = await discover((_url, { method }) =>
      method === "GET"
        ? answer(302, { Location: "http://rival.test/autodiscover/autodiscover.xml" })
        : answer(404),
    );
    expect(asked).toHaveLength(3);
    expect(outcome.ok).toBe(false);
  });

  test("under the address it is led to, and not in a circle", async () => {
    const led = await discover((_url, { body }) =>
      xml(
        new TextDecoder().decode(body).includes("alice@acme.test")
          ? mobile("<Redirect>a.adams@acme.example</Redirect>")
          : settings(),
      ),
    );
    expect(led.account?.email).toBe("a.adams@acme.example");
    const circle = await discover(() => xml(mobile("<Redirect>alice@acme.test</Redirect>")));
    expect([circle.outcome.ok, circle.asked.length]).toEqual([false, 4]);
  });

  test("until it is asked for another password", async () => {
    const { outcome, asked } = await discover(() => answer(401));
    expect([outcome.ok || outcome.status, asked.length]).toEqual([401, 1]);
  });
});

describe("an answer that finds nothing", () => {
  test.each([
    [
      "601",
      frame(
        "<Response><Error Time='' Id='0'><ErrorCode>601</ErrorCode></Error></Response>".replaceAll(
          "'",
          '"',
        ),
      ),
    ],
    ["Not allowed", mobile("<Error><Status>2</Status><Message>Not allowed</Message></Error>")],
  ])("says %s", async (words, text) => {
    const { outcome, notes } = await discover(() => xml(text));
    expect(outcome).toMatchObject({ ok: false, detail: expect.stringContaining(words) });
    expect(notes).toEqual([]);
  });
});

describe("what breaks the protocol is noted", () => {
  test.each([
    ["no XML", "hello"],
    ["cut off", settings().slice(0, 300)],
    ["crossed elements", frame("<Response><A></Response></A>")],
    ["another namespace", settings().replace("mobilesync/", "")],
    ["no user", settings().replace(/<User>.*<\/User>/, "")],
    ["another type", settings().replace("MobileSync", "CertEnroll")],
    ["no ActiveSync", settings("https://mail.acme.test/owa")],
    ["no https", settings(URL_OF_MAIL.replace("https", "http"))],
  ])("%s", async (_name, text) => {
    expect((await discover(() => xml(text))).notes).toHaveLength(1);
  });
  test("an answer that is no XML by its type", async () => {
    const { notes } = await discover(() =>
      answer(200, { "Content-Type": "text/html" }, settings()),
    );
    expect(notes).toEqual(["Autodiscover was answered as text/html"]);
  });
});
