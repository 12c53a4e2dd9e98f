// The built Worker in bare workerd, with the machine's own clock, in front of SOGo: what a server
// waits for in real time cannot be waited for by a virtual clock. Profiles come from /iphone, as a
// phone gets them.
import { basic, loginInProfile, startBuiltWorker } from "../../../bench/built-worker.ts";
import type { Admin } from "../../../simulator/admin.ts";
import type { Network } from "../../../simulator/network.ts";
import { MAIL_DOMAIN, PASSWORD, type User } from "./configuration.ts";

const TENANT = "peer";

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
export const startGateway = (
  upstream: string,
  adapter: Readonly<Record<string, unknown>> = {},
  bindings: Readonly<Record<string, string>> = {},
): Promise<Gateway> =>
  startBuiltWorker(
    async ({ worker, network, admin, hostOf }) => {
      const host = hostOf(TENANT);
      const origin = `http://${host}`;
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
      const profileFor = (user: User) => loginInProfile(network, host, basic(user, PASSWORD));
      return { origin, network, admin, profileFor, close: () => worker.close() };
    },
    { bindings },
  );
