// How a held Ping ends before its time: Exchange refuses it, or the phone goes away.
import { describe, expect, test } from "vitest";
import { gatewayPerTest } from "./activesync-per-test.ts";
import {
  holdingExchange,
  pass,
  ping,
  pingBody,
  reply,
  upstream,
} from "./activesync-ping-support.ts";
import type { Setting } from "./activesync-support.ts";

const { start } = gatewayPerTest();

async function holding(setting: Setting = {}) {
  const { holds, answer } = holdingExchange();
  const gateway = await start({ ...setting, exchange: answer });
  return { gateway, holds };
}

describe("a held Ping", () => {
  test("ends as elsewhere when Exchange no longer takes the password", async () => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(600, "5"));
    reply(await upstream(holds, 1), "", 401);
    const response = await answer;
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="Acme"');
    expect(gateway.kept.verifiers.size).toBe(0);
  });

  test.each([403, 449, 507])("passes Exchange's own %i on", async (code) => {
    const { gateway, holds } = await holding();
    const answer = ping(gateway, pingBody(600, "5"));
    reply(await upstream(holds, 1), "", code);
    expect((await answer).status).toBe(code);
  });

  test("stops altogether when the phone goes away", async () => {
    const { gateway, holds } = await holding();
    const phone = new AbortController();
    const answer = ping(gateway, pingBody(600, "5"), { signal: phone.signal });
    const first = await upstream(holds, 1);
    phone.abort();
    await answer.catch(() => undefined);
    await expect.poll(() => first.isGone).toBe(true);
    await pass(gateway, 120);
    expect(holds).toHaveLength(1);
    expect(gateway.kept.heldChecks).toEqual([1]);
  });
});
