// What crosses the gateway beside the bodies, and what the phone is told when Exchange is in
// trouble.
import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { passOn } from "../../worker/routes/activesync/pass-on.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Answer, exchange2007, FOLDER_SYNC, plainQuery } from "./activesync-support.ts";

const { start, seen } = gatewayPerTest();
/** OPTIONS as Exchange 2007 answers it, commands by `answer`. */
const commands =
  (answer: Answer): Answer =>
  (request, response) =>
    request.method === "OPTIONS" ? exchange2007(request, response) : answer(request, response);

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

  test.each([400, 403, 404, 429, 449, 456, 457, 500, 502, 503, 507])(
    "status %i of Exchange reaches the phone with its headers, and without the page that is meant for people",
    async (status) => {
      const headers = {
        "Content-Type": "text/html",
        "MS-ASProtocolVersions": "12.1",
        "Retry-After": "300",
        "X-MS-ASThrottle": "CommandFrequency",
        "X-MS-Credential-Service-Url": "https://mail.acme.test/ecp",
      };
      const { request } = await start({
        exchange: commands((_request, response) =>
          response.writeHead(status, headers).end("<html>Server Error</html>"),
        ),
      });
      const answer = await request({});
      expect(answer.status).toBe(status);
      expect(answer.headers.get("ms-asprotocolversions")).toBe("12.1");
      expect(answer.headers.get("retry-after")).toBe("300");
      expect(answer.headers.get("x-ms-asthrottle")).toBe("CommandFrequency");
      expect(answer.headers.get("x-ms-credential-service-url")).toBe("https://mail.acme.test/ecp");
      expect(answer.headers.get("content-type")).toBeNull();
      expect(answer.headers.get("content-length")).toBe("0");
      expect(await answer.text()).toBe("");
    },
  );

  test("a document cut off in an error is not passed on as WBXML", async () => {
    const { request } = await start({
      exchange: commands((_request, response) =>
        response
          .writeHead(500, { "Content-Type": "application/vnd.ms-sync.wbxml" })
          .end(Buffer.from([3, 1, 0x6a, 0, 0, 0x0e, 0x45])),
      ),
    });
    const answer = await request({});
    expect([answer.status, await answer.text()]).toEqual([500, ""]);
    expect(answer.headers.get("content-type")).toBeNull();
  });

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

test("a small encoded answer is never unpacked whole: 53 bytes of Brotli are 64 MB", async () => {
  let pulled = 0;
  const unpacked = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(65_536));
      if (pulled > 50) controller.close();
    },
  });
  const headers = { "content-encoding": "br", "content-length": "53" };
  const sent = new Response(unpacked, { status: 201, headers });
  await passOn(sent, "Sync", { maxProtocolVersion: "any" });
  expect(pulled).toBeLessThan(3);
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
    ["SendMail", 600_000],
  ])("hangs: %s is given up after %i ms", async (command, limit) => {
    const { request, clock } = await start({ exchange: commands(() => undefined) });
    let status = 0;
    const headers = { "content-type": "message/rfc822" };
    const mail = new TextEncoder().encode("From: a\r\n\r\n");
    const body = command === "SendMail" ? mail : FOLDER_SYNC;
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
    const answer = await request({ query: plainQuery("GetAttachment"), body: null });
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
  });
});
