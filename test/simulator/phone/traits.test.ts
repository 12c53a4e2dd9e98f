// User agents and identities of the era's phones, against agents really seen (facts: lists of user
// agents).
import { describe, expect, test } from "vitest";
import {
  easUserAgent,
  SYSTEMS,
  safariUserAgent,
  traitsOf,
} from "../../../simulator/phone/traits.ts";
import { reaches } from "../../../simulator/phone/versions.ts";
import { phoneOn, refuseAll } from "./phone-support.ts";

describe("what a phone calls itself", () => {
  test("Safari of OS 3.1.3 names its system and no model", () => {
    expect(safariUserAgent("3.1.3", "iPhone")).toBe(
      "Mozilla/5.0 (iPhone; U; CPU iPhone OS 3_1_3 like Mac OS X; en-us) AppleWebKit/528.18 " +
        "(KHTML, like Gecko) Version/4.0 Mobile/7E18 Safari/528.16",
    );
  });
  test("Safari of an iPad says CPU OS", () => {
    expect(safariUserAgent("4.2.1", "iPad")).toContain(
      "(iPad; U; CPU OS 4_2_1 like Mac OS X; en-us)",
    );
    expect(() => safariUserAgent("3.1.3", "iPad")).toThrow("no iPad");
  });
  test.each([
    ["3.0", "iPhone", "Apple-iPhone/701.341"],
    ["3.1.3", "iPod", "Apple-iPod/705.18"],
    ["4.0", "iPhone", "Apple-iPhone2C1/801.293"],
    ["4.1", "iPhone", "Apple-iPhone2C1/802.117"],
    ["4.2.1", "iPhone", "Apple-iPhone2C1/803.148"],
    ["4.3.5", "iPhone", "Apple-iPhone2C1/812.1"],
  ] as const)("ActiveSync of %s on an %s is %s", (system, kind, agent) => {
    expect(easUserAgent(system, kind, "iPhone2,1")).toBe(agent);
  });
  test("today's phone says nothing of its serial number, and another form of user agents", () => {
    expect(easUserAgent("17.0", "iPhone", "iPhone15,2")).toBe("Apple-iPhone15C2/2101.329");
    expect(safariUserAgent("17.0", "iPhone")).toBe(
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 " +
        "(KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1",
    );
  });
  test("OS 3 takes one Exchange account, iOS 4 several", () => {
    const accounts = SYSTEMS.map((system) => traitsOf(system).exchangeAccounts);
    expect(accounts).toEqual([1, 1, ...Array(5).fill(Number.POSITIVE_INFINITY)]);
  });
  test("versions compare part by part", () => {
    expect(reaches("4.2.1", "4.2")).toBe(true);
    expect(reaches("3.1.3", "3.1")).toBe(true);
    expect(reaches("3.0", "3.1")).toBe(false);
    expect(reaches("4.10", "4.9")).toBe(true);
  });
});

describe("a phone's state", () => {
  test("survives JSON: a restored phone goes on where the saved one was", () => {
    const { phone } = phoneOn(refuseAll, { serial: "88042TD3A4T" });
    phone.settings.setPasscode("417290");
    const saved = JSON.parse(JSON.stringify(phone.state));
    const restored = phoneOn(refuseAll, { name: "another", saved });
    expect(restored.phone.state).toEqual(phone.state);
    expect(restored.phone.state.serial).toBe("88042TD3A4T");
  });
  test("has a serial number that follows from its name", () => {
    const serials = ["One", "One", "Two"].map(
      (name) => phoneOn(refuseAll, { name }).phone.state.serial,
    );
    expect(serials[0]).toBe(serials[1]);
    expect(serials[0]).not.toBe(serials[2]);
    expect(serials[0]).toMatch(/^[0-9A-Z]{11}$/);
  });
});
