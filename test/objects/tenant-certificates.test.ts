// How phones sign in, as the tenant's object says it in workerd: the adapter's word, a group's own, and what follows for the
// gateway and for profiles; what certificates for Active Directory name of a user; revocations in a device's life.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { foundTenant, START } from "./world.ts";

const user = (name: string, more: object = {}) => ({ user: name, easAllowed: true, ...more });

describe("how phones sign in", () => {
  it("is by password, until the adapter that runs says otherwise", async () => {
    const { tenant } = await foundTenant("way-adapter");
    expect(await tenant.admission("alice", "")).not.toHaveProperty("clientCertificates");
    await tenant.saveAdapter({ clientCertificates: "with-password" }, "ann");
    expect(await tenant.admission("alice", "")).not.toHaveProperty("clientCertificates");
    await tenant.restartAdapter("ann");
    expect(await tenant.admission("alice", "")).toMatchObject({
      clientCertificates: "with-password",
    });
  });

  it("is as the user's group says, if it says, also after an eviction", async () => {
    const { tenant, stub } = await foundTenant("way-group");
    await tenant.saveAdapter({ clientCertificates: "with-password" }, "ann");
    await tenant.restartAdapter("ann");
    await tenant.addGroup("Sales", "ann");
    await tenant.putUser(user("bob", { group: "Sales" }), null, "ann");
    expect(await tenant.setGroupCertificates("Sales", "alone", "ann")).toEqual({ ok: true });
    await evictDurableObject(stub);
    const way = async (name: string) => (await tenant.admission(name, "")).clientCertificates;
    expect([await way("alice"), await way("bob")]).toEqual(["with-password", "alone"]);
    expect((await tenant.groups()).map((group) => group.clientCertificates)).toEqual([
      "alone",
      undefined,
    ]);
    await tenant.setGroupCertificates("Sales", "off", "ann");
    expect(await way("bob")).toBeUndefined();
    await tenant.setGroupCertificates("Sales", null, "ann");
    expect(await way("bob")).toBe("with-password");
    expect(await tenant.setGroupCertificates("nobody", "off", "ann")).toMatchObject({ ok: false });
    const acts = (await tenant.audit(0, 100)).filter(({ action }) =>
      action.startsWith("group-cert"),
    );
    expect(acts.map(({ detail }) => detail)).toEqual(["alone", "off", "as the tenant"]);
  });
});

describe("a user's names in Active Directory", () => {
  const NAMES = {
    principalName: "alice@ad.acme.example",
    securityIdentifier: "S-1-5-21-1-2-3-1104",
  };

  it("are kept with the record, told to profiles, and go with it", async () => {
    const { tenant, stub } = await foundTenant("ad-names");
    await tenant.putUser(user("alice", NAMES), null, "ann");
    await evictDurableObject(stub);
    expect(await tenant.user("alice")).toEqual(user("alice", NAMES));
    await tenant.lockPolicy("everyone", ["ios-profile"], "ann");
    expect(await tenant.account("alice")).toMatchObject({
      account: { ...NAMES, clientCertificates: "off" },
    });
    await tenant.importUsers([{ user: "alice", displayName: "Alice" }], "ann");
    expect(await tenant.user("alice")).toMatchObject(NAMES);
    await tenant.putUser(user("alice"), null, "ann");
    expect(await tenant.user("alice")).toEqual(user("alice"));
  });

  it.each([
    { principalName: "alice" },
    { principalName: "alice@a b" },
    { principalName: "ACME\\alice@x.example" },
    { securityIdentifier: "S-1-5" },
    { securityIdentifier: "1104" },
  ])("cannot be %j", async (names) => {
    const { tenant } = await foundTenant("ad-bad");
    expect(await tenant.putUser(user("alice", names), null, "ann")).toMatchObject({
      ok: false,
      reason: "bad-name",
    });
  });
});

describe("a revocation", () => {
  it("stands in the life of a device that is known, and nowhere for another", async () => {
    const { tenant } = await foundTenant("revocations");
    await tenant.noteDevice({
      ...{
        user: "alice",
        deviceId: "a1",
        deviceType: "iPhone",
        userAgent: "",
        proof: "certificate",
      },
      ...{ protocolVersion: "14.1", state: "active", firstSeenAt: START, lastSeenAt: START },
    });
    await tenant.noteRevoked("alice", "a1", "ann", "ab keyCompromise");
    await tenant.noteRevoked("alice", "unknown", "ann", "ab keyCompromise");
    const [event] = await tenant.deviceEvents("alice", "a1");
    expect(event).toMatchObject({ event: "certificate-revoked", detail: "ab keyCompromise" });
    expect(await tenant.deviceEvents("alice", "unknown")).toEqual([]);
    expect((await tenant.deviceCounts()).unproven).toBe(0);
  });
});
