// Exchange's own policy beside the tenant's: merged, acknowledged after ours, under its own key, which the phone never
// sees; and Exchanges that have no policy, or none that can be had just now.
import { describe, expect, test } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { child, el, text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Answer, exchange2007 } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisioned,
  provisionWith,
  strictExchange,
  typeOf,
  withKey,
} from "./provision-support.ts";

const { start, seen } = gatewayPerTest();
const provisions = () => seen().filter(({ url }) => url.includes("Cmd=Provision"));
const keysOf = () => provisions().map(({ headers }) => headers["x-ms-policykey"]);

/** An Exchange that answers Provision by `status` and `body`. */
const answering = (status: number, body?: Uint8Array): Answer => {
  return (request, response) => {
    if (!request.url.includes("Cmd=Provision")) return exchange2007(request, response);
    response.writeHead(status, { "content-type": "application/vnd.ms-sync.wbxml" });
    return void response.end(body);
  };
};
const root = (...children: Parameters<typeof el>[1][]) =>
  encode(el("Provision:Provision", ...children));
const status = (code: string) => el("Provision:Status", code);

describe("an Exchange with a policy of its own", () => {
  test.each(["2.5", "12.1", "14.1"])(
    "has it merged into ours in %s: the stricter value holds",
    async (version) => {
      const document = { DevicePasswordEnabled: "1", MinDevicePasswordLength: "8", AllowWiFi: "0" };
      const exchange = strictExchange(document);
      const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
      const { data } = await provisionWith(gateway, ask(typeOf(version)), { version });
      const merged = data && child(data, "Provision:EASProvisionDoc");
      if (version === "2.5") {
        expect(data?.content).toContain('<parm name="MinimumPasswordLength" value="6"/>');
        return;
      }
      expect(merged && text(merged, "Provision:MinDevicePasswordLength")).toBe("8");
      expect(merged && text(merged, "Provision:AllowWiFi")).toBe("0");
      expect(merged && text(merged, "Provision:AllowCamera")).toBe("0");
    },
  );

  test("hears the phone's acknowledgement only after the phone gave it, and keeps its own keys", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const headers = { "accept-encoding": "compress" };
    const offered = await provisionWith(gateway, ask(), { headers });
    expect([keysOf(), exchange.state.acknowledged]).toEqual([["0"], []]);
    expect(provisions()[0]?.headers["accept-encoding"]).not.toBe("compress");
    const final = await provisionWith(gateway, acknowledge(offered.key ?? ""), {
      key: offered.key ?? "",
    });
    expect([keysOf(), exchange.state.acknowledged]).toEqual([["0", "901"], ["1"]]);
    expect([offered.key, final.key]).not.toContain(exchange.state.key);
    expect((await gateway.request(withKey(final.key ?? ""))).status).toBe(200);
    expect(seen().at(-1)?.headers["x-ms-policykey"]).toBe("902");
  });

  test("gets its key from a phone of base64 queries, too", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const record = (command: number, key: number) => {
      const number = Buffer.alloc(4);
      number.writeUInt32LE(key);
      const device = Buffer.from("ApplSIM0001");
      const type = Buffer.from("iPhone");
      const head = [121, command, 0x09, 0x04, device.length];
      return Buffer.concat([
        Buffer.from(head),
        device,
        Buffer.from([4]),
        number,
        Buffer.from([type.length]),
        type,
      ]);
    };
    const queryOf = (command: number, key: number) => ({
      query: `?${record(command, key).toString("base64")}`,
    });
    expect((await gateway.request(queryOf(9, 0))).status).toBe(449);
    const { key = "" } = await provisionWith(gateway, ask(), queryOf(20, 0));
    const { key: final = "" } = await provisionWith(
      gateway,
      acknowledge(key),
      queryOf(20, Number(key)),
    );
    expect((await gateway.request(queryOf(9, Number(final)))).status).toBe(200);
    const sent = seen().at(-1);
    expect(sent?.headers["x-ms-policykey"]).toBe(exchange.state.key);
    expect(sent?.url).toContain("DeviceId=ApplSIM0001&");
    expect((await gateway.request(queryOf(9, Number(key)))).status).toBe(449);
  });

  test("hears how far the phone complies, in the phone's own word", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const { key = "" } = await provisionWith(gateway, ask());
    await provisionWith(gateway, acknowledge(key, "2"));
    expect(exchange.state.acknowledged).toEqual(["2"]);
  });

  test("hears nothing from a phone that refused", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const { key = "" } = await provisionWith(gateway, ask());
    await provisionWith(gateway, acknowledge(key, "3"));
    expect(exchange.state.acknowledged).toEqual([]);
  });

  test("that has another offer out by then makes the phone begin anew, without a key", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const { key = "" } = await provisionWith(gateway, ask());
    exchange.state.temporary = "77";
    expect(await provisionWith(gateway, acknowledge(key))).toMatchObject({
      policyStatus: "5",
      key: undefined,
    });
    expect(gateway.kept.handshake.held).toBeUndefined();
    expect((await gateway.request(withKey(await provisioned(gateway)))).status).toBe(200);
  });

  test("that changes it demands ours anew; one that is never content ends in peace", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    exchange.state.key = "changed";
    expect((await gateway.request(withKey(key))).status).toBe(449);
    const newer = await provisioned(gateway);
    expect((await gateway.request(withKey(newer))).status).toBe(200);
    const statuses: number[] = [];
    for (let times = 0; times < 4; times++) {
      exchange.state.key = "never";
      statuses.push((await gateway.request(withKey(await provisioned(gateway)))).status);
      exchange.state.key = "never";
    }
    expect(statuses).toEqual([200, 200, 200, 200]);
  });

  test("that answers 449 whatever key it gets leaves the phone in peace after three demands", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const never: Answer = (request, response) =>
      request.method === "OPTIONS" || request.url.includes("Cmd=Provision")
        ? exchange.answer(request, response)
        : void response.writeHead(449).end();
    const gateway = await start({ easPolicy: POLICY, exchange: never });
    const statuses: number[] = [];
    for (let times = 0; times < 4; times++)
      statuses.push((await gateway.request(withKey(await provisioned(gateway)))).status);
    expect(statuses).toEqual([449, 449, 449, 503]);
  });
});

describe("an Exchange without a policy", () => {
  const none = (code: string) =>
    el(
      "Provision:Policies",
      el("Provision:Policy", el("Provision:PolicyType", "MS-EAS-Provisioning-WBXML"), status(code)),
    );
  test.each<[string, Answer]>([
    ["Policy Status 2, as SOGo does", answering(200, root(status("1"), none("2")))],
    ["Policy Status 1 without a key", answering(200, root(status("1"), none("1")))],
    ["Status 1 and nothing else", answering(200, root(status("1")))],
    ["no body", answering(200)],
    ["501", answering(501)],
    ["449", answering(449)],
  ])("may say so by %s", async (_, exchange) => {
    const gateway = await start({ easPolicy: POLICY, exchange });
    const key = await provisioned(gateway);
    expect(key).toMatch(/^[1-9]\d*$/);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    expect(seen().at(-1)?.headers["x-ms-policykey"]).toBe("0");
    expect(provisions()).toHaveLength(1);
  });
});

describe("an Exchange that gives no policy just now", () => {
  test.each<[string, Answer, number]>([
    ["fails", answering(500), 503],
    ["breaks its answer off", answering(200, Uint8Array.from([3, 1, 0x6a, 0, 0, 0x0e, 0x45])), 503],
    ["answers something else", answering(200, Uint8Array.from([3, 1, 0x6a, 0, 0, 7, 0x16])), 503],
    ["answers without end", answering(200, new Uint8Array(80_000)), 503],
    ["refuses the device", answering(403), 403],
    ["no longer takes the password", answering(401), 401],
  ])("and %s gives the phone none of ours either", async (_, exchange, http) => {
    const gateway = await start({ easPolicy: POLICY, exchange });
    expect(await provisionWith(gateway, ask())).toMatchObject({ http, key: undefined });
    expect(gateway.kept.handshake.offer).toBeUndefined();
  });

  test("passes its own refusal of the device on, as a status", async () => {
    const gateway = await start({
      easPolicy: POLICY,
      exchange: answering(200, root(status("129"))),
    });
    expect(await provisionWith(gateway, ask())).toMatchObject({ http: 200, status: "129" });
  });

  test("cannot have a policy acknowledged that was not understood", async () => {
    const exchange = strictExchange({});
    const strange: Answer = (request, response) => {
      if (!request.url.includes("Cmd=Provision")) return exchange.answer(request, response);
      const policy = el(
        "Provision:Policy",
        el("Provision:PolicyType", "MS-WAP-Provisioning-XML"),
        status("1"),
        el("Provision:PolicyKey", "5"),
        el("Provision:Data", "<!DOCTYPE x><wap-provisioningdoc/>"),
      );
      response.end(root(status("1"), el("Provision:Policies", policy)));
    };
    const gateway = await start({ easPolicy: POLICY, exchange: strange });
    const asked = await provisionWith(gateway, ask(typeOf("2.5")), { version: "2.5" });
    expect([asked.http, gateway.kept.handshake.offer]).toEqual([503, undefined]);
  });
});
