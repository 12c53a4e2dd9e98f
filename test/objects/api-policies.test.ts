// Policies through the API: two administrators at one draft, versions that stay, and secrets that
// only administrators read.
import { describe, expect, it } from "vitest";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";

const policy = (tenant: string) => `/tenants/${tenant}/groups/everyone/policy`;

describe("a draft that two administrators edit", () => {
  it("is changed by the first, and the second is told what stands there now", async () => {
    await makeTenant("two");
    const token = await tokenFor("administrator:two");
    const { revision } = (await send("GET", policy("two"))).body;
    const at = `${policy("two")}?revision=${revision}`;
    const first = await send("PATCH", at, { body: { forcePIN: true, minLength: 6 } });
    expect(first.body).toMatchObject({ revision: revision + 1, edited: { by: "owner" } });
    const second = await send("PATCH", at, { token, body: { minLength: 4 } });
    expect(reasonOf(second)).toBe("409 draft-changed");
    expect(second.body.error.state).toMatchObject({
      draft: { forcePIN: true, minLength: 6 },
      revision: revision + 1,
      edited: { by: "owner" },
      families: { "ios-profile": "set", "eas-security": "not-set" },
    });
    expect((await send("GET", policy("two"))).body.draft).toEqual({ forcePIN: true, minLength: 6 });
    const now = `${policy("two")}?revision=${revision + 1}`;
    const third = await send("PATCH", now, { token, body: { minLength: 4 } });
    expect(third.body.draft).toEqual({ forcePIN: true, minLength: 4 });
  });

  it("is not Locked by one who has not seen the other's change", async () => {
    await makeTenant("unseen");
    const { revision } = (await send("GET", policy("unseen"))).body;
    await send("PATCH", policy("unseen"), { body: { allowCamera: false } });
    const lock = await send("POST", `${policy("unseen")}/lock`, { body: { revision } });
    expect(reasonOf(lock)).toBe("409 draft-changed");
    expect(lock.body.error.state.draft).toEqual({ allowCamera: false });
    expect((await send("GET", policy("unseen"))).body.locked).toEqual({});
  });

  it("is changed by one of many who send at once, and by no other", async () => {
    await makeTenant("race");
    const at = `${policy("race")}?revision=${(await send("GET", policy("race"))).body.revision}`;
    const lengths = [4, 5, 6, 7, 8];
    const answers = await Promise.all(
      lengths.map((minLength) => send("PATCH", at, { body: { minLength } })),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect((await send("GET", policy("race"))).body.draft).toEqual(winners[0]?.body.draft);
  });

  it.each(["x", "-1", "1.5", "", "9999999999999999"])(
    "names a revision that is none: %j",
    async (revision) => {
      await makeTenant("revisions");
      const at = `${policy("revisions")}?revision=${revision}`;
      const answer = await send("PATCH", at, { body: { minLength: 4 } });
      expect(answer.body.error).toMatchObject({ reason: "bad-body", field: "revision" });
    },
  );
});

describe("versions of a policy", () => {
  it("are kept for ever, and families are Locked and unlocked each on its own", async () => {
    await makeTenant("versions");
    const at = policy("versions");
    await send("PATCH", at, { body: { minLength: 4, easPasswordEnabled: true } });
    const first = await send("POST", `${at}/lock`, { body: { families: ["ios-profile"] } });
    expect(first.body.families).toEqual({ "ios-profile": "locked", "eas-security": "set" });
    await send("PATCH", at, { body: { minLength: 6 } });
    const second = await send("POST", `${at}/lock`);
    expect(second.body.families).toEqual({ "ios-profile": "locked", "eas-security": "locked" });
    const { versions } = (await send("GET", `${at}/versions`)).body;
    type Row = { family: string; inForce: boolean };
    expect(versions.map(({ family, inForce }: Row) => `${family} ${inForce}`)).toEqual([
      "eas-security true",
      "ios-profile true",
      "ios-profile false",
    ]);
    const old = first.body.locked["ios-profile"].version;
    const kept = await send("GET", `/tenants/versions/policy-versions/${old}`);
    expect(kept.body).toMatchObject({ version: old, values: { minLength: 4 } });
    const off = await send("POST", `${at}/unlock`, { body: { families: ["eas-security"] } });
    expect(off.body.families).toEqual({ "ios-profile": "locked", "eas-security": "set" });
    const none = await send("POST", `${at}/unlock`, { body: { families: ["eas-security"] } });
    expect(reasonOf(none)).toBe("409 not-locked");
  });

  it("of another tenant, and versions nobody Locked, do not exist", async () => {
    await makeTenant("mine");
    await makeTenant("theirs");
    await send("PATCH", policy("theirs"), { body: { minLength: 7 } });
    const locked = await send("POST", `${policy("theirs")}/lock`);
    const { version } = locked.body.locked["ios-profile"];
    for (const name of [version, "0".repeat(64), "draft"]) {
      const answer = await send("GET", `/tenants/mine/policy-versions/${name}`);
      expect(reasonOf(answer)).toBe("404 no-such-version");
    }
    const token = await tokenFor("auditor:mine");
    const foreign = await send("GET", `/tenants/theirs/policy-versions/${version}`, { token });
    expect(reasonOf(foreign)).toBe("404 no-such-tenant");
  });
});

describe("the removal password", () => {
  it("is shown to administrators and masked for auditors, in draft, version and conflict", async () => {
    await makeTenant("secret");
    const at = policy("secret");
    const body = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    await send("PATCH", at, { body });
    const locked = await send("POST", `${at}/lock`);
    const { version } = locked.body.locked["ios-profile"];
    expect(locked.body.draft.removalPassword).toBe("open sesame");
    const token = await tokenFor("auditor:secret");
    for (const path of [at, `${at}/versions`, `/tenants/secret/policy-versions/${version}`]) {
      const answer = await send("GET", path, { token });
      expect(answer.status).toBe(200);
      expect(JSON.stringify(answer.body)).not.toContain("open sesame");
    }
    expect(JSON.stringify((await send("GET", "/tenants/secret/audit")).body)).not.toContain(
      "open sesame",
    );
  });
});
