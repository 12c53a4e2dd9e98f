// Access rules: what they can be written as, whom they speak of, and which of several decides.
import { describe, expect, test } from "vitest";
import { type AccessAsker, accessTexts, decidingRule } from "../../worker/core/access-matching.ts";
import { type AccessRule, isAccessValue } from "../../worker/core/access-rules.ts";

const asker = (userAgent: string, more: Partial<AccessAsker> = {}): AccessAsker => ({
  device: { deviceId: "appl87837l1xy7h", deviceType: "iPhone", userAgent, protocolVersion: "12.1" },
  ...more,
});
const iphone3gs = asker("Apple-iPhone2C1/705.018");
const rule = (
  characteristic: AccessRule["characteristic"],
  value: string,
  level: AccessRule["level"] = "block",
): AccessRule => ({ id: `${level} ${value}`, characteristic, value, level });
const speaksOf = (one: AccessRule, whom: AccessAsker) => decidingRule([one], whom) === one;

describe("a client", () => {
  test("is named by version, system and build of its user agent", () => {
    expect(accessTexts(iphone3gs)).toEqual({
      deviceType: ["iPhone"],
      model: ["iPhone 3GS"],
      os: ["3.1.3", "iPhone OS 3.1.3", "7E18"],
      userAgent: ["Apple-iPhone2C1/705.018"],
    });
  });
  test("is named by what it told of itself, where its user agent says no system", () => {
    const information = { model: "GT-I9000", os: "Android 2.3" };
    const android = asker("Android-Mail/2.3", { information });
    expect(accessTexts(android).os).toEqual(["Android 2.3"]);
    expect(accessTexts(android).model).toContain("GT-I9000");
  });
  test("has the system of its user agent, not the one it told of before an upgrade", () => {
    const information = { os: "iOS 6.1 10B142" };
    const upgraded = asker("Apple-iPhone4C1/1002.146", { information });
    expect(speaksOf(rule("os", "6.1"), upgraded)).toBe(false);
    expect(speaksOf(rule("os", "6.1.2"), upgraded)).toBe(true);
  });
});

describe("a rule speaks", () => {
  test.each<[string, AccessRule, boolean]>([
    ["of a version", rule("os", "3.1.3"), true],
    ["in any letter case", rule("os", "IPHONE os 3.1.3"), true],
    ["of a build", rule("os", "7e18"), true],
    ["not of a longer version", rule("os", "3.1"), false],
    ["of all that begins so, with a star", rule("os", "3.1*"), true],
    ["not of what only holds it", rule("os", "1.3*"), false],
    ["of everything, with a star alone", rule("userAgent", "*"), true],
    ["of a user agent's beginning", rule("userAgent", "apple-iphone2c1/705*"), true],
    ["of a device type", rule("deviceType", "iphone"), true],
    ["not of another device type", rule("deviceType", "iPad"), false],
    ["of a model", rule("model", "iPhone 3*"), true],
    ["of no other characteristic", rule("deviceType", "iPhone 3GS"), false],
  ])("%s", (_, one, speaks) => {
    expect(speaksOf(one, iphone3gs)).toBe(speaks);
  });
  test("of an empty user agent only by a star, and of an unknown system not at all", () => {
    const silent = asker("");
    expect(speaksOf(rule("userAgent", "*"), silent)).toBe(true);
    expect(speaksOf(rule("os", "*"), silent)).toBe(false);
  });
});

describe("of several rules", () => {
  const block = rule("os", "3*", "block");
  const quarantine = rule("deviceType", "iPhone", "quarantine");
  const allow = rule("userAgent", "Apple-*", "allow");
  test.each([
    [[allow, quarantine, block], block],
    [[allow, quarantine], quarantine],
    [[allow], allow],
    [[rule("os", "4*"), rule("deviceType", "iPad")], undefined],
    [[], undefined],
  ])("a block wins over a quarantine, that over an allowance (%#)", (rules, winner) => {
    expect(decidingRule(rules, iphone3gs)).toBe(winner);
    expect(decidingRule([...rules].reverse(), iphone3gs)).toBe(winner);
  });
});

describe("a value", () => {
  test.each(["3.1.3", "*", "Apple-iPhone*", "x".repeat(200)])("can be %j", (value) => {
    expect(isAccessValue(value)).toBe(true);
  });
  test.each(["", " ", " 3.1", "3.1 ", "3*1", "**", "*x", "a\nb", "x".repeat(201)])(
    "cannot be %j",
    (value) => expect(isAccessValue(value)).toBe(false),
  );
});
