// A bearer token over the real objects, in bare workerd: it changes nothing about what a device proved, and no device is
// made by it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ProvisionedGateway, startGateway } from "../../bench/gateway-tenant.ts";
import { type RawCommand, rawCommand } from "./activesync-raw.ts";
import { FOLDER_SYNC } from "./activesync-support.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const BEARER = `Bearer ${part({ alg: "RS256" })}.${part({ upn: "alice@acme.example.com" })}.c2ln`;
/** How old the settings are at most by which a request is judged. */
const SETTINGS_AGE_MS = 3100;

let gateway: ProvisionedGateway;
const seen: (string | undefined)[] = [];
const exchange = createServer((request, response) => {
  request.resume();
  if (request.method !== "OPTIONS") seen.push(request.headers.authorization?.split(" ")[0]);
  response.setHeader("MS-ASProtocolVersions", "12.1");
  response.end(request.method === "OPTIONS" ? "" : "mail");
});

beforeAll(async () => {
  await new Promise<void>((resolve) => exchange.listen(0, "127.0.0.1", resolve));
  gateway = await startGateway((exchange.address() as AddressInfo).port);
  await gateway.admin.saveAdapter("acme", { bearerTokens: "allow" });
  await gateway.admin.restartAdapter("acme");
  await wait(SETTINGS_AGE_MS);
});
afterAll(async () => {
  await gateway.worker.close();
  exchange.closeAllConnections();
  exchange.close();
});

const folderSync = async (authorization: string, more: Partial<RawCommand> = {}) => {
  const asked = { command: "FolderSync", version: "12.1", body: FOLDER_SYNC, ...more };
  return (await rawCommand({ ...gateway, authorization }, asked)).status;
};
const devices = async () =>
  (await gateway.admin.devices("acme")).map(({ deviceId, proof, policyVersion }) => ({
    ...{ deviceId, proof },
    hasPolicy: policyVersion !== undefined,
  }));

test("the device that used its profile gets in, no other does, and nothing is taken from the first", async () => {
  // Another of her tokens: a refusal is remembered for seconds.
  expect(await folderSync(`${BEARER}x`)).toBe(403);
  expect(await devices()).toEqual([]);
  expect(await folderSync(gateway.authorization)).toBe(200);
  const before = await devices();
  expect(before).toMatchObject([{ deviceId: "applraw", proof: "token" }]);
  expect(await folderSync(BEARER)).toBe(200);
  expect(await folderSync(BEARER, { deviceId: "ApplOTHER" })).toBe(403);
  expect(await devices()).toEqual(before);
  expect(await folderSync(gateway.authorization)).toBe(200);
  expect(seen).toEqual(["Basic", "Bearer", "Basic"]);
  const refusals = await gateway.admin.refusals("acme");
  expect(new Set(refusals.map(({ reason }) => reason))).toEqual(new Set(["bearer-without-proof"]));
});
