// The gateway's own clock goes back by ten minutes, as a machine's does that is set right, and Exchange's and the phone's
// clocks are wrong by as much: what is remembered for seconds is not remembered for minutes, and nobody waits for ever.
import { describe, expect, test, vi } from "vitest";
import { wipeStep } from "./activesync-objects.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  holdingExchange,
  pass,
  ping,
  pingBody,
  said,
  upstream,
  watch,
} from "./activesync-ping-support.ts";
import {
  type Answer,
  exchange2007,
  type Gateway,
  type Setting,
  START,
} from "./activesync-support.ts";
import { POLICY, provisioned, strictExchange, withKey } from "./provision-support.ts";

const { start } = gatewayPerTest();
const MINUTE = 60_000;
const APART = 10 * MINUTE;

/** From now on the gateway's clock shows so much less; sleeps are as long as they are. */
function setBack({ clock }: Gateway, ms: number): void {
  const { now } = clock;
  vi.spyOn(clock, "now").mockImplementation(() => now() - ms);
}

test("a block is effective within five seconds, also if the clock went back since the last judgement", async () => {
  const setting: Setting = {};
  const gateway = await start(setting);
  expect((await gateway.request({})).status).toBe(200);
  setting.blocked = true;
  setBack(gateway, APART);
  expect((await gateway.request({})).status).toBe(403);
  setting.blocked = false;
  await gateway.clock.advance(5000);
  expect((await gateway.request({})).status).toBe(200);
});

describe("a Ping that is held while the clock goes back", () => {
  const waiting = async () => {
    const { holds, answer: exchange } = holdingExchange();
    const gateway = await start({ exchange });
    const answer = ping(gateway, pingBody(900, "5"), { headers: { "x-ms-policykey": "0" } });
    await upstream(holds, 1);
    await pass(gateway, 30);
    setBack(gateway, APART);
    return { gateway, answer, seen: watch(answer) };
  };

  test("hears of a wipe within a minute", async () => {
    const { gateway, answer } = await waiting();
    wipeStep(gateway.kept, "request", START);
    await pass(gateway, 60);
    expect((await said(answer)).http).toBe(449);
  });

  test("is answered when its time is over, not ten minutes later", async () => {
    const { gateway, answer, seen } = await waiting();
    await pass(gateway, 860);
    expect(seen.answered).toBe(false);
    await pass(gateway, 40);
    expect((await said(answer)).status).toBe("1");
  });
});

describe.each([
  ["ahead of", APART],
  ["behind", -APART],
])("the device object's clock, ten minutes %s the gateway's,", (_, ahead) => {
  test("moves a refresh by those ten minutes and makes no circle of it", async () => {
    const policy = { ...POLICY, easRefreshInterval: 1 };
    const { answer } = strictExchange({ DevicePasswordEnabled: "1" });
    const gateway = await start({ easPolicy: policy, exchange: answer });
    const follow = async () => {
      const key = await provisioned(gateway);
      const { held } = gateway.kept.handshake;
      if (!held) throw new Error("nothing is held");
      gateway.kept.handshake = { held: { ...held, acknowledgedAt: held.acknowledgedAt + ahead } };
      return key;
    };
    let key = await follow();
    for (let rounds = 0; rounds < 3; rounds++) {
      let passed = 0;
      while ((await gateway.request(withKey(key))).status === 200) {
        await gateway.clock.advance(MINUTE);
        passed++;
      }
      expect(passed).toBe(60 + ahead / MINUTE);
      key = await follow();
    }
  });
});

test("Exchange's Date is its own matter, however wrong: it is passed on and nothing goes by it", async () => {
  for (const apart of [-APART, APART]) {
    const date = new Date(START + apart).toUTCString();
    const exchange: Answer = (request, response) => {
      response.setHeader("Date", date);
      exchange2007(request, response);
    };
    const gateway = await start({ exchange });
    const sent = { headers: { date: new Date(START - apart).toUTCString() } };
    const answer = await gateway.request(sent);
    expect([answer.status, answer.headers.get("date")]).toEqual([200, date]);
    await gateway.clock.advance(6000);
    expect((await gateway.request(sent)).status).toBe(200);
  }
});
