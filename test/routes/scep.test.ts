// SCEP over HTTP: how requests of real clients reach the authority, byte for byte, and what is
// refused before it is asked. The forms of GET are those that clients were seen to send.
import { Hono } from "hono";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AppEnv } from "../../worker/context.ts";
import type { IssuedCertificate } from "../../worker/core/certificates.ts";
import type { ScepAnswer, ScepOrder } from "../../worker/objects/handles/authority-certificates.ts";
import type { CertificateIssued } from "../../worker/objects/handles/tenant-handouts.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import { answerScep } from "../../worker/routes/scep.ts";
import { acme } from "../support/front-site.ts";

beforeEach(() => void vi.spyOn(console, "log").mockImplementation(() => undefined));
afterEach(() => void vi.restoreAllMocks());

const FINGERPRINT = "ab".repeat(32);
const CERTIFICATE: IssuedCertificate = {
  fingerprint: "cd".repeat(32),
  serialNumber: "4711",
  user: "alice",
  purpose: "exchange",
  issuer: FINGERPRINT,
  notBefore: 0,
  notAfter: 1,
  issuedAt: 0,
  delivery: "scep",
};
/** Bytes whose base64 has both letters that differ between the alphabets, and padding. */
const MESSAGE = Uint8Array.from([0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff, 0x30]);
const BASE64 = Buffer.from(MESSAGE).toString("base64");

/** SCEP on acme's host; its authority answers `answer` and its orders are kept. */
function site(answer: Partial<ScepAnswer> = {}, easAllowed = true) {
  const orders: ScepOrder[] = [];
  const sites: unknown[] = [];
  const notes: string[][] = [];
  const attempts: unknown[] = [];
  const handles = {
    authority: () => ({
      scep: async (order: ScepOrder, at: unknown): Promise<ScepAnswer> => {
        orders.push(order);
        sites.push(at);
        const body = Buffer.from("answer");
        return { status: 200, contentType: "application/x-pki-message", body, ...answer };
      },
      noteAttempt: async (attempt: object) => void attempts.push(attempt),
      crl: async (wanted: string) => (wanted === FINGERPRINT ? Buffer.from("list") : null),
    }),
    tenant: () => ({
      certificateLeaves: async (user: string, issued: CertificateIssued | null) => {
        if (issued) notes.push([user, issued.action, issued.detail]);
        return easAllowed;
      },
    }),
  } as unknown as Handles;
  const app = new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set("handles", handles);
      c.set("clock", { now: () => 0, sleep: () => new Promise<void>(() => {}) });
      c.set("client", "203.0.113.7");
      c.set("tenant", acme);
      await next();
    })
    .all("/scep/*", answerScep);
  const request = (path: string, init?: RequestInit) =>
    app.request(`https://mail.acme.example${path}`, init);
  return { request, orders, sites, notes, attempts };
}

const PKI = "/scep?operation=PKIOperation";

describe("SCEP over HTTP", () => {
  it("passes a posted message on as it is, whatever its content type says or does not say", async () => {
    for (const headers of [{}, { "content-type": "application/octet-stream" }]) {
      const { request, orders, sites } = site();
      const answer = await request(PKI, { method: "POST", body: MESSAGE, headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("application/x-pki-message");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(orders).toEqual([
        { operation: "PKIOperation", message: MESSAGE, client: "203.0.113.7" },
      ]);
      expect(sites).toEqual([
        { organization: "Acme Corporation", origin: "https://mail.acme.example" },
      ]);
    }
  });

  const forms: readonly (readonly [name: string, written: string])[] = [
    ["percent-encoded, as certmonger writes it", encodeURIComponent(BASE64)],
    ["with only = escaped, as iOS writes it", BASE64.replaceAll("=", "%3D")],
    ["not escaped at all", BASE64],
    ["URL-safe, as micromdm's scepclient writes it", Buffer.from(MESSAGE).toString("base64url")],
    ["URL-safe with padding", BASE64.replaceAll("+", "-").replaceAll("/", "_")],
    ["with a space where + was", BASE64.replaceAll("+", "%20")],
    ["in lines, as openssl writes it", encodeURIComponent(BASE64.replace(/(.{4})/g, "$1\r\n"))],
  ];
  for (const [name, written] of forms) {
    it(`reads base64 in the query ${name}`, async () => {
      const { request, orders } = site();
      const answer = await request(`${PKI}&message=${written}`);
      expect(answer.status).toBe(200);
      expect(orders[0]?.message).toEqual(MESSAGE);
    });
  }

  it("passes other operations on without their message: a CA's name, 0, or nothing", async () => {
    for (const tail of ["", "&message=", "&message=0", "&message=CAIdentifier", "&message=%zz"]) {
      const { request, orders } = site({ contentType: "text/plain" });
      expect((await request(`/scep?operation=GetCACaps${tail}`)).status).toBe(200);
      expect(orders).toMatchObject([{ operation: "GetCACaps", message: new Uint8Array() }]);
    }
  });

  it("refuses what is no message before the authority is asked", async () => {
    const { request, orders } = site();
    for (const tail of [
      "",
      "&message=",
      "&message=%zz",
      "&message=*",
      "&message=A",
      "&message=====",
    ])
      expect((await request(PKI + tail)).status).toBe(400);
    expect((await request(PKI, { method: "POST" })).status).toBe(400);
    expect((await request(PKI, { method: "POST", body: new Uint8Array() })).status).toBe(400);
    const large = new Uint8Array(64 * 1024 + 1);
    expect((await request(PKI, { method: "POST", body: large })).status).toBe(400);
    const inQuery = Buffer.alloc(100_000).toString("base64url");
    expect((await request(`${PKI}&message=${inQuery}`)).status).toBe(400);
    expect((await request("/scep")).status).toBe(400);
    expect(orders).toEqual([]);
  });

  it("takes a message of exactly 64 KB", async () => {
    const { request, orders } = site();
    const body = new Uint8Array(64 * 1024).fill(1);
    expect((await request(PKI, { method: "POST", body })).status).toBe(200);
    expect(orders[0]?.message).toHaveLength(64 * 1024);
  });

  it("says which methods it takes", async () => {
    const { request, orders } = site();
    const put = await request(PKI, { method: "PUT", body: MESSAGE });
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, POST"]);
    const posted = await request("/scep?operation=GetCACert", { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET"]);
    expect(orders).toEqual([]);
  });

  it("answers nothing below its address but revocation lists", async () => {
    const { request, orders } = site();
    for (const path of [
      "/scep/",
      "/scep/x?operation=GetCACaps",
      "/scep/crl/",
      "/scep/crl/..%2f.crl",
    ])
      expect((await request(path)).status).toBe(404);
    expect(orders).toEqual([]);
  });

  it("gives out the list of a CA it has, for a minute", async () => {
    const { request } = site();
    const answer = await request(`/scep/crl/${FINGERPRINT}.crl`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/pkix-crl");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
    expect(await answer.text()).toBe("list");
    expect((await request(`/scep/crl/${"00".repeat(32)}.crl`)).status).toBe(404);
    const post = await request(`/scep/crl/${FINGERPRINT}.crl`, { method: "POST" });
    expect(post.status).toBe(405);
  });

  it("notes what was issued in the tenant's audit log, and nothing that was refused", async () => {
    const good = site({ issued: CERTIFICATE, handsOut: CERTIFICATE });
    await good.request(PKI, { method: "POST", body: MESSAGE });
    expect(good.notes).toEqual([
      ["alice", "certificate-issued", `${CERTIFICATE.fingerprint} exchange`],
    ]);
    const renewal = { ...CERTIFICATE, renews: FINGERPRINT };
    const renewed = site({ issued: renewal, handsOut: renewal });
    await renewed.request(PKI, { method: "POST", body: MESSAGE });
    expect(renewed.notes[0]).toContain("certificate-renewed");
    const refused = site();
    await refused.request(PKI, { method: "POST", body: MESSAGE });
    expect(refused.notes).toEqual([]);
  });

  it("hands no certificate to a user who may not have mail any more, however it is asked for", async () => {
    for (const issued of [CERTIFICATE, { ...CERTIFICATE, renews: FINGERPRINT }]) {
      const leaver = site({ issued, handsOut: issued }, false);
      const answer = await leaver.request(PKI, { method: "POST", body: MESSAGE });
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toContain("answer");
      expect(leaver.attempts).toMatchObject([{ user: "alice", outcome: "eas-not-allowed" }]);
      expect(leaver.notes).toHaveLength(1);
    }
    const again = site({ handsOut: CERTIFICATE }, false);
    expect((await again.request(PKI, { method: "POST", body: MESSAGE })).status).toBe(403);
    const good = site({ handsOut: CERTIFICATE });
    expect((await good.request(PKI, { method: "POST", body: MESSAGE })).status).toBe(200);
    expect(good.notes).toEqual([]);
  });

  it("says when to come back, and lets no browser guess what an answer is", async () => {
    const slow = await site({ status: 429 }).request(PKI, { method: "POST", body: MESSAGE });
    expect([slow.status, slow.headers.get("retry-after")]).toEqual([429, "60"]);
    const { request } = site();
    for (const path of ["/scep?operation=GetCACert", `/scep/crl/${FINGERPRINT}.crl`, "/scep"])
      expect((await request(path)).headers.get("x-content-type-options")).toBe("nosniff");
  });
});
