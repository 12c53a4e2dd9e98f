// What a provisioned iPhone gets through the gateway, what OPTIONS tells, and which methods there
// are.
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  basic,
  FOLDER_SYNC,
  FOLDER_SYNC_ANSWER,
  PASSWORD,
  plainQuery,
  TOKEN,
} from "./activesync-support.ts";

const { start } = gatewayPerTest();
const LOGIN = `${TOKEN}\\alice`;
const nothingKept = { devices: [], refusals: [], admitted: [], bound: [] };

describe("a provisioned iPhone", () => {
  test("reaches Exchange, and Exchange's answer reaches it untouched", async () => {
    const { request, received, kept } = await start();
    const answer = await request({});
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(FOLDER_SYNC_ANSWER);
    expect(received.at(-1)?.body).toEqual(Buffer.from(FOLDER_SYNC));
    expect(kept.bound).toEqual(["alice appl87837l1xy7h"]);
    expect(kept.devices).toMatchObject([
      { user: "alice", deviceId: "appl87837l1xy7h", proof: "token", policyVersion: "policy-1" },
    ]);
  });

  test("is asked about once: further requests within seconds cost no question at all", async () => {
    const { request, received, kept } = await start();
    for (let i = 0; i < 3; i++) expect((await request({})).status).toBe(200);
    expect(received.map(({ method }) => method)).toEqual(["OPTIONS", "POST", "POST", "POST"]);
    expect(kept.admitted).toHaveLength(1);
  });

  test("may go on to another command meanwhile: what was remembered of one is not sent for the other", async () => {
    const { request, received } = await start();
    const sync = Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x05]);
    for (const [command, body] of [
      ["FolderSync", FOLDER_SYNC],
      ["Sync", sync],
      ["FolderSync", FOLDER_SYNC],
    ] as const)
      expect((await request({ query: plainQuery(command), body })).status).toBe(200);
    const commands = received.map(({ url }) => /Cmd=(\w+)/.exec(url)?.[1]);
    expect(commands).toEqual([undefined, "FolderSync", "Sync", "FolderSync"]);
    expect((await request({ query: plainQuery("Sync"), body: FOLDER_SYNC })).status).toBe(400);
  });

  test("is judged again after those seconds, by its verifier instead of by Exchange", async () => {
    const { request, received, clock, kept } = await start();
    await request({});
    await clock.advance(5001);
    await request({});
    expect(received.filter(({ method }) => method === "OPTIONS")).toHaveLength(1);
    expect(kept.admitted).toHaveLength(2);
    expect(kept.devices).toHaveLength(1);
  });

  test("is shown to Exchange under the tenant's login form, in Authorization and in User=", async () => {
    const { request, received } = await start({ adapter: { loginForm: "ACME\\user" } });
    expect((await request({})).status).toBe(200);
    expect(received.at(-1)?.headers.authorization).toBe(basic("ACME\\alice", PASSWORD));
    expect(received.at(-1)?.url).toBe(
      `/Microsoft-Server-ActiveSync${plainQuery("FolderSync", { user: "ACME\\alice" })}`,
    );
  });

  test("may leave the token out of User=, as the domain of a login is not always repeated", async () => {
    const { request } = await start();
    const query = plainQuery("FolderSync", { user: "alice" });
    expect((await request({ query })).status).toBe(200);
  });

  test("may use the base64 query, which Exchange gets in the plain form with its headers", async () => {
    const { request, received } = await start({ adapter: { loginForm: "ACME\\user" } });
    const record = (user: string) =>
      Buffer.concat([
        Buffer.from([121, 9, 0x09, 0x04, 11]),
        Buffer.from("ApplSIM0001"),
        Buffer.from([0, 6]),
        Buffer.from("iPhone"),
        Buffer.from([8, user.length]),
        Buffer.from(user),
      ]).toString("base64");
    const headers = { "ms-asprotocolversion": "" };
    expect((await request({ query: `?${record(LOGIN)}`, headers })).status).toBe(200);
    const { url, headers: said } = received.at(-1) ?? { url: "", headers: {} };
    expect(url).toBe(
      "/Microsoft-Server-ActiveSync?User=ACME%5Calice&DeviceId=ApplSIM0001&DeviceType=iPhone&Cmd=FolderSync",
    );
    expect(said).toMatchObject({
      ...{ "ms-asprotocolversion": "12.1", "x-ms-policykey": "0", "accept-language": "en" },
    });
  });
});

describe("OPTIONS", () => {
  test("needs good credentials and a user who is allowed, and says nothing about devices", async () => {
    const { request, received, kept } = await start();
    const answer = await request({ method: "OPTIONS", query: "?Cmd=OPTIONS&DeviceId=x" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ms-asprotocolversions")).toContain("12.1");
    expect(received.at(-1)?.url).toBe("/Microsoft-Server-ActiveSync");
    expect(kept).toMatchObject(nothingKept);
    expect((await request({ method: "OPTIONS", authorization: basic("alice", "no") })).status).toBe(
      401,
    );
  });

  test("is refused to a user who is not allowed EAS", async () => {
    const { request } = await start({ easAllowed: false });
    expect((await request({ method: "OPTIONS" })).status).toBe(403);
  });
});

test("other methods: 405 for GET, 501 for the rest (MS-ASHTTP), with Allow", async () => {
  const { request } = await start();
  for (const [method, status] of [
    ["GET", 405],
    ["PUT", 501],
    ["DELETE", 501],
  ] as const) {
    const answer = await request({ method });
    expect([answer.status, answer.headers.get("allow")]).toEqual([status, "OPTIONS, POST"]);
  }
});
