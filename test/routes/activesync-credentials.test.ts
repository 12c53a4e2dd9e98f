// Credentials come first: 401 before 403, nothing recorded before they verified, and the same bytes
// for Exchange.
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, plainQuery, TOKEN } from "./activesync-support.ts";

const { start } = gatewayPerTest();
const LOGIN = `${TOKEN}\\alice`;
const nothingKept = { devices: [], refusals: [], admitted: [], bound: [] };

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
      const { request, kept } = await start(setting);
      const answer = await request({ authorization: basic(LOGIN, "guess") });
      expect(answer.status).toBe(401);
      expect(kept).toMatchObject(nothingKept);
      expect(kept.guesses).toHaveLength(1);
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
      // Otherwise the next try would be answered here.
      adapter: { stalePasswordMinutes: 0 },
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
      const { request, received } = await start({ adapter: { loginForm: "ACME\\user" } });
      // Twice: a request that is repeated to the letter takes a shorter way through the gateway.
      for (let i = 0; i < 2; i++)
        expect((await request({ authorization: basic(LOGIN, "pä:ss", charset) })).status).toBe(200);
      expect(received).toHaveLength(3);
      for (const { headers } of received)
        expect(headers.authorization).toBe(basic("ACME\\alice", "pä:ss", charset));
      const plain = await start({ adapter: { onlyProvisioned: false } });
      const sent = basic("alice", "pä:ss", charset).replace("Basic ", "bAsIc  ");
      const query = plainQuery("FolderSync", { user: "alice" });
      await plain.request({ authorization: sent, query });
      // Nothing to rewrite: byte for byte what the phone sent, the odd spelling included.
      expect(plain.received.at(-1)?.headers.authorization).toBe(sent);
    },
  );
});
