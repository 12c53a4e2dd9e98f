// Who is let in, and what a request must look like before a command runs (MS-ASHTTP).
import { describe, expect, it } from "vitest";
import { formatEasQuery } from "../../../worker/wire/eas-query.ts";
import { el, text } from "../../../worker/wire/wbxml-tree.ts";
import {
  ask,
  type Call,
  device,
  easRequest,
  openExchange,
  PASSWORD,
  URL_BASE,
} from "./eas-client.ts";

const folderSync = (key = "0") =>
  el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", key));

const options = (headers: Record<string, string> = {}) =>
  new Request(URL_BASE, { method: "OPTIONS", headers });

const basic = (login: string, password = PASSWORD) => ({
  authorization: `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}`,
});

describe("credentials", () => {
  it.each(["alice", "ACME\\alice", "acme\\ALICE", "alice@acme.test"])(
    "lets %s in",
    async (login) => {
      const { exchange } = openExchange();
      const answer = await exchange.handle(options(basic(login)));
      expect(answer.status).toBe(200);
    },
  );

  it.each([
    ["no credentials", {}],
    ["a wrong password", basic("alice", "Secret124")],
    ["an unknown user", basic("mallory")],
    ["an unknown domain", basic("OTHER\\alice")],
    ["a provisioning token as domain", basic("ABCDEFGHIJKLMNOPQRSTUVWXYZ\\alice")],
    ["a foreign mail domain", basic("alice@other.test")],
    ["a name of the object prototype", basic("constructor")],
    ["broken base64", { authorization: "Basic %%%" }],
    ["another scheme", { authorization: "Bearer abc" }],
  ])("answers 401 with a Basic realm to %s", async (_name, headers) => {
    const { exchange } = openExchange();
    const answer = await exchange.handle(options(headers as Record<string, string>));
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="acme.test"');
  });

  it("takes a password in UTF-8 and in Latin-1", async () => {
    const { exchange } = openExchange();
    exchange.setPassword("alice", "pä:ss");
    for (const charset of ["utf8", "latin1"] as const) {
      const authorization = `Basic ${Buffer.from("alice:pä:ss", charset).toString("base64")}`;
      expect((await exchange.handle(options({ authorization }))).status).toBe(200);
    }
  });

  it("refuses a disabled account with 401 and one without ActiveSync with 403", async () => {
    const { exchange } = openExchange();
    exchange.setEasEnabled("alice", false);
    expect((await exchange.handle(options(basic("alice")))).status).toBe(403);
    expect((await ask(exchange, "FolderSync", { body: folderSync() })).status).toBe(403);
    exchange.disable("alice");
    expect((await exchange.handle(options(basic("alice")))).status).toBe(401);
  });

  it("says Status 126 instead of 403 to a 14.0 client", async () => {
    const { exchange } = openExchange({ trait: "2010" });
    exchange.setEasEnabled("alice", false);
    const answer = await ask(exchange, "FolderSync", { body: folderSync(), version: "14.0" });
    expect(answer.status).toBe(200);
    expect(answer.document && text(answer.document, "FolderHierarchy:Status")).toBe("126");
  });

  it("keeps no password in its state and none in its log", async () => {
    const { exchange } = openExchange();
    await exchange.handle(options(basic("alice", "wrong-Password")));
    await ask(exchange, "FolderSync", { body: folderSync() });
    const kept = JSON.stringify([exchange.state, exchange.requests]);
    expect(kept).not.toContain(PASSWORD);
    expect(kept).not.toContain("wrong-Password");
    expect(kept).not.toContain(Buffer.from(`alice:${PASSWORD}`).toString("base64"));
  });
});

describe("OPTIONS", () => {
  it.each([
    ["2003", "1.0,2.0,2.1,2.5", "6.5.7638.1", false],
    ["2007", "1.0,2.0,2.1,2.5,12.0,12.1", "8.1", true],
    ["2010", "2.0,2.1,2.5,12.0,12.1,14.0", "14.0", true],
  ] as const)(
    "of Exchange %s names its versions and commands",
    async (trait, versions, server, settings) => {
      const { exchange } = openExchange({ trait });
      const answer = await exchange.handle(options(basic("alice")));
      expect(answer.headers.get("ms-asprotocolversions")).toBe(versions);
      expect(answer.headers.get("ms-server-activesync")).toBe(server);
      expect(answer.headers.get("ms-asprotocolcommands")?.split(",").includes("Settings")).toBe(
        settings,
      );
      expect(answer.headers.get("content-length")).toBe("0");
      expect(answer.headers.get("content-type")).toBeNull();
    },
  );

  it("is answered to anybody by a server that is open, whose commands are not", async () => {
    const { exchange } = openExchange({ openOptions: true });
    expect((await exchange.handle(options())).status).toBe(200);
    expect((await exchange.handle(options(basic("alice", "wrong")))).status).toBe(200);
    expect((await ask(exchange, "FolderSync", { body: folderSync(), password: "no" })).status).toBe(
      401,
    );
  });
});

describe("a request that breaks the protocol is answered and noted", () => {
  const cases: readonly [
    name: string,
    call: Call & { command?: string },
    status: number,
    note: RegExp,
  ][] = [
    [
      "no version",
      { headers: { "ms-asprotocolversion": null } },
      400,
      /ProtocolVersion is missing/,
    ],
    ["a version nobody speaks", { version: "16.1" }, 505, /none this server speaks/],
    ["a version of a later server", { version: "14.0" }, 505, /none this server speaks/],
    ["an unknown command", { command: "Frobnicate" }, 501, /Cmd is unknown/],
    ["a command of no version here", { command: "Find" }, 501, /not one of this version/],
    ["Settings at 2.5", { command: "Settings", version: "2.5" }, 501, /not one of this version/],
    ["an unknown query key", { more: "&Extra=1" }, 400, /unknown key/],
    ["two commands", { more: "&Cmd=Ping" }, 400, /Cmd stands twice/],
    ["another user in the query", { user: "bob" }, 400, /differs from Authorization/],
    ["a wrong content type", { headers: { "content-type": "text/xml" } }, 400, /not sent as/],
    ["a compressed body", { headers: { "content-encoding": "gzip" } }, 400, /compressed/],
    ["no body", { headers: {}, body: new Uint8Array() }, 400, /has no body/],
    ["a body that is not WBXML", { body: new Uint8Array([1, 2, 3, 4]) }, 400, /not WBXML/],
    ["the body of another command", { body: el("Ping:Ping") }, 400, /has Ping:Ping as its root/],
  ];
  it.each(cases)("%s", async (_name, { command = "FolderSync", ...call }, status, note) => {
    const { exchange, notes } = openExchange();
    const before = JSON.stringify(exchange.state);
    const answer = await ask(exchange, command, { body: folderSync(), ...call });
    expect(answer.status).toBe(status);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(note);
    expect(JSON.stringify(exchange.state)).toBe(before);
  });

  it.each([
    ["Connection", "upgrade"],
    ["Keep-Alive", "timeout=5"],
    ["Upgrade", "h2c"],
    ["TE", "trailers"],
    ["Expect", "100-continue"],
    ["X-Provost-Tenant", "acme"],
    ["Proxy-Authorization", "Basic eDp5"],
  ])("header %s: %s", async (name, value) => {
    const { exchange, notes } = openExchange();
    const call = { body: folderSync(), headers: { [name]: value } };
    expect((await ask(exchange, "FolderSync", call)).status).toBe(200);
    expect(notes).toEqual([
      `FolderSync: unexpected header ${name.toLowerCase()}`.replace("FolderSync", "POST"),
    ]);
  });

  it("a method that is neither OPTIONS nor POST", async () => {
    const { exchange, notes } = openExchange();
    const request = new Request(URL_BASE, { headers: basic("alice") });
    expect((await exchange.handle(request)).status).toBe(501);
    expect(notes).toHaveLength(1);
  });

  it("a path of another program", async () => {
    const { exchange } = openExchange();
    const request = new Request("http://mail.acme.test/owa", { headers: basic("alice") });
    expect((await exchange.handle(request)).status).toBe(404);
  });

  it("a body over ten megabytes gets 413", async () => {
    const { exchange } = openExchange();
    const body = new Uint8Array(10_240_001);
    const headers = { "content-type": "message/rfc822" };
    expect((await ask(exchange, "SendMail", { body, headers })).status).toBe(413);
  });
});

describe("a request that keeps the protocol is not noted", () => {
  it("with every header a phone sends", async () => {
    const { exchange, notes } = openExchange();
    const headers = {
      accept: "*/*",
      "accept-language": "en-us",
      "accept-encoding": "gzip, deflate",
      "x-ms-policykey": "0",
      connection: "keep-alive",
    };
    const answer = await ask(exchange, "FolderSync", { body: folderSync(), headers });
    expect(answer.status).toBe(200);
    expect(notes).toEqual([]);
  });

  it("with a base64 query, which is the same device as the plain form", async () => {
    const { exchange, notes } = openExchange();
    const phone = device(exchange);
    const key = text(await phone.folderSync(), "FolderHierarchy:SyncKey") ?? "";
    const query = formatEasQuery({
      form: "base64",
      command: "FolderSync",
      deviceId: "Appl87837L1XY7H",
      deviceType: "iPhone",
      protocolVersion: "12.1",
      locale: 0x0409,
    });
    const headers = { "ms-asprotocolversion": null };
    const answer = await ask(exchange, "FolderSync", { query, headers, body: folderSync(key) });
    expect(answer.document && text(answer.document, "FolderHierarchy:Status")).toBe("1");
    expect(notes).toEqual([]);
    expect(Object.keys(exchange.state.devices)).toHaveLength(1);
  });

  it("and is remembered with what its sender said, at most a thousand times", async () => {
    const { exchange } = openExchange();
    await exchange.handle(easRequest("FolderSync", { body: folderSync() }));
    expect(exchange.requests[0]).toMatchObject({
      method: "POST",
      command: "FolderSync",
      user: "alice",
      login: "ACME\\alice",
      queryUser: "alice",
      deviceId: "Appl87837L1XY7H",
      deviceType: "iPhone",
      userAgent: "Apple-iPhone/705.18",
      protocolVersion: "12.1",
      status: 200,
    });
    for (let count = 0; count < 1005; count++) await exchange.handle(options());
    expect(exchange.requests).toHaveLength(1000);
    expect(exchange.requests[0]?.method).toBe("OPTIONS");
  });
});
