// What phones would get of a policy, told before they get it.
import { describe, expect, it } from "vitest";
import type { PolicyValue, PolicyValues } from "../../worker/core/policy.ts";
import {
  easPreview,
  IOS_CLASSES,
  profilePreview,
  sampleProfile,
} from "../../worker/core/policy-preview.ts";
import { EAS_VERSIONS } from "../../worker/core/settings-row.ts";
import { encodeProfile } from "../../worker/wire/mobileconfig.ts";
import { build, ownKeys, payloadOf, RESTRICTIONS } from "../support/profiles.ts";
import { elements } from "../support/provision.ts";
import { boundaries, ROWS } from "../support/setting-values.ts";

/** Every setting set to the first value of its range that changes something. */
const EVERYTHING: PolicyValues = {
  ...Object.fromEntries(ROWS.map((row) => [row.id, boundaries(row)[0] as PolicyValue])),
  preventPolicyRemoval: "with-password",
  easPasswordEnabled: true,
};

describe("classes of phones", () => {
  it("are in order, and begin where the table's versions do", () => {
    const names = IOS_CLASSES.map((version) => version.join("."));
    expect(names).toEqual(
      "3.0.0 3.1.0 4.0.0 4.1.0 4.2.1 5.0.0 5.1.0 6.0.0 7.0.0 7.1.0 8.0.0 8.2.0 9.0.0 9.2.0 10.0.0 13.0.0 14.0.0 14.5.0 15.0.0".split(
        " ",
      ),
    );
  });
});

describe("the preview of a profile", () => {
  it.each(IOS_CLASSES)("for iOS %i.%i.%i names the keys that the profile has", (...ios) => {
    const preview = profilePreview(EVERYTHING, ios);
    const told = preview.keys.filter(({ payload }) => payload === RESTRICTIONS);
    const profile = build({ ios, values: EVERYTHING });
    expect(told.map(({ key }) => key).sort()).toEqual(ownKeys(payloadOf(profile, RESTRICTIONS)));
    const inProfile = ROWS.filter((row) => row.profile).map(({ id }) => id);
    const mentioned = [...preview.keys.map(({ setting }) => setting), ...preview.left];
    expect(mentioned.sort()).toEqual(inProfile.sort());
  });

  it("says where a phone must be supervised, and what is left out", () => {
    const values = { allowSafari: false, allowYouTube: false };
    expect(profilePreview(values, [13, 0, 0])).toMatchObject({
      keys: [{ setting: "allowSafari", key: "allowSafari", value: false, supervisedOnly: true }],
      left: ["allowYouTube"],
    });
    expect(profilePreview(values, [4, 0, 0])).toMatchObject({
      keys: [{ supervisedOnly: false }, { setting: "allowYouTube" }],
      left: [],
    });
  });

  it("comes as a whole profile, too, whose token opens nothing", () => {
    const tenant = { name: "acme", displayName: "Acme", origin: "https://mail.acme.example" };
    const profile = sampleProfile(tenant, "acme.example", EVERYTHING, [4, 0, 0]);
    const text = new TextDecoder().decode(encodeProfile(profile));
    expect(text).toContain("AAAAAAAAAAAAAAAAAAAAAAAAAA\\user");
    expect(text).toContain("user@acme.example");
  });
});

describe("the preview of Provision", () => {
  const eas = ROWS.filter((row) => row.eas?.element).map(({ id }) => id);

  it.each(EAS_VERSIONS)("for EAS %s tells each setting, or that it cannot be said", (version) => {
    const preview = easPreview(EVERYTHING, version);
    const mentioned = [...preview.elements.map(({ setting }) => setting), ...preview.left];
    expect(mentioned.sort()).toEqual([...eas].sort());
    if (preview.version === "2.5") return expect(preview.elements).toHaveLength(5);
    const told = preview.elements.map(({ element, text }) => [element, text]);
    expect(Object.fromEntries(told)).toEqual(elements(preview.document));
  });

  it("tells 2.5 in its own words: 0 requires a password, and minutes stay minutes", () => {
    const values = { easPasswordEnabled: true, easMaxInactivity: 5, easAlphanumeric: true };
    const told = easPreview(values, "2.5").elements.map(({ element, text }) => [element, text]);
    expect(told).toEqual([
      ["4131", "0"],
      ["PasswordComplexity", "0"],
      ["AEFrequencyValue", "5"],
    ]);
    expect(easPreview({ easMaxInactivity: 5 }, "2.5").left).toEqual(["easMaxInactivity"]);
  });
});
