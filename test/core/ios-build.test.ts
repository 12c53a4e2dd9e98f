// Builds as phones say them in an enrolment, and the systems they are.
import { expect, it } from "vitest";
import { versionOfBuild } from "../../worker/core/ios-build.ts";

it.each([
  ["7A341", [3, 0, 0]],
  ["7B367", [3, 2, 0]],
  ["7C144", [3, 1, 0]],
  ["7E18", [3, 1, 3]],
  ["8A293", [4, 0, 0]],
  ["8B117", [4, 1, 0]],
  ["8C148", [4, 2, 1]],
  ["8C148a", [4, 2, 1]],
  ["8L1", [4, 3, 5]],
  ["9A334", [5, 0, 0]],
  ["13D15", [9, 2, 1]],
  ["21A329", [17, 0, 0]],
  ["22H20", [18, 0, 0]],
  ["23B85", [26, 0, 0]],
] as const)("build %s is a phone of iOS %j", (build, version) => {
  expect(versionOfBuild(build)).toEqual(version);
});

it.each([undefined, "", "5A347", "0A1", "A7341", "7a341", "17.0", "8C148\n", "9999A1"])(
  "%j is no build that enrols",
  (build) => {
    expect(versionOfBuild(build)).toBeNull();
  },
);
