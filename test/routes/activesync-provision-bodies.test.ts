// Provision requests as bytes: without end, in chunks, empty, with bytes where text is meant; and where a policy key
// stands in them.
import { describe, expect, test } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { plainQuery } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisionWith,
  strictExchange,
  WBXML,
  withoutPolicies,
} from "./provision-support.ts";

const { start, seen } = gatewayPerTest();

/** A base64 query of 12.1 under a policy key. */
function base64Query(command: number, key: number): string {
  const number = Buffer.alloc(4);
  number.writeUInt32LE(key);
  const field = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const device = Buffer.from("ApplSIM0001");
  const head = Buffer.from([121, command, 0x09, 0x04]);
  const parts = [head, field(device), field(number), field(Buffer.from("iPhone"))];
  return `?${Buffer.concat(parts).toString("base64")}`;
}

describe("a Provision request", () => {
  test("without end is refused after as much as a command may have, and read no further", async () => {
    const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies });
    let pulled = 0;
    const start16k = Buffer.concat([encode(ask()).subarray(0, -1), Buffer.alloc(16_384)]);
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled++;
        controller.enqueue(new Uint8Array(start16k));
      },
    });
    const answer = await gateway.request({ query: plainQuery("Provision"), body });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([answer.status, pulled <= 8]).toEqual([413, true]);
    expect(seen()).toEqual([]);
  });

  test("in chunks is read like any other; of Content-Length 0 it is none", async () => {
    const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies });
    const bytes = encode(ask());
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const byte of bytes) controller.enqueue(Uint8Array.from([byte]));
        controller.close();
      },
    });
    const answer = await gateway.request({ query: plainQuery("Provision"), body });
    expect([answer.status, (await answer.arrayBuffer()).byteLength > 50]).toEqual([200, true]);
    expect(
      (await gateway.request({ query: plainQuery("Provision"), body: new Uint8Array() })).status,
    ).toBe(400);
  });

  test("that is deeper than any command is refused, however few bytes that takes", async () => {
    const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies });
    let deep = el("Provision:Data", "x");
    for (let depth = 0; depth < 40; depth++) deep = el("Provision:Policy", deep);
    const body = encode(el("Provision:Provision", deep));
    const answer = await gateway.request({ query: plainQuery("Provision"), body });
    expect([answer.status, seen().length]).toEqual([400, 0]);
  });

  test("with bytes where text is meant is a protocol error", async () => {
    const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies });
    const { key = "" } = await provisionWith(gateway, ask());
    const opaque = Buffer.from(key);
    for (const policy of [
      [el("Provision:PolicyType", Buffer.from(WBXML))],
      [
        el("Provision:PolicyType", WBXML),
        el("Provision:PolicyKey", opaque),
        el("Provision:Status", "1"),
      ],
      [
        el("Provision:PolicyType", WBXML),
        el("Provision:PolicyKey", key),
        el("Provision:Status", el("Provision:Data")),
      ],
    ]) {
      const body = el(
        "Provision:Provision",
        el("Provision:Policies", el("Provision:Policy", ...policy)),
      );
      expect(await provisionWith(gateway, body)).toMatchObject({ http: 200, status: "2" });
    }
    expect(gateway.kept.handshake.held).toBeUndefined();
  });
});

describe("the phone's key", () => {
  test("in a header beside a base64 query does not reach Exchange", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const headers = { "x-ms-policykey": "12345" };
    const said = await provisionWith(gateway, ask(), { query: base64Query(20, 0) });
    const final = await provisionWith(gateway, acknowledge(said.key ?? ""), {
      query: base64Query(20, Number(said.key)),
    });
    await gateway.request({ query: base64Query(9, Number(final.key)), headers });
    expect(seen().at(-1)?.headers["x-ms-policykey"]).not.toBe("12345");
  });
});
