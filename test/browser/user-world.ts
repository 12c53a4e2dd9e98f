// A world for the pages of users: tenants in every state in which a user can find one, the same
// people in all of them, and the pages' states as a table.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openWorld, type World } from "../../simulator/world.ts";
import { chrome, chromeOnIos, ios26, macSafari } from "../support/front-site.ts";
import type { Visitor } from "./browser.ts";

export const ALICE = { user: "alice", password: "Sommer-2010 p\u00e4:ss" } as const;
const COMPANY = "Acme Corporation";

export interface UserWorld extends World {
  /** Ends the world and what stands around it. */
  close(): Promise<void>;
}

/** Tenants by name; each has its host NAME.example.com. */
export const originOf = (tenant: string) => `https://${tenant}.example.com`;

/** The world: `acme` works, each other tenant is named for what is wrong with it. */
export async function openUserWorld(): Promise<UserWorld> {
  const world = await openWorld();
  const elsewhere = await openWebServer();
  const { admin, exchange } = world;
  exchange.addUser({ ...ALICE, displayName: "Alice Adams" });
  exchange.addUser({ ...ALICE, user: "noeas", displayName: "No Phones", easEnabled: false });
  for (const name of ["acme", "unlocked", "groupless", "denied", "closed", "elsewhere", "late"]) {
    await admin.createTenant({
      name,
      displayName: COMPANY,
      origin: originOf(name),
      upstream:
        { closed: "http://127.0.0.1:1", elsewhere: elsewhere.origin }[name] ?? world.exchangeOrigin,
      privateUpstream: true,
      loginForm: "ACME\\user",
      mailDomain: "acme.example.com",
    });
    if (name !== "unlocked") {
      await admin.editPolicy(name, { forcePIN: true, minLength: 6, allowCamera: false });
      await admin.lockPolicy(name);
    }
  }
  await admin.claimAlias("acme", "acme");
  await must(admin.call("PUT", "/tenants/groupless/default-group", { group: null }));
  await admin.putUser("denied", "alice", { easAllowed: false });
  const close = async () => {
    await world.close();
    await elsewhere.close();
  };
  return { ...world, close };
}

async function must(answer: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
}

/** A server that is none of Exchange's: every answer leads on to its start page. */
async function openWebServer() {
  const server = createServer((_, answer) => answer.writeHead(302, { Location: "/" }).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export const basic = (user: string, password: string = ALICE.password) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** One state of /iphone: who comes to which tenant how, and the code the page shows. */
export interface PageState {
  readonly code: string;
  readonly tenant: string;
  readonly path?: string;
  readonly userAgent?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const signedIn = { Authorization: basic(ALICE.user) };

/** Every state of /iphone that ends with a problem page, but for those that need time. */
export const PROBLEM_STATES: readonly PageState[] = [
  { code: "sign-in-needed", tenant: "acme" },
  { code: "credentials-malformed", tenant: "acme", headers: { Authorization: "Basic %%%" } },
  {
    code: "wrong-password",
    tenant: "acme",
    headers: { Authorization: basic("bob", "wrong"), "CF-Connecting-IP": "198.51.100.7" },
  },
  { code: "eas-not-enabled-upstream", tenant: "acme", headers: { Authorization: basic("noeas") } },
  { code: "upstream-unreachable", tenant: "closed", headers: signedIn },
  { code: "upstream-not-eas", tenant: "elsewhere", headers: signedIn },
  { code: "user-in-no-group", tenant: "groupless", headers: signedIn },
  { code: "eas-not-allowed", tenant: "denied", headers: signedIn },
  { code: "policy-not-locked", tenant: "unlocked", headers: signedIn },
  { code: "not-an-ios-device", tenant: "acme", headers: signedIn, userAgent: chrome },
  { code: "perhaps-an-ipad", tenant: "acme", headers: signedIn, userAgent: macSafari },
  { code: "wrong-browser", tenant: "acme", headers: signedIn, userAgent: chromeOnIos },
  {
    code: "ios-too-old",
    tenant: "acme",
    headers: signedIn,
    userAgent:
      "Mozilla/5.0 (iPhone; U; CPU iPhone OS 2_2_1 like Mac OS X; en-us) AppleWebKit/525.18.1 (KHTML, like Gecko) Version/3.1.1 Mobile/5H11 Safari/525.20",
  },
  { code: "page-not-found", tenant: "acme", path: "/iphone/nothing", headers: signedIn },
];

/** The visitor of a state: today's iPhone unless it says otherwise. */
export function visitorOf(state: PageState, language: "en" | "de"): Visitor {
  return {
    language,
    userAgent: state.userAgent ?? ios26,
    ...(state.headers && { headers: state.headers }),
  };
}
