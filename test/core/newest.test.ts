// Bounded memory: the newest entries stay, whatever was there before.
import { expect, test } from "vitest";
import { keepNewest } from "../../worker/core/newest.ts";

test("lets the oldest entry go where there is no more room", () => {
  const entries = new Map<string, number>();
  for (const [at, key] of ["a", "b", "c", "d"].entries()) keepNewest(entries, key, at, 3);
  expect([...entries]).toEqual([
    ["b", 1],
    ["c", 2],
    ["d", 3],
  ]);
});

test("an entry that is kept again is the newest, and costs no other its place", () => {
  const entries = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  keepNewest(entries, "a", 3, 2);
  expect([...entries]).toEqual([
    ["b", 2],
    ["a", 3],
  ]);
});

test("an empty key is a key like any other", () => {
  const entries = new Map([["", 1]]);
  keepNewest(entries, "a", 2, 1);
  expect([...entries]).toEqual([["a", 2]]);
});
