// The Worker that the benchmark of devices runs in bare workerd: tenants with crowds of devices,
// whose lists are read `rounds` times in one request, each by a remote call and into JSON as the API
// does it. Time is taken outside, because a Worker's own
// clock stands still while it computes.
import type { DeviceQuery } from "../worker/core/device.ts";
import { ADAPTER_DEFAULTS } from "../worker/core/tenant.ts";
import { TenantObject } from "../worker/objects/tenant.ts";
import { fillCrowd } from "./device-crowd.ts";

/** A tenant that can be filled. */
export class Crowd extends TenantObject {
  protected readonly clock = { now: () => 0, sleep: async () => undefined };

  async fill(count: number): Promise<void> {
    const entry = {
      name: "crowd",
      displayName: "Crowd",
      origins: ["https://crowd.example"],
    } as const;
    const adapter = {
      ...ADAPTER_DEFAULTS,
      upstream: "https://mail.example",
      mailDomain: "example",
    };
    await this.found(entry, adapter, "bench");
    this.ctx.storage.transactionSync(() => fillCrowd(this.ctx.storage.sql, count));
  }
}

interface Bindings {
  readonly CROWD: DurableObjectNamespace<Crowd>;
}

export default {
  async fetch(request: Request, { CROWD }: Bindings): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const count = searchParams.get("count") ?? "0";
    const crowd = CROWD.get(CROWD.idFromName(count));
    if (pathname === "/fill") {
      await crowd.fill(Number(count));
      return new Response("filled");
    }
    if (pathname !== "/read") return new Response("ready");
    const query: DeviceQuery = JSON.parse(searchParams.get("query") ?? "{}");
    const rounds = Number(searchParams.get("rounds"));
    let page = "";
    for (let round = 0; round < rounds; round++) page = JSON.stringify(await crowd.devices(query));
    return new Response(page);
  },
};
