// A provisioned phone for the gateway's bench: the built Worker in bare workerd, a tenant made
// through /api/v1, and a profile fetched from /iphone as a phone would, whose token then opens the
// gateway.
import { randomBytes } from "node:crypto";
import { type Admin, makeAdmin } from "../simulator/admin.ts";
import { buildWorker } from "../simulator/bundle.ts";
import { loopbackNetwork } from "../simulator/loopback.ts";
import { headerOf, type Network } from "../simulator/network.ts";
import { OBJECT_CLASSES } from "../simulator/runtime.ts";
import { type BareOptions, type BareWorker, startBareWorker } from "./workerd.ts";

const PASSWORD = "correct horse";
/** One phone sends what thousands do: its requests are counted, and none is too many. */
const WIDE_LIMITS = { maxCommandsPerMinute: 100_000, maxConcurrentPerDevice: 100 };
const IOS_4_SAFARI =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 " +
  "(KHTML, like Gecko) Version/5.0.2 Mobile/8C148a Safari/6533.18.5";
const LOGIN_IN_PROFILE = /([A-Z2-7]{26}\\alice)/;

export interface ProvisionedGateway {
  readonly worker: BareWorker;
  /** Host header of the tenant. */
  readonly host: string;
  readonly authorization: string;
  /** The user name of the profile, token included. */
  readonly login: string;
  /** The tenant is "acme". */
  readonly admin: Admin;
}

/**
 * Starts the built Worker with one tenant in front of `upstreamPort` and provisions one phone of
 * alice's.
 */
export async function startGateway(
  upstreamPort: number,
  more: Pick<BareOptions, "onOutput"> = {},
): Promise<ProvisionedGateway> {
  const token = randomBytes(16).toString("hex");
  const worker = await startBareWorker({
    ...more,
    bundle: await buildWorker("worker"),
    objects: OBJECT_CLASSES,
    bindings: {
      SWITCHING_CENTER_HOST: "get.localhost",
      CONSOLE_HOST: "console.localhost",
      API_HOSTS: "console.localhost",
      CLIENT_ADDRESS_HEADER: "CF-Connecting-IP",
      WRAPPING_SECRET: randomBytes(32).toString("base64"),
      VERIFIER_SECRET: randomBytes(32).toString("base64"),
      OWNER_TOKEN: token,
    },
  });
  try {
    return { worker, ...(await seed(worker.port, upstreamPort, token)) };
  } catch (error) {
    await worker.close();
    throw error;
  }
}

/** Makes the tenant and hands alice her profile. */
async function seed(
  port: number,
  upstreamPort: number,
  token: string,
): Promise<Omit<ProvisionedGateway, "worker">> {
  const network = loopbackNetwork({
    port: () => port,
    knows: () => true,
    clientAddress: "203.0.113.7",
  });
  const host = `acme.localhost:${port}`;
  const admin = makeAdmin(network, `http://console.localhost:${port}`, token);
  await admin.createTenant({
    name: "acme",
    displayName: "Acme Ltd",
    origins: [`http://${host}`],
    upstream: `http://127.0.0.1:${upstreamPort}`,
    privateUpstream: true,
    loginForm: "ACME\\user",
    mailDomain: "acme.example.com",
    ...WIDE_LIMITS,
  });
  await admin.editPolicy("acme", { forcePIN: true });
  await admin.lockPolicy("acme");
  const login = await provision(network, host);
  return { host, login, authorization: basic(login), admin };
}

const basic = (user: string) => `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString("base64")}`;

/**
 * The user name in the profile that iOS 4 gets at once at /iphone; the plist lies in the clear
 * inside the CMS.
 */
async function provision(network: Network, host: string): Promise<string> {
  const answer = await network.request({
    method: "GET",
    url: `http://${host}/iphone`,
    headers: [
      ["User-Agent", IOS_4_SAFARI],
      ["Authorization", basic("alice")],
    ],
  });
  const login = LOGIN_IN_PROFILE.exec(Buffer.from(answer.body).toString("latin1"))?.[1];
  if (login) return login;
  throw new Error(`/iphone gave no profile: ${answer.status} ${headerOf(answer, "content-type")}`);
}
