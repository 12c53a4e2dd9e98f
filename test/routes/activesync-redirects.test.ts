// 451 after a mailbox was moved, and redirects of HTTP: the gateway follows them itself, to origins the tenant lists, and
// no phone and no other server learns anything of it (MS-ASHTTP 2.2.2.1.2.6; phones up to 12.1 do not know 451).
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  exchange2007,
  FOLDER_SYNC,
  FOLDER_SYNC_ANSWER,
  plainQuery,
  type Received,
} from "./activesync-support.ts";

const { start, seen, logged } = gatewayPerTest();
const PATH = "/Microsoft-Server-ActiveSync";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Another server on loopback, and what it was sent. */
async function server(answer: Answer) {
  const asked: Received[] = [];
  const listening = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      asked.push(request);
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { asked, origin: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

/** OPTIONS as ever; commands are led to `location`. */
const leadingTo =
  (location: () => string, status = 451): Answer =>
  (request, response) => {
    if (request.method === "OPTIONS") return exchange2007(request, response);
    const name = status === 451 ? "X-MS-Location" : "Location";
    response.writeHead(status, { [name]: location() }).end("<html>moved</html>");
  };

describe("a mailbox on another server", () => {
  test.each([451, 302, 307, 308])(
    "is asked there after %i, with everything the first was sent",
    async (status) => {
      const second = await server(exchange2007);
      const { request } = await start({
        exchange: leadingTo(() => `${second.origin}${PATH}`, status),
        adapter: { redirectOrigins: second.origin },
      });
      const answer = await request({ headers: { "x-ms-policykey": "7" } });
      expect(answer.status).toBe(200);
      expect(Buffer.from(await answer.arrayBuffer())).toEqual(FOLDER_SYNC_ANSWER);
      expect(answer.headers.get("x-ms-location")).toBeNull();
      const [first] = seen();
      const [again] = second.asked;
      expect([again?.method, again?.url]).toEqual(["POST", first?.url]);
      expect(again?.body).toEqual(Buffer.from(FOLDER_SYNC));
      expect(again?.headers.authorization).toBe(first?.headers.authorization);
      expect(again?.headers["x-ms-policykey"]).toBe("7");
    },
  );

  test("is asked there directly from then on, and at the upstream again after ten minutes", async () => {
    const second = await server(exchange2007);
    const { request, clock } = await start({
      exchange: leadingTo(() => `${second.origin}${PATH}`),
      adapter: { redirectOrigins: second.origin },
    });
    await request({});
    await request({});
    expect([seen().length, second.asked.filter(({ method }) => method === "POST").length]).toEqual([
      1, 2,
    ]);
    await clock.advance(10 * 60_000);
    await request({});
    expect(seen()).toHaveLength(2);
  });

  test("that is gone there is looked for at the upstream again", async () => {
    let isThere = true;
    const second = await server((request, response) =>
      isThere ? exchange2007(request, response) : void response.socket?.resetAndDestroy(),
    );
    const { request } = await start({
      exchange: leadingTo(() => `${second.origin}${PATH}`),
      adapter: { redirectOrigins: second.origin },
    });
    await request({});
    isThere = false;
    expect((await request({})).status).toBe(503);
    isThere = true;
    expect((await request({})).status).toBe(200);
    expect(seen()).toHaveLength(2);
  });

  test("whose server asks for the password again gets it from the phone", async () => {
    const second = await server((_request, response) => void response.writeHead(401).end());
    const { request } = await start({
      exchange: leadingTo(() => `${second.origin}${PATH}`),
      adapter: { redirectOrigins: second.origin },
    });
    expect((await request({})).status).toBe(401);
  });

  test("is found over two hops, not over three, and two servers that name each other end", async () => {
    const third = await server(exchange2007);
    const second = await server(leadingTo(() => `${third.origin}${PATH}`));
    const exchange = leadingTo(() => `${second.origin}${PATH}`);
    const listed = (...origins: string[]) => ({ adapter: { redirectOrigins: origins.join(" ") } });
    const two = await start({ exchange, ...listed(second.origin, third.origin) });
    expect((await two.request({})).status).toBe(200);
    const fourth = await server(exchange2007);
    const far = await server(leadingTo(() => `${fourth.origin}${PATH}`));
    const near = await server(leadingTo(() => `${far.origin}${PATH}`));
    const three = await start({
      exchange: leadingTo(() => `${near.origin}${PATH}`),
      ...listed(near.origin, far.origin, fourth.origin),
    });
    expect((await three.request({})).status).toBe(503);
    expect(fourth.asked).toEqual([]);
    expect(logged()).toContain("too many hops");
  });
});

describe("a body that streams cannot be sent twice", () => {
  const large = new Uint8Array(200_000).fill(0x20);
  large.set([0x03, 0x01, 0x6a, 0x00, 0x05]);

  test("the phone comes back in a second, and is then led straight to the right server", async () => {
    const second = await server(exchange2007);
    const { request } = await start({
      exchange: leadingTo(() => `${second.origin}${PATH}`),
      adapter: { redirectOrigins: second.origin },
    });
    const sync = { query: plainQuery("Sync"), body: large };
    const first = await request(sync);
    expect([first.status, first.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(second.asked).toEqual([]);
    expect((await request(sync)).status).toBe(200);
    expect(second.asked[0]?.body.length).toBe(large.length);
    expect(seen()).toHaveLength(1);
  });
});

describe("a location that the tenant did not list", () => {
  test("is not asked, not told to the phone, and logged", async () => {
    const stranger = await server(exchange2007);
    const { request } = await start({
      exchange: leadingTo(() => `${stranger.origin}${PATH}`),
      adapter: { redirectOrigins: "https://mail2.acme.test" },
    });
    const answer = await request({});
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"]);
    expect([...answer.headers.keys()]).not.toContain("x-ms-location");
    expect(stranger.asked).toEqual([]);
    expect(logged()).toContain("location-not-listed");
  });

  test("is not asked about a password either", async () => {
    const stranger = await server(exchange2007);
    const { request } = await start({
      exchange: (_request, response) =>
        void response.writeHead(451, { "X-MS-Location": `${stranger.origin}${PATH}` }).end(),
    });
    expect((await request({})).status).toBe(503);
    expect(stranger.asked).toEqual([]);
  });

  test("is not asked any more once the tenant took it from the list", async () => {
    const second = await server(exchange2007);
    const adapter = { redirectOrigins: second.origin };
    const { request } = await start({
      exchange: leadingTo(() => `${second.origin}${PATH}`),
      adapter,
    });
    await request({});
    adapter.redirectOrigins = "";
    const { request: later } = await start({
      exchange: leadingTo(() => `${second.origin}${PATH}`),
      adapter,
    });
    expect((await later({})).status).toBe(503);
    expect(second.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
  });
});
