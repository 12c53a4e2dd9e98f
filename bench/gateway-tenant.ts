// A provisioned phone for the gateway's bench: the built Worker in bare workerd, a tenant made
// through /api/v1, and a profile fetched from /iphone as a phone would, whose token then opens the
// gateway.
import type { Admin } from "../simulator/admin.ts";
import { basic, loginInProfile, startBuiltWorker } from "./built-worker.ts";
import type { BareOptions, BareWorker } from "./workerd.ts";

const PASSWORD = "correct horse";
/** One phone sends what thousands do: its requests are counted, and none is too many. */
const WIDE_LIMITS = { maxCommandsPerMinute: 100_000, maxConcurrentPerDevice: 100 };

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
export const startGateway = (
  upstreamPort: number,
  more: Pick<BareOptions, "onOutput"> = {},
): Promise<ProvisionedGateway> =>
  startBuiltWorker(async ({ worker, network, admin, hostOf }) => {
    const host = hostOf("acme");
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
    const login = await loginInProfile(network, host, basic("alice", PASSWORD));
    return { worker, host, login, authorization: basic(login, PASSWORD), admin };
  }, more);
