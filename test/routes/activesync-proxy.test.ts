import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type Answer,
  exchange2007,
  FOLDER_SYNC,
  type Gateway,
  PASSWORD,
  plainQuery,
  type Setting,
  startGateway,
  TOKEN,
} from "./activesync-support.ts";

let gateway: Gateway;
let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(async () => {
  await gateway.close();
  vi.restoreAllMocks();
  for (const secret of [PASSWORD, TOKEN]) expect(lines.join("\n")).not.toContain(secret);
});

async function start(setting: Setting = {}): Promise<Gateway> {
  gateway = await startGateway(setting);
  return gateway;
}

/** OPTIONS as Exchange 2007 answers it, commands by `answer`. */
const commands =
  (answer: Answer): Answer =>
  (request, response) =>
    request.method === "OPTIONS" ? exchange2007(request, response) : answer(request, response);

/** Commands that Exchange saw, by their query's Cmd. */
const seen = () => gateway.received.filter(({ method }) => method === "POST");

function stream(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
}

describe("headers", () => {
  test("hop-by-hop headers, Expect, cookies and other people's addresses stop at the gateway", async () => {
    const { request } = await start();
    await request({
      headers: {
        connection: "keep-alive, x-hop",
        "x-hop": "1",
        "keep-alive": "300",
        te: "trailers",
        upgrade: "h2c",
        expect: "100-continue",
        cookie: "a=b",
        "cf-connecting-ip": "10.0.0.1",
        "x-forwarded-for": "10.0.0.1",
        "x-ms-policykey": "42",
        "accept-language": "de-de",
      },
    });
    const headers = seen()[0]?.headers ?? {};
    for (const name of [
      "x-hop",
      "keep-alive",
      "te",
      "upgrade",
      "expect",
      "cookie",
      "cf-connecting-ip",
    ])
      expect(headers).not.toHaveProperty(name);
    expect(headers).toMatchObject({
      "x-forwarded-for": "203.0.113.7",
      "x-ms-policykey": "42",
      "accept-language": "de-de",
      "ms-asprotocolversion": "12.1",
      "user-agent": "Apple-iPhone/705.18",
    });
    expect(headers.host).toMatch(/^127\.0\.0\.1:/);
  });

  test.each([449, 500, 507])(
    "status %i of Exchange reaches the phone with its headers",
    async (status) => {
      const { request } = await start({
        exchange: commands((_request, response) =>
          response
            .writeHead(status, { "MS-ASProtocolVersions": "12.1", "Retry-After": "300" })
            .end("x"),
        ),
      });
      const answer = await request({});
      expect(answer.status).toBe(status);
      expect(answer.headers.get("ms-asprotocolversions")).toBe("12.1");
      expect(answer.headers.get("retry-after")).toBe("300");
      expect(await answer.text()).toBe("x");
    },
  );

  test.each([
    ["plain", {}, Buffer.alloc(0)],
    ["dressed up by a compressor", { "Content-Encoding": "gzip" }, gzipSync("")],
  ])(
    "an empty answer, %s, is Content-Length 0 without encoding, as WBXML",
    async (_name, headers, body) => {
      const { request } = await start({
        exchange: commands((_request, response) =>
          response
            .writeHead(200, {
              "Content-Type": "text/html",
              "Content-Length": body.length,
              ...headers,
            })
            .end(body),
        ),
      });
      const answer = await request({});
      expect(await answer.text()).toBe("");
      expect(answer.headers.get("content-length")).toBe("0");
      expect(answer.headers.get("content-encoding")).toBeNull();
      expect(answer.headers.get("content-type")).toBe("application/vnd.ms-sync.wbxml");
    },
  );
});

describe("the body must belong to the command", () => {
  const provision = Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x00, 0x0e, 0x05]);
  const sync = Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x05]);
  const mime = { "content-type": "message/rfc822" };
  const mail = new TextEncoder().encode("From: alice\r\n\r\nHello");
  const empty = new Uint8Array(0);

  test.each<[string, string, Uint8Array, Record<string, string>, string]>([
    [
      "a FolderSync that calls itself Provision",
      "Provision",
      FOLDER_SYNC,
      {},
      "body-of-another-command",
    ],
    [
      "a Provision that calls itself FolderSync",
      "FolderSync",
      provision,
      {},
      "body-of-another-command",
    ],
    ["a body where none belongs", "GetAttachment", FOLDER_SYNC, {}, "body-of-another-command"],
    ["no body where one belongs", "FolderSync", empty, {}, "body-missing"],
    ["text", "FolderSync", mail, {}, "body-not-wbxml"],
    ["a header without a root", "FolderSync", FOLDER_SYNC.subarray(0, 5), {}, "body-not-wbxml"],
    [
      "an unknown element",
      "FolderSync",
      Uint8Array.from([3, 1, 0x6a, 0, 0, 7, 0x3f]),
      {},
      "body-not-wbxml",
    ],
    ["WBXML under the name of a mail", "SendMail", FOLDER_SYNC, mime, "body-not-mime"],
    [
      "a mail in a version that has none",
      "SendMail",
      mail,
      { ...mime, "ms-asprotocolversion": "14.0" },
      "body-not-wbxml",
    ],
  ])("%s is refused, and Exchange never sees it", async (_name, command, body, headers, reason) => {
    const { request } = await start();
    const init = { query: plainQuery(command), headers };
    for (const sent of [body, stream(body)]) {
      const answer = await request({ ...init, body: sent });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toBe("");
    }
    expect(seen()).toEqual([]);
    expect(lines.join()).toContain(reason);
  });

  test.each<[string, Uint8Array, Record<string, string>]>([
    ["Sync", sync, {}],
    ["Sync", empty, {}],
    ["Ping", empty, {}],
    ["GetAttachment", empty, {}],
    ["Provision", provision, {}],
    ["SendMail", mail, mime],
  ])("%s passes with its body", async (command, body, headers) => {
    const { request } = await start();
    const answer = await request({ query: plainQuery(command), body, headers });
    expect(answer.status).toBe(200);
    expect(seen()[0]?.body).toEqual(Buffer.from(body));
  });

  test("a large body streams through whole, however it is cut", async () => {
    const { request } = await start();
    const large = new Uint8Array(300_000);
    crypto.getRandomValues(large.subarray(0, 60_000));
    large.set(sync);
    const cuts = [
      large.subarray(0, 1),
      large.subarray(1, 4),
      large.subarray(4, 70_000),
      large.subarray(70_000),
    ];
    const query = plainQuery("Sync");
    const lengths: Record<string, string>[] = [{ "content-length": "300000" }, {}];
    for (const headers of lengths) {
      expect((await request({ query, headers, body: stream(...cuts) })).status).toBe(200);
      expect(seen().at(-1)?.body.equals(large)).toBe(true);
    }
  });

  test("a small body of unknown length reaches Exchange with a length: PHP-FPM reads no chunks", async () => {
    const { request } = await start();
    await request({ body: stream(FOLDER_SYNC.subarray(0, 2), FOLDER_SYNC.subarray(2)) });
    expect(seen()[0]?.headers["content-length"]).toBe(String(FOLDER_SYNC.length));
  });

  test("more than 25 MB are refused: at once if the length says so, else as soon as they are too many", async () => {
    const { request } = await start();
    const query = plainQuery("Sync");
    const declared = { "content-length": String(26 * 1024 * 1024) };
    expect((await request({ query, headers: declared, body: stream(sync) })).status).toBe(413);
    expect(seen()).toEqual([]);
    const megabyte = new Uint8Array(1024 * 1024);
    const endless = stream(sync, ...Array.from({ length: 30 }, () => megabyte));
    expect((await request({ query, body: endless })).status).toBe(413);
    expect(seen()).toEqual([]);
  });
});

describe("the query is read strictly", () => {
  const one = plainQuery("FolderSync");
  test.each([
    ["none", ""],
    ["two commands", `${one}&Cmd=Provision`],
    ["two devices", `${one}&DeviceId=other`],
    ["no device", "?User=alice&DeviceType=iPhone&Cmd=FolderSync"],
    ["a command in lower case", one.replace("FolderSync", "foldersync")],
    ["an unknown command", one.replace("FolderSync", "Reboot")],
    ["a broken escape", one.replace("iPhone", "%E4")],
    ["base64 cut short", "?jAAJBAp2MTQwRGV2aWNl"],
    ["base64 of nothing", "?AAAA"],
    ["base64 that is none", "?j!AJ"],
    ["10,000 characters", `?${"A".repeat(10_000)}`],
    ["another user", plainQuery("FolderSync", { user: "bob" })],
    ["another token", plainQuery("FolderSync", { user: `${"A".repeat(26)}\\alice` })],
    ["another domain", plainQuery("FolderSync", { user: "RIVAL\\alice" })],
  ])("%s: 400, and Exchange is not even asked about the password", async (_name, query) => {
    const { request, received, kept } = await start();
    const answer = await request({ query });
    expect(answer.status).toBe(400);
    expect(received).toEqual([]);
    expect(kept).toMatchObject({ devices: [], refusals: [], admitted: [], bound: [] });
  });

  test("every beginning of a base64 query is refused or read, never a crash", async () => {
    const { request } = await start();
    const whole = "jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l";
    for (let length = 1; length <= whole.length; length++) {
      const { status } = await request({ query: `?${whole.slice(0, length)}` });
      expect([400, 403]).toContain(status);
    }
  });
});

describe("an Exchange in trouble: the phone keeps its mail and comes back", () => {
  const kept503 = async (answer: Promise<Response>) => {
    const { status, headers } = await answer;
    expect([status, headers.get("retry-after")]).toEqual([503, "60"]);
  };

  test.each<[string, Answer]>([
    ["resets the connection", (_request, response) => void response.socket?.resetAndDestroy()],
    [
      "redirects",
      (_request, response) =>
        void response.writeHead(302, { location: "https://rival.test/" }).end(),
    ],
    [
      "sends the phone elsewhere",
      (_request, response) =>
        void response.writeHead(451, { "X-MS-Location": "https://rival.test/" }).end(),
    ],
  ])("%s during a command", async (_name, answer) => {
    const { request } = await start({ exchange: commands(answer) });
    await kept503(request({}));
  });

  test("cannot be asked about the password", async () => {
    const { request, kept } = await start({
      exchange: (_request, response) => void response.socket?.resetAndDestroy(),
    });
    await kept503(request({}));
    expect(kept.guesses).toEqual([]);
  });

  test.each([
    ["FolderSync", 120_000],
    ["Ping", 3_600_000],
    ["SendMail", 600_000],
  ])("hangs: %s is given up after %i ms", async (command, limit) => {
    const { request, clock } = await start({ exchange: commands(() => undefined) });
    let status = 0;
    const headers = { "content-type": "message/rfc822" };
    const mail = new TextEncoder().encode("From: a\r\n\r\n");
    const body =
      command === "SendMail" ? mail : command === "Ping" ? new Uint8Array(0) : FOLDER_SYNC;
    const answered = request({
      query: plainQuery(command),
      body,
      ...(command === "SendMail" && { headers }),
    });
    void answered.then((answer) => {
      status = answer.status;
    });
    await vi.waitFor(() => expect(seen()).toHaveLength(1));
    await clock.advance(limit - 1);
    expect(status).toBe(0);
    await clock.advance(1);
    await kept503(answered);
  });

  test("breaks off in its answer: the phone's connection breaks too, half is never the whole", async () => {
    const { request } = await start({
      exchange: commands((_request, response) => {
        response.writeHead(200, { "Content-Length": "1000" });
        response.write("half", () => response.socket?.resetAndDestroy());
      }),
    });
    const answer = await request({});
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });
});
