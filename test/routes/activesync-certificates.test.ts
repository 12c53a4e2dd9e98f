// Client certificates at the gateway: certificate and password, where the certificate proves the device and Exchange judges
// the password.
import { describe, expect, test } from "vitest";
import type { UserAdmission } from "../../worker/objects/handles/tenant-gate.ts";
import { ALICES, BOBS, ENROLMENTS, openBook, STRANGERS } from "./activesync-book.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, PASSWORD, plainQuery, type Setting, START } from "./activesync-support.ts";

const { start, seen, logged } = gatewayPerTest();
const query = plainQuery("FolderSync", { user: "alice" });
const password = basic("alice", PASSWORD);
const shown = (fingerprint: string) => ({ shown: { fingerprint } });
const withCertificate = { query, authorization: password, ...shown(ALICES) };
const both: { admission: Partial<UserAdmission> } = {
  admission: { clientCertificates: "with-password" },
};

/** A gateway, and the book of its tenant's authority. */
async function withBook(setting: Setting) {
  const book = openBook();
  const gateway = await start({ ...setting, authority: book.authority });
  const reasons = () => gateway.kept.refusals.map(({ reason }) => reason);
  return { ...gateway, book, reasons };
}

describe("where nobody uses certificates", () => {
  test("no authority is asked, and a request with a certificate field is refused as nonsense", async () => {
    const { request } = await start();
    expect((await request({})).status).toBe(200);
    const headers = { "client-cert": ":AAAA:" };
    expect((await request({ headers, query })).status).toBe(400);
    expect(logged()).toContain("certificate-not-from-front");
    // Warm, it is the same request to the letter: the field is not believed, and does not reach Exchange.
    expect((await request({ headers })).status).toBe(200);
    expect(seen().at(-1)?.headers["client-cert"]).toBeUndefined();
  });

  test("a good certificate proves a device as a token does, and a bad one is no better than none", async () => {
    const { request, kept, reasons } = await withBook({});
    expect((await request(withCertificate)).status).toBe(200);
    expect(kept.proof).toBe("certificate");
    expect((await request({ ...withCertificate, ...shown(STRANGERS) })).status).toBe(403);
    expect(reasons()).toEqual(["token-missing"]);
  });
});

describe("certificate and password", () => {
  test("a phone with both gets in, is bound to its certificate, and Exchange gets the password alone", async () => {
    const { request, kept, book } = await withBook(both);
    expect((await request(withCertificate)).status).toBe(200);
    expect(kept.devices.at(-1)?.proof).toBe("certificate");
    const { headers } = seen().at(-1) ?? {};
    expect([headers?.authorization, headers?.["provost-identity"]]).toEqual([password, undefined]);
    expect(await book.authority.issued?.(ALICES)).toMatchObject({ deviceId: "appl87837l1xy7h" });
  });

  test.each([
    ["certificate-missing", {}],
    ["certificate-unknown", shown(STRANGERS)],
    ["certificate-unknown", shown("")],
    ["certificate-of-another-user", shown(BOBS)],
    ["certificate-for-another-purpose", shown(ENROLMENTS)],
  ])("the right password without its certificate is %s", async (reason, by) => {
    const { request, reasons } = await withBook(both);
    const answer = await request({ query, authorization: password, ...by });
    expect([answer.status, reasons()]).toEqual([403, [reason]]);
    expect(seen()).toEqual([]);
  });

  test("a provisioning token is no certificate", async () => {
    const { request, reasons } = await withBook(both);
    expect([(await request({})).status, reasons()]).toEqual([403, ["certificate-missing"]]);
  });

  test("a wrong password is asked for again, whatever the certificate, and counts as a guess", async () => {
    const { request, kept } = await withBook(both);
    const authorization = basic("alice", "wrong");
    expect((await request({ ...withCertificate, authorization })).status).toBe(401);
    expect((await request({ ...withCertificate, authorization: null })).status).toBe(401);
    expect([kept.guesses.length, kept.refusals]).toEqual([1, []]);
  });

  test("a certificate that another device uses, as a copy would, is refused there", async () => {
    const { request, reasons } = await withBook(both);
    expect((await request(withCertificate)).status).toBe(200);
    const other = plainQuery("FolderSync", { user: "alice", deviceId: "ApplCOPY" });
    expect((await request({ ...withCertificate, query: other })).status).toBe(403);
    expect(reasons()).toEqual(["certificate-on-another-device"]);
  });

  test.each([
    ["before its time", { notBefore: START + 1 }, "certificate-not-yet-valid"],
    ["after its time", { notAfter: START - 1 }, "certificate-expired"],
  ])("a certificate %s is refused", async (_name, change, reason) => {
    const { request, book, reasons } = await withBook(both);
    book.write(ALICES, change);
    expect([(await request(withCertificate)).status, reasons()]).toEqual([403, [reason]]);
  });

  test("while the adapter only reports, what is missing is written down and let through; a revoked one is not", async () => {
    const reporting = { ...both, adapter: { reportOnly: true } };
    const { request, kept, book } = await withBook(reporting);
    expect((await request({ query, authorization: password })).status).toBe(200);
    expect(kept.refusals).toMatchObject([{ reason: "certificate-missing", letThrough: true }]);
    book.write(ALICES, { revoked: { at: START, by: "bob", reason: "keyCompromise" } });
    expect((await request(withCertificate)).status).toBe(403);
  });

  test("a revocation holds within the five seconds that a standing is remembered", async () => {
    const { request, book, clock, reasons } = await withBook(both);
    expect((await request(withCertificate)).status).toBe(200);
    const before = book.asked.length;
    book.write(ALICES, { revoked: { at: START, by: "bob", reason: "keyCompromise" } });
    expect((await request(withCertificate)).status).toBe(200);
    expect(book.asked.length).toBe(before);
    await clock.advance(5000);
    expect((await request(withCertificate)).status).toBe(403);
    expect(reasons()).toEqual(["certificate-revoked"]);
  });

  test("another certificate is another asker: what one is remembered for, the other is not", async () => {
    const { request } = await withBook(both);
    expect((await request(withCertificate)).status).toBe(200);
    expect((await request({ ...withCertificate, ...shown(STRANGERS) })).status).toBe(403);
    expect((await request({ query, authorization: password })).status).toBe(403);
    expect((await request(withCertificate)).status).toBe(200);
  });

  test("what was told of a certificate and cannot be believed is nonsense", async () => {
    const { request, kept } = await withBook(both);
    for (const refused of ["certificate-not-from-front", "certificate-unreadable"] as const) {
      const answer = await request({ ...withCertificate, shown: { refused } });
      expect(answer.status).toBe(400);
    }
    expect([kept.refusals, seen()]).toEqual([[], []]);
  });
});
