// SOGo needs one of its workers for every Ping that it holds, and keeps it when the client has gone. What becomes of
// everybody else where phones wait for as many as it has, and that nothing does behind a gateway that knows how many
// may wait there (maxUpstreamWaits; docs/decisions/0030). Real time.
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { USERS } from "./configuration.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { PING, secondsOfFolderSync, type Waiting, waitingClient, waitingPhone } from "./pings.ts";
import { type Sogo, startSogo } from "./sogo.ts";
import type { Suite } from "./suite.ts";
import { type Watcher, watch } from "./watcher.ts";

const HEARTBEAT_SECONDS = 10;
/** Between the Pings of one phone. */
const APART_MS = 300;

/** A SOGo of their own, beside that of the file, for the tests of one `describe`. */
function smallSogo(workers: number, adapter: Readonly<Record<string, unknown>> = {}): Suite {
  let sogo: Sogo;
  let watcher: Watcher;
  let gateway: Gateway;
  beforeAll(async () => {
    sogo = await startSogo(workers);
    watcher = await watch(sogo.origin);
    gateway = await startGateway(watcher.origin, adapter);
  });
  afterAll(async () => {
    await gateway?.close();
    await watcher?.close();
    await sogo?.stop();
  });
  return { sogo: () => sogo, gateway: () => gateway, watcher: () => watcher };
}

/** The Pings that SOGo holds for the gateway. */
const heldBy = ({ watcher }: Suite) =>
  watcher()
    .commands()
    .filter(({ url, isOpen }) => url.includes("Cmd=Ping") && isOpen());

/** Declares the tests, those of one SOGo one after the other. */
export function testWorkers(): void {
  describe.concurrent("the workers of a small SOGo", () => {
    const suite = smallSogo(2);

    it.sequential("a phone that Pings again and again has one Ping open at SOGo, its newest", async () => {
      const phone = await waitingPhone(suite, "bob");
      const pings: ReturnType<Waiting["ping"]>[] = [];
      for (let count = 0; count < 4; count++) {
        pings.push(phone.ping(HEARTBEAT_SECONDS));
        await wait(APART_MS);
      }
      expect(heldBy(suite)).toHaveLength(1);
      const told = await Promise.all(pings);
      expect(told.map(({ status }) => status)).toEqual(Array(4).fill(PING.quiet));
      for (const { after } of told.slice(0, -1)) expect(after).toBeLessThan(HEARTBEAT_SECONDS / 2);
      expect(told.at(-1)?.after).toBeGreaterThanOrEqual(HEARTBEAT_SECONDS - 0.1);
    });

    it.sequential.each([
      ["without the gateway", () => waitingClient(suite, "bob")],
      ["through a gateway without a limit", () => waitingPhone(suite, "bob")],
    ] as const)(
      "as many waiting phones as SOGo has workers let nobody else be served, %s",
      async (_where, open) => {
        const phones = [await open(), await open()];
        const other = (await open()).phone;
        const held = phones.map(({ ping }) => ping(HEARTBEAT_SECONDS));
        await wait(1000);
        // Late, but served.
        expect(await secondsOfFolderSync(other)).toBeGreaterThan(HEARTBEAT_SECONDS / 3);
        for (const { status } of await Promise.all(held)) expect(status).toBe(PING.quiet);
      },
    );
  });

  describe.concurrent("a gateway that lets three phones wait at a SOGo of five workers", () => {
    const suite = smallSogo(5, { maxUpstreamWaits: PLACES, upstreamHeartbeat: HEARTBEAT_SECONDS });
    it.sequential(
      "serves everybody at once while eight wait, and each hears of its mail in its turn",
      () => eightWait(suite),
      240_000,
    );
  });
}

const PLACES = 3;
const PHONES = 8;
/** All have had their turn after this, in seconds; SOGo looks for mail every five. */
const ROUND_SECONDS = Math.ceil(PHONES / PLACES) * (HEARTBEAT_SECONDS + 2) + 5;

async function eightWait(suite: Suite): Promise<void> {
  const [alice, ...rest] = USERS;
  const users = Array.from({ length: PHONES }, (_, index) => rest[index % rest.length] ?? "bob");
  const phones: Waiting[] = [];
  for (const user of users) phones.push(await waitingPhone(suite, user));
  const other = (await waitingPhone(suite, alice)).phone;
  const began = performance.now();
  const answers = phones.map(({ ping }) => ping(2 * ROUND_SECONDS));
  let most = 0;
  const counting = setInterval(() => {
    most = Math.max(most, heldBy(suite).length);
  }, 50);
  try {
    await vi.waitFor(() => expect(heldBy(suite)).toHaveLength(PLACES), 5000);
    expect(await secondsOfFolderSync(other)).toBeLessThan(2);
    const held = heldBy(suite);
    const index = phones.findIndex(
      ({ phone }) => !held.some(({ url }) => url.includes(phone.deviceId)),
    );
    const user = users[index] ?? "bob";
    const before = (performance.now() - began) / 1000;
    suite.sogo().post.deliver(user, "arrived while others had their turns");
    const { status, after } = (await answers[index]) ?? {};
    expect(status).toBe(PING.changes);
    expect((after ?? Number.NaN) - before).toBeLessThan(ROUND_SECONDS);
    for (let count = 0; count < 10; count++) {
      expect(await secondsOfFolderSync(other)).toBeLessThan(2);
      await wait(1000);
    }
    const told = await Promise.all(answers);
    for (const [at, { status: said }] of told.entries())
      if (users[at] !== user) expect(said).toBe(PING.quiet);
    expect(most).toBe(PLACES);
    const asked = suite.watcher().commands();
    const isAsked = ({ phone }: Waiting) =>
      asked.some(({ url }) => url.includes("Cmd=Ping") && url.includes(phone.deviceId));
    expect(phones.filter(isAsked)).toHaveLength(PHONES);
  } finally {
    clearInterval(counting);
  }
}
