// The simulated phone's SCEP client: how it asks, by what the server says of itself and by its own
// age, and every answer it does not take.
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { virtualClock } from "../../../simulator/clock.ts";
import type { NetworkRequest } from "../../../simulator/network.ts";
import { signerWith } from "../../../simulator/phone/keychain.ts";
import { obtainIdentity } from "../../../simulator/phone/scep.ts";
import type { ScepParameters } from "../../../simulator/phone/scep-payload.ts";
import { type System, traitsOf } from "../../../simulator/phone/traits.ts";
import { NOW } from "./phone-support.ts";
import { CA_FINGERPRINT, type ScepManners, scepServer } from "./scep-server.ts";

const ORDER: ScepParameters = {
  ...{ url: "https://acme.example.com/scep", name: "acme ca", keyBits: 1024, usage: 5 },
  subject: [[["O", "Acme Ltd"]], [["CN", "alice"]]],
  ...{ challenge: "ABC", retries: 3, retryDelaySeconds: 10, alternativeNames: {} },
};

function client(
  manners: ScepManners = {},
  on: { readonly system?: System; readonly lose?: number } = {},
) {
  const server = scepServer(manners);
  const clock = virtualClock(NOW);
  const requests: NetworkRequest[] = [];
  const notes: string[] = [];
  const secrets: string[] = [];
  let { lose = 0 } = on;
  const phone = {
    clock,
    traits: traitsOf(on.system ?? "17.0"),
    note: (note: string) => notes.push(note),
    secret: (name: string) => secrets.push(name),
    network: {
      request: async (request: NetworkRequest) => {
        requests.push(request);
        const response = server.answerTo(request);
        if (request.url.includes("PKIOperation") && lose-- > 0) throw new Error("lost");
        return response;
      },
    },
  };
  const ask = (change: Partial<ScepParameters> = {}) =>
    obtainIdentity(phone, { ...ORDER, ...change });
  return { server, clock, requests, notes, secrets, ask };
}

describe("a certificate is asked for", () => {
  test("and comes, for the phone's own key; its secrets are told to the story", async () => {
    const { ask, server, notes, secrets } = client();
    const outcome = await ask();
    if (!outcome.ok) throw new Error(outcome.detail);
    const { certificate, key } = signerWith(outcome.identity);
    expect(new X509Certificate(certificate).checkPrivateKey(key)).toBe(true);
    expect(Buffer.from(server.heard[0]?.inner ?? []).includes("ABC")).toBe(true);
    expect(notes).toEqual([]);
    expect(secrets).toEqual(["a challenge", "a phone's private key"]);
  });
  test("under the CA's name in the profile", async () => {
    const { ask, requests } = client();
    await ask();
    expect(requests.slice(0, 2).map(({ url }) => url)).toEqual([
      "https://acme.example.com/scep?operation=GetCACert&message=acme%20ca",
      "https://acme.example.com/scep?operation=GetCACaps&message=acme%20ca",
    ]);
  });
  test("by POST where the server says so", async () => {
    const { ask, requests } = client();
    expect((await ask()).ok).toBe(true);
    expect(requests[2]).toMatchObject({
      method: "POST",
      url: `${ORDER.url}?operation=PKIOperation`,
    });
  });
  test.each(["3.1.3", "4.2.1", "17.0"] as const)(
    "by GET on %s where it says nothing",
    async (system) => {
      const { ask, requests } = client({ caps: "" }, { system });
      expect((await ask()).ok).toBe(true);
      expect(requests[2]?.method).toBe("GET");
      expect(requests[2]?.url).not.toMatch(/%2B|%2F|message=[^&]*=/);
    },
  );
  test("as the profile says the server is, whatever the server says", async () => {
    const { ask, requests } = client();
    await ask({ capabilities: ["DES3"] });
    expect(requests.map(({ method }) => method)).toEqual(["GET", "GET"]);
  });
  test("of an RA, which decrypts and signs", async () => {
    expect((await client({ registration: true }).ask()).ok).toBe(true);
  });
  test("only of the CA whose fingerprint the profile has", async () => {
    expect((await client().ask({ fingerprint: CA_FINGERPRINT })).ok).toBe(true);
    const other = Buffer.alloc(20, 1).toString("base64");
    expect(await client().ask({ fingerprint: other })).toMatchObject({
      detail: expect.stringContaining("fingerprint"),
    });
  });
});

describe("an answer is not taken", () => {
  const wrong: [string, ScepManners, string][] = [
    ["signed by another of the CA's name", { signer: "stranger" }, "the signer's certificate"],
    ["for another transaction", { transaction: "00" }, "another transaction"],
    ["with another nonce", { nonce: new Uint8Array(16) }, "another nonce"],
    ["for another key", { key: "another" }, "another key"],
    ["issued by another CA", { issuer: "stranger" }, "another CA"],
    ["not valid yet", { notBefore: NOW + 1000 }, "not valid yet"],
    ["a refusal", { status: "2" }, "refused, badRequest: not for you"],
  ];
  test.each(wrong)("%s", async (_, manners, detail) => {
    const outcome = await client(manners).ask();
    expect(outcome).toMatchObject({ ok: false, detail: expect.stringContaining(detail) });
  });
});

describe("an answer that does not come", () => {
  test("is asked for with the same message, at once and then after the delay", async () => {
    const { ask, requests, clock } = client({}, { lose: 2 });
    const outcome = ask();
    while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(10_000);
    expect((await outcome).ok).toBe(true);
    const bodies = requests.slice(2).map(({ body }) => body);
    expect(bodies).toHaveLength(3);
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[2]).toBe(bodies[0]);
  });
  test("is given up after the retries, at once on iPhone OS 3", async () => {
    const { ask, requests } = client({}, { lose: 9, system: "3.1.3" });
    const { scepRetries: retries } = traitsOf("3.1.3");
    expect(await ask({ retries })).toEqual({ ok: false, detail: "SCEP: no answer" });
    expect(requests).toHaveLength(3);
  });
  test("because the CA still waits, is polled for in the same transaction", async () => {
    const { ask, server, clock } = client({ status: "3" });
    const outcome = ask();
    while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));
    server.use({});
    await clock.advance(10_000);
    expect((await outcome).ok).toBe(true);
    expect(server.heard.map(({ type }) => type)).toEqual(["19", "20", "20"]);
    expect(new Set(server.heard.map(({ transaction }) => transaction)).size).toBe(1);
  });
});
