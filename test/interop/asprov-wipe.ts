// MS-ASPROV S02: remote wipe, ordered by the tenant's administrator.
import { describe, expect, it } from "vitest";
import { el } from "../../worker/wire/wbxml-tree.ts";
import {
  deviceOf,
  expectDemand,
  folderSync,
  initial,
  type ProvisionSuite,
  provision,
  provisioned,
  VERSIONS,
} from "./asprov-client.ts";

/** Declares the tests of S02. */
export function testWipes(suite: ProvisionSuite): void {
  describe("MS-ASPROV S02: remote wipe", () => {
    const requestWipe = (device: string, body: object = {}) =>
      suite
        .server()
        .world.admin.call("POST", `/tenants/acme/devices/alice/${device.toLowerCase()}/wipe`, {
          confirm: device.toLowerCase(),
          ...body,
        });
    const wiped = (
      status: string,
      element: "Provision:RemoteWipe" | "Provision:AccountOnlyRemoteWipe" = "Provision:RemoteWipe",
    ) => el("Provision:Provision", el(element, el("Provision:Status", status)));
    const nothing = el("Provision:Provision");

    it.each(VERSIONS)("MSASPROV_S02_TC01_RemoteWipe (%s)", async (version) => {
      for (const [reported, status] of [
        ["1", "1"],
        ["2", "2"],
      ] as const) {
        const as = { device: deviceOf(`S02TC01R${reported}`, version), version };
        const key = await provisioned(suite, as);
        await folderSync(suite, as, key);
        expect(await provision(suite, { ...as, key }, initial())).not.toHaveProperty("wipe");
        suite.ledger.holds("R653", "R654");
        const request = await requestWipe(as.device);
        expect(request.status, JSON.stringify(request.body)).toBeLessThan(300);
        await suite.server().world.clock.advance(6000);
        expectDemand(await folderSync(suite, as, key), version, "140");
        expect(await provision(suite, { ...as, key }, nothing)).toEqual({
          status: "1",
          wipe: "RemoteWipe",
        });
        suite.ledger.holds("R758");
        const said = await provision(suite, { ...as, key }, wiped(reported));
        expect(said.status).toBe(status);
        if (reported === "1") {
          // As Exchange 2013 and later: a success needs no second order.
          expect(said.wipe).toBeUndefined();
          suite.ledger.holds("R1041", "R1047");
        } else {
          expect(said.wipe).toBe("RemoteWipe");
          suite.ledger.holds("R1042", "R1048", "R702", "R666");
        }
      }
    });

    it("MSASPROV_S02_TC02_AccountOnlyRemoteWipe", async () => {
      const version = "16.1";
      for (const [reported, status] of [
        ["1", "1"],
        ["2", "2"],
      ] as const) {
        const as = { device: deviceOf(`S02TC02R${reported}`, version), version };
        const key = await provisioned(suite, as);
        await folderSync(suite, as, key);
        expect(await provision(suite, { ...as, key }, initial())).not.toHaveProperty("wipe");
        suite.ledger.holds("R66615");
        const request = await requestWipe(as.device, { scope: "account" });
        expect(request.status, JSON.stringify(request.body)).toBeLessThan(300);
        await suite.server().world.clock.advance(6000);
        expectDemand(await folderSync(suite, as, key), version, "140");
        expect(await provision(suite, { ...as, key }, nothing)).toEqual({
          status: "1",
          wipe: "AccountOnlyRemoteWipe",
        });
        suite.ledger.holds("R66613");
        const acknowledgement = wiped(reported, "Provision:AccountOnlyRemoteWipe");
        const said = await provision(suite, { ...as, key }, acknowledgement);
        expect(said.status).toBe(status);
        if (reported === "1") {
          expect(said.wipe).toBeUndefined();
          suite.ledger.holds("R66609");
        } else {
          expect(said.wipe).toBe("AccountOnlyRemoteWipe");
          suite.ledger.holds("R66605", "R66610", "R66611");
        }
      }
    });
  });
}
