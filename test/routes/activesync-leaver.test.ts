// Who may still receive a wipe when Exchange takes the password no longer, and what phones say of themselves on their way:
// the proof is enough for the order and for nothing else; what is said is told to the tenant and passed on as it came.
import { describe, expect, test } from "vitest";
import { hashToken } from "../../worker/core/token.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, type Gateway, PASSWORD, plainQuery, START, TOKEN } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisionWith,
  strictExchange,
  wiped,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";

const { start, seen, logged } = gatewayPerTest();
const isOrder = (root: Parameters<typeof child>[0] | undefined) =>
  root !== undefined && child(root, "Provision:RemoteWipe") !== undefined;

describe("a wipe is received although Exchange takes the password no longer", () => {
  const wrong = { authorization: basic(`${TOKEN}\\alice`, "changed since") };

  test("by a profile that was handed out and never used", async () => {
    const setting = { exchange: withoutPolicies, unboundToken: hashToken(TOKEN) };
    const gateway = await start(setting);
    gateway.kept.tokenHash = hashToken("ANOTHERTOKENANOTHERTOKENAN");
    wipeStep(gateway.kept, "request", START);
    expect((await gateway.request({ ...wrong, ...withKey("0") })).status).toBe(449);
    expect(isOrder((await provisionWith(gateway, ask(), wrong)).root)).toBe(true);
    expect((await provisionWith(gateway, wiped("1"), wrong)).status).toBe("1");
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
    expect(seen()).toEqual([]);
  });

  test("by the last password Exchange took, for a device that never had a token", async () => {
    const disabled = { now: false };
    const gateway = await start({
      adapter: { onlyProvisioned: false },
      exchange: (request, response) =>
        disabled.now ? void response.writeHead(401).end() : withoutPolicies(request, response),
    });
    const own = { authorization: basic("alice", PASSWORD) };
    const query = plainQuery("FolderSync", { user: "alice" });
    const provision = { ...own, query: plainQuery("Provision", { user: "alice" }) };
    expect((await gateway.request({ ...own, query, ...withKey("0") })).status).toBe(200);
    disabled.now = true;
    await gateway.clock.advance(6 * 60_000);
    gateway.kept.verifiers.clear();
    // Without a wipe it is worth nothing.
    expect((await gateway.request({ ...own, query, ...withKey("0") })).status).toBe(401);
    wipeStep(gateway.kept, "request", gateway.clock.now());
    await gateway.clock.advance(5001);
    expect((await gateway.request({ ...own, query, ...withKey("0") })).status).toBe(449);
    const another = { ...provision, authorization: basic("alice", "another") };
    expect((await provisionWith(gateway, ask(), another)).http).toBe(401);
    expect(isOrder((await provisionWith(gateway, ask(), provision)).root)).toBe(true);
    expect((await provisionWith(gateway, wiped("1"), provision)).status).toBe("1");
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });

  test("not by the last password of a device that has a token, without it", async () => {
    const gateway = await start({ exchange: withoutPolicies });
    await gateway.request(withKey("0"));
    gateway.kept.verifiers.clear();
    wipeStep(gateway.kept, "request", START);
    await gateway.clock.advance(5001);
    const own = { authorization: basic("alice", "changed since") };
    const query = plainQuery("Provision", { user: "alice" });
    expect((await provisionWith(gateway, ask(), { ...own, query })).http).toBe(401);
  });
});

describe("a tenant that is away when the phone speaks", () => {
  test("keeps nobody from being erased: the phone gets its answer", async () => {
    let isAway = false;
    const gateway = await start({ exchange: withoutPolicies, tenantFails: () => isAway });
    await gateway.request(withKey("0"));
    wipeStep(gateway.kept, "request", START);
    await gateway.clock.advance(5001);
    await provisionWith(gateway, ask());
    isAway = true;
    expect(await provisionWith(gateway, wiped("1"))).toMatchObject({ http: 200, status: "1" });
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
    expect(gateway.kept.wipes).toEqual(["ordered"]);
    expect(logged()).toContain("wipe-report-failed");
  });
});

describe("what a phone says of its policy", () => {
  /** Both phases; what came of the acknowledgement, and of the next command. */
  async function says(gateway: Gateway, status: string, version: string) {
    const { key = "" } = await provisionWith(gateway, ask(), { version });
    const said = await provisionWith(gateway, acknowledge(key, status), { version, key });
    return said;
  }

  test.each([
    ["2", "allow", "refuse", "let in"],
    ["2", "refuse", "refuse", "139"],
    ["3", "allow", "refuse", "139"],
    ["3", "allow", "allow", "let in"],
    ["4", "allow", "refuse", "145"],
    ["4", "allow", "allow", "let in"],
  ] as const)(
    "Status %s, with partial compliance %s and refusal %s: %s",
    async (status, partialCompliance, policyRefusal, expected) => {
      for (const version of ["12.1", "14.0", "16.1"]) {
        const adapter = { partialCompliance, policyRefusal };
        const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies, adapter });
        const said = await says(gateway, status, version);
        if (expected === "let in") {
          expect([version, said.policyStatus, Number(said.key) > 0]).toEqual([version, "1", true]);
          await gateway.clock.advance(5001);
          const passes = await gateway.request(withKey(said.key ?? "", version));
          expect(passes.status).toBe(200);
        } else {
          expect([version, said.key]).toEqual([version, undefined]);
          if (version === "12.1") expect(said.http).toBe(403);
          else expect([version, said.status]).toEqual([version, expected]);
        }
        const event = status === "2" && expected === "let in" ? "applied-in-part" : "refused";
        expect(gateway.kept.events.map((one) => one.event)).toContain(`policy-${event}`);
      }
    },
  );

  test("Exchange hears in the phone's own word, and may refuse what the tenant lets pass", async () => {
    const { state, answer } = strictExchange({ DevicePasswordEnabled: "1" });
    const adapter = { policyRefusal: "allow" } as const;
    const gateway = await start({ easPolicy: POLICY, exchange: answer, adapter });
    expect(Number((await says(gateway, "3", "14.0")).key)).toBeGreaterThan(0);
    expect(state.acknowledged).toEqual(["3"]);
  });
});

describe("what a phone says of itself", () => {
  const set = (...values: Parameters<typeof el> extends [unknown, ...infer Rest] ? Rest : never) =>
    el("Settings:DeviceInformation", el("Settings:Set", ...values));
  const SAID = set(
    el("Settings:Model", "iPhone2,1"),
    el("Settings:IMEI", "356938035643809"),
    el("Settings:FriendlyName", "x".repeat(500)),
    el("Settings:OS", "iOS 4.3.5"),
    el("Settings:OSLanguage", ""),
    el("Settings:UserAgent", "Apple-iPhone2C1/812.1"),
  );
  const KEPT = {
    model: "iPhone2,1",
    imei: "356938035643809",
    friendlyName: "x".repeat(200),
    os: "iOS 4.3.5",
  };

  test.each(["12.1", "14.0"])(
    "in Settings of %s is kept, and passed on as it came",
    async (version) => {
      const gateway = await start();
      const body = encode(el("Settings:Settings", SAID));
      const query = plainQuery("Settings");
      expect((await gateway.request({ query, body, ...withKey("0", version) })).status).toBe(200);
      expect(gateway.kept.information).toEqual(KEPT);
      expect(new Uint8Array(seen().at(-1)?.body ?? [])).toEqual(body);
    },
  );

  test("in Provision of 14.1 is kept, reaches Exchange, and is confirmed to the phone", async () => {
    const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies });
    const request = el(
      "Provision:Provision",
      SAID,
      child(ask(), "Provision:Policies") ?? el("Provision:Policies"),
    );
    const { root } = await provisionWith(gateway, request, { version: "14.1" });
    expect(gateway.kept.information).toEqual(KEPT);
    const confirmed = root && path(root, "Settings:DeviceInformation");
    expect(confirmed && text(confirmed, "Settings:Status")).toBe("1");
    const asked = decode(new Uint8Array(seen().at(-1)?.body ?? []));
    expect(path(asked, "Settings:DeviceInformation", "Settings:Set")).toBeDefined();
  });

  test("in a Settings body that is none, or says nothing, is nothing", async () => {
    for (const body of [
      encode(el("Settings:Settings")),
      encode(el("Settings:Settings", set())),
      encode(el("Settings:Settings", set(el("Settings:Model", new Uint8Array([1, 2]))))),
      Uint8Array.from([...encode(el("Settings:Settings", SAID)).slice(0, 20), 0xff]),
    ]) {
      const gateway = await start();
      await gateway.request({ query: plainQuery("Settings"), body, ...withKey("0") });
      expect(gateway.kept.information).toBeUndefined();
    }
  });
});
