// Bad input against the whole service in workerd: a clear answer each time, the state unharmed, and
// no secret in any log line.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { NetworkResponse } from "../simulator/network.ts";
import { ACME } from "../simulator/scenario.ts";
import { openWorld, SWITCHING_CENTER, type World } from "../simulator/world.ts";

const IOS4 =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 (KHTML, like Gecko) Version/5.0.2 Mobile/8C148 Safari/6533.18.5";
const EAS = `${ACME.origin}/Microsoft-Server-ActiveSync`;
const PLAIN_QUERY = "User=alice&DeviceId=Appl8B0123ABC&DeviceType=iPhone&Cmd=FolderSync";
// WBXML of <FolderSync><SyncKey>0</SyncKey></FolderSync> (MS-ASWBXML code page 7).
const FOLDER_SYNC = Uint8Array.from([
  0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, 0x30, 0x00, 0x01, 0x01,
]);

let world: World;
let client = 0;

beforeAll(async () => {
  world = await openWorld();
  world.exchange.addUser({ ...ACME.alice, password: "pä:ss" });
  await world.admin.createTenant({
    name: ACME.name,
    displayName: "Acme Ltd",
    origin: ACME.origin,
    upstream: world.exchangeOrigin,
    privateUpstream: true,
    loginForm: "ACME\\user",
    mailDomain: "acme.example.com",
    onlyProvisioned: false,
  });
  await world.admin.claimAlias("acme", ACME.name);
  await world.admin.editPolicy(ACME.name, { forcePIN: true });
  await world.admin.lockPolicy(ACME.name);
});

afterAll(async () => {
  const leaks = world.leaks();
  await world.close();
  expect(leaks).toEqual([]);
});

const basic = (user: string, password: string, charset: "utf8" | "latin1" = "utf8") =>
  `Basic ${Buffer.from(`${user}:${password}`, charset).toString("base64")}`;

function send(
  method: string,
  url: string,
  headers: [string, string][] = [],
  body?: Uint8Array,
): Promise<NetworkResponse> {
  // Each test is a client of its own, so that one test's wrong guesses slow no other down.
  const network = world.network(`192.0.2.${++client}`);
  return network.request({ method, url, headers, ...(body ? { body } : {}) });
}

const eas = (query: string, body: Uint8Array, authorization = basic("alice", "pä:ss")) =>
  send(
    "POST",
    `${EAS}?${query}`,
    [
      ["Authorization", authorization],
      ["Content-Type", "application/vnd.ms-sync.wbxml"],
      ["MS-ASProtocolVersion", "12.1"],
      ["User-Agent", "Apple-iPhone3C1/803.148"],
    ],
    body,
  );

/** What /iphone answers to a phone with these credentials. */
const signIn = (authorization = basic("alice", "pä:ss")) =>
  send("GET", `${ACME.origin}/iphone`, [
    ["User-Agent", IOS4],
    ["Authorization", authorization],
  ]);

test("a 10 MB body to /iphone is refused without being read", async () => {
  const answer = await send("POST", `${ACME.origin}/iphone`, [], new Uint8Array(10_000_000));
  expect([405, 413]).toContain(answer.status);
});

test.each([
  ["a NUL", "%00"],
  ["10,000 characters", "a".repeat(10_000)],
  ["Cyrillic look-alikes", encodeURIComponent("асме")],
  ["a broken escape", "%ZZ"],
  ["markup", encodeURIComponent('"><script>alert(1)</script>')],
])("an alias with %s gets a friendly page", async (_, alias) => {
  const answer = await send("GET", `${SWITCHING_CENTER}/?alias=${alias}`, [["User-Agent", IOS4]]);
  expect([400, 404]).toContain(answer.status);
  const page = new TextDecoder().decode(answer.body);
  expect(page).toContain('name="alias"');
  expect(page).not.toContain("<script>alert");
});

test("truncated and padded base64 queries are refused before Exchange sees them", async () => {
  const whole = "eQkJBA1BcHBsOEIwMTIzQUJDAAZpUGhvbmU=";
  const asked = world.exchange.requests.length;
  for (let length = 1; length < whole.length - 2; length += 3) {
    const answer = await eas(whole.slice(0, length), FOLDER_SYNC);
    expect(answer.status).toBe(400);
  }
  expect(world.exchange.requests.length).toBe(asked);
});

test.each(["utf8", "latin1"] as const)("the password pä:ss works in %s", async (charset) => {
  expect((await signIn(basic("alice", "pä:ss", charset))).status).toBe(200);
  const folders = await eas(PLAIN_QUERY, FOLDER_SYNC, basic("alice", "pä:ss", charset));
  expect(folders.status).toBe(200);
});

test.each([
  ["a wrong root for the command", FOLDER_SYNC, "Cmd=Sync"],
  ["no WBXML at all", new TextEncoder().encode("<FolderSync/>"), "Cmd=FolderSync"],
  ["a body cut short", FOLDER_SYNC.slice(0, 5), "Cmd=FolderSync"],
])("%s is refused before Exchange sees it", async (_, body, command) => {
  const asked = world.exchange.requests.length;
  const query = `User=alice&DeviceId=Appl8B0123ABC&DeviceType=iPhone&${command}`;
  expect((await eas(query, body)).status).toBe(400);
  const commands = world.exchange.requests.slice(asked).map((request) => request.method);
  expect(commands.filter((method) => method !== "OPTIONS")).toEqual([]);
});

test("duplicate and missing query keys are refused", async () => {
  for (const query of [
    `${PLAIN_QUERY}&Cmd=Provision`,
    "User=alice&DeviceId=Appl8B0123ABC&DeviceType=iPhone",
    "User=alice&DeviceType=iPhone&Cmd=FolderSync",
  ])
    expect((await eas(query, FOLDER_SYNC)).status).toBe(400);
});

test.each(["reset", "half-answer", "status-503"] as const)(
  "an upstream with the fault %s neither signs the phone out nor harms the state",
  async (fault) => {
    expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(200);
    world.exchangeFaults.next(fault, 1);
    const answer = await eas(PLAIN_QUERY, FOLDER_SYNC).then(
      ({ status }) => status,
      () => "connection broken",
    );
    expect([503, "connection broken"]).toContain(answer);
    expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(200);
  },
);

test("an upstream that hangs is given up after its time limit", async () => {
  expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(200);
  world.exchangeFaults.next("hang", 1);
  let isAnswered = false;
  const answer = eas(PLAIN_QUERY, FOLDER_SYNC).finally(() => {
    isAnswered = true;
  });
  // On a busy machine the request is on its way for a while before anybody waits for a time.
  while (!isAnswered) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await world.clock.advance(60_000);
  }
  expect((await answer).status).toBe(503);
  expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(200);
});

test("a host nobody owns learns nothing", async () => {
  const answer = await send("GET", "https://nobody.example.com/iphone", [["User-Agent", IOS4]]);
  expect(answer.status).toBe(404);
  expect(new TextDecoder().decode(answer.body)).not.toMatch(/acme/i);
});

test.each(["reset", "status-503"] as const)(
  "an upstream with the fault %s while it should judge a password makes nobody type it again",
  async (fault) => {
    // Longer than a judgement is remembered.
    await world.clock.advance(10 * 60_000);
    world.exchangeFaults.next(fault, 1);
    expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(503);
    world.exchangeFaults.next(fault, 1);
    expect((await signIn()).status).toBe(502);
    expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(200);
  },
);

test("User= that names another person is refused before Exchange sees it", async () => {
  const asked = world.exchange.requests.length;
  const query = PLAIN_QUERY.replace("User=alice", "User=bob");
  expect((await eas(query, FOLDER_SYNC)).status).toBe(400);
  expect(world.exchange.requests.length).toBe(asked);
});

test("headers of one connection and words about the client's address stay at the gateway", async () => {
  const before = world.protocolNotes.length;
  const answer = await send(
    "POST",
    `${EAS}?${PLAIN_QUERY}`,
    [
      ["Authorization", basic("alice", "pä:ss")],
      ["Content-Type", "application/vnd.ms-sync.wbxml"],
      ["MS-ASProtocolVersion", "12.1"],
      ["User-Agent", "Apple-iPhone3C1/803.148"],
      ["Connection", "keep-alive, X-Hop"],
      ["X-Hop", "1"],
      ["Expect", "100-continue"],
      ["TE", "trailers"],
      ["Proxy-Authorization", "Basic eDp5"],
      ["X-Forwarded-Host", "evil.example.org"],
      ["Forwarded", "for=192.0.2.200"],
    ],
    FOLDER_SYNC,
  );
  expect(answer.status).toBe(200);
  expect(world.protocolNotes.slice(before)).toEqual([]);
});

test("a wrong password gets 401 and leaves no trace, though the right one was accepted just before", async () => {
  expect((await eas(PLAIN_QUERY, FOLDER_SYNC)).status).toBe(200);
  const [devices, refusals] = [
    await world.admin.devices(ACME.name),
    await world.admin.refusals(ACME.name),
  ];
  const unknown = PLAIN_QUERY.replace("Appl8B0123ABC", "Appl8B0999XYZ");
  for (const query of [PLAIN_QUERY, unknown])
    expect((await eas(query, FOLDER_SYNC, basic("alice", "Herbst-2009"))).status).toBe(401);
  expect((await signIn(basic("alice", "Herbst-2010"))).status).toBe(401);
  expect(await world.admin.devices(ACME.name)).toEqual(devices);
  expect(await world.admin.refusals(ACME.name)).toEqual(refusals);
});
