// The Worker whose held Pings' memory is measured: the gateway's own code, with what its Durable Objects would say about a
// phone that passes. On the platform objects live in other processes; in this one, what those that fell asleep left behind
// would be filled by the Pings, and the Pings would seem to weigh little or nothing.
import { realClock } from "../worker/clock.ts";
import { ADAPTER_DEFAULTS, type RunningTenant } from "../worker/core/tenant.ts";
import type { Handles } from "../worker/objects/handles.ts";
import { answerActivesync } from "../worker/routes/activesync.ts";

interface Bindings {
  readonly UPSTREAM: string;
}

const PASSES = { known: true, state: "active", proof: "none" };

const tenantAt = (upstream: string): RunningTenant => ({
  ...{ name: "acme", displayName: "Acme Ltd", origins: ["https://acme.example"] },
  adapter: {
    ...ADAPTER_DEFAULTS,
    ...{ upstream, privateUpstream: true, loginForm: "ACME\\user", mailDomain: "acme.example" },
    ...{ onlyProvisioned: false, otherClients: "allow", maxDevicesPerUser: 0 },
    upstreamHeartbeat: 1_000,
  },
});

/** Each answer is a fresh one, as a remote call's is. */
const handlesAt = (upstream: string): Handles =>
  ({
    tenant: () => ({
      admission: async () => ({ easAllowed: true }),
      noteDevice: async () => ({ ok: true }),
      heldCheck: async (devices: readonly object[]) => ({
        adapter: tenantAt(upstream).adapter,
        facts: devices.map(() => ({ easAllowed: true, state: "active", mark: "active" })),
      }),
    }),
    device: () => ({
      verified: async () => true,
      facts: async () => ({ ...PASSES }),
      admitted: async () => ({ ...PASSES }),
      watched: async () => null,
      watch: async () => undefined,
    }),
  }) as unknown as Handles;

let tenant: RunningTenant | undefined;

export default {
  fetch(request: Request, { UPSTREAM }: Bindings, context: ExecutionContext) {
    if (!request.url.includes("Cmd=")) return new Response("ready");
    tenant ??= tenantAt(UPSTREAM);
    const client = request.headers.get("cf-connecting-ip") ?? "";
    const waitUntil = (work: Promise<unknown>) => context.waitUntil(work);
    const on = { tenant, clock: realClock, client, host: "acme.example", waitUntil };
    const secret = "of this bench alone";
    return answerActivesync(request, { ...on, handles: handlesAt(UPSTREAM), secret });
  },
};
