// How phones sign in, in the console: a group's own word, and the names of Active Directory that
// certificates carry.
import "reflect-metadata";
import { describe, expect, it } from "vitest";
import { consoleAs } from "./console-client.ts";
import { administered, followed, main, wordsOf } from "./console-visits.ts";

describe("a user's page", () => {
  it("keeps the names of Active Directory", async () => {
    const { at, browser } = await administered("acme-names");
    const page = `${at}/users/alice`;
    await browser.get(page);
    const names = {
      principalName: "alice@acme.example",
      securityIdentifier: "S-1-5-21-1-2-3-1104",
    };
    const saved = await browser.post(page, { ...names, easAllowed: "yes" });
    const after = main(await followed(browser, saved));
    for (const value of Object.values(names)) expect(after).toContain(`value="${value}"`);
    const bad = await browser.post(page, { principalName: "alice", easAllowed: "yes" });
    expect([bad.status, bad.text.includes('href="#principalName"')]).toEqual([400, true]);
  });
});

describe("the page of groups", () => {
  it("says how a group's phones sign in, or leaves it to the adapter", async () => {
    const { at, browser, tenant } = await administered("acme-groups");
    await browser.get(`${at}/groups`);
    const set = (clientCertificates: string) =>
      browser.post(`${at}/groups/everyone/certificates`, { clientCertificates });
    expect(wordsOf(await followed(browser, await set("alone")))).toContain("is saved.");
    expect((await tenant.groups())[0]).toMatchObject({ clientCertificates: "alone" });
    await set("as-adapter");
    expect((await tenant.groups())[0]).not.toHaveProperty("clientCertificates");
    expect((await set("sometimes")).status).toBe(400);
    const auditor = await consoleAs("auditor:acme-groups");
    expect(wordsOf(await auditor.get(`${at}/groups`))).toContain("as the adapter says");
  });
});
