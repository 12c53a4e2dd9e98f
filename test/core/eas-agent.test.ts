// What Exchange clients call themselves. The agents are of the form seen from iPhone OS 3 to today.
import { expect, test } from "vitest";
import { readEasAgent, systemName } from "../../worker/core/eas-agent.ts";

test.each([
  ["Apple-iPhone/705.18", "iPhone", 3],
  ["Apple-iPad/702.500", "iPad", 3],
  ["Apple-iPhone/508.11", "iPhone", 2],
  ["Apple-iPhone2C1/801.293", "iPhone", 4],
  ["Apple-iPod4C1/803.148", "iPod", 4],
  ["Apple-iPhone3C1/902.176", "iPhone", 5],
  ["Apple-iPad2C1/1001.403", "iPad", 6],
  ["Apple-iPhone7C2/1202.44000002", "iPhone", 8],
  ["Apple-iPhone14C5/2201.330", "iPhone", 18],
  ["Apple-iPhone14C5/2301.330", "iPhone", 26],
])("%s is an %s with system %d", (agent, device, major) => {
  expect(readEasAgent(agent)).toEqual({ device, major });
});

test.each([
  "",
  "Android/4.0",
  "Apple-Watch/801.293",
  "Apple-iPhone2C1",
  "Apple-iPhone2C1/x",
  "Apple-iPhone2C1/101.1",
  `Apple-iPhone${"9".repeat(30)}/801.293`,
  "<b>Apple-iPhone2C1/801.293",
])("%j says nothing of a system", (agent) => {
  expect(readEasAgent(agent)).toBeUndefined();
});

test("the system was iPhone OS up to 3", () => {
  expect([2, 3, 4, 26].map(systemName)).toEqual(["iPhone OS 2", "iPhone OS 3", "iOS 4", "iOS 26"]);
});
