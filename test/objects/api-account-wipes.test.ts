// /api/v1 about wipes of the account alone, and about when a wipe is believed: what a phone knows decides what is done.
import { describe, expect, it } from "vitest";
import { reasonOf, send } from "./api-client.ts";
import { AT, phone, tenantWith } from "./one-phone.ts";
import { env, MINUTE, START, setClock, stubOf } from "./world.ts";

describe("a wipe of the account alone", () => {
  const scope = "account";

  it("is a wipe where the phone speaks 16.1, and the document says so", async () => {
    const today = { ...phone, protocolVersion: "16.1" };
    const { at, wipe } = await tenantWith("account-today", [today]);
    expect((await send("GET", `${at}${AT}`)).body.knowsAccountWipe).toBe(true);
    const begun = await wipe({ confirm: phone.deviceId, scope });
    expect([begun.status, begun.body.wipe.scope, begun.body.wipe.state]).toEqual([
      200,
      "account",
      "requested",
    ]);
    expect(reasonOf(await wipe({ confirm: phone.deviceId, scope }))).toBe("409 wipe-under-way");
  });

  it("is a block and a void profile for an older phone, which nobody tells to erase itself", async () => {
    const { tenant, at, wipe, device } = await tenantWith("account-older");
    await tenant.handOut("alice", "token", "v1");
    await tenant.bind("token", "alice", phone.deviceId);
    expect((await send("GET", `${at}${AT}`)).body.knowsAccountWipe).toBe(false);
    for (let time = 0; time < 2; time++) {
      const done = await wipe({ confirm: phone.deviceId, scope });
      expect([done.status, done.body]).toEqual([200, { revoked: true, state: "blocked" }]);
    }
    const { wipe: none, state } = await device.facts();
    expect([none, state]).toEqual([undefined, "blocked"]);
    const bound = await tenant.bind("token", "alice", phone.deviceId);
    expect(bound).toEqual({ ok: false, reason: "token-superseded" });
  });

  it("is confirmed like any other, and has no other scope", async () => {
    const { wipe, device } = await tenantWith("account-strict");
    expect(reasonOf(await wipe({ confirm: "yes", scope }))).toBe("400 not-confirmed");
    const other = await wipe({ confirm: phone.deviceId, scope: "everything" });
    expect(other.status).toBe(400);
    expect((await device.facts()).state).toBe("active");
  });
});

describe("what the document says of a wipe", () => {
  it("from when on it is believed: a week after its word, and after anything that came since", async () => {
    const { tenant, at } = await tenantWith("believed");
    const word = { state: "acknowledged", requestedBy: "bob", orders: 1 } as const;
    const wipe = { ...word, requestedAt: START, endedAt: START + MINUTE };
    await tenant.noteWipe("alice", phone.deviceId, wipe, "alice", "");
    const from = async () => (await send("GET", `${at}${AT}`)).body.wipeConfirmedFrom;
    const week = 7 * 24 * 60 * MINUTE;
    const heard = Math.max(START + MINUTE, phone.lastSeenAt);
    expect(await from()).toBe(heard + week);
    await setClock(stubOf(env.TENANT, "believed"), heard + 5 * MINUTE);
    await tenant.noteRefusal({ ...phone, reason: "device-wiped" });
    expect(await from()).toBe(heard + 5 * MINUTE + week);
  });
});
