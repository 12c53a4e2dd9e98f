// Access rules, exemptions, quarantine and too many devices at the gateway's door: who is let in and noted, what each
// protocol version hears, and when a phone is judged anew.
import { expect, test } from "vitest";
import type { AccessRule } from "../../worker/core/access-rules.ts";
import { decode } from "../../worker/wire/wbxml.ts";
import { text } from "../../worker/wire/wbxml-tree.ts";
import { gatewayPerTest } from "./activesync-per-test.ts";
import { basic, PASSWORD, plainQuery, type Setting, START, TOKEN } from "./activesync-support.ts";

const { start, seen, logged } = gatewayPerTest();
const rule = (level: AccessRule["level"]): AccessRule => ({
  ...{ id: "rule-1", characteristic: "os", value: "3.1*", level },
});
const LOGIN = `${TOKEN}\\alice`;
const android = {
  authorization: basic("alice", PASSWORD),
  query: plainQuery("FolderSync", { user: "alice", deviceId: "droid1", deviceType: "Android" }),
  headers: { "user-agent": "Android/2.3" },
};

test.each<[string, Setting, number, number]>([
  ["a user who is not allowed EAS", { easAllowed: false }, 403, 126],
  ["a blocked device", { blocked: true }, 403, 129],
  ["a device that a rule blocks", { admission: { access: rule("block") } }, 403, 129],
  ["a token that is not good", { tokenReason: "token-superseded" }, 403, 129],
  ["one device too many", { admission: { isOneTooMany: true } }, 403, 177],
  ["one device too many, when it is written", { isFull: true }, 403, 177],
])("%s is HTTP 403 up to 12.1 and a status from 14.0 on", async (_name, setting, http, status) => {
  for (const version of ["2.5", "12.1"]) {
    const { request } = await start(setting);
    const answer = await request({ headers: { "ms-asprotocolversion": version } });
    expect(answer.status).toBe(http);
    expect(await answer.text()).toBe("");
  }
  for (const version of ["14.0", "14.1", "16.1"]) {
    const { request } = await start(setting);
    const answer = await request({ headers: { "ms-asprotocolversion": version } });
    expect(answer.status).toBe(200);
    const root = decode(new Uint8Array(await answer.arrayBuffer()));
    expect(root.tag).toBe("FolderHierarchy:FolderSync");
    expect(text(root, "FolderHierarchy:Status")).toBe(String(status));
    expect(seen()).toEqual([]);
  }
});

test("a command without WBXML hears HTTP in every version, and so does OPTIONS", async () => {
  const { request } = await start({ easAllowed: false });
  const headers = { "ms-asprotocolversion": "14.1" };
  const query = `${plainQuery("GetAttachment")}&AttachmentName=x`;
  expect((await request({ query, headers, body: null })).status).toBe(403);
  expect((await request({ method: "OPTIONS", headers })).status).toBe(403);
});

test("a wrong password is 401 in every version, whatever else is wrong", async () => {
  const { request } = await start({ easAllowed: false, admission: { access: rule("block") } });
  for (const version of ["12.1", "16.1"]) {
    const headers = { "ms-asprotocolversion": version };
    const wrong = await request({ authorization: basic(LOGIN, "wrong"), headers });
    expect(wrong.status).toBe(401);
  }
});

test("a phone that a rule blocks gets in at once when its user agent says another system", async () => {
  const setting: Setting = { admission: { access: rule("block") } };
  const { request, kept } = await start(setting);
  expect((await request({})).status).toBe(403);
  expect(kept.bound).toEqual([]);
  setting.admission = { isNews: true };
  expect((await request({})).status).toBe(403);
  const upgraded = { headers: { "user-agent": "Apple-iPhone/801.293" } };
  expect((await request(upgraded)).status).toBe(200);
  setting.admission = { access: rule("block") };
  expect((await request({})).status).toBe(403);
  expect(kept.refusals.map(({ reason }) => reason)).toEqual(Array(2).fill("access-rule-blocked"));
});

test("an exempted client gets in where others are denied, and a new rule reaches it not at all", async () => {
  const setting: Setting = { admission: { isExempt: true, access: rule("block") } };
  const { request, kept } = await start(setting);
  expect((await request(android)).status).toBe(200);
  expect(kept.devices).toMatchObject([{ deviceId: "droid1", proof: "none" }]);
  setting.admission = {};
  expect((await request({ ...android, headers: { "user-agent": "x" } })).status).toBe(403);
});

test("an exempted iPhone without a profile stays outside", async () => {
  const { request, kept } = await start({ admission: { isExempt: true } });
  const query = plainQuery("FolderSync", { user: "alice" });
  expect((await request({ authorization: android.authorization, query })).status).toBe(403);
  expect(kept.refusals).toMatchObject([{ reason: "token-missing" }]);
});

test("a client in quarantine is noted once, and nothing of it reaches Exchange", async () => {
  const setting: Setting = { adapter: { otherClients: "quarantine" }, admission: { isNews: true } };
  const { request, kept, clock } = await start(setting);
  const first = await request(android);
  expect(first.status).not.toBe(401);
  expect(kept.devices).toMatchObject([{ deviceId: "droid1", quarantinedAt: START, proof: "none" }]);
  setting.admission = { quarantinedAt: START };
  await clock.advance(60_000);
  await request(android);
  expect(kept.devices).toHaveLength(1);
  expect(kept.refusals).toMatchObject([{ reason: "other-client-quarantined", user: "alice" }]);
  expect(seen()).toEqual([]);
  setting.admission = { quarantinedAt: START, isExempt: true };
  await clock.advance(60_000);
  await request(android);
  expect(kept.devices).toHaveLength(2);
  expect(kept.devices[1]?.quarantinedAt).toBeUndefined();
});

test("a client in quarantine takes a place: where there is none, it is refused", async () => {
  const { request, kept } = await start({ adapter: { otherClients: "quarantine" }, isFull: true });
  expect((await request(android)).status).toBe(403);
  expect(kept.refusals).toMatchObject([{ reason: "too-many-devices" }]);
});

test("a rule's quarantine uses up no token, so that the profile is good afterwards", async () => {
  const setting: Setting = { admission: { access: rule("quarantine") } };
  const { request, kept, clock } = await start(setting);
  await request({});
  expect(kept.bound).toEqual([]);
  expect(seen()).toEqual([]);
  setting.admission = {};
  await clock.advance(6000);
  expect((await request({})).status).toBe(200);
  expect(kept.bound).toHaveLength(1);
});

test("an adapter that only reports lets all of them in, without a limit, and writes down why not", async () => {
  for (const [setting, reason] of [
    [{ admission: { access: rule("block") } }, "access-rule-blocked"],
    [{ admission: { access: rule("quarantine") } }, "access-rule-quarantined"],
    [{ admission: { isOneTooMany: true } }, "too-many-devices"],
  ] as const) {
    const { request, kept } = await start({ ...setting, adapter: { reportOnly: true } });
    expect((await request({})).status).toBe(200);
    expect(kept.refusals).toMatchObject([{ reason, letThrough: true }]);
    expect(logged()).toContain(reason);
  }
});

test("a version above the adapter's newest is 505 up to 12.1 and status 138 above", async () => {
  const old = await start({ adapter: { maxProtocolVersion: "2.5" } });
  expect((await old.request({})).status).toBe(505);
  const { request } = await start({ adapter: { maxProtocolVersion: "12.1", reportOnly: true } });
  const answer = await request({ headers: { "ms-asprotocolversion": "14.1" } });
  const root = decode(new Uint8Array(await answer.arrayBuffer()));
  expect(text(root, "FolderHierarchy:Status")).toBe("138");
  expect(seen()).toEqual([]);
});
