// SOGo behind the Ping bridge: it holds no Ping longer than a minute and says so only then (Status 5), which is nothing a
// phone should hear. The phone's Ping is held for its own time, or until mail arrives. Real time, for SOGo's sake, and
// all at the same time.
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../simulator/world.ts";
import { child } from "../../worker/wire/wbxml-tree.ts";
import { ALL_TOOLS_REQUIRED } from "../support/tools.ts";
import { MAIL_DOMAIN, PASSWORD } from "./sogo/configuration.ts";
import { type Gateway, startGateway } from "./sogo/gateway.ts";
import { askPolicy } from "./sogo/phone.ts";
import { askedOf, mailMeanwhile, PING, ping, waitingClient, waitingPhone } from "./sogo/pings.ts";
import { type Sogo, startSogo, whyNoSogo } from "./sogo/sogo.ts";
import { type Watcher, watch } from "./sogo/watcher.ts";
import { testWorkers } from "./sogo/workers.ts";

const reason = whyNoSogo();
const NAME = `SOGo and a phone that waits${reason === undefined ? "" : ` (${reason})`}`;
/** Longer than SOGo holds one. */
const HEARTBEAT_SECONDS = 68;
/** SOGoMaximumPingInterval of its configuration here. */
const SOGO_HOLDS_SECONDS = 60;

describe.skipIf(reason !== undefined && !ALL_TOOLS_REQUIRED)(NAME, () => {
  let sogo: Sogo;
  let watcher: Watcher;
  let gateway: Gateway;
  beforeAll(async () => {
    if (reason !== undefined) throw new Error(`PROVOST_ALL is 1, but ${reason}`);
    sogo = await startSogo();
    watcher = await watch(sogo.origin);
    gateway = await startGateway(watcher.origin);
  });
  afterAll(async () => {
    await gateway?.close();
    await watcher?.close();
    await sogo?.stop();
  });
  const suite = { sogo: () => sogo, gateway: () => gateway, watcher: () => watcher };

  // The longest first: five go at the same time.
  it.concurrent("is held for the phone's own heartbeat", async () => {
    const world = await openWorld();
    try {
      const phone = await provisioned(world, sogo);
      const account = phone.state.accounts[0];
      if (!account) throw new Error("the phone has no account");
      account.heartbeatSeconds = HEARTBEAT_SECONDS;
      // What SOGo has not told of a fresh mailbox yet comes first.
      let began = world.clock.now();
      let quiet = await inRealTime(world, phone.mail.push());
      for (let news = 0; quiet.ok && quiet.changed && news < 4; news++) {
        began = world.clock.now();
        quiet = await inRealTime(world, phone.mail.push());
      }
      expect(quiet).toMatchObject({ ok: true, changed: false });
      const waited = (world.clock.now() - began) / 1000;
      expect(waited).toBeGreaterThanOrEqual(HEARTBEAT_SECONDS);
      expect(waited).toBeLessThan(HEARTBEAT_SECONDS + 10);
      expect(account.heartbeatSeconds).toBe(HEARTBEAT_SECONDS);
      expect(world.protocolNotes).toEqual([]);
    } finally {
      await world.close();
    }
  }, 240_000);

  it.concurrent("of ten minutes hears of mail after more than one of SOGo's, and of no Status 5", async () => {
    const phone = await waitingPhone(suite, "carol", "14.1");
    const { after } = await mailMeanwhile(suite, "carol", phone, {
      ...{ seconds: 600, after: SOGO_HOLDS_SECONDS + 5 },
    });
    expect(after).toBeGreaterThan(SOGO_HOLDS_SECONDS);
    expect(after).toBeLessThan(SOGO_HOLDS_SECONDS + 30);
    // As the adapter has it by default, then as SOGo says.
    expect(askedOf(watcher, phone)).toEqual(["100", String(SOGO_HOLDS_SECONDS)]);
  }, 180_000);

  it.concurrent("without the gateway hears Status 5 after a minute of waiting", async () => {
    const { ping: send } = await waitingClient(suite, "dave");
    const said = await send(600);
    expect(said).toMatchObject({ status: PING.outOfRange, bound: String(SOGO_HOLDS_SECONDS) });
    expect(said.after).toBeGreaterThanOrEqual(SOGO_HOLDS_SECONDS - 1);
  }, 180_000);

  testWorkers();

  it.concurrent("is told of a wipe within a minute, while SOGo goes on holding its Ping", async () => {
    const { phone, inbox } = await waitingPhone(suite, "frank");
    const held = phone.send("Ping", ping(600, inbox));
    await wait(2000);
    const began = performance.now();
    const at = `/tenants/peer/devices/frank/${phone.deviceId.toLowerCase()}/wipe`;
    const confirm = phone.deviceId.toLowerCase();
    expect(await gateway.admin.call("POST", at, { confirm })).toMatchObject({ status: 200 });
    expect((await held).status).toBe(449);
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(child(await askPolicy(phone), "Provision:RemoteWipe")).toBeDefined();
  }, 180_000);

  it.concurrent("hears of mail that arrives within 15 seconds before they are over", async () => {
    const phone = await waitingPhone(suite, "bob", "12.1");
    const { after } = await mailMeanwhile(suite, "bob", phone, { seconds: 15, after: 3 });
    expect(after).toBeLessThan(15);
  });

  it.concurrent("hears nothing for 15 seconds in which nothing comes", async () => {
    const { ping: send } = await waitingPhone(suite, "erin", "14.1");
    const { status, after } = await send(15);
    expect(status).toBe(PING.quiet);
    expect(after).toBeGreaterThanOrEqual(14.9);
    expect(after).toBeLessThan(25);
  });
});

/** The world's clock goes along with the machine's until `outcome` is there. */
async function inRealTime<Outcome>(world: World, outcome: Promise<Outcome>): Promise<Outcome> {
  let isThere = false;
  const watched = outcome.finally(() => {
    isThere = true;
  });
  while (!isThere) {
    await wait(500);
    await world.clock.advance(500);
  }
  return watched;
}

async function provisioned(world: World, sogo: Sogo): Promise<ReturnType<World["phone"]>> {
  await world.admin.createTenant({
    name: "peer",
    displayName: "Peer Ltd",
    origin: "https://peer.example.com",
    upstream: sogo.origin,
    privateUpstream: true,
    loginForm: `user@${MAIL_DOMAIN}`,
    mailDomain: MAIL_DOMAIN,
  });
  await world.admin.editPolicy("peer", { forcePIN: true });
  await world.admin.lockPolicy("peer");
  const trustedRoots = (await world.admin.signingChain("peer")).slice(-1);
  const phone = world.phone({ name: "Alice's iPhone", system: "4.2.1", trustedRoots });
  await phone.safari.open("https://peer.example.com/iphone");
  await phone.safari.signIn("alice", PASSWORD);
  const installed = await phone.installer.install({ password: PASSWORD, passcode: "417290" });
  expect(installed).toMatchObject({ ok: true });
  expect(await phone.mail.check()).toMatchObject({ ok: true });
  return phone;
}
