// What only the platform can show of phones that wait in quarantine: one request ends another's wait, and a phone that is
// let in is told. The built Worker in bare workerd; Exchange is asked for nothing but its OPTIONS.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { text } from "../../worker/wire/wbxml-tree.ts";
import { pingBody } from "./activesync-ping-support.ts";
import { rawCommand } from "./activesync-raw.ts";

const INBOX = "provost-quarantine:inbox";
/** Who waits looks at what the tenant said every 25 seconds. */
const NOTICED_WITHIN_MS = 40_000;

let gateway: ProvisionedGateway;
const commands: string[] = [];
const exchange = createServer((request, response) => {
  request.resume();
  if (request.method !== "OPTIONS") commands.push(request.url ?? "");
  response.setHeader("MS-ASProtocolVersions", "12.1");
  response.end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway((exchange.address() as AddressInfo).port);
  const rule = { characteristic: "deviceType", value: "iPhone", level: "quarantine" };
  await gateway.admin.call("POST", "/tenants/acme/access-rules", rule);
});
afterAll(async () => {
  await gateway.worker.close();
  exchange.closeAllConnections();
  exchange.close();
});

const ping = async () => {
  const body = encode(pingBody(600, INBOX));
  const asked = { command: "Ping", version: "12.1", deviceId: "ApplQUAR", body };
  const answer = await rawCommand(gateway, asked);
  return text(decode(new Uint8Array(answer.body)), "Ping:Status");
};

test(
  "a newer Ping ends the older, which is another request, and goes on until the device is let in",
  async () => {
    const older = ping();
    const device = { deviceId: "applquar" };
    await expect
      .poll(() => gateway.admin.devices("acme"), { timeout: 10_000 })
      .toMatchObject([device]);
    await wait(500);
    const newer = ping();
    expect(await older).toBe("1");
    expect(await Promise.race([newer, wait(500, "held")])).toBe("held");
    await gateway.admin.call("POST", "/tenants/acme/devices/alice/applquar/exempt");
    expect(await newer).toBe("7");
    expect(commands).toEqual([]);
    expect(gateway.worker.printed()).not.toMatch(/unexpected|held-check-failed|different request/i);
  },
  NOTICED_WITHIN_MS,
);
