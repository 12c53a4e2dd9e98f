// Modern authentication at the gateway: Exchange alone judges a bearer token, and only a device whose provisioning token
// was bound before gets in with one.
import { describe, expect, test } from "vitest";
import { type GatewayFacts, judge } from "../../worker/core/gateway.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  exchange2007,
  plainQuery,
  type Setting,
} from "./activesync-support.ts";
import { POLICY, provisioned, withKey, withoutPolicies } from "./provision-support.ts";

const { start, seen, logged } = gatewayPerTest();
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (claims: unknown, signature = "c2ln") =>
  `${part({ alg: "RS256" })}.${part(claims)}.${signature}`;
const ALICES = `Bearer ${tokenOf({ upn: "alice@acme.test" })}`;
const BOBS = `Bearer ${tokenOf({ upn: "bob@acme.test" })}`;
const query = plainQuery("FolderSync", { user: "alice" });

/** An Exchange that takes these tokens, and alice's password. */
function modern(...good: string[]): Answer {
  return (request, response) => {
    const { authorization = "" } = request.headers;
    if (!authorization.startsWith("Bearer")) return exchange2007(request, response);
    if (!good.includes(authorization)) return void response.writeHead(401).end();
    response.setHeader("MS-ASProtocolVersions", "12.1");
    return void response.end(request.method === "OPTIONS" ? "" : "mail");
  };
}
const allowed = { exchange: modern(ALICES, BOBS), adapter: { bearerTokens: "allow" } } as const;

describe("by default", () => {
  test("a bearer token is no credential: the phone is asked for its password, Exchange for nothing", async () => {
    const gateway = await start({ exchange: modern(ALICES) });
    const answer = await gateway.request({ authorization: ALICES, query });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="Acme"',
    ]);
    expect(gateway.received).toEqual([]);
  });
});

describe("where the tenant allows bearer tokens", () => {
  test("a device that was provisioned with the password gets in, and its header reaches Exchange as it is", async () => {
    const { request, kept } = await start(allowed);
    expect((await request({})).status).toBe(200);
    const answer = await request({ authorization: ALICES, query });
    expect([answer.status, await answer.text()]).toEqual([200, "mail"]);
    expect(seen().at(-1)?.headers.authorization).toBe(ALICES);
    expect([kept.proof, kept.tokenHash === undefined, kept.bound.length]).toEqual([
      "token",
      false,
      1,
    ]);
    expect(logged()).not.toContain(ALICES.slice(7));
  });

  test("the provisioning token in User= changes nothing, and does not reach Exchange", async () => {
    const { request } = await start(allowed);
    await request({});
    expect((await request({ authorization: ALICES })).status).toBe(200);
    expect(seen().at(-1)?.url).toContain("User=alice&");
  });

  test("a device that was never provisioned does not, whatever token stands in User=", async () => {
    const { request, kept } = await start(allowed);
    for (const asked of [{ query }, {}]) {
      const answer = await request({ authorization: ALICES, ...asked });
      expect(answer.status).toBe(403);
    }
    expect(seen()).toEqual([]);
    expect(kept.bound).toEqual([]);
    expect(new Set(kept.refusals.map(({ reason }) => reason))).toEqual(
      new Set(["bearer-without-proof"]),
    );
  });

  test("also not while the adapter only reports, or with the rule off", async () => {
    for (const adapter of [{ reportOnly: true }, { onlyProvisioned: false }]) {
      const { request } = await start({ ...allowed, adapter: { ...allowed.adapter, ...adapter } });
      expect((await request({ authorization: ALICES, query })).status).toBe(403);
    }
  });

  test("another user's genuine token does not speak for this one", async () => {
    const { request } = await start(allowed);
    await request({});
    expect((await request({ authorization: BOBS, query })).status).toBe(400);
    expect((await request({ authorization: BOBS })).status).toBe(400);
    expect(seen()).toHaveLength(1);
  });

  test.each([
    ["that is opaque", "Bearer abcdefgh"],
    ["that names nobody", `Bearer ${tokenOf({ sub: "x" })}`],
    ["that names a stranger", `Bearer ${tokenOf({ upn: "alice@rival.test" })}`],
    ["that Exchange refuses", `Bearer ${tokenOf({ upn: "alice@acme.test" }, "Zm9yZ2Vk")}`],
  ])("a token %s is 401, and no guess against the user", async (_name, authorization) => {
    const { request, kept } = await start(allowed);
    await request({});
    expect((await request({ authorization, query })).status).toBe(401);
    expect([kept.guesses, seen().length]).toEqual([[], 1]);
  });

  test("tokens that Exchange refuses leave nothing in the device's shield", async () => {
    const { request, kept } = await start(allowed);
    await request({});
    for (let count = 0; count < 5; count++) {
      const signature = Buffer.from(`forged ${count}`).toString("base64url");
      const authorization = `Bearer ${tokenOf({ upn: "alice@acme.test" }, signature)}`;
      expect((await request({ authorization, query })).status).toBe(401);
    }
    expect([kept.shield.refused, kept.shield.asked]).toEqual([[], 0]);
  });

  test("a device whose profile was revoked gets in no longer, whatever it proved before", async () => {
    const setting: Setting = { ...allowed };
    const { request, kept, clock } = await start(setting);
    await request({});
    expect((await request({ authorization: ALICES, query })).status).toBe(200);
    Object.assign(setting, { tokenReason: "token-superseded" });
    await clock.advance(5001);
    expect((await request({ authorization: ALICES, query })).status).toBe(403);
    expect(kept.refusals.at(-1)?.reason).toBe("bearer-without-proof");
  });

  test("an expired token is 401 at its next use, and the password still serves", async () => {
    let good = [ALICES];
    const exchange: Answer = (request, response) => modern(...good)(request, response);
    const { request } = await start({ ...allowed, exchange });
    await request({});
    expect((await request({ authorization: ALICES, query })).status).toBe(200);
    good = [];
    expect((await request({ authorization: ALICES, query })).status).toBe(401);
    expect((await request({})).status).toBe(200);
  });

  test("a token is not a password, and a password is not a token", async () => {
    const { request } = await start(allowed);
    await request({});
    await request({ authorization: ALICES, query });
    const asPassword = basic("alice", ALICES.slice("Bearer ".length));
    expect((await request({ authorization: asPassword, query })).status).toBe(401);
  });

  test("OPTIONS tells its versions to a genuine token, and nothing to another", async () => {
    const { request } = await start(allowed);
    const { status, headers } = await request({ method: "OPTIONS", authorization: ALICES });
    expect([status, headers.get("ms-asprotocolversions")]).toEqual([200, "12.1"]);
    const forged = `Bearer ${tokenOf({ upn: "alice@acme.test" }, "Zm9yZ2Vk")}`;
    expect((await request({ method: "OPTIONS", authorization: forged })).status).toBe(401);
  });

  test("a local directory, which knows passwords only, takes none", async () => {
    const adapter = { ...allowed.adapter, credentialCheck: "local-directory" } as const;
    const { request } = await start({ ...allowed, adapter });
    await request({});
    expect((await request({ authorization: ALICES, query })).status).toBe(401);
  });

  test("the tenant's policy is asked of it as of any other", async () => {
    const exchange: Answer = (request, response) =>
      request.headers.authorization?.startsWith("Bearer")
        ? modern(ALICES)(request, response)
        : withoutPolicies(request, response);
    const gateway = await start({ ...allowed, exchange, easPolicy: POLICY });
    const key = await provisioned(gateway, "12.1");
    const { headers } = withKey(key, "12.1");
    expect(
      (await gateway.request({ authorization: ALICES, query, headers: { ...headers } })).status,
    ).toBe(200);
    const none = { ...headers, "x-ms-policykey": "0" };
    expect((await gateway.request({ authorization: ALICES, query, headers: none })).status).toBe(
      449,
    );
  });
});

test("in the table, an unproven bearer is refused behind a block and before a policy", () => {
  const facts: GatewayFacts = {
    adapter: {
      onlyProvisioned: false,
      otherClients: "allow",
      reportOnly: true,
      retypedToken: "record",
    },
    command: "Sync",
    ios: true,
    easAllowed: true,
    blocked: false,
    exempt: true,
    access: "allow",
    grace: true,
    cannotProvision: true,
    versionTooNew: false,
    bearerUnproven: true,
    tooMany: false,
    retyped: false,
    token: "good",
    certificates: "off",
    certificate: "none",
  };
  const reasonOf = (change: Partial<GatewayFacts>) => judge({ ...facts, ...change });
  expect(reasonOf({})).toMatchObject({ verdict: "deny", reason: "bearer-without-proof" });
  expect(reasonOf({ blocked: true })).toMatchObject({ reason: "device-blocked" });
  expect(reasonOf({ command: "OPTIONS" })).toMatchObject({ verdict: "pass" });
  expect(reasonOf({ wipe: "requested" })).toMatchObject({ verdict: "wipe" });
});
