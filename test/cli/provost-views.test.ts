// What the command line shows of policies, devices, users and identities, and what it reads from
// standard input and from files.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();
const POLICY = "/tenants/acme/groups/everyone/policy";

describe("policies", () => {
  it("end with 1 where a Lock would be refused, and say why", async () => {
    const finding = (level: string, en: string) => ({
      level,
      code: "x",
      setting: "y",
      sentence: { en },
    });
    cli.api.answer(`GET ${POLICY}/lint`, 200, {
      findings: [finding("error", "A: is wrong."), finding("note", "B: is odd.")],
    });
    const ran = await cli.provost("policy lint --tenant acme");
    expect(ran).toMatchObject({ code: 1, err: "error: A: is wrong.\nnote: B: is odd.\n" });
    cli.api.answer(`GET ${POLICY}/lint?families=ios-profile`, 200, {
      findings: [finding("warning", "C: is ignored.")],
    });
    const other = await cli.provost("policy lint --tenant acme --family ios-profile");
    expect(other).toMatchObject({ code: 0, out: "warning: C: is ignored.\n" });
  });

  it("are compared between two states", async () => {
    cli.api.answer(`GET ${POLICY}/diff?from=draft&to=abc`, 200, {
      differences: [{ setting: "minLength", before: 4 }],
    });
    const { out } = await cli.provost("policy diff --tenant acme --from draft --to abc");
    expect(out).toMatch(/minLength +4 +Not Set/);
  });

  it("have a history, and every version its values", async () => {
    const version = "f".repeat(64);
    cli.api.answer(`GET ${POLICY}/versions`, 200, {
      versions: [{ family: "ios-profile", version, lockedAt: 0, lockedBy: "bob", inForce: true }],
    });
    const { out } = await cli.provost("policy versions --tenant acme");
    expect(out).toMatch(/ios-profile +ffffffffffff +1970-01-01 00:00:00Z +bob +yes/);
    cli.api.answer(`GET /tenants/acme/policy-versions/${version}`, 200, {
      values: { minLength: 6 },
    });
    expect((await cli.provost(`policy version ${version} --tenant acme`)).out).toMatch(
      /minLength +6/,
    );
  });

  it("are previewed with their sizes", async () => {
    cli.api.answer(`GET ${POLICY}/preview`, 200, {
      profiles: [{ name: "iPhone OS 3.0", keys: [1, 2], left: ["allowAssistant"], bytes: 2048 }],
      provision: [{ version: "2.5", elements: [1], left: [], bytes: 300 }],
    });
    const { out } = await cli.provost("policy preview --tenant acme");
    expect(out).toMatch(/iPhone OS 3\.0 +2 +2048 +allowAssistant/);
    expect(out).toMatch(/2\.5 +1 +300/);
  });
});

describe("devices and users", () => {
  it("a device is shown with what it runs and its life", async () => {
    cli.api.answer("GET /tenants/acme/devices/alice/APPL1", 200, {
      device: {
        user: "alice",
        deviceId: "APPL1",
        state: "active",
        proof: "token",
        wipe: {
          ...{ state: "ordered", scope: "account", requestedAt: 0, requestedBy: "bob" },
          ...{ armedAt: 1000, orderedAt: 2000, orderedTo: "192.0.2.7", orders: 3 },
        },
        information: { imei: "012345678901234", mobileOperator: "T\u001b[2J" },
        firstSeenAt: 0,
        lastSeenAt: 0,
      },
      name: "alice\u2019s iPhone",
      model: "iPhone 4",
      profile: { runs: "a".repeat(64), current: "b".repeat(64), isOutdated: true },
      security: { isOutdated: false },
      events: [{ at: 0, kind: "wipe-ordered", actor: "provost", detail: "" }],
    });
    const { out } = await cli.provost("device show alice APPL1 --tenant acme");
    expect(out).toMatch(/state +active, wipe ordered/);
    expect(out).toMatch(/wipe of +the account alone/);
    expect(out).toMatch(/wipe requested +1970-01-01 00:00:00Z by bob/);
    expect(out).toMatch(/wipe ordered +1970-01-01 00:00:02Z to 192\.0\.2\.7, 3 times in all/);
    expect(out).toMatch(/says: IMEI +012345678901234/);
    expect(out).not.toContain("\u001b");
    expect(out).toMatch(/iOS profile +aaaaaaaaaaaa, current is bbbbbbbbbbbb/);
    expect(out).toMatch(/1970-01-01 00:00:00Z +wipe-ordered +provost/);
  });

  it("a wipe without its confirmation is not sent", async () => {
    expect((await cli.provost("device wipe alice APPL1 --tenant acme")).code).toBe(2);
    expect(cli.api.asked).toEqual([]);
  });

  it("a user's policy names where each value comes from", async () => {
    cli.api.answer("GET /tenants/acme/users/alice/policy", 200, {
      settings: [
        { setting: "minLength", value: 6, origin: { from: "group-policy", group: "everyone" } },
        { setting: "allowCamera", value: true, origin: { from: "phone-default" } },
      ],
    });
    const { out } = await cli.provost("user policy alice --tenant acme");
    expect(out).toMatch(/minLength +6 +group everyone/);
    expect(out).not.toContain("allowCamera");
    expect((await cli.provost("user policy alice --tenant acme --all")).out).toMatch(
      /allowCamera +yes +phone-default/,
    );
  });

  it("lists come from standard input", async () => {
    cli.api.answer("POST /tenants/acme/users/import", 200, { added: 2, changed: 1 });
    const users = await cli.provost("user import --tenant acme --check", "user\nalice\n");
    expect(users.out).toContain("Nothing was written. It would be: 2 added, 1 changed.");
    expect(cli.api.asked[0]?.body).toEqual({ csv: "user\nalice\n", check: true });
    cli.api.answer("POST /tenants/acme/known-devices", 200, {
      ...{ format: "z-push", added: 1, changed: 0, graceUntil: 0, leftOut: 3 },
    });
    const known = await cli.provost("known-device import --tenant acme --grace-days 7", "x");
    expect(known.out).toContain("3 lines were left out");
    expect(cli.api.asked[1]?.body).toEqual({ csv: "x", graceDays: 7 });
  });

  it("what a restart would refuse is named before it", async () => {
    const devices = [{ user: "alice", deviceId: "APPL1" }];
    cli.api.answer("GET /tenants/acme/adapter/effect", 200, {
      count: 1,
      devices,
      reportOnly: false,
    });
    expect((await cli.provost("adapter effect --tenant acme")).out).toMatch(
      /1 devices known now would be refused:\n\nUSER +DEVICE ID\nalice +APPL1/,
    );
  });
});

describe("access rules", () => {
  it("are listed with what they look at, and how to name them", async () => {
    const rule = { id: "r1", characteristic: "os", value: "3.1*", level: "quarantine" };
    cli.api.answer("GET /tenants/acme/access-rules", 200, { rules: [rule] });
    const { out } = await cli.provost("access-rule list --tenant acme");
    expect(out).toMatch(/LOOKS AT +VALUE +LEVEL +ID\nos +3\.1\* +quarantine +r1/);
    cli.api.answer("GET /tenants/acme/access-rules", 200, { rules: [] });
    expect((await cli.provost("access-rule list --tenant acme")).out).toBe("No rules.\n");
  });
});

describe("signing identities", () => {
  it("are shown with their end and what to look out for", async () => {
    const chain = [{ subject: "CN=Acme", notAfter: 0, fingerprint: "abc" }];
    const identity = { source: "made", signsSince: 0, chain, warnings: ["not-verified"] };
    cli.api.answer("GET /tenants/acme/identity", 200, {
      ...{ current: identity, signedNow: { profiles: 3 } },
    });
    const { out } = await cli.provost("identity show --tenant acme");
    expect(out).toMatch(/current +CN=Acme \(made\)/);
    expect(out).toMatch(/warnings +not-verified/);
    expect(out).toContain("signed: 3");
  });

  it("are taken from files, a password from standard input only", async () => {
    writeFileSync(join(cli.folder, "id.p12"), new Uint8Array([1, 2, 3]));
    await cli.provost("identity import --tenant acme --pkcs12 id.p12", "secret\n");
    expect(cli.api.asked[0]?.body).toEqual({ pkcs12: "AQID", password: "secret" });
    writeFileSync(join(cli.folder, "a.pem"), "A");
    writeFileSync(join(cli.folder, "b.pem"), "B");
    await cli.provost("identity import --tenant acme --certificates a.pem --private-key b.pem");
    expect(cli.api.asked[1]?.body).toEqual({ certificates: "A", privateKey: "B" });
    const missing = await cli.provost("identity import --tenant acme --pkcs12 none.p12");
    expect(missing.code).toBe(2);
  });
});
