// The door to Exchange against a real server on loopback: checks, time limits, failures, forbidden
// addresses.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { virtualClock } from "../simulator/clock.ts";
import { checkConnection } from "../worker/connection-check.ts";
import { checkCredentials, forward } from "../worker/upstream.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const clock = virtualClock(Date.UTC(2010, 5, 21));
const alice = { login: "alice", password: "right", charset: "utf-8" } as const;
const RIGHT = `Basic ${btoa("alice:right")}`;
let stop: () => Promise<void> = async () => undefined;

beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
});
afterEach(async () => {
  await stop();
  vi.restoreAllMocks();
});

async function exchange(answer: Answer) {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  const { port } = server.address() as AddressInfo;
  return {
    upstream: `http://127.0.0.1:${port}`,
    privateUpstream: true,
    credentialCheck: "options" as const,
  };
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end();
const versions = { "MS-ASProtocolVersions": "2.5, 12.1", "MS-ASProtocolCommands": "Sync,Ping" };

describe("a credential check by OPTIONS", () => {
  test.each([
    [200, versions, "good"],
    [200, {}, "upstream-not-eas"],
    [401, {}, "wrong-password"],
    [403, {}, "eas-not-enabled-upstream"],
    [404, {}, "upstream-not-eas"],
    [302, { location: "https://other.test/" }, "upstream-not-eas"],
    [451, { "X-MS-Location": "https://other.test/" }, "upstream-not-eas"],
    [500, {}, "upstream-unreachable"],
    [503, {}, "upstream-unreachable"],
  ])("%i with %o means %s", async (code, headers, verdict) => {
    const adapter = await exchange(status(code, headers));
    expect(await checkCredentials(adapter, alice, clock)).toBe(verdict);
  });

  test("sends the credentials in the charset they were typed in", async () => {
    let authorization = "";
    const adapter = await exchange((request, response) => {
      authorization = request.headers.authorization ?? "";
      status(200, versions)(request, response);
    });
    await checkCredentials(adapter, { ...alice, password: "pä:ss", charset: "latin1" }, clock);
    expect(Buffer.from(authorization.slice(6), "base64").toString("latin1")).toBe("alice:pä:ss");
  });
});

describe("a credential check by FolderSync", () => {
  test.each([
    [200, "good"],
    [449, "good"],
    [401, "wrong-password"],
    [403, "eas-not-enabled-upstream"],
    [400, "upstream-not-eas"],
  ])("%i means %s", async (code, verdict) => {
    const adapter = { ...(await exchange(status(code))), credentialCheck: "folder-sync" as const };
    expect(await checkCredentials(adapter, alice, clock)).toBe(verdict);
  });

  test("is the first FolderSync of a device that shows itself as Provost's own", async () => {
    let seen = "";
    const adapter = await exchange((request, response) => {
      seen = `${request.method} ${request.url} ${request.headers["ms-asprotocolversion"]}`;
      status(200)(request, response);
    });
    await checkCredentials({ ...adapter, credentialCheck: "folder-sync" }, alice, clock);
    expect(seen).toBe(
      "POST /Microsoft-Server-ActiveSync?User=alice&DeviceId=ProvostCheck&DeviceType=Provost&Cmd=FolderSync 12.1",
    );
  });
});

describe("an upstream that fails", () => {
  const ping = {
    method: "OPTIONS",
    search: "",
    headers: new Headers(),
    body: null,
    answerWithinMs: 120_000,
  } as const;

  test("hangs: it is given up after the time limit, not before", async () => {
    const adapter = await exchange(() => undefined);
    const answer = forward(adapter, ping, clock);
    let settled = false;
    void answer.then(() => {
      settled = true;
    });
    await clock.advance(119_999);
    expect(settled).toBe(false);
    await clock.advance(1);
    expect(await answer).toEqual({ ok: false, reason: "upstream-timeout" });
  });

  test("resets the connection: it is unreachable", async () => {
    const adapter = await exchange((request) => request.socket.resetAndDestroy());
    expect(await forward(adapter, ping, clock)).toEqual({
      ok: false,
      reason: "upstream-unreachable",
    });
  });

  test("breaks off in its answer: the stream breaks, nobody takes the half for the whole", async () => {
    const adapter = await exchange((_request, response) => {
      response.writeHead(200, { "Content-Length": "1000" });
      response.write("half", () => response.socket?.resetAndDestroy());
    });
    const answer = await forward(adapter, ping, clock);
    if (!answer.ok) throw new Error(answer.reason);
    await expect(answer.response.arrayBuffer()).rejects.toThrow();
  });

  test("stops in its answer: the stream ends with an error some time", async () => {
    const adapter = await exchange((_request, response) => {
      response.writeHead(200, { "Content-Length": "1000" });
      response.write("half");
    });
    const answer = await forward(adapter, ping, clock);
    if (!answer.ok) throw new Error(answer.reason);
    const body = answer.response.arrayBuffer();
    await Promise.all([clock.advance(3_600_000), expect(body).rejects.toThrow()]);
  });
});

describe("where nothing is sent", () => {
  test.each([
    ["http://mail.acme.test", true],
    ["http://127.0.0.1", false],
    ["https://10.0.0.1", false],
    ["https://[::1]", false],
    ["https://0x7f.1", false],
    ["https://user:pw@mail.acme.test", true],
    ["file:///etc/passwd", true],
    ["mail.acme.test", true],
  ])("%s with leave for private addresses %s", async (upstream, privateUpstream) => {
    const fetched = vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("must not be asked"));
    const answer = await checkConnection({ upstream, privateUpstream }, clock);
    expect(answer.reachable).toBe(false);
    expect(["address-malformed", "address-not-allowed"]).toContain(answer.findings[0]?.code);
    expect(fetched).not.toHaveBeenCalled();
  });
});

// The evidence that loopback works at all where it is allowed: the checks above must not pass for a
// wrong reason.
test("plain http is for loopback, by the owner's leave", async () => {
  const adapter = await exchange((request, response) =>
    request.headers.authorization === RIGHT
      ? status(200, versions)(request, response)
      : status(401)(request, response),
  );
  expect(await checkCredentials(adapter, alice, clock)).toBe("good");
  expect(await checkCredentials({ ...adapter, privateUpstream: false }, alice, clock)).toBe(
    "upstream-unreachable",
  );
});
