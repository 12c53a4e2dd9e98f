// Client certificates through the whole Worker in workerd: told by Cloudflare's edge in request.cf, judged by the book of
// the tenant's real authority, with a real signed identity towards Exchange.
import { createExecutionContext } from "cloudflare:test";
import { createHash } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeApp } from "../../worker/app.ts";
import type { Clock } from "../../worker/clock.ts";
import { openPkcs12 } from "../../worker/wire/pkcs12.ts";
import { makeTenant, send } from "./api-client.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

let now = START;
const clock: Clock = { now: () => now, sleep: async () => new Promise(() => undefined) };
const app = makeApp(clock);
const bindings = { ...env, CLIENT_CERTIFICATES: "cloudflare" };
const PATH = "/Microsoft-Server-ActiveSync";
const FOLDER_SYNC = Uint8Array.from([
  0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x56, 0x52, 0x03, 0x30, 0x00, 0x01, 0x01,
]);

const SCHEMAS = "http://schemas.microsoft.com/exchange/autodiscover";
const AUTODISCOVER = `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="${SCHEMAS}/mobilesync/requestschema/2006"><Request>
<EMailAddress>alice@acme.example</EMailAddress>
<AcceptableResponseSchema>${SCHEMAS}/mobilesync/responseschema/2006</AcceptableResponseSchema>
</Request></Autodiscover>`;

/** What Exchange was asked. */
const asked: Headers[] = [];
beforeAll(() => {
  vi.stubGlobal("fetch", async (_url: string, init: { headers: Headers }) => {
    asked.push(new Headers(init.headers));
    return new Response("mail", { headers: { "content-type": "application/vnd.ms-sync.wbxml" } });
  });
});
afterAll(() => vi.unstubAllGlobals());

/** A tenant whose phones sign in by a certificate alone, and alice's, made by hand. */
async function site(name: string) {
  await makeTenant(name);
  await send("PATCH", `/tenants/${name}/adapter`, { body: { clientCertificates: "alone" } });
  await send("POST", `/tenants/${name}/adapter/restart`);
  const authority = handles.authority(name);
  await setClock(stubOf(env.AUTHORITY, name), START);
  const origin = `https://${name}.example`;
  const made = await authority.makeIdentity(
    { user: "alice", madeBy: "owner", delivery: "by-hand" },
    { organization: name, origin },
  );
  const file = openPkcs12(made.pkcs12, made.password);
  const der = file.ok && file.certificates[0];
  if (!der) throw new Error("the file has no certificate");
  const visit = async (path: string, tls: object | undefined, deviceId = "Appl1") => {
    const query = `?User=alice&DeviceId=${deviceId}&DeviceType=iPhone&Cmd=FolderSync`;
    const isMail = path === PATH;
    const request = new Request(`${origin}${path}${isMail ? query : ""}`, {
      headers: { "ms-asprotocolversion": "12.1", "user-agent": "Apple-iPhone/705.18" },
      ...(isMail && { method: "POST", body: FOLDER_SYNC }),
      cf: { tlsClientAuth: tls } as never,
    });
    const fetch = app.fetch as NonNullable<typeof app.fetch>;
    return fetch(request as never, bindings, createExecutionContext());
  };
  const certRFC9440 = `:${Buffer.from(der).toString("base64")}:`;
  const tls = { certPresented: "1", certVerified: "SUCCESS", certRFC9440 };
  const fingerprint = createHash("sha256").update(der).digest("hex");
  return { authority, origin, tls, fingerprint, visit, tenant: handles.tenant(name) };
}

describe("a certificate that Cloudflare tells of", () => {
  it("lets its phone in alone, which is bound to it, and Exchange gets an identity that verifies", async () => {
    const { visit, tls, origin, authority, fingerprint, tenant } = await site("edge-alone");
    const answer = await visit(PATH, tls);
    expect([answer.status, await answer.text()]).toEqual([200, "mail"]);
    const identity = asked.at(-1)?.get("provost-identity") ?? "";
    const keys = await (await visit("/.well-known/provost-identity-keys.json", undefined)).json();
    const { payload } = await jwtVerify(identity, createLocalJWKSet(keys as never), {
      issuer: origin,
      algorithms: ["ES256"],
      currentDate: new Date(START),
    });
    expect(payload.sub).toBe("alice");
    expect(asked.at(-1)?.get("authorization")).toBeNull();
    expect(await authority.issued(fingerprint)).toMatchObject({ deviceId: "appl1" });
    expect(await tenant.device("alice", "appl1")).toMatchObject({ proof: "certificate" });
  });

  it("signs its user in at Autodiscover, and nobody else", async () => {
    const { origin, tls } = await site("edge-autodiscover");
    const ask = async (tlsClientAuth: object, authorization?: string) => {
      const request = new Request(`${origin}/autodiscover/autodiscover.xml`, {
        method: "POST",
        body: AUTODISCOVER,
        headers: { ...(authorization && { authorization }) },
        cf: { tlsClientAuth } as never,
      });
      const fetch = app.fetch as NonNullable<typeof app.fetch>;
      return fetch(request as never, bindings, createExecutionContext());
    };
    const answer = await ask(tls);
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining(`<Url>${origin}${PATH}</Url>`),
    ]);
    expect((await ask({ ...tls, certVerified: "FAILED" })).status).toBe(401);
    const client = { "client-cert": tls.certRFC9440 };
    const told = new Request(`${origin}/autodiscover/autodiscover.xml`, {
      headers: client,
      method: "POST",
    });
    const fetch = app.fetch as NonNullable<typeof app.fetch>;
    expect((await fetch(told as never, bindings, createExecutionContext())).status).toBe(400);
  });

  it("lets nobody in where Cloudflare did not verify it, or tells of none", async () => {
    const { visit, tls } = await site("edge-unverified");
    for (const change of [{ certVerified: "FAILED:unable to verify" }, { certPresented: "0" }])
      expect((await visit(PATH, { ...tls, ...change })).status).toBe(401);
    expect((await visit(PATH, undefined)).status).toBe(401);
  });

  it("lets nobody in at another tenant", async () => {
    const here = await site("edge-here");
    const there = await site("edge-there");
    expect((await there.visit(PATH, here.tls)).status).toBe(401);
  });

  it("lets no second device in with a copy, nor anybody once it is revoked", async () => {
    const { visit, tls, authority, fingerprint } = await site("edge-copied");
    expect((await visit(PATH, tls)).status).toBe(200);
    expect((await visit(PATH, tls, "Appl2")).status).toBe(403);
    await authority.revokeCertificate(fingerprint, "keyCompromise", "owner");
    now += 5_000;
    expect((await visit(PATH, tls)).status).toBe(403);
  });

  it("is revoked when its device is forgotten, and the device's life tells of a revocation", async () => {
    const { visit, tls, authority, fingerprint, tenant } = await site("edge-forgotten");
    expect((await visit(PATH, tls)).status).toBe(200);
    const at = "/tenants/edge-forgotten";
    await send("POST", `${at}/certificates/${fingerprint}/revoke`, { body: {} });
    const [event] = await tenant.deviceEvents("alice", "appl1");
    expect(event).toMatchObject({ event: "certificate-revoked", actor: "owner" });
    const {
      visit: visitNow,
      tls: other,
      authority: book,
      fingerprint: print,
    } = await site("edge-forgets");
    expect((await visitNow(PATH, other)).status).toBe(200);
    await send("DELETE", "/tenants/edge-forgets/devices/alice/appl1");
    expect(await book.issued(print)).toMatchObject({
      revoked: { reason: "cessationOfOperation", by: "owner" },
    });
    expect(await authority.issued(fingerprint)).toMatchObject({ revoked: { by: "owner" } });
  });
});
