// Provision when something goes wrong: Exchange breaks off, answers what cannot be used, or is away; wipes of the account
// alone; and a policy that is taken back.
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../worker/wire/wbxml.ts";
import { child, el, path, text } from "../../worker/wire/wbxml-tree.ts";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  type Answer,
  basic,
  exchange2007,
  plainQuery,
  type Setting,
  START,
  TOKEN,
} from "./activesync-support.ts";
import {
  ask,
  POLICY,
  provisioned,
  provisionWith,
  strictExchange,
  WBXML,
  wiped,
  withKey,
  withoutPolicies,
} from "./provision-support.ts";

const { start } = gatewayPerTest();
const status = (code: string) => el("Provision:Status", code);
const root = (...children: Parameters<typeof el>[1][]) =>
  encode(el("Provision:Provision", ...children));

/** An Exchange that answers Provision by `answer`. */
const provisioning = (answer: Answer): Answer => {
  return (request, response) =>
    request.url.includes("Cmd=Provision")
      ? answer(request, response)
      : exchange2007(request, response);
};

describe("an Exchange that", () => {
  test("breaks off within its answer to Provision is one that gave no policy", async () => {
    const exchange = provisioning((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write(Uint8Array.from([3, 1, 0x6a, 0]));
      setTimeout(() => response.destroy(), 10);
    });
    const gateway = await start({ easPolicy: POLICY, exchange });
    expect((await provisionWith(gateway, ask())).http).toBe(503);
    expect(gateway.kept.handshake.offer).toBeUndefined();
  });

  test("gives a policy without a key that can be acknowledged has a policy all the same", async () => {
    const document = el("Provision:EASProvisionDoc", el("Provision:DevicePasswordEnabled", "1"));
    for (const key of [
      [],
      [el("Provision:PolicyKey", "0123456789abcdef")],
      [el("Provision:PolicyKey", "4294967296")],
    ]) {
      const policy = el(
        "Provision:Policy",
        el("Provision:PolicyType", WBXML),
        status("1"),
        ...key,
        el("Provision:Data", document),
      );
      const answer = root(status("1"), el("Provision:Policies", policy));
      const exchange = provisioning((_, response) => void response.end(answer));
      const gateway = await start({ easPolicy: POLICY, exchange });
      expect([key.length, (await provisionWith(gateway, ask())).http]).toEqual([key.length, 503]);
    }
  });

  test.each([204, 205, 304, 400, 404])(
    "answers Provision by %i is refused, not broken",
    async (http) => {
      const exchange = provisioning((_, response) => void response.writeHead(http).end());
      const gateway = await start({ easPolicy: POLICY, exchange });
      const said = await provisionWith(gateway, ask());
      expect(said.http).toBeGreaterThanOrEqual(400);
      expect(said.key).toBeUndefined();
    },
  );

  test("was away while phones asked for their policy does not cost them an hour of peace", async () => {
    let isAway = true;
    const exchange = provisioning((request, response) =>
      isAway ? void response.writeHead(500).end() : withoutPolicies(request, response),
    );
    const gateway = await start({ easPolicy: POLICY, exchange });
    for (let times = 0; times < 10; times++) {
      expect((await gateway.request(withKey("0"))).status).toBe(449);
      expect((await provisionWith(gateway, ask())).http).toBe(503);
      await gateway.clock.advance(60_000);
    }
    isAway = false;
    expect((await gateway.request(withKey("0"))).status).toBe(449);
    expect((await gateway.request(withKey(await provisioned(gateway)))).status).toBe(200);
  });
});

describe("a wipe of the account alone, ordered at Exchange", () => {
  test("is delivered, and the phone's word on it reaches Exchange", async () => {
    const words: string[] = [];
    const exchange = provisioning(({ body }, response) => {
      const said = path(decode(body), "Provision:AccountOnlyRemoteWipe");
      if (said) words.push(text(said, "Provision:Status") ?? "");
      response.end(
        said ? root(status("1")) : root(status("1"), el("Provision:AccountOnlyRemoteWipe")),
      );
    });
    const gateway = await start({ easPolicy: POLICY, exchange });
    const told = await provisionWith(gateway, ask(), { version: "16.1" });
    expect(told.root && child(told.root, "Provision:AccountOnlyRemoteWipe")).toBeDefined();
    const word = el("Provision:Provision", el("Provision:AccountOnlyRemoteWipe", status("1")));
    expect(await provisionWith(gateway, word, { version: "16.1" })).toMatchObject({ status: "1" });
    expect(words).toEqual(["1"]);
  });

  test("is no answer to our own order to erase the phone", async () => {
    const gateway = await start({ exchange: withoutPolicies });
    await gateway.request({});
    wipeStep(gateway.kept, "request", START);
    await gateway.clock.advance(5001);
    await provisionWith(gateway, ask());
    const word = el("Provision:Provision", el("Provision:AccountOnlyRemoteWipe", status("1")));
    const said = await provisionWith(gateway, word);
    expect(said.root && child(said.root, "Provision:RemoteWipe")).toBeDefined();
    expect(gateway.kept.wipe?.state).toBe("ordered");
  });
});

test("MeetingResponse says its status in Result, where its schema has it", async () => {
  const gateway = await start({ easPolicy: POLICY, exchange: withoutPolicies });
  const body = encode(el("MeetingResponse:MeetingResponse"));
  const query = plainQuery("MeetingResponse");
  const answer = await gateway.request({ query, body, ...withKey("0", "14.1") });
  const said = decode(new Uint8Array(await answer.arrayBuffer()));
  const result = child(said, "MeetingResponse:Result");
  expect([said.tag, result && text(result, "MeetingResponse:Status")]).toEqual([
    "MeetingResponse:MeetingResponse",
    "142",
  ]);
});

describe("a phone whose password Exchange no longer takes", () => {
  const wrong = { authorization: basic(`${TOKEN}\\alice`, "changed since") };
  test("may say that it is erased after it said that it could not", async () => {
    const gateway = await start({ exchange: withoutPolicies });
    await gateway.request({});
    wipeStep(gateway.kept, "request", START);
    await provisionWith(gateway, ask(), wrong);
    await provisionWith(gateway, wiped("2"), wrong);
    expect(gateway.kept.wipe?.state).toBe("refused");
    expect((await gateway.request({ ...wrong, ...withKey("0") })).status).toBe(401);
    expect((await provisionWith(gateway, wiped("1"), wrong)).status).toBe("1");
    expect(gateway.kept.wipe?.state).toBe("acknowledged");
  });
});

describe("a phone that is to be erased", () => {
  test.each<[string, Setting]>([
    ["shows a token that was superseded since", { tokenReason: "token-superseded" }],
    ["cannot be judged, because Exchange is away", {}],
  ])("and %s is erased all the same, and says so once", async (_, setting) => {
    const state = { isAway: false };
    const exchange: Answer = (request, response) =>
      state.isAway ? void response.writeHead(500).end() : withoutPolicies(request, response);
    const own: Setting = { exchange };
    const gateway = await start(own);
    await gateway.request({});
    wipeStep(gateway.kept, "request", START);
    state.isAway = !setting.tokenReason;
    Object.assign(own, setting);
    gateway.kept.verifiers.clear();
    await gateway.clock.advance(5001);
    const ordered = await provisionWith(gateway, ask());
    expect(ordered.root && child(ordered.root, "Provision:RemoteWipe")).toBeDefined();
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    const life = gateway.kept.wipe;
    state.isAway = false;
    // Words that come twice, or late and out of order, change nothing.
    const late = await provisionWith(gateway, wiped("2"));
    expect([late.http, late.root && child(late.root, "Provision:RemoteWipe")]).toEqual([
      200,
      undefined,
    ]);
    expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
    expect((await provisionWith(gateway, ask())).http).toBe(403);
    expect([gateway.kept.wipe, gateway.kept.wipes]).toEqual([life, ["ordered", "acknowledged"]]);
  });
});

test("an Exchange that no longer takes the password at Provision is believed at once", async () => {
  const exchange = provisioning((_, response) => void response.writeHead(401).end());
  const gateway = await start({ easPolicy: POLICY, exchange });
  await gateway.request(withKey("0"));
  expect(gateway.kept.verifiers.size).toBe(1);
  expect((await provisionWith(gateway, ask())).http).toBe(401);
  expect(gateway.kept.verifiers.size).toBe(0);
});

describe("a policy that is Locked empty", () => {
  test("is taken back from phones that hold one, and asked of nobody else", async () => {
    const setting: Setting = { easPolicy: {}, exchange: withoutPolicies };
    const gateway = await start(setting);
    expect((await gateway.request(withKey("0"))).status).toBe(200);
    Object.assign(setting, { easPolicy: POLICY });
    await gateway.clock.advance(5001);
    const key = await provisioned(gateway);
    expect((await gateway.request(withKey(key))).status).toBe(200);
    Object.assign(setting, { easPolicy: {} });
    await gateway.clock.advance(5001);
    expect((await gateway.request(withKey(key))).status).toBe(449);
    const { data } = await provisionWith(gateway, ask());
    const document = data && child(data, "Provision:EASProvisionDoc");
    expect(document && text(document, "Provision:DevicePasswordEnabled")).toBe("0");
    expect((await gateway.request(withKey(await provisioned(gateway)))).status).toBe(200);
  });
});

describe("while the adapter only reports", () => {
  test("a phone that follows Exchange's policy and not ours passes under the key Exchange gave it", async () => {
    const exchange = strictExchange({ DevicePasswordEnabled: "1" });
    exchange.state.key = "555";
    const gateway = await start({
      easPolicy: POLICY,
      exchange: exchange.answer,
      adapter: { reportOnly: true },
    });
    const statuses: number[] = [];
    for (let times = 0; times < 5; times++) {
      statuses.push((await gateway.request(withKey("555"))).status);
      await gateway.clock.advance(6000);
    }
    expect(statuses).toEqual([449, 449, 449, 200, 200]);
  });
});

test("a judgement serves five seconds from when it was asked for, however slow its answer", async () => {
  const setting: { blocked?: boolean } & Setting = { exchange: withoutPolicies };
  const gateway = await start(setting);
  setting.whileBinding = () => gateway.clock.advance(3000);
  expect((await gateway.request({})).status).toBe(200);
  Object.assign(setting, { blocked: true });
  await gateway.clock.advance(1999);
  expect((await gateway.request({})).status).toBe(200);
  await gateway.clock.advance(1);
  expect((await gateway.request({})).status).toBe(403);
});
