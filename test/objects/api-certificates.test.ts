// Client certificates and challenges through the API, over the real objects; what each role does is the
// matrix's (authorization-matrix.test.ts).
import { describe, expect, it } from "vitest";
import { REVOCATION_REASONS } from "../../worker/core/certificates.ts";
import { at, issue, tenantNamed } from "./api-certificates-support.ts";
import { reasonOf } from "./api-client.ts";
import { handles, START } from "./world.ts";

describe("client certificates through the API", () => {
  it("are listed newest first, by user and by state, page by page", async () => {
    const { call } = await tenantNamed("book");
    const made = [];
    for (const user of ["alice", "bob", "alice"]) made.push(await issue(call, user));
    const [first, second, third] = made.map(({ certificate }) => certificate.fingerprint);
    const listed = async (query: string) => {
      const { body } = await call("GET", `/certificates?${query}`);
      const found = body.certificates.map((one: { fingerprint: string }) => one.fingerprint);
      return { found, next: body.next };
    };
    expect((await listed("")).found).toEqual([third, second, first]);
    expect((await listed("user=ALICE@acme.example")).found).toEqual([third, first]);
    const page = await listed("limit=2");
    expect(page.found).toEqual([third, second]);
    expect((await listed(`limit=2&after=${page.next}`)).found).toEqual([first]);
    await call("POST", `/certificates/${second}/revoke`);
    expect((await listed("state=revoked")).found).toEqual([second]);
    expect((await listed("state=valid&purpose=exchange")).found).toEqual([third, first]);
    expect((await listed("purpose=enrolment")).found).toEqual([]);
    for (const query of ["state=good", "purpose=all"]) {
      expect(reasonOf(await call("GET", `/certificates?${query}`))).toBe("400 bad-query");
    }
  });

  it.each(REVOCATION_REASONS)(
    "are revoked once, for %s, and it is written down once",
    async (reason) => {
      const { call, audit } = await tenantNamed(`revoked-${reason.toLowerCase()}`);
      const { fingerprint } = (await issue(call, "alice")).certificate;
      const path = `/certificates/${fingerprint.toUpperCase()}/revoke`;
      const revoked = await call("POST", path, { reason });
      expect(revoked.body.certificate.revoked).toMatchObject({ at: START, reason });
      const again = await call("POST", path, { reason: "unspecified" });
      expect(again.body.certificate.revoked).toMatchObject({ reason });
      expect((await call("GET", `/certificates/${fingerprint}`)).body.revoked).toMatchObject({
        reason,
      });
      const notes = (await audit()).filter(({ action }) => action === "certificate-revoked");
      expect(notes).toMatchObject([{ subject: "alice", detail: `${fingerprint} ${reason}` }]);
    },
  );

  it("of a user who was denied mail do not come to life when the record that denies it is removed", async () => {
    const { call, audit } = await tenantNamed("removed-leaver");
    const [alices, bobs] = [await issue(call, "alice"), await issue(call, "bob")];
    await call("PUT", "/users/alice", { easAllowed: false });
    await call("PUT", "/users/bob", { easAllowed: true });
    const open = await call("POST", "/challenges", { user: "alice" });
    for (const user of ["alice", "bob"])
      expect((await call("DELETE", `/users/${user}`)).status).toBe(204);
    const stateOf = async ({ certificate: { fingerprint } }: typeof alices) =>
      (await call("GET", `/certificates/${fingerprint}`)).body.state;
    expect([await stateOf(alices), await stateOf(bobs)]).toEqual(["revoked", "valid"]);
    const { challenges } = (await call("GET", "/challenges")).body;
    expect(challenges).toMatchObject([{ id: open.body.record.id, state: "dropped" }]);
    const notes = (await audit()).filter(({ action }) => action === "certificate-revoked");
    expect(notes).toMatchObject([{ subject: "alice" }]);
  });

  it("that there are not, cannot be revoked; nor for another reason", async () => {
    const { call } = await tenantNamed("unknown-certificates");
    for (const fingerprint of ["0".repeat(64), "x", "../aliases"]) {
      const path = `/certificates/${encodeURIComponent(fingerprint)}`;
      expect(reasonOf(await call("GET", path))).toBe("404 no-such-certificate");
      expect(reasonOf(await call("POST", `${path}/revoke`))).toBe("404 no-such-certificate");
    }
    const { fingerprint } = (await issue(call, "alice")).certificate;
    const bored = await call("POST", `/certificates/${fingerprint}/revoke`, { reason: "boredom" });
    expect([reasonOf(bored), bored.body.error.field]).toEqual(["400 bad-body", "reason"]);
  });

  it("are shown with the device that they are bound to", async () => {
    const { call } = await tenantNamed("bound");
    const { fingerprint } = (await issue(call, "alice")).certificate;
    await handles.authority("bound").bindCertificate(fingerprint, "applx1");
    const shown = await call("GET", "/devices/alice/ApplX1/certificates");
    expect(shown.body.certificates).toMatchObject([{ fingerprint, deviceId: "applx1" }]);
    expect((await call("GET", "/devices/bob/ApplX1/certificates")).body.certificates).toEqual([]);
  });
});

describe("challenges through the API", () => {
  it("are shown once, for the user in one spelling, with where to bring them", async () => {
    const { call, audit } = await tenantNamed("asked");
    const made = await call("POST", "/challenges", { user: "Alice" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      challenge: expect.stringMatching(/^[A-Za-z2-7]{26}$/),
      record: { user: "alice", purpose: "exchange", state: "open" },
      scep: "https://asked.example/scep",
    });
    const { challenge, record } = made.body;
    const { challenges } = (await call("GET", "/challenges")).body;
    expect(challenges).toEqual([record]);
    expect(JSON.stringify([challenges, await audit()])).not.toContain(challenge);
    expect((await audit()).at(-1)).toMatchObject({ action: "challenge-made", subject: "alice" });
  });

  it("are bound to what is asked for, and nothing else is taken", async () => {
    const { call } = await tenantNamed("narrow");
    const device = { udid: "0f".repeat(20), serial: "X1" };
    const body = { user: "alice", purpose: "enrolment", device };
    expect((await call("POST", "/challenges", body)).body.record).toMatchObject(body);
    for (const [wrong, field] of [
      [{ user: " " }, "user"],
      [{ user: "alice", purpose: "profile-service" }, "purpose"],
      [{ user: "alice", device: {} }, "device.udid"],
      [{ user: "alice", lifetime: 9 }, "lifetime"],
    ] as const) {
      const answer = await call("POST", "/challenges", wrong);
      expect([reasonOf(answer), answer.body.error.field]).toEqual(["400 bad-body", field]);
    }
    const none = await call("POST", "/challenges", { user: "al\u0000ice" });
    expect([none.status, none.body.error.field]).toEqual([400, "user"]);
  });

  it("are dropped while they are open, and then are no more", async () => {
    const { call, audit } = await tenantNamed("dropped");
    const { record } = (await call("POST", "/challenges", { user: "alice" })).body;
    expect((await call("DELETE", `/challenges/${record.id}`)).status).toBe(204);
    expect((await call("GET", "/challenges")).body.challenges).toMatchObject([
      { state: "dropped" },
    ]);
    for (const id of [record.id, "nothing"]) {
      expect(reasonOf(await call("DELETE", `/challenges/${id}`))).toBe("404 no-such-challenge");
    }
    const dropped = (await audit()).filter(({ action }) => action === "challenge-dropped");
    expect(dropped).toHaveLength(1);
  });

  it("end after the hours that the rules give them", async () => {
    const { call } = await tenantNamed("short-lived");
    await call("PATCH", "/authority/rules", { challengeHours: 2 });
    await call("POST", "/challenges", { user: "alice" });
    await at("short-lived", START + 7_200_000);
    expect((await call("GET", "/challenges")).body.challenges).toMatchObject([
      { state: "expired" },
    ]);
  });
});
