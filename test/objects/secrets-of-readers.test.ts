// Whoever only reads, auditors and the help desk, sees no secret of a tenant: on no route of the API,
// on no page of the console, in no encoding, neither of the draft nor of what is or was in force.
import "reflect-metadata";
import { beforeAll, describe, expect, it } from "vitest";
import { API_ROUTES } from "../../worker/routes/api/perform.ts";
import { consoleSite } from "../../worker/routes/console/console.tsx";
import { acmeAndRival, filled, type Names } from "./acme-and-rival.ts";
import { send, tokenFor } from "./api-client.ts";
import { consoleAs } from "./console-client.ts";

/** Removal passwords: of a version before, of the one in force, of the draft. */
const SECRETS = ["before-Zeigmir1", "inforce-Zeigmir2", "draft-Zeigmir3"];
const PASSWORD = "local-Zeigmir4";
/** What a secret looks like as it is, in base64 at each offset, and in hex. */
const forms = [...SECRETS, PASSWORD].flatMap((secret) => [
  secret,
  ...["", "x", "xx"].map((before) =>
    Buffer.from(`${before}${secret}`).toString("base64").slice(4, -6),
  ),
  Buffer.from(secret).toString("hex"),
  Buffer.from(secret, "utf16le").toString("latin1"),
]);

let acme: Names;
const versions: string[] = [];

beforeAll(async () => {
  acme = await acmeAndRival();
  const policy = "/tenants/acme/groups/staff/policy";
  for (const [index, removalPassword] of SECRETS.entries()) {
    const body = { preventPolicyRemoval: "with-password", removalPassword };
    await send("PATCH", policy, { body });
    if (index === SECRETS.length - 1) continue;
    const locked = await send("POST", `${policy}/lock`, { body: {} });
    versions.push(locked.body.locked["ios-profile"].version);
  }
  await send("PUT", "/tenants/acme/users/carol", { body: { password: PASSWORD } });
});

const QUERIES = () => [
  "",
  ...["draft", "in-force", ...versions].map((of) => `?of=${of}&ios=4.0.0&eas=2.5`),
  ...versions.map((from) => `?from=${from}&to=draft&language=de&kind=renew`),
  `?from=${versions[0]}&to=${versions[1]}&order=newest`,
];

const held = (text: string) => forms.filter((form) => text.includes(form));

describe.each(["auditor", "help-desk"] as const)("%s", (role) => {
  it("finds no secret on any route of the API", async () => {
    const token = await tokenFor(`${role}:acme`);
    let read = 0;
    for (const [method, path] of API_ROUTES) {
      if (method !== "GET") continue;
      for (const version of versions) {
        for (const query of QUERIES()) {
          const where = filled(path, { ...acme, version }) + query;
          const { status, body } = await send("GET", where, { token });
          if (status === 200) read++;
          expect([where, held(JSON.stringify(body))]).toEqual([where, []]);
        }
      }
    }
    expect(read).toBeGreaterThan(20);
  });

  it("finds none on any page of the console", async () => {
    const browser = await consoleAs(`${role}:acme`);
    const paths = new Set(
      consoleSite.routes.filter(({ method }) => method === "GET").map(({ path }) => path),
    );
    let read = 0;
    for (const path of paths) {
      if (!path.startsWith("/tenants/:tenant")) continue;
      for (const query of QUERIES()) {
        const page = await browser.get(filled(path, acme) + query);
        if (page.status === 200) read++;
        expect([path, query, held(page.text)]).toEqual([path, query, []]);
      }
    }
    expect(read).toBeGreaterThan(20);
  });
});

describe("an administrator", () => {
  it("would find them there: the search above looks in the right places", async () => {
    const token = await tokenFor("administrator:acme");
    const preview = filled("/tenants/:tenant/groups/:group/policy/preview", acme);
    for (const [of, secret] of [
      [versions[0], SECRETS[0]],
      ["in-force", SECRETS[1]],
      ["draft", SECRETS[2]],
    ]) {
      const { body } = await send("GET", `${preview}?of=${of}`, { token });
      expect(held(JSON.stringify(body))).toContain(secret);
    }
  });
});
