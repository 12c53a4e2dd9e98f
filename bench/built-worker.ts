// The built Worker in bare workerd with the bindings of a service on loopback, its administrator's hands and the way to it: for
// the benches and for tests before servers that keep the machine's own time. Profiles come from /iphone, as a phone gets them.
import { randomBytes } from "node:crypto";
import { type Admin, makeAdmin } from "../simulator/admin.ts";
import { buildWorker } from "../simulator/bundle.ts";
import { loopbackNetwork } from "../simulator/loopback.ts";
import { headerOf, type Network } from "../simulator/network.ts";
import { OBJECT_CLASSES } from "../simulator/runtime.ts";
import { type BareOptions, type BareWorker, startBareWorker } from "./workerd.ts";

const IOS_4_SAFARI =
  "Mozilla/5.0 (iPhone; U; CPU iPhone OS 4_2_1 like Mac OS X; en-us) AppleWebKit/533.17.9 " +
  "(KHTML, like Gecko) Version/5.0.2 Mobile/8C148a Safari/6533.18.5";
const LOGIN_IN_PROFILE = /[A-Z2-7]{26}\\[a-z]+/;

export interface BuiltWorker {
  readonly worker: BareWorker;
  /** The way to it. */
  readonly network: Network;
  readonly admin: Admin;
  /** Host header of a tenant that is called so. */
  hostOf(tenant: string): string;
}

/**
 * Starts it, without tenants; `seed` makes them, and if it fails everything is ended. With a binding FRONT_SECRET the way
 * to it leads through a TLS front that asks for certificates.
 */
export async function startBuiltWorker<Seeded>(
  seed: (built: BuiltWorker) => Promise<Seeded>,
  more: Pick<BareOptions, "onOutput" | "bindings"> = {},
): Promise<Seeded> {
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
      ...more.bindings,
    },
  });
  const network = loopbackNetwork({
    port: () => worker.port,
    knows: () => true,
    clientAddress: "203.0.113.7",
    frontSecret: more.bindings?.FRONT_SECRET ?? null,
  });
  const admin = makeAdmin(network, `http://console.localhost:${worker.port}`, token);
  const hostOf = (tenant: string) => `${tenant}.localhost:${worker.port}`;
  try {
    return await seed({ worker, network, admin, hostOf });
  } catch (error) {
    await worker.close();
    throw error;
  }
}

/** Basic credentials. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/**
 * The user name, token included, in the profile that iOS 4 gets at once at /iphone; the plist lies
 * in the clear inside the CMS.
 */
export async function loginInProfile(
  network: Network,
  host: string,
  authorization: string,
): Promise<string> {
  const answer = await network.request({
    method: "GET",
    url: `http://${host}/iphone`,
    headers: [
      ["User-Agent", IOS_4_SAFARI],
      ["Authorization", authorization],
    ],
  });
  const [login] = LOGIN_IN_PROFILE.exec(Buffer.from(answer.body).toString("latin1")) ?? [];
  if (login) return login;
  throw new Error(`/iphone gave no profile: ${answer.status} ${headerOf(answer, "content-type")}`);
}
