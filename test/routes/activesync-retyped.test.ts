// An account made anew by hand with a token in use: what is recorded, what is refused until when, and the phones that
// begin anew by right.
import { expect, test } from "vitest";
import { encode } from "../../worker/wire/wbxml.ts";
import { el } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { type Gateway, plainQuery, type Setting } from "./activesync-support.ts";
import { POLICY, provisioned, withoutPolicies } from "./provision-support.ts";

const { start: startWith, seen, logged } = gatewayPerTest();
const start = (setting: Setting) =>
  startWith(Object.assign(setting, { exchange: withoutPolicies }));
const MINUTES = 60_000;
const refusing = (): Setting => ({ adapter: { retypedToken: "refuse" }, easPolicy: POLICY });
const folderSync = (syncKey: string) =>
  encode(el("FolderHierarchy:FolderSync", el("FolderHierarchy:SyncKey", syncKey)));

const ask = (gateway: Gateway, key: string | null, syncKey = "0") =>
  gateway.request({
    query: plainQuery("FolderSync"),
    body: folderSync(syncKey),
    headers: key === null ? {} : { "x-ms-policykey": key },
  });

/** A phone that set itself up half an hour ago; the key it holds. */
async function settled(setting: Setting) {
  const gateway = await start(setting);
  expect((await ask(gateway, "0")).status).toBe(449);
  const key = await provisioned(gateway);
  expect((await ask(gateway, key)).status).toBe(200);
  await gateway.clock.advance(30 * MINUTES);
  return { ...gateway, gateway, key };
}

test("is recorded once, and then asked for its policy like every new account", async () => {
  const { gateway, kept } = await settled({ easPolicy: POLICY });
  expect((await ask(gateway, "0")).status).toBe(449);
  expect((await ask(gateway, "0")).status).toBe(449);
  const anew = kept.events.filter(({ event }) => event === "account-made-anew");
  expect(anew).toEqual([
    { event: "account-made-anew", actor: "alice", detail: "recorded, from 203.0.113.7" },
  ]);
  expect(kept.refusals).toEqual([]);
  const key = await provisioned(gateway);
  expect((await ask(gateway, key)).status).toBe(200);
});

test("is refused where the tenant says so, from then on, without and with its old key", async () => {
  const { gateway, kept, key, clock } = await settled(refusing());
  const before = seen().length;
  expect((await ask(gateway, "0")).status).toBe(403);
  for (const shown of ["0", null, key]) {
    await clock.advance(MINUTES);
    expect((await ask(gateway, shown)).status).toBe(403);
  }
  expect(seen()).toHaveLength(before);
  expect(new Set(kept.refusals.map(({ reason }) => reason))).toEqual(new Set(["token-retyped"]));
  expect(kept.events.filter(({ event }) => event === "account-made-anew")).toHaveLength(1);
  expect(logged()).toContain("eas-account-made-anew");
});

test("is let in again with a new profile, or when the tenant only records", async () => {
  const { gateway, kept, key, clock } = await settled(refusing());
  expect((await ask(gateway, "0")).status).toBe(403);
  kept.retyped = "handout-0";
  await clock.advance(MINUTES);
  expect((await ask(gateway, key)).status).toBe(200);
});

test("without any key at all is the same as with the key 0", async () => {
  const { gateway, kept } = await settled(refusing());
  expect((await ask(gateway, null)).status).toBe(403);
  expect(kept.retyped).toBe("handout-1");
});

test("is only reported while the adapter only reports", async () => {
  const { gateway, kept } = await settled({
    ...refusing(),
    adapter: { retypedToken: "refuse", reportOnly: true },
  });
  expect((await ask(gateway, "0")).status).toBe(449);
  expect(kept.refusals).toMatchObject([{ reason: "token-retyped", letThrough: true }]);
  expect(kept.retyped).toBeUndefined();
});

test("is not what a phone does that begins anew with its key, or goes on without it", async () => {
  const { gateway, kept, key, clock } = await settled(refusing());
  expect((await ask(gateway, key)).status).toBe(200);
  expect((await ask(gateway, "0", "7")).status).toBe(449);
  await clock.advance(MINUTES);
  expect((await ask(gateway, "12345")).status).toBe(449);
  expect(kept.events.filter(({ event }) => event === "account-made-anew")).toEqual([]);
  expect(kept.retyped).toBeUndefined();
});

test("is not what a phone does whose policy has just changed, nor one in the middle of its set-up", async () => {
  const setting = refusing();
  const { gateway, kept, clock } = await settled(setting);
  setting.easPolicy = { ...POLICY, easAllowCamera: true };
  await clock.advance(MINUTES);
  expect((await ask(gateway, "0")).status).toBe(449);
  const second = await provisioned(gateway);
  await clock.advance(MINUTES / 2);
  expect((await ask(gateway, "0")).status).toBe(449);
  expect((await ask(gateway, second)).status).toBe(200);
  expect(kept.retyped).toBeUndefined();
});

test("with a body that cannot be read is asked for its policy, and nothing is recorded", async () => {
  const { gateway, kept } = await settled(refusing());
  const answer = await gateway.request({
    query: plainQuery("FolderSync"),
    body: Uint8Array.from([0x03, 0x01, 0x6a, 0x00, 0x00, 0x07, 0x56, 0x52]),
    headers: { "x-ms-policykey": "0" },
  });
  expect(answer.status).toBe(449);
  expect(kept.retyped).toBeUndefined();
});
