// Every page of the console, asked for by every role of its tenant, by every role of another tenant,
// and by nobody. The first table is written apart from the product's own: a page that it does not
// know fails here. Forms of those who may not change nothing, and another tenant's pages are the same
// as those of a tenant that there is not.
import "reflect-metadata";
import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../worker/core/scope.ts";
import { API_ROUTES } from "../../worker/routes/api/perform.ts";
import { consoleSite } from "../../worker/routes/console/console.tsx";
import { acmeAndRival, filled, type Names, NOTHING, ROLES, scopeFor } from "./acme-and-rival.ts";
import { send } from "./api-client.ts";
import { type Browser, consoleAs, openBrowser, type Page } from "./console-client.ts";

/** Before the sign-in, or the same for everybody. */
const OPEN = ["/style.css", "/language", "/sign-in", "/set-up/:code", "/sign-out"];
/** Of the operator's own account and session: it knows no other. */
const OWN = ["/account", "/account/password", "/account/sessions/:id/end"];

/**
 * Pages below /tenants/NAME by who may look at them and who may send their forms (letters: ROLES).
 * Auditors may look at forms that they may not send.
 */
const TENANT_PAGES: readonly (readonly [path: string, get: string, post: string])[] = [
  ["", "OAHU", ""],
  ["/settings", "OAU", "O"],
  ["/adapter", "OAU", ""],
  ["/adapter/restart", "", "OA"],
  ["/adapter/wizard/finish", "OAU", ""],
  ["/adapter/wizard/server", "OAU", "OA"],
  ["/adapter/wizard/login", "OAU", "OA"],
  ["/adapter/wizard/device-settings", "OAU", "OA"],
  ["/adapter/settings/:settings", "OAU", "OA"],
  ["/adapter/known-devices", "OAU", "OA"],
  ["/adapter/known-devices/forget", "", "OA"],
  ["/access-rules", "OAU", "OA"],
  ["/access-rules/try", "", "OAU"],
  ["/access-rules/:id/remove", "", "OA"],
  ["/policies", "OAU", ""],
  ["/policies/:group", "OAU", "OA"],
  ["/policies/:group/lock", "OAU", "OA"],
  ["/policies/:group/unlock", "", "OA"],
  ["/policies/:group/versions", "OAU", ""],
  ["/policies/:group/diff", "OAU", ""],
  ["/policies/:group/preview", "OAU", ""],
  ["/invitations", "OAU", ""],
  ["/invitations/print", "OAU", ""],
  ["/invitations/mail", "OAU", ""],
  ["/groups", "OAU", "OA"],
  ["/no-default-group", "", "OA"],
  ["/groups/:group/default", "", "OA"],
  ["/groups/:group/allow", "", "OA"],
  ["/groups/:group/deny", "", "OA"],
  ["/groups/:group/certificates", "", "OA"],
  ["/groups/:group/remove", "", "OA"],
  ["/users", "OAU", "OA"],
  ["/users.csv", "OAU", ""],
  ["/users/import", "OAU", "OA"],
  ["/users/:user", "OAU", "OA"],
  ["/users/:user/remove", "", "OA"],
  ["/users/:user/identity-file", "", "OA"],
  ["/users/:user/profile-file", "", "OA"],
  ["/live", "OAHU", ""],
  ["/devices", "OAHU", ""],
  ["/devices.csv", "OAHU", ""],
  ["/devices/:user/:deviceId", "OAHU", ""],
  ["/devices/:user/:deviceId/block", "", "OAH"],
  ["/devices/:user/:deviceId/allow", "", "OAH"],
  ["/devices/:user/:deviceId/exempt", "", "OA"],
  ["/devices/:user/:deviceId/withdraw", "", "OA"],
  ["/devices/:user/:deviceId/wipe", "", "OAH"],
  ["/devices/:user/:deviceId/lift", "", "OAH"],
  ["/devices/:user/:deviceId/certificates/:fingerprint/revoke", "", "OAH"],
  ["/devices/:user/:deviceId/wire-log", "OA", "OA"],
  ["/devices/:user/:deviceId/wire-log/stop", "", "OA"],
  ["/devices/:user/:deviceId/cancel-wipe", "", "OAH"],
  ["/devices/:user/:deviceId/forget", "", "OAH"],
  ["/refusals", "OAU", ""],
  ["/audit", "OAU", ""],
  ["/audit.jsonl", "OAU", ""],
  ["/aliases", "OAU", "OA"],
  ["/aliases/release", "", "OA"],
  ["/aliases/turn-down", "", "OA"],
  ["/aliases/:alias/approve/:other", "OAU", "OA"],
  ["/aliases/:alias/tell", "OAU", ""],
  ["/identity", "OAU", ""],
  ["/identity/chain.pem", "OAU", ""],
  ["/identity/prepare", "", "OA"],
  ["/identity/drop-next", "", "OA"],
  ["/identity/import", "", "OA"],
  ["/identity/roll-over", "", "OA"],
  ["/authority", "OAU", ""],
  ["/authority/rules", "", "OA"],
  ["/authority/prepare", "", "OA"],
  ["/authority/drop-next", "", "OA"],
  ["/authority/import", "", "OA"],
  ["/authority/roll-over", "", "OA"],
  ["/authority/:authority/chain.pem", "OAU", ""],
  ["/authority/:authority/ca.cer", "OAU", ""],
  ["/authority/:authority/root.cer", "OAU", ""],
  ["/authority/:authority/ca.crl", "OAU", ""],
  ["/authority/:authority/crl.pem", "OAU", ""],
  ["/certificates", "OAU", ""],
  ["/certificates/:fingerprint", "OAU", ""],
  ["/certificates/:fingerprint/revoke", "", "OAH"],
  ["/enrolment", "OAU", ""],
  ["/enrolment/challenges", "", "OA"],
  ["/enrolment/challenges/:id/drop", "", "OA"],
];
/** Pages of the service. */
const SERVICE_PAGES: readonly (readonly [path: string, get: string, post: string])[] = [
  ["/", "OAHU", ""],
  ["/operators", "O", "O"],
  ["/operators/:id/set-up", "O", "O"],
  ["/operators/:id/remove", "O", "O"],
  ["/tokens", "OA", "OA"],
  ["/tokens/:id/revoke", "", "OA"],
  ["/service-audit", "O", ""],
  ["/service-audit.jsonl", "O", ""],
  ["/tenants", "OAHU", ""],
  ["/tenants/new", "O", "O"],
];

const ofTenant = TENANT_PAGES.map(
  ([path, get, post]) => [`/tenants/:tenant${path}`, get, post] as const,
);
const all = [...ofTenant, ...SERVICE_PAGES];
const NOBODY = 303;

let acme: Names;
beforeAll(async () => {
  acme = await acmeAndRival();
});

const visit = (browser: Browser, method: string, path: string): Promise<Page> =>
  method === "GET" ? browser.get(path) : browser.post(path);

async function allOfAcme(): Promise<string> {
  const reading = API_ROUTES.filter(
    ([method, path]) =>
      method === "GET" && path.startsWith("/tenants/:t") && !/audit|live/.test(path),
  );
  const answers: unknown[] = [];
  for (const [, path] of reading) answers.push((await send("GET", filled(path, acme))).body);
  return JSON.stringify(answers);
}

/** A page without what differs by itself: the names asked for, and the forms' token. */
function withoutNames({ text }: Page): string {
  const names = Object.keys(NOTHING).flatMap((key) => [acme[key] ?? "", NOTHING[key] ?? ""]);
  const bare = text.replace(/name="csrf" value="[^"]*"/g, "");
  return names.reduce((left, name) => left.replaceAll(name, "*"), bare);
}

describe("the console's pages", () => {
  it("are all known here, and none is known that there is not", () => {
    const there = consoleSite.routes
      .filter(({ method, path }) => method !== "ALL" && ![...OPEN, ...OWN].includes(path))
      .map(({ method, path }) => `${method} ${path}`);
    const known = all.flatMap(([path, get, post]) => [
      ...(get ? [`GET ${path}`] : []),
      ...(post ? [`POST ${path}`] : []),
    ]);
    expect([...new Set(there)].sort()).toEqual(known.sort());
  });

  it("send whoever is not signed in to the sign-in, whatever there is", async () => {
    const browser = openBrowser();
    for (const [path, get] of all) {
      for (const names of [acme, NOTHING]) {
        const where = filled(path, names);
        if (get) {
          const page = await browser.get(where);
          expect([where, page.status]).toEqual([where, NOBODY]);
          expect(page.location).toMatch(/^\/sign-in/);
        }
        const sent = await browser.post(where);
        expect([where, sent.status, sent.location]).toEqual([where, NOBODY, "/sign-in"]);
      }
    }
  });

  it.each(["administrator", "help-desk", "auditor"] as const)(
    "of another tenant are for the role of %s as if there were no such tenant",
    async (role) => {
      const before = await allOfAcme();
      const browser = await consoleAs(scopeFor(role, "rival"));
      for (const [path, get, post] of ofTenant) {
        for (const method of [...(get ? ["GET"] : []), ...(post ? ["POST"] : [])]) {
          const theirs = await visit(browser, method, filled(path, acme));
          const nobodys = await visit(browser, method, filled(path, NOTHING));
          expect([method, path, theirs.status >= 400]).toEqual([method, path, true]);
          expect([method, path, theirs.status]).toEqual([method, path, nobodys.status]);
          expect(withoutNames(theirs)).toBe(withoutNames(nobodys));
        }
      }
      expect(await allOfAcme()).toBe(before);
    },
  );

  it.each(["H", "U", "A"])(
    "change nothing for those of acme who may not send them (%s)",
    async (letter) => {
      const before = await allOfAcme();
      const browser = await consoleAs(scopeFor(ROLES[letter] as Role, "acme"));
      for (const [path, , post] of all) {
        if (!post || post.includes(letter)) continue;
        // 400 where the form itself was wrong; an editor that was sent no change goes back (303).
        const page = await browser.post(filled(path, acme));
        const isEditor = path.endsWith("/policies/:group");
        expect([path, page.status >= 400 || isEditor]).toEqual([path, true]);
      }
      expect(await allOfAcme()).toBe(before);
    },
  );

  it.each(Object.entries(ROLES))(
    "are shown to %s (%s) of acme as the table says",
    async (letter, role) => {
      const browser = await consoleAs(scopeFor(role, "acme"));
      for (const [path, get] of all) {
        if (!get) continue;
        const { status } = await browser.get(filled(path, acme));
        const isRight = get.includes(letter)
          ? status < 500 && status !== 403
          : [403, 404].includes(status);
        expect([path, status, isRight]).toEqual([path, status, true]);
      }
    },
  );
});
