// Exchange cut off in each phase of Provision and of a wipe, before it did its part or after: nothing is lost, nothing is
// made up, and the phone recovers by asking again.
import { describe, expect, test } from "vitest";
import { decode } from "../../worker/wire/wbxml.ts";
import { path, text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import type { Answer, Gateway, Received } from "./activesync-support.ts";
import {
  acknowledge,
  ask,
  POLICY,
  provisionWith,
  strictExchange,
  wiped,
  withKey,
} from "./provision-support.ts";
import { orderedBy, orderIn, wipingExchange } from "./wiping-exchange.ts";

const { start } = gatewayPerTest();

type Phase = "asks" | "acknowledges" | "fetches mail" | "says it is erased";

function phaseOf({ url, body }: Received): Phase | undefined {
  if (url.includes("Cmd=FolderSync")) return "fetches mail";
  if (!url.includes("Cmd=Provision")) return undefined;
  const root = decode(body);
  if (path(root, "Provision:RemoteWipe")) return "says it is erased";
  const policy = path(root, "Provision:Policies", "Provision:Policy");
  return policy && text(policy, "Provision:PolicyKey") ? "acknowledges" : "asks";
}

/** `answer`, cut off the first `times` times the phone does `phase`: before Exchange hears it, or after. */
function cutOff(answer: Answer, phase: Phase, when: "before" | "after", times: number) {
  const left = { times };
  const cut: Answer = (request, response) => {
    if (phaseOf(request) !== phase || left.times <= 0) return answer(request, response);
    left.times -= 1;
    if (when === "after") {
      const unheard = { setHeader: () => unheard, writeHead: () => unheard, end: () => unheard };
      answer(request, unheard as unknown as typeof response);
    }
    response.destroy();
  };
  return { cut, left };
}

/** What a phone does until mail works: provisions when told to, again and again; the keys it was given. */
async function untilMailWorks(gateway: Gateway): Promise<string[]> {
  const keys = ["0"];
  for (let tries = 0; tries < 8; tries++) {
    await gateway.clock.advance(61_000);
    const mail = await gateway.request(withKey(keys.at(-1) ?? "0"));
    if (mail.status === 200) return keys;
    if (mail.status !== 449) continue;
    const offered = await provisionWith(gateway, ask());
    if (offered.key === undefined) continue;
    const granted = await provisionWith(gateway, acknowledge(offered.key), { key: offered.key });
    if (granted.key !== undefined) keys.push(granted.key);
  }
  throw new Error("the phone did not recover");
}

describe.each(["before", "after"] as const)(
  "an Exchange that is cut off %s it did its part",
  (when) => {
    test.each([
      ["asks", 1],
      ["asks", 2],
      ["acknowledges", 1],
      ["acknowledges", 2],
      ["fetches mail", 2],
    ] as const)(
      "as the phone %s, %i times, has a phone that recovers under one key",
      async (phase, times) => {
        const { answer, state } = strictExchange({ DevicePasswordEnabled: "1" });
        const { cut, left } = cutOff(answer, phase, when, times);
        const gateway = await start({ easPolicy: POLICY, exchange: cut });
        const keys = await untilMailWorks(gateway);
        expect(left.times).toBe(0);
        // One key that stays, and Exchange's own is the one it gave last.
        expect(new Set(keys.slice(1)).size).toBe(1);
        expect(gateway.kept.handshake.held).toMatchObject({
          key: keys.at(-1),
          upstreamKey: state.key,
        });
        // Exchange heard nothing that the phone had not said.
        expect(new Set(state.acknowledged)).toEqual(new Set(["1"]));
      },
    );

    test.each([1, 2, 3])(
      "as the phone says that it is erased, %i times, hears it in the end, or is owed it",
      async (times) => {
        const exchange = wipingExchange();
        const { cut } = cutOff(exchange.answer, "says it is erased", when, times);
        const gateway = await orderedBy(start, { ...exchange, answer: cut });
        expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
        expect((await provisionWith(gateway, wiped("1"))).status).toBe("1");
        expect(gateway.kept.wipe?.state).toBe("acknowledged");
        const isTold = () => gateway.kept.wipe?.exchange?.toldAt !== undefined;
        expect(isTold()).toBe(times === 1);
        await provisionWith(gateway, wiped("1"));
        expect([isTold(), new Set(exchange.state.words)]).toEqual([true, new Set(["device 1"])]);
      },
    );

    test("as the phone fetches its order: none goes out that nobody gave, and then it does", async () => {
      const exchange = wipingExchange();
      const { cut } = cutOff(exchange.answer, "asks", when, 1);
      const gateway = await orderedBy(start, { ...exchange, answer: cut }, { easPolicy: POLICY });
      const first = await provisionWith(gateway, ask());
      expect([first.http, orderIn(first.root), gateway.kept.wipe]).toEqual([
        503,
        undefined,
        undefined,
      ]);
      expect(orderIn((await provisionWith(gateway, ask())).root)).toBe("device");
    });
  },
);
