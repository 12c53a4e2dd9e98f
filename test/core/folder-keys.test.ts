// Which keys of a folder list are good (core/folder-keys.ts).
import { describe, expect, test } from "vitest";
import { folderKeyHash, stepFolderKeys } from "../../worker/core/folder-keys.ts";

describe("a folder key", () => {
  test("is good where nothing is known, and known from then on", () => {
    const step = stepFolderKeys([], { presented: "a", given: "b" });
    expect(step).toEqual({ isKnown: true, kept: ["a", "b"] });
  });

  test("that was never given is not, and changes nothing", () => {
    const kept = ["a", "b"];
    expect(stepFolderKeys(kept, { presented: "x", given: "y" })).toEqual({ isKnown: false, kept });
    expect(stepFolderKeys(kept, { presented: "x" })).toEqual({ isKnown: false, kept });
  });

  test("that the server itself vouches for is", () => {
    const step = stepFolderKeys(["a"], { presented: "x", given: "y", isTrusted: true });
    expect(step).toEqual({ isKnown: true, kept: ["a", "x", "y"] });
  });

  test("that the phone holds stays, however many are given and lost", () => {
    let kept: readonly string[] = ["held"];
    for (let lost = 0; lost < 100; lost++) {
      const step = stepFolderKeys(kept, { presented: "held", given: `lost-${lost}` });
      expect(step.isKnown).toBe(true);
      kept = step.kept;
    }
    expect(kept).toHaveLength(16);
  });

  test("given again stands there once", () => {
    expect(stepFolderKeys(["a"], { presented: "a", given: "a" }).kept).toEqual(["a"]);
  });

  test("is good after one was given that nobody could read", () => {
    const { kept } = stepFolderKeys(["a"], { presented: "a" });
    expect(stepFolderKeys(kept, { presented: "unread", given: "b" }).isKnown).toBe(true);
  });

  test("of any length is kept as sixteen characters", () => {
    expect(folderKeyHash("k".repeat(10_000))).toMatch(/^[\w-]{16}$/);
    expect(folderKeyHash("a")).not.toBe(folderKeyHash("b"));
  });
});
