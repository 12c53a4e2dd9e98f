// Who sees which page of the console, in workerd. The API decides; the pages show its decision.
import { beforeAll, describe, expect, it } from "vitest";
import type { ApiScope } from "../../worker/core/scope.ts";
import { consoleAs } from "./console-client.ts";
import { entry, foundTenant, handles } from "./world.ts";

const OWNER_PAGES = ["/operators", "/service-audit", "/service-audit.jsonl"];
const TENANT_SCOPES: ApiScope[] = ["administrator:acme", "help-desk:acme", "auditor:acme"];

beforeAll(async () => {
  for (const name of ["acme", "other"]) {
    await handles.directory.createTenant(entry(name));
    await foundTenant(name);
  }
});

describe("the service's pages", () => {
  it("are the owner's", async () => {
    const owner = await consoleAs("owner");
    for (const path of ["/", "/tokens", ...OWNER_PAGES]) {
      expect([path, (await owner.get(path)).status]).toEqual([path, 200]);
    }
  });

  it.each(TENANT_SCOPES)("are refused to %s, read and written", async (scope) => {
    const browser = await consoleAs(scope);
    for (const path of OWNER_PAGES) {
      const page = await browser.get(path);
      expect([path, page.status]).toEqual([path, 403]);
      expect(page.text).not.toContain("other");
    }
    const posts = ["/operators", "/operators/id-owner-operator/set-up", "/operators/x/remove"];
    for (const path of posts) {
      const sent = await browser.post(path, { name: "sneaky", role: "owner" });
      expect([path, sent.status]).toEqual([path, 403]);
    }
    const names = (await handles.directory.operators()).map(({ name }) => name);
    expect(names).not.toContain("sneaky");
  });
});

describe("API tokens", () => {
  it("an administrator makes and revokes for the own tenant alone", async () => {
    const browser = await consoleAs("administrator:acme");
    const made = await browser.post("/tokens", {
      name: "nightly",
      role: "auditor",
      tenant: "other",
      days: "30",
    });
    expect(made.text).toMatch(/provost_[\w-]{43}/);
    const [token] = (await handles.directory.tokens()).filter(({ name }) => name === "nightly");
    expect(token?.scope).toBe("auditor:acme");
    const page = await browser.get("/tokens");
    expect(page.text).toContain("nightly");
    expect(page.text).not.toMatch(/provost_[\w-]{43}/);

    const owner = await consoleAs("owner");
    await owner.post("/tokens", { name: "whole", role: "owner", days: "1" });
    await owner.post("/tokens", { name: "theirs", role: "auditor", tenant: "other", days: "1" });
    expect((await browser.get("/tokens")).text).not.toMatch(/whole|theirs/);
    for (const { id, name } of await handles.directory.tokens()) {
      const status = (await browser.post(`/tokens/${id}/revoke`)).status;
      expect([name, status]).toEqual([name, name === "nightly" ? 303 : 404]);
    }
    const left = (await handles.directory.tokens()).map(({ name }) => name);
    expect(left.sort()).toEqual(["theirs", "whole"]);
  });

  it.each(["owner", "administrator:other", "x", ""])(
    "that are wider than the administrator (%s) are not made",
    async (role) => {
      const browser = await consoleAs("administrator:acme");
      const sent = await browser.post("/tokens", { name: "wide", role, days: "1" });
      expect([400, 403]).toContain(sent.status);
      const names = (await handles.directory.tokens()).map(({ name }) => name);
      expect(names).not.toContain("wide");
    },
  );

  it.each(["help-desk:acme", "auditor:acme"] as const)("%s makes none", async (scope) => {
    const browser = await consoleAs(scope);
    expect((await browser.get("/tokens")).status).toBe(403);
    const sent = await browser.post("/tokens", { name: "x", role: "auditor", days: "1" });
    expect(sent.status).toBe(403);
  });

  it("say which field is wrong, and keep what was typed", async () => {
    const browser = await consoleAs("owner");
    for (const days of ["0", "-1", "1.5", "9999", "", "many"]) {
      const sent = await browser.post("/tokens", { name: "kept name", role: "owner", days });
      expect([days, sent.status]).toEqual([days, 400]);
      expect(sent.text).toContain('href="#days"');
      expect(sent.text).toContain('value="kept name"');
    }
    const nobody = { name: "x", role: "auditor", tenant: "nobody", days: "1" };
    expect((await browser.post("/tokens", nobody)).text).toContain('href="#tenant"');
  });
});

describe("the frame", () => {
  it("sends everybody home and shows the entries of the own role only", async () => {
    const homes: [ApiScope, string][] = [
      ["administrator:acme", "/tenants/acme"],
      ["auditor:acme", "/tenants/acme"],
      ["help-desk:acme", "/tenants/acme/devices"],
    ];
    for (const [scope, home] of homes) {
      const browser = await consoleAs(scope);
      expect((await browser.get("/")).location).toBe(home);
      const { text } = await browser.get("/account");
      const links = [...text.matchAll(/<li><a href="([^"]+)"/g)].map(([, href]) => href);
      expect(links).toContain("/tenants/acme/devices");
      expect(links.some((href) => href?.startsWith("/operators"))).toBe(false);
      expect(links.includes("/tenants/acme/policies")).toBe(scope !== "help-desk:acme");
      expect(text).not.toContain("/tenants/other");
    }
  });

  it("says the same of a tenant that is another's and of one that is not there", async () => {
    const browser = await consoleAs("administrator:acme");
    const pages = await Promise.all(
      ["other", "no-such-tenant"].map((tenant) => browser.get(`/tenants/${tenant}/devices`)),
    );
    expect(pages.map(({ status }) => status)).toEqual([404, 404]);
    const [theirs, nobodys] = pages.map(({ text }) =>
      text.replaceAll(/other|no-such-tenant/g, "NAME"),
    );
    expect(theirs).toBe(nobodys);
  });
});
