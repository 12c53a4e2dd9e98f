// The signing identity through the API: what is shown, prepared, imported and rolled over, by whom,
// and what the audit log says of it.
import "reflect-metadata";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { IdentityDocument } from "../../worker/routes/api/identity.ts";
import { encodeBase64 } from "../../worker/wire/base64.ts";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { NOW } from "./authority-support.ts";
import { DAY, env, handles, setClock, stubOf } from "./world.ts";

afterEach(() => vi.restoreAllMocks());

const BODY = { pkcs12: encodeBase64(PKCS12.aes), password: PKCS12_PASSWORD };

/** A tenant with a token of its administrator; both clocks stand at NOW. */
async function tenantNamed(name: string) {
  await makeTenant(name);
  const token = await tokenFor(`administrator:${name}`);
  await at(name, NOW);
  const path = `/tenants/${name}/identity`;
  const post = (deed: string, body: object = {}) =>
    send("POST", `${path}/${deed}`, { token, body });
  const show = async (): Promise<IdentityDocument> => (await send("GET", path, { token })).body;
  const audit = async (): Promise<{ action: string; subject: string }[]> =>
    (await send("GET", `/tenants/${name}/audit`, { token })).body.entries;
  return { token, path, post, show, audit };
}

async function at(tenant: string, now: number) {
  await setClock(stubOf(env.AUTHORITY, tenant), now);
  await setClock(stubOf(env.TENANT, tenant), now);
}

/** A profile of `user`, handed out now and in use on one device. */
async function provision(tenant: string, user: string) {
  const hash = user.padEnd(64, "0");
  await handles.tenant(tenant).handOut(user, hash, "version");
  await handles.tenant(tenant).bind(hash, user, `APPL${user}`);
}

describe("the signing identity through the API", () => {
  it("is shown with its chain, its warnings, and whose profiles it signed", async () => {
    const { show } = await tenantNamed("shown");
    const first = await show();
    expect(first.current).toMatchObject({
      source: "made",
      signsSince: NOW,
      warnings: ["not-verified"],
      chain: [{ subject: "O=shown, CN=shown Profile Signing", key: "RSA 2048" }, {}],
    });
    expect(first.signedNow).toEqual({ profiles: 0, users: [] });
    await handles.tenant("shown").handOut("never-used", "0".repeat(64), "version");
    await provision("shown", "bob");
    await provision("shown", "alice");
    const { signedNow, signedEarlier } = await show();
    expect(signedNow).toEqual({ profiles: 2, users: ["alice", "bob"] });
    expect(signedEarlier).toEqual({ profiles: 0, users: [] });
  });

  it("rolls over to an imported one, and names who must remove the old profile first", async () => {
    const { post, show, audit } = await tenantNamed("rolls");
    await show();
    await provision("rolls", "alice");
    const imported = await post("import", BODY);
    expect(imported.status).toBe(201);
    expect(imported.body.next).toMatchObject({ source: "imported" });
    expect((await show()).next).toEqual(imported.body.next);
    await at("rolls", NOW + DAY);
    const rolled = await post("roll-over", { confirm: "rolls" });
    expect(rolled.body).toMatchObject({
      current: { source: "imported", signsSince: NOW + DAY },
      signedNow: { profiles: 0, users: [] },
      signedEarlier: { profiles: 1, users: ["alice"] },
    });
    expect(rolled.body).not.toHaveProperty("next");
    await provision("rolls", "bob");
    expect((await show()).signedNow.users).toEqual(["bob"]);
    const fingerprint = imported.body.next.chain[0].fingerprint;
    expect((await audit()).slice(-6).filter(({ action }) => /identity/.test(action))).toMatchObject(
      [
        { action: "identity-imported", subject: fingerprint },
        { action: "identity-rolled-over", subject: fingerprint },
      ],
    );
  });

  it("is prepared, dropped, and rolled over only when confirmed by the tenant's name", async () => {
    const { token, path, post, audit } = await tenantNamed("careful");
    expect(reasonOf(await post("roll-over", { confirm: "careful" }))).toBe("409 no-next-identity");
    expect((await post("prepare")).status).toBe(201);
    const unsure = await post("roll-over", { confirm: "yes" });
    expect(reasonOf(unsure)).toBe("400 not-confirmed");
    expect(unsure.body.error.field).toBe("confirm");
    expect((await send("DELETE", `${path}/next`, { token })).status).toBe(204);
    expect(reasonOf(await send("DELETE", `${path}/next`, { token }))).toBe("409 no-next-identity");
    await post("prepare");
    await at("careful", NOW + 2_000 * DAY);
    const late = await post("roll-over", { confirm: "careful" });
    expect(reasonOf(late)).toBe("409 signing-identity-expired");
    expect((await audit()).map(({ action }) => action).slice(-3)).toEqual([
      "identity-prepared",
      "identity-next-dropped",
      "identity-prepared",
    ]);
  });

  it.each([
    [{ ...BODY, password: "guess" }, "password", "wrong-password", "does not open"],
    [{ ...BODY, pkcs12: encodeBase64(PKCS12.rc2) }, "pkcs12", "pkcs12-algorithm", "RC2-40"],
    [{ ...BODY, pkcs12: "AAEC" }, "pkcs12", "bad-pkcs12", "no PKCS#12 file"],
    [{ certificates: "x", privateKey: "x" }, "privateKey", "no-private-key", "no private key"],
    [{ certificates: "-----BEGIN X-----", privateKey: "x" }, "certificates", "bad-pem", "no PEM"],
  ])("says what is wrong with an import, row %#", async (body, field, problem, words) => {
    const { post, show, audit } = await tenantNamed("wrong-imports");
    const { status, body: answer } = await post("import", body);
    expect([status, answer.error.reason, answer.error.field]).toEqual([400, "bad-identity", field]);
    expect(answer.error.problems).toMatchObject([{ problem }]);
    expect(answer.error.message).toContain(words);
    expect(await show()).not.toHaveProperty("next");
    expect((await audit()).some(({ action }) => action === "identity-imported")).toBe(false);
  });

  it.each([
    [{}, undefined],
    [{ certificates: "x" }, undefined],
    [{ ...BODY, privateKey: "x" }, undefined],
    [{ certificates: "x", privateKey: "x", password: "x" }, undefined],
    [{ pkcs12: "%%%" }, "pkcs12"],
    [{ pkcs12: 7 }, "pkcs12"],
    [{ ...BODY, key: "x" }, "key"],
  ])("refuses half a body and unknown fields, row %#", async (body, field) => {
    const { post } = await tenantNamed("half-bodies");
    const answer = await post("import", body);
    expect(reasonOf(answer)).toBe("400 bad-body");
    expect(answer.body.error.field).toBe(field);
  });

  it("takes base64 in lines, and a password of none", async () => {
    const { post } = await tenantNamed("in-lines");
    const pkcs12 = BODY.pkcs12.replace(/.{76}/g, "$&\r\n");
    expect((await post("import", { ...BODY, pkcs12 })).status).toBe(201);
    const without = await post("import", { pkcs12 });
    expect(without.body.error.problems).toEqual([{ problem: "wrong-password" }]);
  });

  it("is read by auditors and changed by administrators alone", async () => {
    const { path } = await tenantNamed("roles");
    const [auditor, helpDesk] = [
      await tokenFor("auditor:roles"),
      await tokenFor("help-desk:roles"),
    ];
    expect((await send("GET", path, { token: auditor })).status).toBe(200);
    expect(reasonOf(await send("GET", path, { token: helpDesk }))).toBe("403 scope-too-small");
    for (const [method, deed] of [
      ["POST", "prepare"],
      ["POST", "import"],
      ["POST", "roll-over"],
      ["DELETE", "next"],
    ] as const) {
      const answer = await send(method, `${path}/${deed}`, { token: auditor, body: BODY });
      expect(reasonOf(answer)).toBe("403 scope-too-small");
    }
  });

  it("leaves neither password nor key in answers, the tenant's storage and the log", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { post, show, audit } = await tenantNamed("quiet");
    const answers = [
      await post("import", { ...BODY, password: "a-wrong-guess" }),
      await post("import", BODY),
      await post("roll-over", { confirm: "quiet" }),
      await post("import", { ...BODY, password: 7 }),
    ].map(({ body }) => body);
    const said = JSON.stringify([answers, await show(), await audit(), log.mock.calls]);
    for (const secret of [
      PKCS12_PASSWORD,
      "a-wrong-guess",
      "PRIVATE KEY",
      BODY.pkcs12.slice(0, 40),
    ]) {
      expect(said).not.toContain(secret);
    }
  });
});
