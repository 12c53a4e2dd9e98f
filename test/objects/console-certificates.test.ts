// The pages of client certificates, enrolment and the certificate authority in workerd, by each role:
// what they show, what they do, and that a secret is on one page only.
import "reflect-metadata";
import { describe, expect, it } from "vitest";
import { PKCS12, PKCS12_PASSWORD } from "../support/identity-files.ts";
import { consoleAs } from "./console-client.ts";
import { administered, followed, HOSTILE, main, wordsOf } from "./console-visits.ts";
import { phone } from "./my-site.ts";
import { env, handles, START, setClock, stubOf } from "./world.ts";

/**
 * Making keys can take longer than an idle object lives: the directory, made anew, would measure the
 * session by the real clock.
 */
const keepSession = () => setClock(stubOf(env.DIRECTORY, "directory"), START);

async function visit(name: string) {
  const site = { organization: name, origin: `https://${name}.example` };
  const visited = await administered(name);
  await setClock(stubOf(env.AUTHORITY, name), START);
  const authority = handles.authority(name);
  const issue = async (user: string) => {
    const made = await authority.makeIdentity({ user, madeBy: "owner", delivery: "by-hand" }, site);
    await keepSession();
    return made;
  };
  const audit = async () => JSON.stringify(await handles.tenant(name).audit(0, 100));
  return { ...visited, authority, issue, audit };
}

describe("the page of client certificates", () => {
  it("shows the book, by user and by state, and one certificate with all that is known", async () => {
    const { at, browser, issue, authority } = await visit("acme-book");
    expect(wordsOf(await browser.get(`${at}/certificates`))).toContain("No certificate was issued");
    const { fingerprint } = (await issue("alice")).certificate;
    await issue("bob");
    await authority.bindCertificate(fingerprint, "applx1");
    const all = await browser.get(`${at}/certificates`);
    expect(main(all)).toContain('href="/tenants/acme-book/devices/alice/applx1"');
    expect(wordsOf(all)).toContain("bob mail valid");
    const alices = main(await browser.get(`${at}/certificates?user=alice&state=valid`));
    expect(alices).toContain(fingerprint);
    expect(alices).not.toContain(">bob<");
    expect(wordsOf(await browser.get(`${at}/certificates?state=revoked`))).toContain(
      "No certificate is found by this.",
    );
    const one = wordsOf(await browser.get(`${at}/certificates/${fingerprint}`));
    expect(one).toContain(fingerprint);
    expect(one).toContain("by hand");
    expect(one).toContain("365 days left");
    const none = await browser.get(`${at}/certificates/${"0".repeat(64)}`);
    expect(none.status).toBe(404);
  });

  it("revokes with a reason, and says that it is done for good", async () => {
    const { at, browser, issue, audit } = await visit("acme-revoking");
    const { fingerprint } = (await issue("alice")).certificate;
    const page = `${at}/certificates/${fingerprint}`;
    expect(wordsOf(await browser.get(page))).toContain("This cannot be taken back");
    const sent = await browser.post(`${page}/revoke`, { reason: "keyCompromise" });
    const after = wordsOf(await followed(browser, sent));
    expect(after).toContain("The certificate of alice is revoked.");
    expect(after).toContain("the key may be in other hands");
    expect(after).not.toContain("This cannot be taken back");
    expect(await audit()).toContain(`${fingerprint} keyCompromise`);
    expect((await browser.post(`${page}/revoke`, { reason: "boredom" })).status).toBe(400);
  });

  it("lets the help desk revoke on the device's page, which is all it sees of them", async () => {
    const { at, issue, authority, tenant } = await visit("acme-desk");
    const { fingerprint } = (await issue("alice")).certificate;
    await authority.bindCertificate(fingerprint, "applx1");
    await tenant.noteDevice(phone("applx1"));
    const helpDesk = await consoleAs("help-desk:acme-desk");
    expect((await helpDesk.get(`${at}/certificates`)).status).toBe(403);
    const device = `${at}/devices/alice/applx1`;
    expect(main(await helpDesk.get(device))).toContain(`/certificates/${fingerprint}/revoke"`);
    const sent = await helpDesk.post(`${device}/certificates/${fingerprint}/revoke`);
    expect(wordsOf(await followed(helpDesk, sent))).toContain("revoked");
    const auditor = await consoleAs("auditor:acme-desk");
    expect(main(await auditor.get(`${at}/certificates/${fingerprint}`))).not.toContain("<form");
  });
});

describe("the page of enrolment", () => {
  it("shows a challenge once, on the page that answers its making", async () => {
    const { at, browser, audit } = await visit("acme-challenge");
    const page = `${at}/enrolment`;
    await browser.get(page);
    const made = await browser.post(`${page}/challenges`, { user: "Alice", purpose: "exchange" });
    expect([made.status, made.location]).toEqual([200, null]);
    expect(made.headers.get("cache-control")).toBe("no-store");
    const [, challenge = ""] = /<code class="secret">([^<]+)</.exec(made.text) ?? [];
    expect(challenge).toMatch(/^[A-Za-z2-7]{26}$/);
    const list = await browser.get(page);
    expect(wordsOf(list)).toContain("alice a certificate for mail open");
    expect(list.text).not.toContain(challenge);
    expect(await audit()).not.toContain(challenge);
    const [, drop = ""] = /action="([^"]+\/drop)"/.exec(list.text) ?? [];
    expect(wordsOf(await followed(browser, await browser.post(drop)))).toContain("dropped");
    expect((await browser.post(drop)).status).toBe(404);
  });

  it("says at its field what a challenge cannot be made for, and keeps what was typed", async () => {
    const { at, browser } = await visit("acme-mistyped");
    await browser.get(`${at}/enrolment`);
    const wrong = await browser.post(`${at}/enrolment/challenges`, { user: "a<b>\u0007" });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('href="#user"');
    expect(wrong.text).not.toContain("a<b>");
  });

  it("tells each try in words, and what a phone says of itself as text", async () => {
    const { at, browser, authority } = await visit("acme-tries");
    const device = { udid: "0f".repeat(20), product: HOSTILE, serial: "X1" };
    await authority.noteAttempt({
      ...{ user: "", step: "second-post", outcome: "signer-unknown", device },
      ...{ client: "203.0.113.7", detail: HOSTILE },
    });
    await authority.noteAttempt({
      ...{ user: "alice", step: "scep", outcome: "ok", client: "203.0.113.7", detail: "" },
    });
    const page = await browser.get(`${at}/enrolment`);
    expect(page.text).not.toContain("<script>alert");
    expect(wordsOf(page)).toContain("signed by nobody who may ask signer-unknown");
    expect(wordsOf(page)).toContain("not known yet second POST");
    const german = await browser.get(`${at}/enrolment`, { "Accept-Language": "de" });
    expect(wordsOf(german)).toContain("von niemandem signiert, der fragen darf");
  });
});

describe("the page of the certificate authority", () => {
  it("shows the CA with its files and addresses; auditors see the rules and no form", async () => {
    const { at, browser } = await visit("acme-ca");
    const page = await browser.get(`${at}/authority`);
    const words = wordsOf(page);
    expect(words).toContain("Issues now good");
    expect(words).toContain("https://acme-ca.example/scep");
    const [, file = ""] = /href="([^"]+\/chain\.pem)"/.exec(page.text) ?? [];
    const chain = await browser.get(file);
    expect(chain.headers.get("content-disposition")).toBe(
      'attachment; filename="acme-ca-chain.pem"',
    );
    expect(chain.text).toContain("BEGIN CERTIFICATE");
    const auditor = await consoleAs("auditor:acme-ca");
    const seen = await auditor.get(`${at}/authority`);
    expect(wordsOf(seen)).toContain("Your role may look at this");
    expect(main(seen)).not.toContain("<form");
    expect((await auditor.get(file)).status).toBe(200);
  });

  it("saves rules, and says at its field what cannot be", async () => {
    const { at, browser } = await visit("acme-rules");
    const rules = { validityDays: "90", renewalDays: "20", challengeHours: "4" };
    const switches = { legacyDevices: "yes", registrationAuthority: "no" };
    await browser.get(`${at}/authority`);
    const saved = await browser.post(`${at}/authority/rules`, { ...rules, ...switches });
    const after = await followed(browser, saved);
    expect(wordsOf(after)).toContain("The rules are saved.");
    expect(main(after)).toContain('value="90"');
    const late = { ...rules, ...switches, renewalDays: "90" };
    const refused = await browser.post(`${at}/authority/rules`, late);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('href="#renewalDays"');
    const empty = await browser.post(`${at}/authority/rules`, { ...late, validityDays: "" });
    expect(empty.text).toContain('href="#validityDays"');
  });

  it("guides to another CA: prepare, look, roll over; the earlier one stays in sight", async () => {
    const { at, browser } = await visit("acme-guided-ca");
    const page = `${at}/authority`;
    await browser.get(page);
    const waiting = await followed(browser, await browser.post(`${page}/prepare`));
    expect(wordsOf(waiting)).toContain("The new CA waits.");
    expect(waiting.text).toContain('aria-current="step">Have it trusted');
    const unsure = await browser.post(`${page}/roll-over`, { confirm: "yes <b>" });
    expect(unsure.status).toBe(400);
    expect(unsure.text).toContain('href="#confirm"');
    const rolled = await browser.post(`${page}/roll-over`, { confirm: "acme-guided-ca" });
    const after = wordsOf(await followed(browser, rolled));
    expect(after).toContain("The new CA issues from now on.");
    expect(after).toContain("One earlier CA");
    expect((await browser.post(`${page}/drop-next`)).status).toBe(409);
  });

  it("never shows a key or a password again that was typed", async () => {
    const { at, browser } = await visit("acme-typed");
    await browser.get(`${at}/authority`);
    const file = new File([PKCS12.aes as Uint8Array<ArrayBuffer>], "ca.p12");
    const wrong = await browser.post(`${at}/authority/import`, { file, password: "typed-secret" });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('href="#password"');
    const noCa = await browser.post(`${at}/authority/import`, { file, password: PKCS12_PASSWORD });
    expect(noCa.status).toBe(400);
    const pasted = { certificates: "my <chain>", privateKey: "typed-secret" };
    const pem = await browser.post(`${at}/authority/import`, pasted);
    expect(pem.text).toContain("my &lt;chain&gt;</textarea>");
    for (const { text } of [wrong, noCa, pem]) {
      expect(text).not.toContain("typed-secret");
      expect(text).not.toContain(PKCS12_PASSWORD);
    }
  });
});

describe("a user's page", () => {
  it("makes a .p12 and shows its password on the answer alone", async () => {
    const { at, browser, audit } = await visit("acme-hand");
    const page = `${at}/users/alice`;
    await browser.get(page);
    const made = await browser.post(`${page}/identity-file`);
    expect([made.status, made.location]).toEqual([200, null]);
    expect(made.headers.get("cache-control")).toBe("no-store");
    const [, password = ""] = /<code class="secret">([^<]+)</.exec(made.text) ?? [];
    expect(password.length).toBeGreaterThan(20);
    expect(made.text).toMatch(
      /href="data:application\/x-pkcs12;base64,MII[^"]+" download="alice.p12"/,
    );
    const after = (await browser.get(page)).text;
    expect(after).not.toContain(password);
    expect(await audit()).toContain("identity-file-made");
    expect(await audit()).not.toContain(password);
  });

  it("asks for the phone's certificate before it makes a profile for it", async () => {
    const { at, browser } = await visit("acme-profile");
    const page = `${at}/users/alice`;
    await browser.get(page);
    const none = await browser.post(`${page}/profile-file`, { ios: "4.2.1" });
    expect(none.status).toBe(400);
    expect(none.text).toContain('href="#certificate"');
    expect(none.text).toContain('value="4.2.1"');
    const certificate = new File(["no certificate"], "phone.cer");
    const bad = await browser.post(`${page}/profile-file`, { certificate, ios: "4.2.1" });
    expect(wordsOf(bad)).toContain("This is no certificate that something can be encrypted to.");
  });
});
