// A few passwords tried on many users from one network: slowed down as a whole, while a company behind one address, its
// known phones and everybody elsewhere go on.
import { afterEach, describe, expect, it, vi } from "vitest";
import { clientNetwork } from "../../worker/core/client-network.ts";
import { guardName } from "../../worker/core/guess.ts";
import { judgeCredentials } from "../../worker/credentials.ts";
import { ADAPTER, entry, env, handles, START, setClock, stubOf } from "./world.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const NETWORK = "203.0.113.9";
const RIGHT = "the right one";

/** An Exchange that takes one password of one user. */
const exchange = async (_url: string, { headers }: { headers: Headers }) => {
  const isRight = headers.get("authorization") === `Basic ${btoa(`alice:${RIGHT}`)}`;
  return new Response(null, {
    status: isRight ? 200 : 401,
    headers: { "ms-asprotocolversions": "12.1" },
  });
};

async function company(name: string) {
  vi.stubGlobal("fetch", exchange);
  const running = { ...entry(name), adapter: ADAPTER };
  const clock = { now: () => START, sleep: async () => undefined };
  const judge = (user: string, password: string, client = NETWORK, isKnown = false) =>
    judgeCredentials(
      { handles, clock, client, tenant: running },
      { user, password, charset: "utf-8" },
      "sign-in",
      isKnown,
    );
  const guards = async (user: string, client = NETWORK) => {
    const network = clientNetwork(client);
    for (const key of [`sign-in|${name}|${user}|${network}`, `network|${name}|${network}`])
      await setClock(stubOf(env.GUARD, guardName(key)), START);
  };
  /** As many users' first wrong passwords came from the network before. */
  const sprayed = async (users: number) => {
    await guards("nobody");
    const guard = handles.guard(`network|${name}|${clientNetwork(NETWORK)}`);
    for (let n = 0; n < users; n++) await guard.failed("network");
  };
  return {
    sprayed,
    judge: async (...given: Parameters<typeof judge>) => {
      await guards(given[0], given[2]);
      return judge(...given);
    },
  };
}

describe("passwords tried on many users from one network", () => {
  it("are free for a hundred users an hour, then cost waits for all but known devices", async () => {
    const { judge, sprayed } = await company("sprayed");
    for (let n = 0; n < 5; n++)
      expect(await judge(`user${n}`, "Summer2011")).toMatchObject({ reason: "wrong-password" });
    await sprayed(95);
    expect(await judge("user100", "Summer2011")).toMatchObject({ reason: "wrong-password" });
    expect(await judge("user101", "Summer2011")).toMatchObject({
      reason: "slowed-down",
      retryAfterSeconds: 10,
    });
    expect(await judge("alice", RIGHT)).toMatchObject({ reason: "slowed-down" });
    expect(await judge("alice", RIGHT, NETWORK, true)).toEqual({ ok: true });
    expect(await judge("alice", RIGHT, "198.51.100.1")).toEqual({ ok: true });
  });

  it("count users, not tries: one phone with an old password slows nobody else down", async () => {
    const { judge, sprayed } = await company("one-phone");
    await sprayed(99);
    for (let n = 0; n < 5; n++) await judge("bob", "old");
    expect(await judge("alice", RIGHT)).toEqual({ ok: true });
  });

  it("do not add up while right passwords come: a company behind one address signs in", async () => {
    const { judge, sprayed } = await company("behind-nat");
    await sprayed(100);
    for (let n = 0; n < 20; n++) expect(await judge("alice", RIGHT)).toEqual({ ok: true });
  });
});
