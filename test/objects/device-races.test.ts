// Two people at one device in the same moment: whatever was ordered last, a wipe is never lost, and
// index and device say the same in the end.
import { describe, expect, it } from "vitest";
import type { TenantHandle } from "../../worker/objects/handles/tenant.ts";
import type { Handles } from "../../worker/objects/handles.ts";
import {
  allowDevice,
  blockDevice,
  cancelWipe,
  forgetDevice,
  wipeDevice,
} from "../../worker/routes/device-acts.ts";
import { phone } from "./my-site.ts";
import { foundTenant, handles } from "./world.ts";

const DEVICE = phone("APPLRACE");
const ID = { user: DEVICE.user, deviceId: DEVICE.deviceId };

async function known(name: string) {
  const { tenant } = await foundTenant(name);
  await tenant.noteDevice(DEVICE);
  const order = { ...ID, tenant: name, actor: "bob" };
  const device = handles.device(name, ID.user, ID.deviceId);
  return { tenant, device, order };
}

/** Handles whose tenant is replaced in one method. */
function racing(tenant: TenantHandle, forget: TenantHandle["forgetDevice"]): Handles {
  const raced = new Proxy(tenant, {
    get: (target, key) =>
      key === "forgetDevice"
        ? forget
        : (...asked: unknown[]) =>
            (target as unknown as Record<PropertyKey, (...a: unknown[]) => unknown>)[key]?.(
              ...asked,
            ),
  });
  return { ...handles, tenant: () => raced };
}

describe("forgetting a device while somebody else orders its wipe", () => {
  it.each([true, false])(
    "loses no wipe (ordered before the index forgets: %s)",
    async (isBefore) => {
      const name = `forget-race-${isBefore}`;
      const { tenant, device, order } = await known(name);
      const wipe = () => wipeDevice(handles, { ...order, actor: "ann" });
      const forget = racing(tenant, async (...asked) => {
        if (isBefore) await wipe();
        const forgotten = await tenant.forgetDevice(...asked);
        if (!isBefore) await device.requestWipe("ann");
        return forgotten;
      });
      const forgotten = await forgetDevice(forget, order);
      expect(forgotten).toEqual({ ok: false, reason: "wipe-under-way" });
      expect((await device.facts()).wipe).toMatchObject({ state: "requested", requestedBy: "ann" });
      const line = await tenant.device(ID.user, ID.deviceId);
      expect(line?.wipe).toMatchObject({ state: "requested", requestedBy: "ann" });
      expect((await cancelWipe(handles, order)).ok).toBe(true);
      expect((await forgetDevice(handles, order)).ok).toBe(true);
    },
  );
});

describe("orders at the same moment", () => {
  it("leave index and device in one state, however they mix", async () => {
    const { tenant, device, order } = await known("mixed");
    const acts = [blockDevice, allowDevice, wipeDevice, cancelWipe, blockDevice, wipeDevice];
    for (let round = 0; round < 8; round++) {
      const turned = [...acts.slice(round % acts.length), ...acts.slice(0, round % acts.length)];
      await Promise.all(turned.map((act) => act(handles, order)));
      const [line, facts] = [await tenant.device(ID.user, ID.deviceId), await device.facts()];
      expect([round, line?.wipe?.state]).toEqual([round, facts.wipe?.state]);
      expect([round, line?.state]).toEqual([round, facts.state]);
    }
  });

  it("block or allow in index and device alike, also if the slower one comes in between", async () => {
    const { tenant, device, order } = await known("crossed");
    const slow: Handles = {
      ...handles,
      device: (...names) => ({
        ...handles.device(...names),
        setBlocked: async (blocked: boolean) => {
          if (!blocked) return device.setBlocked(blocked);
          // The other order overtakes this one between index and device.
          await allowDevice(handles, order);
          return device.setBlocked(blocked);
        },
      }),
    };
    await blockDevice(slow, order);
    const line = await tenant.device(ID.user, ID.deviceId);
    expect([line?.state, (await device.facts()).state]).toEqual(["active", "active"]);
  });

  it("wipe once, whoever of ten people asks for it", async () => {
    const { tenant, order } = await known("ten");
    const asked = Array.from({ length: 10 }, (_, n) =>
      wipeDevice(handles, { ...order, actor: `op${n}` }),
    );
    const begun = (await Promise.all(asked)).filter(({ ok }) => ok);
    expect(begun).toHaveLength(1);
    const entries = await tenant.audit(0, 100);
    expect(entries.filter(({ action }) => action === "wipe-requested")).toHaveLength(1);
  });
});
