// Provision as the gateway answers it: golden handshakes per protocol version, keys, wrong requests, and Exchange's own
// policy beside ours (MS-ASPROV 3.2.5.1).
import { describe, expect, test } from "vitest";
import { COMMAND_RULES } from "../../worker/core/gateway-commands.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";
import { decode, encode, type Node } from "../../worker/wire/wbxml.ts";
import { child, el, text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { FOLDER_SYNC, plainQuery, type Setting } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisioned,
  provisionWith,
  strictExchange,
  typeOf,
  WAP,
  WBXML,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";

const { start: startWith, seen } = gatewayPerTest();
/** In front of an Exchange without policies, unless the test names another. */
const start = (setting: Setting) =>
  startWith(Object.assign(setting, { exchange: setting.exchange ?? withoutPolicies }));
const VERSIONS = ["2.5", "12.0", "12.1", "14.0", "14.1", "16.0", "16.1"];
const hasStatus = (version: string) => Number.parseFloat(version) >= 14;

/** The offer for 12.1, byte by byte: 03 01 6a 00, page 14, Provision, Status 1, Policies, Policy, ... */
const OFFER_12_1 =
  "03016a00000e454b0331000146474803" +
  Buffer.from(WBXML).toString("hex") +
  "00014b0331000149033130303100014a4d" +
  "4e033100015403360001" +
  "5c03300001" +
  "0101010101";

describe("a phone under a policy", () => {
  test.each(VERSIONS)("of version %s is asked to provision, does, and gets in", async (version) => {
    const gateway = await start({ easPolicy: POLICY });
    const first = await gateway.request(withKey("0", version));
    if (hasStatus(version)) {
      const root = decode(new Uint8Array(await first.arrayBuffer()));
      expect([first.status, root.tag]).toEqual([200, "FolderHierarchy:FolderSync"]);
      expect(text(root, "FolderHierarchy:Status")).toBe("142");
    } else expect([first.status, first.headers.get("content-length")]).toEqual([449, "0"]);
    expect(seen()).toEqual([]);

    const type = typeOf(version);
    const offered = await provisionWith(gateway, ask(type), { version });
    expect(offered).toMatchObject({ http: 200, status: "1", policyStatus: "1", key: "1002" });
    const document = offered.data && child(offered.data, "Provision:EASProvisionDoc");
    if (version === "2.5") expect(offered.data?.content).toContain('<parm name="4131" value="0"/>');
    else expect(document && text(document, "Provision:MinDevicePasswordLength")).toBe("6");

    const acked = await provisionWith(gateway, acknowledge("1002", "1", type), {
      version,
      key: "1002",
    });
    expect(acked).toMatchObject({ http: 200, status: "1", policyStatus: "1", data: undefined });
    expect(acked.key).not.toBe("1002");
    expect((await gateway.request(withKey(acked.key ?? "", version))).status).toBe(200);
    expect(gateway.kept.devices.at(-1)?.easPolicyVersion).toMatch(/^[0-9a-f]{64}$/);
    expect(gateway.kept.handshake.demands).toBeUndefined();
  });

  test("of 12.1 gets these very bytes", async () => {
    const gateway = await start({ easPolicy: POLICY });
    expect((await provisionWith(gateway, ask())).hex).toBe(OFFER_12_1);
  });

  test("of 14.1 is told that its DeviceInformation was read, before the status", async () => {
    const gateway = await start({ easPolicy: POLICY });
    const request = ask();
    const told = el(
      "Settings:DeviceInformation",
      el("Settings:Set", el("Settings:Model", "iPhone2C1")),
    );
    const body = { ...request, content: [told, ...(request.content as [])] };
    const { root } = await provisionWith(gateway, body, { version: "14.1" });
    expect((root?.content as readonly Node[] | undefined)?.map(({ tag }) => tag)).toEqual([
      "Settings:DeviceInformation",
      "Provision:Status",
      "Provision:Policies",
    ]);
  });

  test("must show its key at every command but OPTIONS and Provision", async () => {
    const gateway = await start({ easPolicy: POLICY });
    for (const command of EAS_COMMANDS) {
      const { root, statusIn } = COMMAND_RULES[command];
      if (command === "Provision") continue;
      const query = plainQuery(command);
      const body = root ? encode(el(root)) : null;
      for (const version of ["12.1", "14.0"]) {
        const answer = await gateway.request({ query, body, ...withKey("77", version) });
        const bytes = new Uint8Array(await answer.arrayBuffer());
        if (version === "12.1" || !root) expect([command, answer.status]).toEqual([command, 449]);
        const said = { content: "142" };
        if (version === "14.0" && root)
          expect([command, decode(bytes)]).toMatchObject([
            command,
            { tag: root, content: [statusIn ? { content: [said] } : said] },
          ]);
        gateway.kept.handshake = {};
      }
    }
    expect(seen()).toEqual([]);
    expect((await gateway.request({ method: "OPTIONS" })).status).toBe(200);
  });

  test("of 14.0 hears which key is wrong: none, nothing acknowledged, another, an older policy", async () => {
    const setting: Setting = { easPolicy: POLICY };
    const gateway = await start(setting);
    const key = await provisioned(gateway, "14.0");
    const statusFor = async (headers: Record<string, string>) => {
      const answer = await gateway.request({
        headers: { "ms-asprotocolversion": "14.0", ...headers },
      });
      return text(decode(new Uint8Array(await answer.arrayBuffer())), "FolderHierarchy:Status");
    };
    expect(await statusFor({})).toBe("141");
    expect(await statusFor({ "x-ms-policykey": "0" })).toBe("142");
    expect(await statusFor({ "x-ms-policykey": "77" })).toBe("144");
    Object.assign(setting, { easPolicy: { ...POLICY, easMinPasswordLength: 8 } });
    await gateway.clock.advance(5001);
    expect(await statusFor({ "x-ms-policykey": key })).toBe("143");
  });

  test("whose version is too old for policies is refused, and nothing passes", async () => {
    const gateway = await start({ easPolicy: POLICY });
    expect((await gateway.request(withKey("0", "2.1"))).status).toBe(403);
    expect(gateway.kept.refusals).toMatchObject([{ reason: "version-without-policies" }]);
  });
});

describe("a wrong Provision request", () => {
  test("with another key is Policy Status 5, also with the key of another phase", async () => {
    const gateway = await start({ easPolicy: POLICY });
    for (const key of ["0", "1", "4294967295"])
      expect(await provisionWith(gateway, acknowledge(key))).toMatchObject({
        status: "1",
        policyStatus: "5",
        key: undefined,
      });
    const final = await provisioned(gateway);
    expect(await provisionWith(gateway, acknowledge(final))).toMatchObject({ policyStatus: "5" });
  });

  test("of an unknown type is Policy Status 3, also of the type of another version", async () => {
    const gateway = await start({ easPolicy: POLICY });
    for (const [type, version] of [
      ["MS-Nonsense", "12.1"],
      [WAP, "12.1"],
      [WBXML, "2.5"],
    ] as const) {
      const said = await provisionWith(gateway, ask(type), { version });
      expect(said).toMatchObject({ status: "1", policyStatus: "3", key: undefined });
    }
  });

  test("without Policies is Status 2; an empty one asks for a wipe, and there is none", async () => {
    const gateway = await start({ easPolicy: POLICY, exchange: strictExchange({}).answer });
    const alone = el("Settings:DeviceInformation", el("Settings:Set", el("Settings:Model", "x")));
    for (const body of [
      el("Provision:Provision", alone),
      el("Provision:Provision", el("Provision:Policies")),
      el("Provision:Provision", el("Provision:Policies", el("Provision:Policy"))),
      el(
        "Provision:Provision",
        el("Provision:Policies", el("Provision:Policy", el("Provision:PolicyKey", "1"))),
      ),
    ])
      expect(await provisionWith(gateway, body)).toMatchObject({ http: 200, status: "2" });
    expect(seen()).toEqual([]);
    const empty = await provisionWith(gateway, el("Provision:Provision"));
    expect([empty.status, empty.root && child(empty.root, "Provision:RemoteWipe")]).toEqual([
      "1",
      undefined,
    ]);
  });

  test("that is no Provision, no WBXML, too deep or too large never reaches Exchange", async () => {
    const gateway = await start({ easPolicy: POLICY });
    let deep = el("Provision:Policies");
    for (let depth = 0; depth < 40; depth++) deep = el("Provision:Policies", deep);
    const huge = el("Provision:Provision", el("Provision:Data", "x".repeat(70_000)));
    for (const [body, status] of [
      [FOLDER_SYNC, 400],
      [Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x00, 0x0e, 0x45]), 400],
      [Uint8Array.from([0xff, 0xfe]), 400],
      [new Uint8Array(0), 400],
      [encode(el("Provision:Provision", deep)), 400],
      [encode(huge), 413],
    ] as const) {
      const answer = await gateway.request({ query: plainQuery("Provision"), body });
      expect([body.length, answer.status]).toEqual([body.length, status]);
    }
    expect(seen()).toEqual([]);
  });
});

describe("acknowledgements", () => {
  test("of the same offer by two requests at once end in one key", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: POLICY, exchange: exchange.answer });
    const offers = await Promise.all([
      provisionWith(gateway, ask()),
      provisionWith(gateway, ask()),
    ]);
    expect(new Set(offers.map(({ key }) => key)).size).toBe(1);
    const key = offers[0]?.key ?? "";
    const acks = await Promise.all([1, 2].map(() => provisionWith(gateway, acknowledge(key))));
    const keys = new Set(acks.map((acked) => acked.key).filter((one) => one !== undefined));
    expect(keys.size).toBe(1);
    const { key: again = "" } = await provisionWith(gateway, acknowledge(key));
    expect(keys.has(again)).toBe(true);
    expect((await gateway.request(withKey(again))).status).toBe(200);
  });

  test("that only part was applied are taken and recorded", async () => {
    const gateway = await start({ easPolicy: POLICY });
    const { key = "" } = await provisionWith(gateway, ask());
    const acked = await provisionWith(gateway, acknowledge(key, "2"));
    expect(acked).toMatchObject({ status: "1", policyStatus: "1" });
    expect(gateway.kept.events).toMatchObject([
      { event: "policy-applied-in-part", actor: "alice" },
    ]);
    expect(gateway.kept.handshake.held).toMatchObject({ compliance: "part" });
  });

  test.each([
    ["3", "12.1", 403, undefined],
    ["4", "12.1", 403, undefined],
    ["3", "14.1", 200, "139"],
    ["4", "14.1", 200, "145"],
    ["9", "12.1", 200, "2"],
  ])("of status %s in %s give no key", async (status, version, http, said) => {
    const gateway = await start({ easPolicy: POLICY });
    const { key = "" } = await provisionWith(gateway, ask(), { version });
    const answer = await provisionWith(gateway, acknowledge(key, status), { version });
    expect(answer).toMatchObject({ http, status: said, key: undefined });
    expect(gateway.kept.handshake.held).toBeUndefined();
    expect(gateway.kept.events.map(({ event }) => event)).toEqual(
      status === "9" ? [] : ["policy-refused"],
    );
    const again = await provisionWith(gateway, acknowledge(key), { version });
    expect(again.policyStatus).toBe(status === "9" ? "1" : "5");
  });
});
