// The page of the signing identity in workerd: the guided way to another identity, by each role, and
// that nothing secret comes back.
import "reflect-metadata";
import { describe, expect, it } from "vitest";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import { makeTenant } from "./api-client.ts";
import { NOW } from "./authority-support.ts";
import { type Browser, consoleAs } from "./console-client.ts";
import { env, handles, setClock, stubOf } from "./world.ts";

const fileOf = (bytes: Uint8Array) => new File([bytes as Uint8Array<ArrayBuffer>], "identity.p12");

async function visit(tenant: string) {
  await makeTenant(tenant);
  await setClock(stubOf(env.AUTHORITY, tenant), NOW);
  await setClock(stubOf(env.TENANT, tenant), NOW);
  const browser = await consoleAs(`administrator:${tenant}`);
  const page = `/tenants/${tenant}/identity`;
  const post = (deed: string, fields: Parameters<Browser["post"]>[1] = {}) =>
    browser.post(`${page}/${deed}`, fields);
  return { browser, page, post, show: async () => (await browser.get(page)).text };
}

describe("the page of the signing identity", () => {
  it("shows what signs, until when, and what to know of it", async () => {
    const { show } = await visit("acme-shown");
    const text = await show();
    expect(text).toContain("<h1>Signing identity</h1>");
    expect(text).toContain("O=acme-shown, CN=acme-shown Profile Signing");
    expect(text).toContain("Phones show Not Verified");
    expect(text).toContain("Valid from 2027-05-31 to 2032-05-30:");
    expect(text).toContain('aria-current="step">Prepare or import');
  });

  it("guides through import, a look, and the roll-over, and names whom it concerns", async () => {
    const { browser, page, post, show } = await visit("acme-guided");
    await show();
    const hash = "0".repeat(64);
    await handles.tenant("acme-guided").handOut("alice", hash, "version");
    await handles.tenant("acme-guided").bind(hash, "alice", "APPLALICE");
    const sent = await post("import", { file: fileOf(PKCS12.aes), password: PKCS12_PASSWORD });
    expect([sent.status, sent.location]).toEqual([303, page]);
    const waiting = await show();
    expect(waiting).toContain("The imported identity waits.");
    expect(waiting).toContain("Acme Imported Signing");
    expect(waiting).toContain("One profile in use will not be replaced");
    expect(waiting).toContain('href="/tenants/acme-guided/users/alice"');
    const unsure = await post("roll-over", { confirm: "yes <b>" });
    expect(unsure.status).toBe(400);
    expect(unsure.text).toContain('href="#confirm"');
    expect(unsure.text).toContain("yes &lt;b&gt;");
    await setClock(stubOf(env.AUTHORITY, "acme-guided"), NOW + 1_000);
    expect((await post("roll-over", { confirm: "acme-guided" })).status).toBe(303);
    const after = await show();
    expect(after).toContain("The new identity signs from now on.");
    expect(after).toContain("One profile in use was signed by an earlier identity.");
    const file = await browser.get(`${page}/chain.pem`);
    expect(file.headers.get("content-disposition")).toContain("signing-chain.pem");
    expect(file.text.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
  });

  it("prepares one, and drops it", async () => {
    const { post, show } = await visit("acme-prepared");
    expect((await post("prepare")).status).toBe(303);
    expect(await show()).toContain("Waits to follow");
    expect((await post("drop-next")).status).toBe(303);
    expect(await show()).not.toContain("Waits to follow");
    expect((await post("drop-next")).status).toBe(409);
  });

  it("says what is wrong with a file at its field, and keeps what may be kept", async () => {
    const { post } = await visit("acme-wrong");
    const wrong = await post("import", { file: fileOf(PKCS12.aes), password: "typed-secret" });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('href="#password"');
    expect(wrong.text).toContain("The password does not open this file.");
    const rc2 = await post("import", { file: fileOf(PKCS12.rc2), password: PKCS12_PASSWORD });
    expect(rc2.text).toContain('href="#file"');
    expect(rc2.text).toContain("RC2-40");
    const pasted = await post("import", { certificates: "my <chain>", privateKey: "typed-secret" });
    expect(pasted.text).toContain('href="#privateKey"');
    expect(pasted.text).toContain("my &lt;chain&gt;</textarea>");
    const nothing = await post("import", { certificates: "my chain" });
    expect(nothing.text).toContain("Choose a file, or paste");
    const huge = await post("import", { file: fileOf(new Uint8Array(70_000)), password: "x" });
    expect([huge.status, huge.text.includes('href="#file"')]).toEqual([400, true]);
    for (const { text } of [wrong, rc2, pasted, nothing, huge]) {
      expect(text).not.toContain("typed-secret");
    }
  });

  it("takes a PEM file that holds everything", async () => {
    const { post } = await visit("acme-pem");
    const text = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";
    const refused = await post("import", { file: fileOf(new TextEncoder().encode(text)) });
    expect(refused.text).toContain("There is no private key in it.");
  });

  it("speaks German", async () => {
    const { browser, page } = await visit("acme-deutsch");
    const { text } = await browser.get(page, { "Accept-Language": "de" });
    expect(text).toContain('<html lang="de"');
    expect(text).toContain("<h1>Signaturidentität</h1>");
    expect(text).toContain("Telefone zeigen „Nicht überprüft“");
    const german = { "Accept-Language": "de" };
    const fields = { file: fileOf(PKCS12.rc2), password: PKCS12_PASSWORD };
    const refused = await browser.post(`${page}/import`, fields, german);
    expect(refused.text).toContain("Die Datei ist mit RC2-40 verschlüsselt");
  });

  it("shows auditors everything and no form; the help desk, nothing", async () => {
    const { page } = await visit("acme-roles");
    const auditor = await consoleAs("auditor:acme-roles");
    const { text } = await auditor.get(page);
    expect(text).toContain("Your role may look at this");
    expect(text).not.toContain(`action="${page}`);
    expect((await auditor.post(`${page}/prepare`)).status).toBe(403);
    const helpDesk = await consoleAs("help-desk:acme-roles");
    expect((await helpDesk.get(page)).status).toBe(403);
    const stranger = await consoleAs("administrator:acme-strangers");
    expect((await stranger.get(page)).status).toBe(404);
    expect((await stranger.get(`${page}/chain.pem`)).status).toBe(404);
    expect((await stranger.post(`${page}/prepare`)).status).toBe(404);
  });
});
