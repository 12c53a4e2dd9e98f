// The connection test in workerd against real servers on loopback: every fault is found by its name,
// and what cannot be told apart is not invented. workerd itself says only "connection lost" or
// "internal error", so that these tests also notice when it begins to say something else.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionCheck } from "../worker/core/connection.ts";
import { type CheckWorker, startCheckWorker } from "./support/check-worker.ts";
import { makeServerIdentities, type ServerIdentities } from "./support/server-identities.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let worker: CheckWorker;
let identities: ServerIdentities;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  [worker, identities] = await Promise.all([startCheckWorker(), makeServerIdentities()]);
});
afterAll(() => worker.close());
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

/** Listens on a free port and is closed after the test, with all that is connected. */
async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

async function http(answer: Answer) {
  const port = await listening(
    createServer((request, response) => {
      request.resume();
      answer(request, response);
    }),
  );
  return `http://127.0.0.1:${port}`;
}

async function https(options: ServerOptions, answer: Answer = status(401, BASIC)) {
  const server = createTlsServer(options, answer);
  server.on("tlsClientError", () => undefined);
  return `https://localhost:${await listening(server)}`;
}

async function raw(speak: (socket: Socket) => void): Promise<number> {
  return listening(createTcpServer(speak));
}

const check = (upstream: string, testUser?: { login: string; password: string }) =>
  worker.check({ upstream, privateUpstream: true }, testUser);
const codes = ({ findings }: ConnectionCheck) => findings.map(({ code }) => code);

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end();
const BASIC = { "WWW-Authenticate": 'Basic realm="exchange"' };
const VERSIONS = {
  "MS-ASProtocolVersions": "2.5, 12.1",
  "MS-ASProtocolCommands": "Sync,Ping",
};
const FRIEND = { login: "ACME\\alice", password: "right" };
const FRIENDS = `Basic ${btoa("ACME\\alice:right")}`;

describe("the connection test finds that", () => {
  test("an address is none, or private without the owner's leave", async () => {
    expect(codes(await check("mail.acme.example"))).toEqual(["address-malformed"]);
    const refused = await worker.check({ upstream: "https://10.1.2.3", privateUpstream: false });
    expect(refused.findings).toMatchObject([{ code: "address-not-allowed", detail: "10.1.2.3" }]);
  });

  test("a name is unknown", async () => {
    expect(codes(await check("https://nothing.invalid"))).toEqual(["name-unknown"]);
  });

  test("a port is closed", async () => {
    const port = await raw(() => undefined);
    await stops.pop()?.();
    expect(codes(await check(`https://127.0.0.1:${port}`))).toEqual(["port-closed"]);
    expect(codes(await check(`http://127.0.0.1:${port}`))).toEqual(["port-closed"]);
  });

  test("plain http stands where https was meant, and the other way round", async () => {
    const plain = await http(status(401, BASIC));
    expect(codes(await check(plain.replace("http:", "https:")))).toEqual(["plain-http-on-tls"]);
    const secure = await https(identities.selfSigned);
    expect(codes(await check(secure.replace("https:", "http:")))).toEqual(["tls-on-plain-http"]);
  });

  test("a server speaks only a TLS that is too old", async () => {
    const old = await https({
      ...identities.untrusted,
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    expect((await check(old)).findings).toMatchObject([{ code: "tls-too-old", detail: "TLS 1.1" }]);
  });

  test.each([
    ["selfSigned", ["certificate-self-signed"]],
    ["lonely", ["certificate-chain-incomplete"]],
    ["untrusted", ["certificate-untrusted"]],
    ["expired", ["certificate-expired"]],
    ["early", ["certificate-not-yet-valid"]],
    ["wrongName", ["certificate-wrong-name"]],
    ["nameless", ["certificate-wrong-name"]],
    [
      "wrongInEveryWay",
      ["certificate-expired", "certificate-wrong-name", "certificate-self-signed"],
    ],
  ] as const)("a certificate is %s: %o", async (kind, expected) => {
    const found = await check(await https({ ...identities[kind], maxVersion: "TLSv1.2" }));
    expect(codes(found)).toEqual(expected);
    expect(found).toMatchObject({ reachable: false, advice: "none" });
  });

  test("a server that shows nothing before it encrypts failed at TLS, and no more", async () => {
    const strict = await https({ ...identities.expired, minVersion: "TLSv1.3" });
    expect(codes(await check(strict))).toEqual(["tls-failed"]);
  });

  test("a server that hangs up, or speaks something else, is not explained further", async () => {
    const closing = await raw((socket) => void socket.on("data", () => socket.destroy()));
    expect(codes(await check(`http://127.0.0.1:${closing}`))).toEqual(["unreachable"]);
    const babble = await raw((socket) => void socket.end("220 mail ESMTP\r\n"));
    expect(codes(await check(`https://127.0.0.1:${babble}`))).toEqual(["plain-http-on-tls"]);
    expect(codes(await check(`http://127.0.0.1:${babble}`))).toEqual(["unreachable"]);
  });

  test("a server says nothing at all", async () => {
    const silent = await raw(() => undefined);
    expect(codes(await check(`http://127.0.0.1:${silent}`))).toEqual(["time-out"]);
    expect(codes(await check(`https://127.0.0.1:${silent}`))).toEqual(["time-out"]);
  });

  test.each([
    [404, {}, "not-eas", "404"],
    [200, { "content-type": "text/html" }, "not-eas", "200 text/html"],
    [302, { location: "https://x.test/owa" }, "leads-elsewhere", "302 https://x.test/owa"],
    [451, { "x-ms-location": "https://y.test/" }, "leads-elsewhere", "451 https://y.test/"],
    [500, {}, "server-error", "500"],
    [503, {}, "server-error", "503"],
    [526, { server: "cloudflare" }, "certificate-untrusted", "526"],
    [530, { server: "cloudflare" }, "name-unknown", "530"],
    [530, { server: "nginx" }, "server-error", "530"],
    [401, { "WWW-Authenticate": "Negotiate, NTLM" }, "basic-not-offered", "Negotiate, NTLM"],
    [401, {}, "basic-not-offered", undefined],
  ])("no Exchange ActiveSync answers: %i %o is %s", async (code, headers, expected, detail) => {
    const found = await check(await http(status(code, headers as Record<string, string>)));
    expect(found.findings.at(-1)).toEqual({
      code: expected,
      level: "error",
      ...(detail && { detail }),
    });
    expect(found).toMatchObject({ reachable: false, advice: "none" });
  });

  test("what a hostile server says is shown cut and without control characters", async () => {
    const location = `https://x.test/\t${"a".repeat(5_000)}`;
    const found = await check(await http(status(302, { location })));
    expect(found.findings.at(-1)?.detail).toMatch(/^302 https:\/\/x\.test\/ a{50,200}$/);
  });
});

describe("the connection test of a working Exchange", () => {
  test("finds one that asks everybody for a password", async () => {
    const found = await check(await http(status(401, { ...BASIC, ...VERSIONS })));
    expect(found).toEqual({
      reachable: true,
      openOptions: false,
      advice: "options",
      versions: ["2.5", "12.1"],
      commands: ["Sync", "Ping"],
      findings: [{ code: "plain-http", level: "warning" }],
    });
  });

  test("reads versions and commands as a user whose password was given, and keeps it to itself", async () => {
    const asked: string[] = [];
    const exchange = await http((request, response) => {
      asked.push(request.headers.authorization ?? "");
      const isFriend = request.headers.authorization === FRIENDS;
      status(isFriend ? 200 : 401, isFriend ? VERSIONS : BASIC)(request, response);
    });
    expect(await check(exchange, FRIEND)).toMatchObject({
      signedIn: true,
      versions: ["2.5", "12.1"],
      advice: "options",
    });
    expect(asked).toHaveLength(2);
    expect(atob(asked[0]?.slice(6) ?? "")).not.toContain("alice");
    const wrong = await check(exchange, { ...FRIEND, password: "wrong" });
    expect(wrong.signedIn).toBe(false);
    expect(codes(wrong)).toContain("wrong-password");
    expect(worker.logged().join("\n")).not.toMatch(/right|alice/);
  });

  test("finds OPTIONS open to anybody, and advises FolderSync", async () => {
    const exchange = await http((request, response) => {
      const isFriend = request.headers.authorization === FRIENDS;
      if (request.method === "OPTIONS") return status(200, VERSIONS)(request, response);
      return status(isFriend ? 449 : 401, BASIC)(request, response);
    });
    const found = await check(exchange, FRIEND);
    expect(found).toMatchObject({ openOptions: true, advice: "folder-sync", signedIn: true });
    expect(codes(found)).toEqual(["plain-http", "options-open"]);
  });

  test("finds a server that asks nobody for a password, and advises the local directory", async () => {
    const found = await check(await http(status(200, VERSIONS)), FRIEND);
    expect(found).toMatchObject({ openOptions: true, advice: "local-directory" });
    expect(codes(found)).toEqual(["plain-http", "options-open", "folder-sync-open"]);
    expect(found.signedIn).toBeUndefined();
  });

  test("says when Exchange ActiveSync is switched off for everybody", async () => {
    const found = await check(await http(status(403)));
    expect(codes(found)).toEqual(["plain-http", "eas-forbidden"]);
  });
});
