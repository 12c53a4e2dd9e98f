// The tenant object's policies in workerd: drafts with revisions, families Locked on their own,
// versions that are kept, and what the gateway and /iphone are told of them.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { lock } from "../../worker/core/policy.ts";
import { SETTINGS } from "../../worker/core/settings.ts";
import { FAMILIES, familyOf, type SettingRow } from "../../worker/core/settings-row.ts";
import { MIGRATIONS } from "../../worker/objects/migrations.ts";
import {
  ADAPTER,
  DAY,
  entry,
  env,
  foundTenant,
  HOUR,
  handles,
  rows,
  START,
  setClock,
  stubOf,
} from "./world.ts";

const IOS = ["ios-profile"] as const;
const EAS = ["eas-security"] as const;

describe("a draft", () => {
  it("is edited without touching what is Locked, all of a change or nothing of it", async () => {
    const { tenant } = await foundTenant("draft");
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    const edited = await tenant.editPolicy("everyone", { forcePIN: true }, "ann");
    expect(edited).toMatchObject({
      ok: true,
      state: { draft: { forcePIN: true }, revision: 1, edited: { by: "ann", at: START } },
    });
    const state = await tenant.policy("everyone");
    expect(state).toEqual(edited.ok && edited.state);
    expect(state?.locked["ios-profile"]?.values).toEqual({});
    const bad = await tenant.editPolicy("everyone", { forcePIN: false, noSuchSetting: 1 }, "ann");
    expect(bad).toMatchObject({ ok: false, reason: "bad-settings" });
    expect(await tenant.policy("everyone")).toEqual(state);
    expect(await tenant.editPolicy("nobody", {}, "ann")).toEqual({
      ok: false,
      reason: "no-such-group",
    });
  });

  it("of two administrators shows the second what the first did, and loses nothing", async () => {
    const { tenant, stub } = await foundTenant("two-editors");
    const read = (await tenant.policy("everyone"))?.revision;
    const ann = tenant.editPolicy("everyone", { minLength: 6, forcePIN: true }, "ann", read);
    const ben = tenant.editPolicy("everyone", { minLength: 4 }, "ben", read);
    const answers = await Promise.all([ann, ben]);
    expect(answers[0]).toMatchObject({ ok: true, state: { revision: 1 } });
    expect(answers[1]).toMatchObject({
      ok: false,
      reason: "draft-changed",
      state: { revision: 1, draft: { minLength: 6, forcePIN: true }, edited: { by: "ann" } },
    });
    await evictDurableObject(stub);
    expect((await tenant.policy("everyone"))?.draft).toEqual({ minLength: 6, forcePIN: true });
    const again = await tenant.editPolicy("everyone", { minLength: 4 }, "ben", 1);
    expect(again).toMatchObject({ ok: true, state: { revision: 2, draft: { minLength: 4 } } });
    expect(await tenant.lockPolicy("everyone", FAMILIES, "ann", 1)).toMatchObject({
      ok: false,
      reason: "draft-changed",
      state: { revision: 2 },
    });
    expect((await tenant.policy("everyone"))?.locked).toEqual({});
  });

  it("exactly one of many edits on the same ground is taken", async () => {
    const { tenant } = await foundTenant("many-editors");
    const edits = Array.from({ length: 20 }, (_, index) =>
      tenant.editPolicy("everyone", { minLength: (index % 10) + 4 }, `editor ${index}`, 0),
    );
    const answers = await Promise.all(edits);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await tenant.policy("everyone"))?.revision).toBe(1);
  });

  it("keeps its revision when an edit changes nothing", async () => {
    const { tenant } = await foundTenant("same-edit");
    await tenant.editPolicy("everyone", { forcePIN: true }, "ann");
    const again = await tenant.editPolicy("everyone", { forcePIN: true, minLength: null }, "ben");
    expect(again).toMatchObject({ ok: true, state: { revision: 1, edited: { by: "ann" } } });
  });
});

describe("a Lock", () => {
  it("keeps every version for ever, and names equal ones alike", async () => {
    const { tenant, stub } = await foundTenant("versions");
    expect((await tenant.policy("everyone"))?.locked).toEqual({});
    const lockIos = async () => {
      const locked = await tenant.lockPolicy("everyone", IOS, "ann");
      if (!locked.ok) throw new Error(locked.reason);
      return locked.state.locked["ios-profile"];
    };
    const first = await lockIos();
    await tenant.editPolicy("everyone", { forcePIN: true }, "ann");
    const second = await lockIos();
    await tenant.editPolicy("everyone", { forcePIN: null }, "ann");
    await setClock(stub, START + HOUR);
    const third = await lockIos();
    expect(first).toEqual(lock({}, START));
    expect(third).toEqual({ ...first, lockedAt: START + HOUR });
    expect(second?.version).not.toBe(first?.version);
    expect(await rows(stub, "policy_versions")).toHaveLength(2);
    await evictDurableObject(stub);
    expect((await tenant.policy("everyone"))?.locked).toEqual({ "ios-profile": third });
    expect(await tenant.policyVersion(second?.version ?? "")).toEqual(second);
    expect(await tenant.policyVersion("f".repeat(64))).toBeNull();
    const history = await tenant.policyHistory("everyone");
    expect(history.map(({ version, inForce }) => [version, inForce])).toEqual([
      [third?.version, true],
      [second?.version, false],
      [first?.version, false],
    ]);
    expect(history[0]).toMatchObject({ family: "ios-profile", lockedBy: "ann" });
  });

  it("of one family leaves the other as it is", async () => {
    const { tenant } = await foundTenant("families");
    const rowsOfAll: readonly SettingRow[] = SETTINGS;
    const eas = rowsOfAll.find((row) => familyOf(row) === "eas-security" && isBoolean(row));
    const values = { forcePIN: true, ...(eas && { [eas.id]: true }) };
    await tenant.editPolicy("everyone", values, "ann");
    await tenant.lockPolicy("everyone", EAS, "ann");
    expect(await tenant.account("alice")).toEqual({ ok: false, reason: "policy-not-locked" });
    const state = await tenant.policy("everyone");
    expect(Object.keys(state?.locked ?? {})).toEqual(["eas-security"]);
    expect(state?.locked["eas-security"]?.values).not.toHaveProperty("forcePIN");
    await tenant.lockPolicy("everyone", IOS, "ben");
    const both = (await tenant.policy("everyone"))?.locked;
    expect(both?.["ios-profile"]).toEqual(lock({ forcePIN: true }, START));
    expect(both?.["eas-security"]).toEqual(state?.locked["eas-security"]);
    expect((await tenant.policyHistory("everyone")).map((row) => row.lockedBy)).toEqual([
      "ben",
      "ann",
    ]);
  });

  it("of a family that is Locked as it stands changes nothing, not even its date", async () => {
    const { tenant, stub } = await foundTenant("locked-twice");
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    const before = await tenant.policy("everyone");
    await setClock(stub, START + HOUR);
    const again = await tenant.lockPolicy("everyone", FAMILIES, "ben");
    expect(again).toEqual({ ok: true, state: before });
    expect(await tenant.policyHistory("everyone")).toHaveLength(2);
  });

  it("is refused while settings contradict each other, and leaves what is in force", async () => {
    const { tenant } = await foundTenant("contradiction");
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    const before = (await tenant.policy("everyone"))?.locked;
    await tenant.editPolicy("everyone", { preventPolicyRemoval: "with-password" }, "ann");
    expect(await tenant.lockPolicy("everyone", FAMILIES, "ann")).toMatchObject({
      ok: false,
      reason: "bad-settings",
      problems: [{ setting: "removalPassword" }],
    });
    expect((await tenant.policy("everyone"))?.locked).toEqual(before);
    expect((await tenant.lockPolicy("everyone", EAS, "ann")).ok).toBe(true);
  });

  it("never writes the removal password into the audit log", async () => {
    const { tenant, stub } = await foundTenant("secret-password");
    const change = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    await tenant.editPolicy("everyone", change, "ann");
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    const log = JSON.stringify(await rows(stub, "audit"));
    expect(log).toContain("removalPassword");
    expect(log).not.toContain("open sesame");
  });
});

describe("an unlock", () => {
  it("takes out of force what is Locked, family by family, and keeps the versions", async () => {
    const { tenant } = await foundTenant("unlock");
    const refused = { ok: false, reason: "not-locked" };
    expect(await tenant.unlockPolicy("everyone", FAMILIES, "ann")).toEqual(refused);
    await tenant.lockPolicy("everyone", FAMILIES, "ann");
    expect(await tenant.unlockPolicy("everyone", IOS, "ann")).toEqual({ ok: true });
    expect(await tenant.unlockPolicy("everyone", IOS, "ann")).toEqual(refused);
    expect(Object.keys((await tenant.policy("everyone"))?.locked ?? {})).toEqual(["eas-security"]);
    expect(await tenant.unlockPolicy("everyone", FAMILIES, "ann")).toEqual({ ok: true });
    const history = await tenant.policyHistory("everyone");
    expect(history.map(({ inForce }) => inForce)).toEqual([false, false]);
    expect(await tenant.policyVersion(history[0]?.version ?? "")).not.toBeNull();
    await tenant.lockPolicy("everyone", IOS, "ann");
    expect((await tenant.policyHistory("everyone"))[0]?.inForce).toBe(true);
  });
});

/** What the audit log of a tenant of the first release says of its aliases. */
const ALIAS_ACTS = [
  ["acme", "claimed"],
  ["given-up", "claimed"],
  ["again", "claimed"],
  ["given-up", "released"],
  ["again", "released"],
  ["other", "claim-approved"],
  ["again", "claimed"],
] as const;

describe("a tenant of the first release", () => {
  it("keeps its Locked policy, its history and its adapter through the migration", async () => {
    const stub = stubOf(env.TENANT, "first-release");
    const version = lock({ forcePIN: true }, START);
    const { reportOnly, ...older } = ADAPTER;
    await runInDurableObject(stub, (_object, { storage }) => {
      const { sql } = storage;
      sql.exec("CREATE TABLE schema_version (version INTEGER NOT NULL)");
      sql.exec("INSERT INTO schema_version VALUES (1)");
      sql.exec(MIGRATIONS.tenant[0]);
      for (const name of ["saved", "running"])
        sql.exec("INSERT INTO facts VALUES (?, ?)", name, JSON.stringify(older));
      sql.exec("INSERT INTO facts VALUES ('default-group', '\"everyone\"')");
      const content = JSON.stringify(version.values);
      sql.exec("INSERT INTO policy_versions VALUES (?, ?, ?)", version.version, content, START);
      sql.exec(
        "INSERT INTO groups VALUES ('everyone', ?, ?, ?)",
        content,
        version.version,
        START + DAY,
      );
      sql.exec("INSERT INTO users VALUES ('alice', 'Alice A.', NULL, NULL, 1, NULL)");
      for (const [index, [alias, action]] of ALIAS_ACTS.entries())
        sql.exec(
          "INSERT INTO audit VALUES (?, ?, 'owner', ?, ?, 'owner', '', ?)",
          ...[index + 1, START, `alias-${action}`, alias, `hash-${index}`],
        );
    });
    await evictDurableObject(stub);
    const tenant = handles.tenant("first-release");
    await tenant.found(entry("first-release"), ADAPTER, "owner");
    expect(await tenant.running()).toEqual(ADAPTER);
    const inForce = { ...version, lockedAt: START + DAY };
    expect(await tenant.policy("everyone")).toEqual({
      group: "everyone",
      draft: { forcePIN: true },
      revision: 0,
      locked: { "ios-profile": inForce },
    });
    expect(await tenant.policyHistory("everyone")).toMatchObject([
      { family: "ios-profile", version: version.version, lockedAt: START + DAY, inForce: true },
    ]);
    expect(await tenant.account("alice")).toMatchObject({ ok: true, account: { policy: inForce } });
    expect((await tenant.userPage({ search: "ALICE A" })).users).toHaveLength(1);
    expect(await tenant.aliases()).toEqual(["acme", "again"]);
  });
});

const isBoolean = (row: SettingRow) => row.value.kind === "boolean";
