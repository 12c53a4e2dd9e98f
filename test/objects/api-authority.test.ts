// The certificate authority and delivery by hand through the API, over the real objects.
import { X509Certificate } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readPem } from "../../worker/wire/pem.ts";
import { at, issue, tenantNamed } from "./api-certificates-support.ts";
import { reasonOf } from "./api-client.ts";
import { DAY, env, rows, START, stubOf } from "./world.ts";

afterEach(() => vi.restoreAllMocks());

describe("the certificate authority through the API", () => {
  it("makes its first CA when it is first looked at, and says where things are", async () => {
    const { show } = await tenantNamed("first");
    const shown = await show();
    expect(shown.authorities).toMatchObject([{ place: "current", source: "made", valid: 0 }]);
    expect(shown.addresses).toEqual({
      scep: "https://first.example/scep",
      identityKeys: "https://first.example/.well-known/provost-identity-keys.json",
    });
    expect(await show()).toEqual(shown);
  });

  it("changes the rules that are named, and takes none that contradict", async () => {
    const { call, show, audit } = await tenantNamed("ruled");
    const before = (await show()).rules;
    const body = { validityDays: 90, legacyDevices: true };
    expect((await call("PATCH", "/authority/rules", body)).body.rules).toEqual({
      ...before,
      ...body,
    });
    expect((await audit()).at(-1)).toMatchObject({
      action: "authority-rules-set",
      detail: "validityDays=90 legacyDevices=true",
    });
    const late = await call("PATCH", "/authority/rules", { renewalDays: 90 });
    expect([reasonOf(late), late.body.error.field]).toEqual(["400 bad-rules", "renewalDays"]);
    for (const [rule, value] of [
      ["validityDays", 0],
      ["validityDays", 4_000],
      ["renewalDays", -1],
      ["challengeHours", 1.5],
      ["challengeHours", null],
      ["legacyDevices", "yes"],
      ["keyBits", 512],
    ] as const) {
      const answer = await call("PATCH", "/authority/rules", { [rule]: value });
      expect([reasonOf(answer), answer.body.error.field]).toEqual(["400 bad-body", rule]);
    }
    expect((await show()).rules).toEqual({ ...before, ...body });
  });

  it("lets a CA wait, gives its files out before it issues, and rolls over when confirmed", async () => {
    const { call, show, audit } = await tenantNamed("rolling");
    const { certificate } = await issue(call, "alice");
    const { next } = (await call("POST", "/authority/prepare")).body;
    const [leaf] = next.chain;
    const pem = (await call("GET", `/authority/${leaf.fingerprint}/chain.pem`)).body;
    expect(new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase()).toBe(
      leaf.fingerprint,
    );
    const unsure = await call("POST", "/authority/roll-over", { confirm: "yes" });
    expect([reasonOf(unsure), unsure.body.error.field]).toEqual(["400 not-confirmed", "confirm"]);
    const rolled = await call("POST", "/authority/roll-over", { confirm: "rolling" });
    expect(rolled.body.authorities.map(({ place }: { place: string }) => place).sort()).toEqual([
      "current",
      "former",
    ]);
    expect((await issue(call, "bob")).certificate.issuer).toBe(leaf.fingerprint);
    expect((await call("GET", `/certificates/${certificate.fingerprint}`)).status).toBe(200);
    const former = (await show()).authorities.find(({ place }) => place === "former");
    expect(former?.chain[0]?.fingerprint).toBe(certificate.issuer);
    const again = await call("POST", "/authority/roll-over", { confirm: "rolling" });
    expect(reasonOf(again)).toBe("409 no-next-authority");
    const acts = (await audit()).filter(({ action }) => action.startsWith("authority-"));
    expect(acts.map(({ action }) => action)).toEqual([
      "authority-prepared",
      "authority-rolled-over",
    ]);
  });

  it("drops a CA that waits, once", async () => {
    const { call, show } = await tenantNamed("dropping");
    await call("POST", "/authority/prepare");
    expect((await call("DELETE", "/authority/next")).status).toBe(204);
    expect((await show()).authorities).toHaveLength(1);
    expect(reasonOf(await call("DELETE", "/authority/next"))).toBe("409 no-next-authority");
  });

  it("gives its certificate and its CRL out as PEM and as DER", async () => {
    const { call, show } = await tenantNamed("files");
    const fingerprint = (await show()).authorities[0]?.chain[0]?.fingerprint ?? "";
    for (const [name, type, label] of [
      ["chain.pem", "application/x-pem-file", "CERTIFICATE"],
      ["crl.pem", "application/x-pem-file", "X509 CRL"],
      ["ca.cer", "application/pkix-cert", undefined],
      ["root.cer", "application/pkix-cert", undefined],
      ["ca.crl", "application/pkix-crl", undefined],
    ] as const) {
      const { status, headers, body } = await call("GET", `/authority/${fingerprint}/${name}`);
      expect([name, status, headers.get("content-type")]).toEqual([name, 200, type]);
      expect(headers.get("content-disposition")).toBe(`attachment; filename="files-${name}"`);
      if (label) expect(readPem(body).map((block) => block.label)).toEqual([label]);
      else expect(body.startsWith("0")).toBe(true);
      for (const nobodys of ["0".repeat(64), "x"]) {
        const none = await call("GET", `/authority/${nobodys}/${name}`);
        expect([name, reasonOf(none)]).toEqual([name, "404 no-such-authority"]);
      }
    }
  });

  it("says what is wrong with an import, and lets nothing wait", async () => {
    const { call, show } = await tenantNamed("wrong-ca");
    const body = { certificates: "-----BEGIN X-----", privateKey: "x" };
    const bad = await call("POST", "/authority/import", body);
    expect([reasonOf(bad), bad.body.error.field]).toEqual(["400 bad-authority", "certificates"]);
    expect(reasonOf(await call("POST", "/authority/import", {}))).toBe("400 bad-body");
    expect((await show()).authorities).toHaveLength(1);
  });
});

describe("delivery by hand through the API", () => {
  it("makes a file and its password, which are written nowhere", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const { call, audit } = await tenantNamed("handed");
    const made = await issue(call, "Alice");
    expect(made.certificate).toMatchObject({ user: "alice", delivery: "by-hand" });
    expect(made.password.length).toBeGreaterThan(20);
    expect((await audit()).at(-1)).toMatchObject({
      ...{ action: "identity-file-made", subject: "alice" },
      detail: made.certificate.fingerprint,
    });
    const stub = stubOf(env.AUTHORITY, "handed");
    const tables = (await rows(stub, "sqlite_master WHERE type = 'table'")).map(({ name }) => name);
    const kept = await Promise.all(
      tables
        .filter((name) => !String(name).startsWith("_"))
        .map((name) => rows(stub, String(name))),
    );
    const said = JSON.stringify([kept, await audit(), log.mock.calls]);
    for (const secret of [made.password, made.pkcs12.slice(0, 60)])
      expect(said).not.toContain(secret);
  });

  it("makes nothing once the CA has ended", async () => {
    const { call, show } = await tenantNamed("ended", START - 40 * 365 * DAY);
    expect((await show()).authorities[0]?.chain[0]?.notAfter).toBeLessThan(START);
    await at("ended", START);
    const none = await call("POST", "/users/alice/identity-file");
    expect(reasonOf(none)).toBe("409 authority-expired");
  });

  it("makes a profile for one phone alone, where the user's phones use certificates", async () => {
    const { call, audit } = await tenantNamed("profiled");
    const ca = (await call("GET", "/authority")).body.authorities[0].chain[0].fingerprint;
    const certificate = (await call("GET", `/authority/${ca}/chain.pem`)).body;
    const ask = (body: object) => call("POST", "/users/alice/profile-file", body);
    const none = await ask({ certificate: "x", ios: "4.2.1" });
    expect([reasonOf(none), none.body.error.field]).toEqual(["400 bad-certificate", "certificate"]);
    const system = await ask({ certificate, ios: "four" });
    expect([reasonOf(system), system.body.error.field]).toEqual(["400 bad-body", "ios"]);
    expect(reasonOf(await ask({ certificate, ios: "4.2" }))).toBe("409 policy-not-locked");
    await call("PATCH", "/groups/everyone/policy", { minLength: 6 });
    await call("POST", "/groups/everyone/policy/lock", { families: ["ios-profile"] });
    expect(reasonOf(await ask({ certificate, ios: "4.2" }))).toBe("409 certificates-off");
    await call("PUT", "/groups/everyone/certificates", { clientCertificates: "with-password" });
    const { status, body } = await ask({ certificate, ios: "4.2" });
    expect([status, Buffer.from(body.profile, "base64")[0]]).toEqual([201, 0x30]);
    const made = (await call("GET", `/certificates/${body.fingerprint}`)).body;
    expect(made).toMatchObject({ user: "alice", delivery: "by-hand", purpose: "exchange" });
    expect((await audit()).at(-1)).toMatchObject({
      ...{ action: "profile-file-made", subject: "alice", detail: body.fingerprint },
    });
  });
});
