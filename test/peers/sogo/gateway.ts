// The built Worker in bare workerd, with the machine's own clock, in front of SOGo: what a server
// waits for in real time cannot be waited for by a virtual clock. Profiles come from /iphone, as a
// phone gets them.
import { randomBytes } from "node:crypto";
import { startBareWorker } from "../../../bench/workerd.ts";
import { type Admin, makeAdmin } from "../../../simulator/admin.ts";
import { buildWorker } from "../../../simulator/bundle.ts";
import { loopbackNetwork } from "../../../simulator/loopback.ts";
import { headerOf, type Network } from "../../../simulator/network.ts";
import { OBJECT_CLASSES } from "../../../simulator/runtime.ts";
import { MAIL_DOMAIN, PASSWORD, type User } from "./configuration.ts";

const TENANT = "peer";
const IOS_4_SAFARI =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 " +
  "(KHTML, like Gecko) Version/5.0.2 Mobile/8C148a Safari/6533.18.5";
const LOGIN_IN_PROFILE = /[A-Z2-7]{26}\\[a-z]+/;

export interface Gateway {
  /** Of the tenant. */
  readonly origin: string;
  /** The way to it. */
  readonly network: Network;
  readonly admin: Admin;
  /** The user name of a profile made for `user`, provisioning token included. */
  profileFor(user: User): Promise<string>;
  close(): Promise<void>;
}

/** Starts the gateway; its tenant's Exchange is at `upstream`, and its policy asks for a passcode. */
export async function startGateway(
  upstream: string,
  adapter: Readonly<Record<string, unknown>> = {},
): Promise<Gateway> {
  const token = randomBytes(16).toString("hex");
  const worker = await startBareWorker({
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
  const network = loopbackNetwork({
    port: () => worker.port,
    knows: () => true,
    clientAddress: "203.0.113.7",
  });
  const origin = `http://${TENANT}.localhost:${worker.port}`;
  const admin = makeAdmin(network, `http://console.localhost:${worker.port}`, token);
  try {
    await admin.createTenant({
      name: TENANT,
      displayName: "Peer Ltd",
      origins: [origin],
      upstream,
      privateUpstream: true,
      loginForm: `user@${MAIL_DOMAIN}`,
      mailDomain: MAIL_DOMAIN,
      // Shorter than a phone's usual ones: the tests wait for them.
      minHeartbeat: 10,
      ...adapter,
    });
    await admin.editPolicy(TENANT, { forcePIN: true, easPasswordEnabled: true });
    await admin.lockPolicy(TENANT);
  } catch (error) {
    await worker.close();
    throw error;
  }
  const profileFor = (user: User) => profile(network, origin, user);
  return { origin, network, admin, profileFor, close: () => worker.close() };
}

/** The plist lies in the clear inside the CMS. */
async function profile(network: Network, origin: string, user: User): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString("base64")}`;
  const answer = await network.request({
    method: "GET",
    url: `${origin}/iphone`,
    headers: [
      ["User-Agent", IOS_4_SAFARI],
      ["Authorization", authorization],
    ],
  });
  const [login] = LOGIN_IN_PROFILE.exec(Buffer.from(answer.body).toString("latin1")) ?? [];
  if (login) return login;
  throw new Error(`/iphone gave no profile: ${answer.status} ${headerOf(answer, "content-type")}`);
}
