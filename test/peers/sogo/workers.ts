// SOGo needs one of its workers for every Ping that it holds, and keeps it when the client has gone.
// What the gateway can do about it (a phone has one Ping open), and what it cannot: the waits of all
// isolates add up there, and one that is given up frees no worker, so that only WOWorkersCount helps
// (docs/operate.md, "Limits worth knowing"; docs/decisions/0030). Real time.
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, startGateway } from "./gateway.ts";
import { PING, secondsOfFolderSync, type Waiting, waitingClient, waitingPhone } from "./pings.ts";
import { type Sogo, startSogo } from "./sogo.ts";
import { type Watcher, watch } from "./watcher.ts";

const WORKERS = 2;
const HEARTBEAT_SECONDS = 10;
/** Between the Pings of one phone. */
const APART_MS = 300;

/** Declares the tests of a SOGo of its own, one after the other, beside those of the file. */
export function testWorkers(): void {
  describe.concurrent("the workers of a small SOGo", () => {
    let sogo: Sogo;
    let watcher: Watcher;
    let gateway: Gateway;
    beforeAll(async () => {
      sogo = await startSogo(WORKERS);
      watcher = await watch(sogo.origin);
      gateway = await startGateway(watcher.origin);
    });
    afterAll(async () => {
      await gateway?.close();
      await watcher?.close();
      await sogo?.stop();
    });
    const suite = { sogo: () => sogo, gateway: () => gateway, watcher: () => watcher };

    it.sequential("a phone that Pings again and again has one Ping open at SOGo, its newest", async () => {
      const phone = await waitingPhone(suite, "bob");
      const pings: ReturnType<Waiting["ping"]>[] = [];
      for (let count = 0; count < 4; count++) {
        pings.push(phone.ping(HEARTBEAT_SECONDS));
        await wait(APART_MS);
      }
      expect(watcher.open()).toBe(1);
      const told = await Promise.all(pings);
      expect(told.map(({ status }) => status)).toEqual(Array(4).fill(PING.quiet));
      for (const { after } of told.slice(0, -1)) expect(after).toBeLessThan(HEARTBEAT_SECONDS / 2);
      expect(told.at(-1)?.after).toBeGreaterThanOrEqual(HEARTBEAT_SECONDS - 0.1);
    });

    it.sequential.each([
      ["without the gateway", () => waitingClient(suite, "bob")],
      ["through the gateway too", () => waitingPhone(suite, "bob")],
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
}
