// A user's effective policy and where each value comes from.
import { describe, expect, it } from "vitest";
import { type EffectiveFacts, effectivePolicy } from "../../worker/core/effective-policy.ts";
import { lock } from "../../worker/core/policy.ts";
import { ROWS } from "../support/setting-values.ts";

const PROFILE = lock({ minLength: 6 }, 0);
const FACTS: EffectiveFacts = {
  user: "alice",
  tenant: {
    displayName: "Acme",
    origins: ["https://mail.acme.example:8443"],
    adapter: { mailDomain: "acme.example" },
  },
  group: { name: "everyone", byDefault: true, locked: { "ios-profile": PROFILE } },
};
const setting = (facts: EffectiveFacts, id: string) =>
  effectivePolicy(facts).settings.find((one) => one.setting === id);

describe("a user's effective policy", () => {
  it("names every setting once, in the order of the table", () => {
    const { settings } = effectivePolicy(FACTS);
    expect(settings.map((one) => one.setting)).toEqual(ROWS.map(({ id }) => id));
  });

  it("takes values from what is Locked for the group, else from the phone", () => {
    expect(setting(FACTS, "minLength")).toEqual({
      setting: "minLength",
      family: "ios-profile",
      value: 6,
      origin: { from: "group-policy", group: "everyone", version: PROFILE.version },
    });
    expect(setting(FACTS, "allowCamera")).toMatchObject({
      value: true,
      origin: { from: "phone-default" },
    });
    expect(setting(FACTS, "pinHistory")).toEqual({
      setting: "pinHistory",
      family: "ios-profile",
      origin: { from: "not-set" },
    });
  });

  it("takes nothing from a family that is not Locked, though the other one is", () => {
    const locked = { "eas-security": lock({ minLength: 8, easAllowCamera: false }, 0) };
    const facts = { ...FACTS, group: { name: "sales", byDefault: false, locked } };
    expect(setting(facts, "minLength")).toMatchObject({
      value: 0,
      origin: { from: "phone-default" },
    });
    expect(setting(facts, "easAllowCamera")).toMatchObject({
      value: false,
      origin: { from: "group-policy", group: "sales" },
    });
  });

  it("of a user in no group is what phones do by themselves", () => {
    const { group: _, ...nobody } = FACTS;
    const { group, settings } = effectivePolicy(nobody);
    expect(group).toBeUndefined();
    expect(new Set(settings.map(({ origin }) => origin.from))).toEqual(
      new Set(["phone-default", "not-set"]),
    );
  });

  it("lists the account's values with their origin", () => {
    expect(effectivePolicy(FACTS).account).toEqual([
      { name: "host", value: "mail.acme.example:8443", from: "tenant" },
      { name: "ssl", value: true, from: "tenant" },
      { name: "emailAddress", value: "alice@acme.example", from: "tenant" },
      { name: "displayName", value: "alice", from: "user-name" },
    ]);
    const record = {
      user: "alice",
      displayName: "Alice",
      emailAddress: "a@acme.example",
      easAllowed: true,
    };
    expect(effectivePolicy({ ...FACTS, record }).account.slice(2)).toEqual([
      { name: "emailAddress", value: "a@acme.example", from: "user-record" },
      { name: "displayName", value: "Alice", from: "user-record" },
    ]);
    const foreign = effectivePolicy({ ...FACTS, user: "bob@other.example" }).account[2];
    expect(foreign).toMatchObject({ value: "bob@other.example", from: "user-name" });
  });
});
