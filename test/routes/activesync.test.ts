import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  basic,
  FOLDER_SYNC,
  FOLDER_SYNC_ANSWER,
  type Gateway,
  PASSWORD,
  plainQuery,
  type Setting,
  startGateway,
  TOKEN,
} from "./activesync-support.ts";

const LOGIN = `${TOKEN}\\alice`;
const android = { deviceId: "androidc123456789", deviceType: "Android" };
let gateway: Gateway;
let lines: string[];

beforeEach(() => {
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
});
afterEach(async () => {
  await gateway.close();
  vi.restoreAllMocks();
  const written = lines.join("\n");
  for (const secret of [PASSWORD, "pä:ss", TOKEN, TOKEN.toLowerCase(), basic(LOGIN, PASSWORD)])
    expect(written).not.toContain(secret);
});

async function start(setting: Setting = {}): Promise<Gateway> {
  gateway = await startGateway(setting);
  return gateway;
}

const nothingKept = { devices: [], refusals: [], admitted: [], bound: [] };

describe("a provisioned iPhone", () => {
  test("reaches Exchange, and Exchange's answer reaches it untouched", async () => {
    const { request, received, kept } = await start();
    const answer = await request({});
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(FOLDER_SYNC_ANSWER);
    expect(received.at(-1)?.body).toEqual(Buffer.from(FOLDER_SYNC));
    expect(kept.bound).toEqual(["alice appl87837l1xy7h"]);
    expect(kept.devices).toMatchObject([
      { user: "alice", deviceId: "appl87837l1xy7h", proof: "token", policyVersion: "policy-1" },
    ]);
  });

  test("is asked about once: further requests within seconds cost no question at all", async () => {
    const { request, received, kept } = await start();
    for (let i = 0; i < 3; i++) expect((await request({})).status).toBe(200);
    expect(received.map(({ method }) => method)).toEqual(["OPTIONS", "POST", "POST", "POST"]);
    expect(kept.admitted).toHaveLength(1);
  });

  test("is judged again after those seconds, by its verifier instead of by Exchange", async () => {
    const { request, received, clock, kept } = await start();
    await request({});
    await clock.advance(5001);
    await request({});
    expect(received.filter(({ method }) => method === "OPTIONS")).toHaveLength(1);
    expect(kept.admitted).toHaveLength(2);
    expect(kept.devices).toHaveLength(1);
  });

  test("is shown to Exchange under the tenant's login form, in Authorization and in User=", async () => {
    const { request, received } = await start({ adapter: { loginForm: "ACME\\user" } });
    expect((await request({})).status).toBe(200);
    expect(received.at(-1)?.headers.authorization).toBe(basic("ACME\\alice", PASSWORD));
    expect(received.at(-1)?.url).toBe(
      `/Microsoft-Server-ActiveSync${plainQuery("FolderSync", { user: "ACME\\alice" })}`,
    );
  });

  test("may leave the token out of User=, as the domain of a login is not always repeated", async () => {
    const { request } = await start();
    const query = plainQuery("FolderSync", { user: "alice" });
    expect((await request({ query })).status).toBe(200);
  });

  test("may use the base64 query, which is read and written anew", async () => {
    const { request, received } = await start({ adapter: { loginForm: "ACME\\user" } });
    const record = (user: string) =>
      Buffer.concat([
        Buffer.from([121, 9, 0x09, 0x04, 11]),
        Buffer.from("ApplSIM0001"),
        Buffer.from([0, 6]),
        Buffer.from("iPhone"),
        Buffer.from([8, user.length]),
        Buffer.from(user),
      ]).toString("base64");
    expect((await request({ query: `?${record(LOGIN)}` })).status).toBe(200);
    expect(decodeURIComponent(received.at(-1)?.url.split("?")[1] ?? "")).toBe(
      record("ACME\\alice"),
    );
  });
});

describe("credentials come first", () => {
  test("none: 401 and a prompt that names the tenant, whatever else is wrong", async () => {
    const { request, kept, received } = await start({ displayName: 'Ac"me Zürich' });
    for (const init of [{}, { query: "?Cmd=Nonsense" }, { method: "GET" }, { method: "PUT" }]) {
      const answer = await request({ ...init, authorization: null });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe(`Basic realm="Ac'me Z?rich"`);
      expect(answer.headers.get("content-length")).toBe("0");
    }
    expect(kept).toMatchObject(nothingKept);
    expect(received).toEqual([]);
  });

  test.each(["Basic", "Basic %%%", "Basic YWxpY2U=", "Bearer x", `Basic ${"A".repeat(9000)}`])(
    "%s is no credentials: 401",
    async (authorization) => {
      const { request, received } = await start();
      expect((await request({ authorization })).status).toBe(401);
      expect(received).toEqual([]);
    },
  );

  test("a stranger with a wrong password gets 401, never 403, and nothing is recorded", async () => {
    for (const setting of [
      {},
      { blocked: true },
      { easAllowed: false },
      { tokenReason: "token-expired" as const },
    ]) {
      const { request, kept, close } = await start(setting);
      const answer = await request({ authorization: basic(LOGIN, "guess") });
      expect(answer.status).toBe(401);
      expect(kept).toMatchObject(nothingKept);
      expect(kept.guesses).toHaveLength(1);
      await close();
    }
  });

  test("while the guard makes a client wait, Exchange is not asked: 503 with the seconds", async () => {
    const { request, received } = await start({ waitSeconds: 20 });
    const answer = await request({});
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("20");
    expect(received).toEqual([]);
  });

  test("the local directory judges where the adapter says so", async () => {
    const { request, received } = await start({ adapter: { credentialCheck: "local-directory" } });
    expect((await request({})).status).toBe(200);
    expect(received.map(({ method }) => method)).toEqual(["POST"]);
    expect((await request({ authorization: basic(LOGIN, "guess") })).status).toBe(401);
  });

  test("a 401 of Exchange to an admitted phone drops everything that was known", async () => {
    let disabled = false;
    const { request, kept } = await start({
      exchange: (_request, response) => {
        response.setHeader("MS-ASProtocolVersions", "12.1");
        response.setHeader("WWW-Authenticate", "Negotiate");
        response.writeHead(disabled ? 401 : 200).end();
      },
    });
    expect((await request({})).status).toBe(200);
    expect(kept.verifiers.size).toBe(1);
    disabled = true;
    const answer = await request({});
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toBe('Basic realm="Acme"');
    expect(kept.verifiers.size).toBe(0);
    disabled = false;
    expect((await request({})).status).toBe(200);
    expect(kept.admitted).toHaveLength(2);
  });

  test.each(["utf8", "latin1"] as const)(
    "pä:ss in %s reaches Exchange in the same bytes",
    async (charset) => {
      const { request, received, close } = await start({ adapter: { loginForm: "ACME\\user" } });
      expect((await request({ authorization: basic(LOGIN, "pä:ss", charset) })).status).toBe(200);
      for (const { headers } of received)
        expect(headers.authorization).toBe(basic("ACME\\alice", "pä:ss", charset));
      await close();
      const plain = await start({ adapter: { onlyProvisioned: false } });
      const sent = basic("alice", "pä:ss", charset).replace("Basic ", "bAsIc  ");
      const query = plainQuery("FolderSync", { user: "alice" });
      await plain.request({ authorization: sent, query });
      // Nothing to rewrite: byte for byte what the phone sent, the odd spelling included.
      expect(plain.received.at(-1)?.headers.authorization).toBe(sent);
    },
  );
});

describe("what is refused with 403, recorded once and told to nobody else", () => {
  const manual = {
    authorization: basic("alice", PASSWORD),
    query: plainQuery("FolderSync", { user: "alice" }),
  };
  test.each<[string, Setting, object, string]>([
    ["an account made by hand", {}, manual, "token-missing"],
    ["a token nobody handed out", { tokenReason: "token-unknown" }, {}, "token-unknown"],
    [
      "a token on a second device",
      { tokenReason: "token-on-another-device" },
      {},
      "token-on-another-device",
    ],
    [
      "a token that an hour ago was replaced",
      { tokenReason: "token-superseded" },
      {},
      "token-superseded",
    ],
    ["a blocked device", { blocked: true }, {}, "device-blocked"],
    ["a user who is not allowed EAS", { easAllowed: false }, {}, "eas-not-allowed"],
  ])("%s", async (_name, setting, init, reason) => {
    const { request, kept, received } = await start(setting);
    for (let i = 0; i < 3; i++) {
      const answer = await request(init);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("content-length")).toBe("0");
      expect(await answer.text()).toBe("");
    }
    expect(kept.refusals.map((refusal) => refusal.reason)).toEqual([reason]);
    expect(kept).toMatchObject({ devices: [], admitted: [], bound: [] });
    expect(received.map(({ method }) => method)).toEqual(["OPTIONS"]);
    expect(lines.join()).toContain(reason);
  });

  test("a user whom Exchange itself does not let in", async () => {
    const { request, kept } = await start({
      exchange: (_request, response) => response.writeHead(403).end(),
    });
    expect((await request({})).status).toBe(403);
    expect(kept.refusals).toMatchObject([{ reason: "eas-not-enabled-upstream", user: "alice" }]);
  });

  test("the same token on another device, after its first use", async () => {
    const { request, kept } = await start();
    expect((await request({})).status).toBe(200);
    const query = plainQuery("FolderSync", { deviceId: "ApplOTHER" });
    expect((await request({ query })).status).toBe(403);
    expect(kept.refusals).toMatchObject([
      { reason: "token-on-another-device", deviceId: "applother" },
    ]);
  });
});

describe("iOS or not", () => {
  const asAndroid = (user: string, userAgent: string) => ({
    authorization: basic(user, PASSWORD),
    query: plainQuery("FolderSync", { user, ...android }),
    headers: { "user-agent": userAgent },
  });

  test("an iPhone that calls itself Android but keeps Apple's user agent is an iPhone", async () => {
    const { request, kept } = await start({ adapter: { otherClients: "allow" } });
    expect((await request(asAndroid("alice", "Apple-iPhone/705.18"))).status).toBe(403);
    expect(kept.refusals).toMatchObject([{ reason: "token-missing" }]);
  });

  test("one that fakes everything is an other client: denied, token or not, and the token stays unused", async () => {
    const { request, kept } = await start();
    expect((await request(asAndroid("alice", "Android/4.0"))).status).toBe(403);
    expect((await request(asAndroid(LOGIN, "Android/4.0"))).status).toBe(403);
    expect(kept.refusals.map(({ reason }) => reason)).toEqual([
      "other-client-denied",
      "other-client-denied",
    ]);
    expect(kept.bound).toEqual([]);
  });

  test("other clients pass where the adapter allows them", async () => {
    const { request, kept } = await start({ adapter: { otherClients: "allow" } });
    expect((await request(asAndroid("alice", "Android/4.0"))).status).toBe(200);
    expect(kept.devices).toMatchObject([{ proof: "none" }]);
  });

  test("with the rule off, hand-made accounts pass; a good token is bound all the same, a bad one denies nothing", async () => {
    for (const [user, tokenReason, proof] of [
      ["alice", undefined, "none"],
      [LOGIN, undefined, "token"],
      [LOGIN, "token-expired", "none"],
    ] as const) {
      const { request, kept, close } = await start({
        adapter: { onlyProvisioned: false },
        ...(tokenReason && { tokenReason }),
      });
      const query = plainQuery("FolderSync", { user });
      expect((await request({ authorization: basic(user, PASSWORD), query })).status).toBe(200);
      expect(kept.devices).toMatchObject([{ proof }]);
      await close();
    }
  });
});

describe("OPTIONS", () => {
  test("needs good credentials and a user who is allowed, and says nothing about devices", async () => {
    const { request, received, kept } = await start();
    const answer = await request({ method: "OPTIONS", query: "?Cmd=OPTIONS&DeviceId=x" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ms-asprotocolversions")).toContain("12.1");
    expect(received.at(-1)?.url).toBe("/Microsoft-Server-ActiveSync");
    expect(kept).toMatchObject(nothingKept);
    expect((await request({ method: "OPTIONS", authorization: basic("alice", "no") })).status).toBe(
      401,
    );
  });

  test("is refused to a user who is not allowed EAS", async () => {
    const { request } = await start({ easAllowed: false });
    expect((await request({ method: "OPTIONS" })).status).toBe(403);
  });
});

test("other methods: 405 for GET, 501 for the rest (MS-ASHTTP), with Allow", async () => {
  const { request } = await start();
  for (const [method, status] of [
    ["GET", 405],
    ["PUT", 501],
    ["DELETE", 501],
  ] as const) {
    const answer = await request({ method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([status, "OPTIONS, POST"]);
  }
});
