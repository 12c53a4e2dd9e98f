// Certificate alone at the gateway: nobody types a password, and Exchange hears from us who asks. And wipes, which a device's
// own certificate may receive where no password is taken any more.
import { describe, expect, test } from "vitest";
import type { UserAdmission } from "../../worker/objects/handles/tenant-gate.ts";
import { ALICES, BOBS, openBook, STRANGERS } from "./activesync-book.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  PASSWORD,
  plainQuery,
  type Setting,
  START,
} from "./activesync-support.ts";

const { start, seen, logged } = gatewayPerTest();
const query = plainQuery("FolderSync", { user: "alice" });
const password = basic("alice", PASSWORD);
const shown = (fingerprint: string) => ({ shown: { fingerprint } });
const withCertificate = { query, authorization: password, ...shown(ALICES) };
const alone = { query, authorization: null, ...shown(ALICES) };
const needs = (way: "with-password" | "alone"): { admission: Partial<UserAdmission> } => ({
  admission: { clientCertificates: way },
});

/** An Exchange, or a front before it, that takes our word and no password. */
const trusting: Answer = ({ method, headers }, response) => {
  const identity = headers["provost-identity"];
  if (headers.authorization || !String(identity).startsWith("identity-"))
    return void response.writeHead(401).end();
  response.setHeader("MS-ASProtocolVersions", "12.1");
  response.end(method === "OPTIONS" ? "" : "mail");
};

/** A gateway, and the book of its tenant's authority. */
async function withBook(setting: Setting) {
  const book = openBook();
  const gateway = await start({ ...setting, authority: book.authority });
  const reasons = () => gateway.kept.refusals.map(({ reason }) => reason);
  return { ...gateway, book, reasons };
}

describe("certificate alone", () => {
  const setting = { ...needs("alone"), exchange: trusting } as const;

  test("a phone gets in without any Authorization, and Exchange hears from us who asks", async () => {
    const { request, kept, book } = await withBook(setting);
    const answer = await request(alone);
    expect([answer.status, await answer.text()]).toEqual([200, "mail"]);
    const { headers } = seen().at(-1) ?? {};
    expect(headers?.["provost-identity"]).toBe("identity-1-of-alice");
    expect(headers?.authorization).toBeUndefined();
    expect(kept.proof).toBe("certificate");
    const [identity] = book.identities;
    expect(identity).toMatchObject({ login: "alice", issuer: "https://mail.acme.test" });
    expect(identity?.audience).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(logged()).not.toContain("identity-1");
  });

  test("the identity is made once and kept until shortly before its end", async () => {
    const { request, book, clock } = await withBook(setting);
    for (let count = 0; count < 3; count++) expect((await request(alone)).status).toBe(200);
    await clock.advance(200_000);
    expect((await request(alone)).status).toBe(200);
    expect(book.identities).toHaveLength(1);
    await clock.advance(60_000);
    expect((await request(alone)).status).toBe(200);
    expect(book.identities).toHaveLength(2);
  });

  test("an identity that a client sends along never reaches Exchange", async () => {
    const { request } = await withBook(setting);
    const headers = { "provost-identity": "forged", "provost-front-secret": "x" };
    expect((await request({ ...alone, headers })).status).toBe(200);
    expect(seen().at(-1)?.headers).toMatchObject({ "provost-identity": "identity-1-of-alice" });
    expect(seen().at(-1)?.headers["provost-front-secret"]).toBeUndefined();
  });

  test("a password that is sent along is judged by nobody and reaches nobody", async () => {
    const { request, kept } = await withBook(setting);
    const authorization = basic("alice", "any");
    expect((await request({ ...alone, authorization })).status).toBe(200);
    expect([kept.guesses, seen().at(-1)?.headers.authorization]).toEqual([[], undefined]);
  });

  test("nor is it tried when Exchange is to be asked which versions it offers", async () => {
    const { request, received, clock } = await withBook(setting);
    await request(alone);
    await clock.advance(61_000);
    const newer = { headers: { "ms-asprotocolversion": "14.1" } };
    await request({ ...alone, ...newer, authorization: basic("alice", "any") });
    expect(received.filter(({ headers }) => headers.authorization)).toEqual([]);
  });

  test("User= and Authorization must name the certificate's user", async () => {
    const { request, book } = await withBook(setting);
    const asBob = plainQuery("FolderSync", { user: "bob" });
    expect((await request({ ...alone, query: asBob })).status).toBe(400);
    const authorization = basic("bob", PASSWORD);
    expect((await request({ ...alone, query: asBob, authorization })).status).toBe(401);
    expect([book.identities, seen()]).toEqual([[], []]);
  });

  test("without a certificate a password is not enough, even one that Exchange takes", async () => {
    const { request, reasons } = await withBook(needs("alone"));
    expect((await request({ query, authorization: password })).status).toBe(403);
    expect(reasons()).toEqual(["certificate-missing"]);
    expect((await request({ query, authorization: null })).status).toBe(401);
  });

  test("a stranger's certificate asks for credentials, as no certificate does", async () => {
    const { request, kept } = await withBook(setting);
    for (const by of [shown(STRANGERS), shown("")])
      expect((await request({ ...alone, ...by })).status).toBe(401);
    expect(kept.refusals).toEqual([]);
  });

  test("whose certificate is another's meanwhile, as after a restore, is tried with no empty password", async () => {
    const { request, received, book, clock } = await withBook(setting);
    expect((await request(alone)).status).toBe(200);
    const before = received.length;
    book.write(ALICES, { user: "carol" });
    await clock.advance(6000);
    expect((await request(alone)).status).toBe(401);
    expect(received).toHaveLength(before);
  });

  test.each([
    [
      "revoked",
      { revoked: { at: START, by: "bob", reason: "keyCompromise" } },
      "certificate-revoked",
    ],
    ["at its end", { notAfter: START - 1 }, "certificate-expired"],
    ["bound to another device", { deviceId: "appl1" }, "certificate-on-another-device"],
    ["made for the enrolment", { purpose: "enrolment" }, "certificate-for-another-purpose"],
  ] as const)(
    "a certificate that is %s lets nobody in, also while the adapter only reports",
    async (_name, change, reason) => {
      for (const adapter of [{}, { reportOnly: true }]) {
        const { request, book, reasons } = await withBook({ ...setting, adapter });
        book.write(ALICES, change);
        expect([(await request(alone)).status, reasons()]).toEqual([403, [reason]]);
        expect([seen(), book.identities]).toEqual([[], []]);
      }
    },
  );

  test("what no Exchange confirmed never passes for a confirmed password", async () => {
    const admission: { clientCertificates: "alone" | "with-password" } = {
      clientCertificates: "alone",
    };
    const { request, clock } = await withBook({ admission, exchange: trusting });
    const both = { ...alone, authorization: basic("alice", "any") };
    expect((await request(both)).status).toBe(200);
    admission.clientCertificates = "with-password";
    await clock.advance(6000);
    expect((await request(both)).status).toBe(401);
  });

  test("an Exchange that does not take our word is no fault of the phone: it comes back", async () => {
    const refusing: Answer = (_request, response) => void response.writeHead(401).end();
    const { request, reasons, book } = await withBook({ ...setting, exchange: refusing });
    const answer = await request(alone);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "60"]);
    expect(answer.headers.get("www-authenticate")).toBeNull();
    expect(reasons()).toEqual(["identity-refused-upstream"]);
    await request(alone);
    expect(book.identities).toHaveLength(2);
  });

  test("OPTIONS is signed in the same way", async () => {
    const { request } = await withBook(setting);
    const answer = await request({ method: "OPTIONS", authorization: null, ...shown(ALICES) });
    expect([answer.status, answer.headers.get("ms-asprotocolversions")]).toEqual([200, "12.1"]);
  });
});

describe("a wipe", () => {
  const gone: Answer = (_request, response) => void response.writeHead(401).end();
  const told = 449;
  // Who shows a policy key is told by 449, and who shows none by 403, as a refusal is.
  const headers = { "x-ms-policykey": "0" };

  test.each(["with-password", "alone"] as const)(
    "is told to the device's own certificate although Exchange takes no password (%s)",
    async (way) => {
      const { request, kept, book } = await withBook({ ...needs(way), exchange: gone });
      book.write(ALICES, { deviceId: "appl87837l1xy7h" });
      wipeStep(kept, "request", START);
      expect((await request({ ...withCertificate, headers })).status).toBe(told);
      book.write(ALICES, { revoked: { at: START, by: "bob", reason: "cessationOfOperation" } });
      const again = { ...withCertificate, headers, authorization: basic("alice", "other") };
      expect((await request(again)).status).toBe(told);
    },
  );

  test("is told where the certificate alone signs in and was revoked with the order", async () => {
    const { request, kept, book } = await withBook({ ...needs("alone"), exchange: trusting });
    book.write(ALICES, {
      deviceId: "appl87837l1xy7h",
      revoked: { at: START, by: "bob", reason: "cessationOfOperation" },
    });
    wipeStep(kept, "request", START);
    expect((await request({ ...alone, headers })).status).toBe(told);
    expect(seen()).toEqual([]);
  });

  test("is not told to a certificate that was revoked before, nor to another user's", async () => {
    const { request, kept, book } = await withBook({ ...needs("alone"), exchange: gone });
    book.write(ALICES, { revoked: { at: START - 1, by: "bob", reason: "keyCompromise" } });
    wipeStep(kept, "request", START);
    expect((await request({ ...alone, headers })).status).toBe(403);
    const authorization = basic("alice", "guess");
    expect((await request({ ...alone, headers, ...shown(BOBS), authorization })).status).toBe(401);
  });
});
