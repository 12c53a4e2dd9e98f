// SOGo, unchanged, as a tenant's Exchange behind the built gateway: what the gateway adds to it, and
// that everything SOGo does still works through it. Skipped by name where SOGo or root is missing,
// a failure there when PROVOST_ALL is 1.
import { afterAll, beforeAll, describe } from "vitest";
import { ALL_TOOLS_REQUIRED } from "../support/tools.ts";
import { testAdditions } from "./sogo/additions.ts";
import { testFaults } from "./sogo/faults.ts";
import { type Gateway, startGateway } from "./sogo/gateway.ts";
import { testItems } from "./sogo/items.ts";
import { testMail } from "./sogo/mail.ts";
import { testShielded } from "./sogo/shielded.ts";
import { type Sogo, startSogo, whyNoSogo } from "./sogo/sogo.ts";
import { type Watcher, watch } from "./sogo/watcher.ts";

const reason = whyNoSogo();
const NAME = `SOGo behind the gateway${reason === undefined ? "" : ` (${reason})`}`;

describe.skipIf(reason !== undefined && !ALL_TOOLS_REQUIRED)(NAME, () => {
  let sogo: Sogo;
  let watcher: Watcher;
  let gateway: Gateway;
  beforeAll(async () => {
    if (reason !== undefined) throw new Error(`PROVOST_ALL is 1, but ${reason}`);
    sogo = await startSogo();
    watcher = await watch(sogo.origin);
    gateway = await startGateway(watcher.origin);
  });
  afterAll(async () => {
    await gateway?.close();
    await watcher?.close();
    await sogo?.stop();
  });
  const suite = { sogo: () => sogo, gateway: () => gateway, watcher: () => watcher };
  testAdditions(suite);
  testMail(suite);
  testItems(suite);
  testFaults(suite);
  testShielded(suite);
});
