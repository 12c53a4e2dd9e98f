// Every route of the API, asked by every role of its tenant, by every role of another tenant, and by
// nobody. The first table is written apart from the product's own: a route that it does not know
// fails here. Other tenants' objects, and the tenants themselves, look exactly as if there were none.
import "reflect-metadata";
import { beforeAll, describe, expect, it } from "vitest";
import type { Role } from "../../worker/core/scope.ts";
import { API_ROUTES } from "../../worker/routes/api/perform.ts";
import { acmeAndRival, filled, type Names, NOTHING, ROLES, scopeFor } from "./acme-and-rival.ts";
import { reasonOf, send, tokenFor } from "./api-client.ts";

/** What whoever has to trust a CA downloads. */
const CA_FILES = ["chain.pem", "ca.cer", "root.cer", "ca.crl", "crl.pem"];

/**
 * Who of a tenant's own may use a route: Owner of the service, Administrator, Help desk, aUditor.
 */
const MATRIX: Readonly<Record<string, readonly string[]>> = {
  OAHU: [
    "GET /tenants",
    "GET /aliases/:alias",
    "GET /tenants/:tenant/live",
    ...devices("GET", "", "/:user/:deviceId", ".csv"),
    "GET /tenants/:tenant/devices/:user/:deviceId/certificates",
  ],
  OAH: [
    ...devices("POST", "/:user/:deviceId/block", "/:user/:deviceId/allow"),
    ...devices("POST", "/:user/:deviceId/wipe", "/:user/:deviceId/shield/lift"),
    ...devices("DELETE", "/:user/:deviceId", "/:user/:deviceId/wipe"),
    "POST /tenants/:tenant/certificates/:fingerprint/revoke",
  ],
  OAU: tenants(
    ["GET", "", "/adapter", "/adapter/effect", "/known-devices", "/groups"],
    ["GET", "/users", "/users.csv", "/users/:user", "/users/:user/policy"],
    ["GET", "/users/:user/invitation", "/users/:user/invitation.eml", "/groups/:group/invitations"],
    ["GET", "/groups/:group/policy", "/policy-versions/:version"],
    ["GET", ...["versions", "lint", "diff", "preview"].map((of) => `/groups/:group/policy/${of}`)],
    ["GET", "/access-rules"],
    ["POST", "/access-rules/try"],
    ["GET", "/certificates", "/certificates/:fingerprint", "/challenges", "/enrolment-attempts"],
    ["GET", "/authority", ...CA_FILES.map((name) => `/authority/:authority/${name}`)],
    ["GET", "/handouts", "/refusals", "/audit", "/audit.jsonl", "/ca", "/aliases", "/identity"],
  ),
  OA: [
    ...tenants(
      ["PATCH", "/adapter", "/groups/:group/policy"],
      ["POST", "/adapter/restart", "/adapter/check", "/known-devices", "/groups", "/users/import"],
      ["POST", "/groups/:group/policy/lock", "/groups/:group/policy/unlock"],
      ["POST", "/identity/prepare", "/identity/import", "/identity/roll-over"],
      ["PATCH", "/authority/rules"],
      ["POST", "/authority/prepare", "/authority/import", "/authority/roll-over", "/challenges"],
      ["DELETE", "/authority/next", "/challenges/:id"],
      ["POST", "/users/:user/identity-file", "/users/:user/profile-file"],
      ["PUT", "/groups/:group/eas", "/groups/:group/certificates"],
      ["PUT", "/default-group", "/users/:user"],
      ["DELETE", "/known-devices", "/groups/:group", "/users/:user", "/identity/next"],
      ["POST", "/access-rules", "/devices/:user/:deviceId/exempt"],
      ["DELETE", "/access-rules/:id", "/devices/:user/:deviceId/exempt"],
      ["GET", "/devices/:user/:deviceId/wire-log"],
      ["PUT", "/devices/:user/:deviceId/wire-log"],
      ["DELETE", "/devices/:user/:deviceId/wire-log"],
      ["GET", "/tokens"],
      ["POST", "/tokens"],
      ["DELETE", "/tokens/:id"],
    ),
    "POST /aliases/:alias/claims",
    "POST /aliases/:alias/claims/:tenant/approve",
    "DELETE /aliases/:alias/claims/:tenant",
  ],
  O: [
    "POST /tenants",
    "PATCH /tenants/:tenant",
    ...["GET /tokens", "POST /tokens", "DELETE /tokens/:id"],
    ...["GET /operators", "POST /operators", "POST /operators/:id/set-up"],
    ...["DELETE /operators/:id", "GET /service-audit", "GET /service-audit.jsonl"],
  ],
};

function tenants(...rows: readonly (readonly [string, ...string[]])[]): string[] {
  return rows.flatMap(([method, ...paths]) =>
    paths.map((path) => `${method} /tenants/:tenant${path}`),
  );
}
function devices(method: string, ...paths: string[]): string[] {
  const counts = method === "GET" ? [`GET /tenants/:tenant/device-counts`] : [];
  return [...counts, ...paths.map((path) => `${method} /tenants/:tenant/devices${path}`)];
}

const allowedFor = new Map(
  Object.entries(MATRIX).flatMap(([letters, routes]) => routes.map((route) => [route, letters])),
);
const ofTenant = API_ROUTES.filter(([, path]) => path.startsWith("/tenants/:tenant"));
/** Makes a key of its own for each answer, also for users of whom nothing is known. */
const makesKeys = (path: string) => path.endsWith("/identity-file");
/** Would dial out, which the tests of the connection check do. */
const dials = (path: string) => path.endsWith("/adapter/check");

let acme: Names;
const tokens = new Map<string, string>();
const tokenOf = async (role: Role, tenant: string) => {
  const scope = scopeFor(role, tenant);
  if (!tokens.has(scope)) tokens.set(scope, await tokenFor(scope));
  return tokens.get(scope) ?? null;
};

beforeAll(async () => {
  acme = await acmeAndRival();
});

/** Everything the owner can read of acme, but for what grows by itself. */
async function allOfAcme(): Promise<string> {
  const reading = ofTenant.filter(([method, path]) => method === "GET" && !/audit|live/.test(path));
  const answers: unknown[] = [];
  for (const [, path] of reading) answers.push((await send("GET", filled(path, acme))).body);
  answers.push((await send("GET", filled("/aliases/:alias", acme))).body);
  return JSON.stringify(answers);
}

describe("the authorization matrix", () => {
  it("knows every route, and no route that there is not", () => {
    const routes = API_ROUTES.map(([method, path]) => `${method} ${path}`);
    expect([...allowedFor.keys()].sort()).toEqual([...routes].sort());
    expect(new Set(routes).size).toBe(routes.length);
  });

  it("lets nobody in who brings no token, or a wrong one, whatever there is", async () => {
    for (const [method, path] of API_ROUTES) {
      for (const names of [acme, NOTHING]) {
        const where = filled(path, names);
        const [none, wrong] = [
          await send(method, where, { token: null, body: {} }),
          await send(method, where, { token: "guess", body: {} }),
        ];
        expect([path, reasonOf(none), reasonOf(wrong)]).toEqual([
          path,
          "401 token-missing",
          "401 token-unknown",
        ]);
      }
    }
  });

  it.each(["administrator", "help-desk", "auditor"] as const)(
    "tells the role of %s of another tenant nothing: not even that there is such a tenant",
    async (role) => {
      const before = await allOfAcme();
      const token = await tokenOf(role, "rival");
      for (const [method, path] of ofTenant) {
        const [theirs, nobodys] = [
          await send(method, filled(path, acme), { token, body: {} }),
          await send(method, filled(path, NOTHING), { token, body: {} }),
        ];
        const forOwner = allowedFor.get(`${method} ${path}`) === "O";
        const expected = forOwner ? "403 scope-too-small" : "404 no-such-tenant";
        expect([method, path, reasonOf(theirs)]).toEqual([method, path, expected]);
        expect(theirs.body).toEqual(nobodys.body);
        expect([...theirs.headers]).toEqual([...nobodys.headers]);
      }
      expect(await allOfAcme()).toBe(before);
    },
  );

  it.each(["administrator", "help-desk", "auditor"] as const)(
    "finds nothing of acme under another tenant's own path, for the role of %s",
    async (role) => {
      const before = await allOfAcme();
      const token = await tokenOf(role, "rival");
      const named = ofTenant.filter(([, path]) => /:(?!tenant)/.test(path));
      expect(named.length).toBeGreaterThan(20);
      for (const [method, path] of named) {
        const [there, nowhere] = [
          await send(method, filled(path, { ...acme, tenant: "rival" }), { token, body: {} }),
          await send(method, filled(path, { ...NOTHING, tenant: "rival" }), { token, body: {} }),
        ];
        expect([method, path, there.status]).toEqual([method, path, nowhere.status]);
        if (makesKeys(path)) expect(Object.keys(there.body)).toEqual(Object.keys(nowhere.body));
        else expect(withoutNames(there.body)).toBe(withoutNames(nowhere.body));
      }
      expect(await allOfAcme()).toBe(before);
    },
  );

  it("keeps acme's alias from everybody else, whoever they say they act for", async () => {
    const before = await allOfAcme();
    for (const role of ["administrator", "help-desk", "auditor"] as const) {
      const token = await tokenOf(role, "rival");
      const twin = async (method: string, path: string, body: (names: Names) => object) => {
        const [theirs, nobodys] = [
          await send(method, filled(path, acme), { token, body: body(acme) }),
          await send(method, filled(path, NOTHING), { token, body: body(NOTHING) }),
        ];
        expect(theirs.body).toEqual(nobodys.body);
        return reasonOf(theirs);
      };
      const isAdministrator = role === "administrator";
      const or = (reason: string) => (isAdministrator ? reason : "403 scope-too-small");
      const claims = "/aliases/:alias/claims";
      expect(await twin("GET", "/aliases/:alias", () => ({}))).toBe("404 alias-unknown");
      expect(await twin("POST", claims, ({ tenant }) => ({ tenant }))).toBe(
        or("404 no-such-tenant"),
      );
      expect(await twin("POST", `${claims}/:tenant/approve`, (of) => ({ owner: of.tenant }))).toBe(
        or("404 no-such-tenant"),
      );
      expect(await twin("POST", `${claims}/:tenant/approve`, () => ({ owner: "rival" }))).toBe(
        or("409 not-the-owner"),
      );
      expect(await twin("DELETE", `${claims}/:tenant`, () => ({}))).toBe(or("404 no-such-claim"));
    }
    expect(await allOfAcme()).toBe(before);
  });

  it("shows each tenant's people their own tenant in lists, and the owner all", async () => {
    const names = async (role: Role, tenant: string) => {
      const { body } = await send("GET", "/tenants", { token: await tokenOf(role, tenant) });
      return body.tenants.map(({ name }: { name: string }) => name);
    };
    for (const role of ["administrator", "help-desk", "auditor"] as const) {
      expect(await names(role, "acme")).toEqual(["acme"]);
      expect(await names(role, "rival")).toEqual(["rival"]);
    }
    expect(await names("owner", "acme")).toEqual(["acme", "rival"]);
  });

  it("lets nobody but administrators make tokens of their tenant, and none beyond it", async () => {
    const administrator = await tokenOf("administrator", "rival");
    for (const scope of ["owner", "administrator:acme", "auditor:acme"]) {
      const body = { name: "more", scope, days: 1 };
      const made = await send("POST", "/tenants/rival/tokens", { token: administrator, body });
      expect([scope, made.status >= 400]).toEqual([scope, true]);
    }
    expect(JSON.stringify((await send("GET", "/tenants/acme/tokens")).body)).not.toContain("more");
  });

  // The last one, because what is allowed is also done.
  it.each(Object.entries(ROLES).reverse())(
    "lets %s (%s) do with its own tenant what the table says, and nothing else",
    async (letter, role) => {
      const token = await tokenOf(role, "acme");
      for (const [method, path] of API_ROUTES.filter(([, path]) => !dials(path))) {
        const answer = await send(method, filled(path, acme), { token, body: {} });
        const isAllowed = allowedFor.get(`${method} ${path}`)?.includes(letter);
        const isLetIn = ![401, 403].includes(answer.status);
        expect([method, path, isLetIn]).toEqual([method, path, isAllowed]);
        if (!isAllowed) expect(reasonOf(answer)).toBe("403 scope-too-small");
        expect(answer.status).toBeLessThan(500);
      }
    },
  );
});

/** An answer without the names that were asked for: what is left must not differ. */
function withoutNames(body: unknown): string {
  const names = Object.keys(NOTHING).flatMap((key) => [acme[key] ?? "", NOTHING[key] ?? ""]);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  // Mail is in base64, whose every letter changes with the name.
  const [head = "", mail] = text.split(/(?<=base64)\r\n\r\n/);
  const readable = mail === undefined ? head : head + Buffer.from(mail, "base64").toString();
  return names.reduce((left, name) => left.replaceAll(name, "*"), readable);
}
