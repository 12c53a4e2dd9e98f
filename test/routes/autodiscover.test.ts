// Autodiscover over HTTP: who is told what, and what strangers and hostile documents get.
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AppEnv } from "../../worker/context.ts";
import type { RunningTenant, UserRecord } from "../../worker/core/tenant.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import { answerAutodiscover } from "../../worker/routes/autodiscover.ts";
import { acme, basic, PASSWORD } from "../support/front-site.ts";

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  for (const line of lines) expect(line).not.toContain(PASSWORD);
});

const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover";
const PATH = "/autodiscover/autodiscover.xml";
const document = (address = "alice@acme.example", accepts = "mobilesync/responseschema/2006") =>
  `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${SCHEMAS}/mobilesync/requestschema/2006"><Request>
<EMailAddress>${address}</EMailAddress>
<AcceptableResponseSchema>${SCHEMAS}/${accepts}</AcceptableResponseSchema>
</Request></Autodiscover>`;

/** Autodiscover of tenant acme, whose local directory knows alice. */
function site(
  on: {
    record?: Partial<UserRecord>;
    easAllowed?: boolean;
    tenant?: RunningTenant;
    wait?: number;
  } = {},
) {
  const guesses: string[] = [];
  const guard = (key: string) => ({
    wait: async () => on.wait ?? 0,
    waiting: async () => on.wait ?? 0,
    failures: async () => 0,
    released: async () => undefined,
    succeeded: async () => undefined,
    failed: async () => void guesses.push(key),
  });
  const handles = {
    guard,
    tenant: () => ({
      checkLocalPassword: async (user: string, password: string) =>
        user === "alice" && password === PASSWORD,
      user: async () => (on.record ? { user: "alice", easAllowed: true, ...on.record } : null),
      admission: async () => ({ easAllowed: on.easAllowed ?? true }),
      // A sign-in lifts what phones of the user that kept an older password brought upon them.
      devicesOf: async () => [],
    }),
  } as unknown as Handles;
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("handles", handles);
      c.set("clock", { now: () => 0, sleep: () => new Promise<void>(() => {}) });
      c.set("client", "203.0.113.7");
      c.set("tenant", on.tenant ?? acme);
      await next();
    })
    .all(PATH, answerAutodiscover);
  const request = (init: RequestInit, host = "mail.acme.example") =>
    app.request(`https://${host}${PATH}`, init, { VERIFIER_SECRET: "a test" });
  const ask = (
    body: string | Uint8Array<ArrayBuffer> | null,
    authorization: string | null = basic("alice"),
    host?: string,
  ) =>
    request(
      { method: "POST", body, headers: authorization === null ? {} : { authorization } },
      host,
    );
  return { ask, request, guesses };
}

const EAS_URL = "<Url>https://mail.acme.example/Microsoft-Server-ActiveSync</Url>";

describe("a user who signed in", () => {
  test("is told the tenant's own server, name and address, and nothing of Exchange", async () => {
    const answer = await site({ record: { displayName: "Alice & Co" } }).ask(document());
    const text = await answer.text();
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "text/xml; charset=utf-8",
    ]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(text).toContain(EAS_URL);
    expect(text).toContain("<DisplayName>Alice &#38; Co</DisplayName>");
    expect(text).toContain("<EMailAddress>alice@acme.example</EMailAddress>");
    expect(text).not.toContain("exchange.acme.example");
  });
  test.each(["alice", "ACME\\alice", "alice@acme.example", "ALICE"])(
    "signs in as %s",
    async (name) => {
      expect(await (await site().ask(document(), basic(name))).text()).toContain(EAS_URL);
    },
  );
  test("is told the first origin on every host of the tenant", async () => {
    const text = await (
      await site().ask(document(), basic("alice"), "autodiscover.acme.example")
    ).text();
    expect(text).toContain(EAS_URL);
  });
  test("is led to the address of the own record, by whichever other was asked", async () => {
    const { ask } = site({ record: { emailAddress: "a.adams@acme.example" } });
    expect(await (await ask(document())).text()).toContain(
      "<Redirect>a.adams@acme.example</Redirect>",
    );
    expect(await (await ask(document("a.adams@acme.example"))).text()).toContain(EAS_URL);
  });
  test("hears that Exchange ActiveSync is not allowed", async () => {
    const text = await (await site({ easAllowed: false }).ask(document())).text();
    expect(text).toContain("<Error><Status>2</Status>");
    expect(text).not.toContain("Microsoft-Server-ActiveSync");
  });
  test("gets 601 for Outlook's schema, 600 for what is no request", async () => {
    const { ask } = site();
    const outlook = await (await ask(document(undefined, "outlook/responseschema/2006a"))).text();
    expect(outlook).toContain("<ErrorCode>601</ErrorCode>");
    for (const body of [null, "", "hello", "<a/>", document("alice"), document().slice(0, 200)])
      expect(await (await ask(body)).text()).toContain("<ErrorCode>600</ErrorCode>");
  });
});

describe("a hostile document", () => {
  const fetched = vi.fn();
  beforeEach(() => vi.stubGlobal("fetch", fetched));
  const typed = (subset: string) =>
    document("&x;").replace("?>", `?><!DOCTYPE Autodiscover [${subset}]>`);
  const laughs = Array.from(
    { length: 9 },
    (_, n) => `<!ENTITY x${n || ""} "${`&x${n + 1};`.repeat(10)}">`,
  );
  test.each([
    ["an entity out of a file", typed('<!ENTITY x SYSTEM "file:///etc/passwd">')],
    ["an entity out of the network", typed('<!ENTITY x SYSTEM "http://rival.test/">')],
    ["a parameter entity", typed('<!ENTITY % p SYSTEM "http://rival.test/p.dtd"> %p;')],
    ["a billion laughs", typed(`${laughs.join("")}<!ENTITY x9 "ha">`)],
    [
      "an inclusion",
      document("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>"),
    ],
    ["mark-up for the answer", document("&lt;Url&gt;https://rival.test&lt;/Url&gt;@acme.example")],
    ["too many bytes", document(`${"a".repeat(20_000)}@acme.example`)],
  ])("with %s is refused or harmless, and leads nowhere", async (_name, body) => {
    const answer = await site().ask(body);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toMatch(/<ErrorCode>600<|<Redirect>alice@acme.example</);
    expect(text).not.toMatch(/root:|rival|<!DOCTYPE/);
    expect(text.length).toBeLessThan(1000);
    expect(fetched).not.toHaveBeenCalled();
  });
  test("without end is read no further than a request can be", async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const init = {
      method: "POST",
      body,
      duplex: "half",
      headers: { authorization: basic("alice") },
    };
    const answer = await site().request(init as RequestInit);
    expect(await answer.text()).toContain("<ErrorCode>600</ErrorCode>");
    expect(pulled).toBeLessThan(25_000);
  });
});

describe("a stranger", () => {
  test.each([
    ["without credentials", null],
    ["with a wrong password", basic("alice", "wrong")],
    ["with broken credentials", "Basic %%%"],
    ["with another scheme", "Bearer abc"],
    ["of another domain", basic("alice@rival.example")],
  ])("%s is asked for the password, whatever the document says", async (_name, authorization) => {
    for (const body of [document(), "hello"]) {
      const answer = await site().ask(body, authorization);
      expect([answer.status, await answer.text()]).toEqual([401, ""]);
      expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Acme Corporation"');
    }
  });
  test("a password that Exchange refused is not asked for again at once; another one is", async () => {
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (_url: string, { headers }: { headers: Headers }) => {
      const sent = Buffer.from((headers.get("authorization") ?? "").slice(6), "base64").toString();
      asked.push(sent.slice(sent.indexOf(":") + 1));
      const offers = { "ms-asprotocolversions": "12.1" };
      return new Response(null, { status: sent.endsWith(PASSWORD) ? 200 : 401, headers: offers });
    });
    const { adapter } = acme;
    const tenant = { ...acme, adapter: { ...adapter, credentialCheck: "options" as const } };
    const { ask } = site({ tenant });
    for (let count = 0; count < 4; count++)
      expect((await ask(document(), basic("alice", "Old-2009"))).status).toBe(401);
    expect((await ask(document())).status).toBe(200);
    expect(asked).toEqual(["Old-2009", PASSWORD]);
  });

  test("who guesses is counted, and slowed down", async () => {
    const { ask, guesses } = site();
    await ask(document(), basic("alice", "wrong"));
    expect(guesses).not.toEqual([]);
    const slowed = await site({ wait: 90 }).ask(document());
    expect([slowed.status, slowed.headers.get("retry-after")]).toEqual([503, "90"]);
  });
});

describe("an Exchange that cannot be asked", () => {
  const tenant: RunningTenant = {
    ...acme,
    adapter: {
      ...acme.adapter,
      credentialCheck: "options",
      upstream: "https://exchange.acme.example",
    },
  };
  test("is said in Autodiscover's words, which tell nothing but what was asked", async () => {
    vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new Error("down")));
    const { ask } = site({ tenant, record: { displayName: "Alice Adams" } });
    const text = await (await ask(document("bob@acme.example"))).text();
    expect(text).toContain("<Error><Status>2</Status>");
    expect(text).toContain("<EMailAddress>bob@acme.example</EMailAddress>");
    expect(text).not.toMatch(/Alice|exchange\.acme\.example|Microsoft-Server/);
    expect((await ask("hello")).status).toBe(503);
  });
});

describe("a GET", () => {
  test("is refused on the tenant's own host", async () => {
    const answer = await site().request({ method: "GET" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });
  test("on another host leads to the tenant's own, which clients ask for without a password", async () => {
    const answer = await site().request({ method: "GET" }, "autodiscover.acme.example");
    expect([answer.status, answer.headers.get("location")]).toEqual([
      302,
      "https://mail.acme.example/autodiscover/autodiscover.xml",
    ]);
  });
  test.each(["PUT", "DELETE", "OPTIONS", "HEAD"])("and %s are refused", async (method) => {
    expect((await site().request({ method }, "autodiscover.acme.example")).status).toBe(405);
  });
});
