// Which part of the service answers at which host and path, in workerd, with requests as they come
// off the wire.
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ACME } from "../simulator/scenario.ts";
import { CONSOLE, openWorld, SWITCHING_CENTER, type World } from "../simulator/world.ts";

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.admin.createTenant({
    name: ACME.name,
    origin: ACME.origin,
    upstream: world.exchangeOrigin,
    privateUpstream: true,
  });
});
afterAll(() => world.close());

const send = (method: string, url: string, headers: [string, string][] = []) =>
  world.network("192.0.2.1").request({ method, url, headers });

/** The whole answer to a GET with exactly this Host header, which no HTTP client would send. */
function rawGet(path: string, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(world.port(), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text)).on("error", reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

test.each(["[::1", "a b", "<script>", "acme.example.com:99999", "a%00b"])(
  "a Host that is none, %s, gets 400",
  async (host) => {
    expect(await rawGet("/iphone", host)).toMatch(/^HTTP\/1\.1 400 /);
  },
);

test("the API answers on its own hosts only, whatever token comes along", async () => {
  const bearer: [string, string] = ["Authorization", `Bearer ${world.ownerToken}`];
  const statusAt = async (origin: string) =>
    (await send("GET", `${origin}/api/v1/tenants`, [bearer])).status;
  expect(await statusAt(CONSOLE)).toBe(200);
  for (const origin of [ACME.origin, SWITCHING_CENTER, "https://nobody.example.com"]) {
    expect(await statusAt(origin)).toBe(404);
  }
});

test.each([
  ["GET", "/IPHONE"],
  ["GET", "/iPhone"],
  ["OPTIONS", "/MICROSOFT-SERVER-ACTIVESYNC"],
  ["OPTIONS", "/Microsoft-Server-Activesync"],
  ["POST", "/autodiscover/autodiscover.xml"],
  ["POST", "/Autodiscover/Autodiscover.xml"],
  ["POST", "/AUTODISCOVER/AUTODISCOVER.XML"],
])("%s %s asks for a password: letter case means nothing", async (method, path) => {
  expect((await send(method, `${ACME.origin}${path}`)).status).toBe(401);
});

test("user info that a request puts before its host is not repeated", async () => {
  const { host } = new URL(SWITCHING_CENTER);
  const page = await rawGet("/", `evil.example@${host}`);
  expect(page).toContain(`QR code of https://${host}/`);
  expect(page).not.toContain("evil.example");
});
