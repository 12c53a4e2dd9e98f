// The states of settings and families: Not Set, Set, Locked; and what is secret.
import { describe, expect, it } from "vitest";
import { lock, type PolicyValues } from "../../worker/core/policy.ts";
import {
  familyState,
  familyValues,
  hasUnlockedChanges,
  type PolicyStanding,
  SECRET_MARK,
  settingState,
  withoutSecrets,
} from "../../worker/core/policy-state.ts";
import { SETTINGS } from "../../worker/core/settings.ts";
import { FAMILIES, type SettingRow } from "../../worker/core/settings-row.ts";

const standing = (draft: PolicyValues, locked?: PolicyValues): PolicyStanding => ({
  draft,
  locked: locked ? { "ios-profile": lock(locked, 0) } : {},
});

describe("a setting", () => {
  it.each<[string, PolicyStanding, string]>([
    ["not in the draft", standing({}), "not-set"],
    ["taken back in the draft", standing({}, { minLength: 6 }), "not-set"],
    ["in the draft alone", standing({ minLength: 6 }), "set"],
    ["in force with another value", standing({ minLength: 6 }, { minLength: 4 }), "set"],
    ["in force as drafted", standing({ minLength: 6 }, { minLength: 6 }), "locked"],
    [
      "in force as drafted, while others differ",
      standing({ minLength: 6 }, { minLength: 6, forcePIN: true }),
      "locked",
    ],
    ["of no row, in the draft", standing({ minLength: 6, gone: 1 }), "set"],
  ])("that is %s", (_what, on, state) => {
    expect(settingState("gone" in on.draft ? "gone" : "minLength", on)).toBe(state);
  });
});

describe("a family", () => {
  it.each<[string, PolicyStanding, string]>([
    ["without a value, never Locked", standing({}), "not-set"],
    ["with values, never Locked", standing({ minLength: 6 }), "set"],
    ["Locked empty", standing({}, {}), "locked"],
    ["Locked as drafted", standing({ minLength: 6 }, { minLength: 6 }), "locked"],
    ["with a value taken back since", standing({}, { minLength: 6 }), "set"],
    ["with values of the other family", standing({ easPasswordEnabled: true }, {}), "locked"],
  ])("%s", (_what, on, state) => {
    expect(familyState("ios-profile", on)).toBe(state);
  });

  it("has unlocked changes when either is Set", () => {
    expect(hasUnlockedChanges(standing({}))).toBe(false);
    expect(hasUnlockedChanges(standing({ minLength: 6 }, { minLength: 6 }))).toBe(false);
    expect(hasUnlockedChanges(standing({ easPasswordEnabled: true }, {}))).toBe(true);
  });

  it("holds each setting of the table exactly once", () => {
    const all = Object.fromEntries(SETTINGS.map(({ id }) => [id, true]));
    const ids = FAMILIES.flatMap((family) => Object.keys(familyValues(all, family)));
    expect(ids.sort()).toEqual(SETTINGS.map(({ id }) => id as string).sort());
    expect(familyValues({ gone: 1 }, "ios-profile")).toEqual({});
  });
});

describe("secrets", () => {
  it("are masked, and nothing else is", () => {
    const rows: readonly SettingRow[] = SETTINGS;
    const secret = rows.filter(({ value }) => value.kind === "text" && value.secret);
    expect(secret.map(({ id }) => id)).toEqual(["removalPassword"]);
    expect(withoutSecrets({ removalPassword: "open sesame", minLength: 6 })).toEqual({
      removalPassword: SECRET_MARK,
      minLength: 6,
    });
  });
});
