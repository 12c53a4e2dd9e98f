// SOGo, unchanged, as a tenant's Exchange behind the built gateway: what the gateway adds to it, and
// that everything SOGo does still works through it. Skipped by name where SOGo or root is missing,
// a failure there when PROVOST_ALL is 1.
import { afterAll, beforeAll, describe } from "vitest";
import { ALL_TOOLS_REQUIRED } from "../support/tools.ts";
import { type Gateway, startGateway } from "./sogo/gateway.ts";
import { testItems } from "./sogo/items.ts";
import { testMail } from "./sogo/mail.ts";
import { type Sogo, startSogo, whyNoSogo } from "./sogo/sogo.ts";

const reason = whyNoSogo();

describe.skipIf(reason !== undefined && !ALL_TOOLS_REQUIRED)("SOGo behind the gateway", () => {
  let sogo: Sogo;
  let gateway: Gateway;
  beforeAll(async () => {
    if (reason !== undefined) throw new Error(`PROVOST_ALL is 1, but ${reason}`);
    sogo = await startSogo();
    gateway = await startGateway(sogo.origin);
  });
  afterAll(async () => {
    await gateway?.close();
    await sogo?.stop();
  });
  const suite = { sogo: () => sogo, gateway: () => gateway };
  testMail(suite);
  testItems(suite);
});
