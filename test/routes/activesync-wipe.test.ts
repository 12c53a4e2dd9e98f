// A wipe at the gateway: told at the phone's next request, in the words of its version; believed only from the phone
// itself; delivered although Exchange no longer knows the password; and no data meanwhile (MS-ASPROV 3.2.5.1.2.2).
import { describe, expect, test } from "vitest";
import { COMMAND_RULES } from "../../worker/core/gateway-commands.ts";
import { hashToken } from "../../worker/core/token.ts";
import { EAS_COMMANDS } from "../../worker/wire/eas-commands.ts";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, el, text } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, type Gateway, plainQuery, START, TOKEN } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisionWith,
  typeOf,
  wiped,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";

const { start, seen } = gatewayPerTest();
/** Commands that reached Exchange, but for the question whether it orders a wipe, too, and the word on one. */
const seenData = () => seen().filter(({ url }) => !url.includes("Cmd=Provision"));
const request = (gateway: Gateway) => wipeStep(gateway.kept, "request", START);
const orders = (root: Parameters<typeof child>[0] | undefined) =>
  root !== undefined && child(root, "Provision:RemoteWipe") !== undefined;

/** A gateway whose one phone was admitted, and is to be erased. */
async function wiping(setting: Parameters<typeof start>[0] = {}) {
  const gateway = await start({ exchange: withoutPolicies, ...setting });
  if (!setting.easPolicy) await gateway.request({});
  request(gateway);
  await gateway.clock.advance(5001);
  return gateway;
}

describe("a phone that is to be erased", () => {
  test.each(["2.5", "12.1", "14.1", "16.1"])(
    "of version %s is told so, obeys, and stays out",
    async (version) => {
      const gateway = await wiping();
      const before = seenData().length;
      const told = await gateway.request(withKey("0", version));
      if (version === "2.5" || version === "12.1") expect(told.status).toBe(449);
      else {
        const root = decode(new Uint8Array(await told.arrayBuffer()));
        expect(text(root, "FolderHierarchy:Status")).toBe("140");
      }
      const ordered = await provisionWith(gateway, ask(typeOf(version)), { version });
      expect([ordered.status, orders(ordered.root), ordered.key]).toEqual(["1", true, undefined]);
      const done = await provisionWith(gateway, wiped("1"), { version });
      expect([done.http, done.status, orders(done.root)]).toEqual([200, "1", false]);
      expect(gateway.kept.wipes).toEqual(["armed", "ordered", "acknowledged"]);
      const denied = await gateway.request(withKey("0", version));
      if (version === "2.5" || version === "12.1") expect(denied.status).toBe(403);
      else {
        const root = decode(new Uint8Array(await denied.arrayBuffer()));
        expect(text(root, "FolderHierarchy:Status")).toBe("129");
      }
      expect(gateway.kept.refusals.at(-1)?.reason).toBe("device-wiped");
      expect(seenData().length).toBe(before);
    },
  );

  test("gets 403 instead of 449 if it shows no policy key: it may not know what 449 is", async () => {
    const gateway = await wiping();
    expect((await gateway.request({})).status).toBe(403);
    expect(orders((await provisionWith(gateway, el("Provision:Provision"))).root)).toBe(true);
  });

  test("gets no data by any command, and tells nothing by OPTIONS", async () => {
    const gateway = await wiping();
    const before = seen().length;
    for (const command of EAS_COMMANDS) {
      const { root } = COMMAND_RULES[command];
      if (command === "Provision") continue;
      const body = root ? encode(el(root)) : null;
      const answer = await gateway.request({ query: plainQuery(command), body, ...withKey("0") });
      expect([command, answer.status]).toEqual([command, 449]);
    }
    expect(seen().length).toBe(before);
    expect((await gateway.request({ method: "OPTIONS" })).status).toBe(200);
  });

  test("under a policy is erased, whatever phase of it it is in", async () => {
    const gateway = await wiping({ easPolicy: POLICY });
    for (const body of [ask(), acknowledge("1001"), el("Provision:Provision")])
      expect(orders((await provisionWith(gateway, body)).root)).toBe(true);
    const told = { orders: 3, orderedAt: START + 5001, orderedTo: "203.0.113.7" };
    expect(gateway.kept.wipe).toMatchObject({ state: "ordered", ...told });
    expect(seenData()).toEqual([]);
  });

  test("that has its order and refuses is recorded as that, stays out, and may think again", async () => {
    const gateway = await wiping();
    await provisionWith(gateway, ask());
    const refused = await provisionWith(gateway, wiped("2"));
    expect([refused.status, orders(refused.root)]).toEqual(["2", true]);
    expect(gateway.kept.wipes).toEqual(["ordered", "refused"]);
    expect((await gateway.request(withKey("0"))).status).toBe(403);
    expect(gateway.kept.refusals.at(-1)?.reason).toBe("wipe-refused");
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });

  test("is asked again if the wipe's status is neither done nor failed", async () => {
    const gateway = await wiping();
    await provisionWith(gateway, ask());
    expect((await provisionWith(gateway, wiped("7"))).status).toBe("2");
    expect(gateway.kept.wipe?.state).toBe("ordered");
  });

  test("is blocked or may not use EAS, and is erased all the same", async () => {
    for (const setting of [{ easAllowed: false }, { blocked: true }]) {
      const gateway = await start({ exchange: withoutPolicies, ...setting });
      request(gateway);
      expect((await gateway.request(withKey("0"))).status).toBe(449);
      expect(orders((await provisionWith(gateway, ask())).root)).toBe(true);
    }
  });

  test("is let in again when the wipe is taken back, and its late acknowledgement still counts", async () => {
    const gateway = await wiping();
    await provisionWith(gateway, ask());
    wipeStep(gateway.kept, "cancel", START);
    await gateway.clock.advance(5001);
    expect((await gateway.request(withKey("0"))).status).toBe(200);
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
    expect((await gateway.request(withKey("0"))).status).toBe(403);
    expect(seen().filter(({ body }) => body.length > 7 && body[5] === 0x45)).toEqual([]);
  });
});

describe("a wipe is not acknowledged", () => {
  test("by a phone that was never told: it is Exchange's affair then", async () => {
    const gateway = await start({ exchange: withoutPolicies });
    expect((await provisionWith(gateway, wiped("1"))).http).toBe(200);
    expect(gateway.kept.wipes).toEqual([]);
    expect(seen()).toHaveLength(1);
    const asked = await wiping();
    await provisionWith(asked, wiped("1"));
    expect(asked.kept.wipe?.state).toBe("requested");
  });

  test("by a wrong password without the token, or with another one", async () => {
    const gateway = await wiping();
    await provisionWith(gateway, ask());
    for (const user of ["alice", "OTHERTOKENOTHERTOKENOTHERT\\alice"]) {
      const authorization = basic(user, "wrong");
      const query = plainQuery("Provision", { user });
      const said = await provisionWith(gateway, wiped("1"), { authorization, query });
      expect(said.http).toBe(401);
    }
    expect(gateway.kept.wipe?.state).toBe("ordered");
  });
});

describe("a phone whose account Exchange no longer knows", () => {
  const wrong = { authorization: basic(`${TOKEN}\\alice`, "changed since") };

  test("receives its wipe by the token alone, and nothing else", async () => {
    const gateway = await wiping();
    const before = seen().length;
    expect((await gateway.request({ ...wrong, ...withKey("0") })).status).toBe(449);
    expect(orders((await provisionWith(gateway, ask(), wrong)).root)).toBe(true);
    expect((await provisionWith(gateway, wiped("1"), wrong)).status).toBe("1");
    expect(gateway.kept.wipes).toEqual(["armed", "ordered", "acknowledged"]);
    expect((await gateway.request({ ...wrong, ...withKey("0") })).status).toBe(401);
    expect(seen().length).toBe(before);
  });

  test("also while its wrong password is slowed down", async () => {
    const gateway = await start({ exchange: withoutPolicies, waitSeconds: 30 });
    gateway.kept.tokenHash = hashToken(TOKEN);
    request(gateway);
    expect(orders((await provisionWith(gateway, ask(), wrong)).root)).toBe(true);
  });

  test("is asked for its password if there is no wipe", async () => {
    const gateway = await start({ exchange: withoutPolicies });
    await gateway.request({});
    expect((await gateway.request(wrong)).status).toBe(401);
    expect(gateway.kept.refusals).toEqual([]);
  });

  test("on another device gets nothing by this token", async () => {
    const gateway = await start({ exchange: withoutPolicies });
    gateway.kept.tokenHash = hashToken("ANOTHERTOKENANOTHERTOKENAN");
    request(gateway);
    expect((await gateway.request(wrong)).status).toBe(401);
  });
});

test("what the tenant was not told of a wipe, it is told at the phone's next request", async () => {
  const gateway = await start({ exchange: withoutPolicies });
  const device = gateway.kept;
  wipeStep(device, "request", START);
  wipeStep(device, "order", START);
  device.isUnreported = true;
  await gateway.request(withKey("0"));
  expect(device.wipes).toEqual(["ordered"]);
  expect(device.isUnreported).toBe(false);
});
