// What the linter says of policies.
import { describe, expect, it } from "vitest";
import { lint } from "../../worker/core/lint.ts";
import { CONTRADICTIONS, SAME_MEANING } from "../../worker/core/lint-rules.ts";
import type { PolicyValues } from "../../worker/core/policy.ts";
import { SETTINGS, settingById } from "../../worker/core/settings.ts";
import { FAMILIES, familyOf } from "../../worker/core/settings-row.ts";

/** "level code setting" of each finding. */
const said = (...asked: Parameters<typeof lint>) =>
  lint(...asked).map(({ level, code, setting }) => `${level} ${code} ${setting}`);

describe("the linter", () => {
  it("has nothing to say of an empty policy, and of one that agrees with itself", () => {
    expect(said({})).toEqual([]);
    const agreeing = { forcePIN: true, minLength: 6, minComplexChars: 1, allowScreenShot: false };
    expect(said(agreeing)).toEqual([]);
    const password = { easPasswordEnabled: true, easAlphanumeric: true, easMinPasswordLength: 6 };
    expect(said({ ...password, easMinComplexCharacters: 2, easRefreshInterval: 24 })).toEqual([]);
  });

  it.each<[PolicyValues, string]>([
    [{ preventPolicyRemoval: "with-password" }, "error removal-password-missing removalPassword"],
    [{ removalPassword: "open sesame" }, "error removal-password-void removalPassword"],
    [{ easMinPasswordLength: 6 }, "error needs-device-password easMinPasswordLength"],
    [{ easMaxFailedAttempts: 6 }, "error needs-device-password easMaxFailedAttempts"],
    [{ easPasswordExpiration: 90 }, "error needs-device-password easPasswordExpiration"],
    [{ easPasswordHistory: 5 }, "error needs-device-password easPasswordHistory"],
    [{ easAllowSimplePassword: false }, "error needs-device-password easAllowSimplePassword"],
    [{ easAlphanumeric: true }, "error needs-device-password easAlphanumeric"],
    [
      { easPasswordEnabled: false, easPasswordHistory: 5 },
      "error needs-device-password easPasswordHistory",
    ],
    [
      {
        easPasswordEnabled: true,
        easAlphanumeric: true,
        easMinPasswordLength: 2,
        easMinComplexCharacters: 3,
      },
      "error more-complex-than-long easMinComplexCharacters",
    ],
    [
      { forcePIN: true, minLength: 2, minComplexChars: 3 },
      "error more-complex-than-long minComplexChars",
    ],
    [{ maxPINAgeInDays: 90 }, "warning needs-passcode maxPINAgeInDays"],
    [{ forcePIN: false, minLength: 6 }, "warning needs-passcode minLength"],
    [
      { easPasswordEnabled: true, easMinComplexCharacters: 2 },
      "warning complex-needs-letters easMinComplexCharacters",
    ],
    [
      { easRequireDeviceEncryption: true },
      "warning encryption-needs-password easRequireDeviceEncryption",
    ],
    [
      { easPasswordEnabled: true, easMaxFailedAttempts: 11 },
      "warning more-attempts-than-counted easMaxFailedAttempts",
    ],
    [
      { forcePIN: true, maxInactivity: 5, maxGracePeriod: 15 },
      "warning grace-longer-than-lock maxGracePeriod",
    ],
    [{ preventPolicyRemoval: "yes" }, "warning supervised-only preventPolicyRemoval"],
    [{ allowSafari: false }, "warning supervised-only allowSafari"],
    [{ allowYouTube: false }, "warning gone-from-ios allowYouTube"],
    [{ smimeEnabled: true }, "warning gone-from-ios smimeEnabled"],
    [{ allowCamera: false }, "note supervision-announced allowCamera"],
    [
      { minLength: 4, forcePIN: true, easPasswordEnabled: true, easMinPasswordLength: 8 },
      "note both-families easMinPasswordLength",
    ],
  ])("says of %j: %s", (values, finding) => {
    expect(said(values)).toContain(finding);
  });

  it("says nothing of values that phones have by themselves", () => {
    const defaults = Object.fromEntries(
      SETTINGS.flatMap(({ id, ...row }) =>
        "phoneDefault" in row ? [[id, row.phoneDefault] as const] : [],
      ),
    );
    const values = { ...defaults, easMaxEmailAge: 7, minLength: 0 } as PolicyValues;
    expect(said(values).filter((one) => !one.startsWith("note both-families"))).toEqual([]);
  });

  it("asks of the targets which they do not know", () => {
    const values = { allowScreenShot: false, allowAssistant: false };
    const targets = {
      ios: [
        [3, 0, 0],
        [4, 3, 5],
      ] as const,
      eas: [],
    };
    expect(said(values, FAMILIES, targets)).toEqual([
      "warning unknown-to-ios allowScreenShot",
      "warning unknown-to-ios allowAssistant",
    ]);
    const [first] = lint(values, FAMILIES, targets);
    expect(first?.sentence.en).toBe("Allow screenshots: is ignored by iPhone OS 3.0.");
    const eas = { ios: [], eas: ["2.5", "12.0", "14.1"] as const };
    expect(said({ easAllowCamera: false }, FAMILIES, eas)).toEqual([
      "warning unknown-to-eas easAllowCamera",
      "warning unknown-to-eas easAllowCamera",
    ]);
    expect(said({ allowSafari: false }, FAMILIES, { ios: [[12, 5, 7]], eas: [] })).toEqual([]);
  });

  it("says which of two values counts where both families set the same", () => {
    const both = lint({ easAllowCamera: false, allowCamera: true });
    expect(both.map(({ sentence }) => sentence.en)).toEqual([
      "Allow the camera: differs from the iOS profile (Allow the camera); phones obey the stricter of both: no.",
    ]);
    const never = lint({
      forcePIN: true,
      maxFailedAttempts: 11,
      easPasswordEnabled: true,
      easMaxFailedAttempts: 8,
    });
    expect(
      never.find(
        ({ code, setting }) => code === "both-families" && setting === "easMaxFailedAttempts",
      )?.sentence.de,
    ).toContain("8 Versuche");
    const same = { mailDaysToSync: 7, easMaxEmailAge: 7 };
    expect(said(same)).toEqual([]);
  });

  it("keeps to the families that are asked for", () => {
    const values = {
      easPasswordHistory: 5,
      removalPassword: "x",
      allowCamera: true,
      easAllowCamera: false,
    };
    expect(said(values, ["ios-profile"])).toEqual([
      "error removal-password-void removalPassword",
      "warning supervised-only removalPassword",
      "note both-families easAllowCamera",
    ]);
    expect(said(values, ["eas-security"])).toEqual([
      "error needs-device-password easPasswordHistory",
      "note both-families easAllowCamera",
    ]);
    expect(said(values, [])).toEqual([]);
  });

  it("tells errors first, in whole sentences of both languages", () => {
    const values = { allowCamera: false, allowSafari: false, easPasswordHistory: 5 };
    const found = lint(values);
    expect(found.map(({ level }) => level)).toEqual(["error", "warning", "note"]);
    for (const { sentence, problem } of found) {
      expect(sentence.en).toMatch(/^[A-Z].*: .*\.$/);
      expect(sentence.de).toMatch(/^[A-ZÄÖÜ].*: .*\.$/);
      expect(problem.de).not.toBe(problem.en);
    }
  });

  it("speaks of settings that exist, each rule of one family", () => {
    for (const { settings, code } of CONTRADICTIONS) {
      const families = settings.map((id) =>
        familyOf(settingById(id) ?? expect.fail(`${code}: ${id}`)),
      );
      expect(new Set(families).size, code).toBe(1);
    }
    for (const [own, other] of Object.entries(SAME_MEANING)) {
      expect(familyOf(settingById(own) ?? {})).toBe("ios-profile");
      expect(settingById(own)).toBeDefined();
      expect(familyOf(settingById(other) ?? {})).toBe("eas-security");
    }
  });
});
