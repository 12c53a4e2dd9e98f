// The token in the forms of My devices.
import { expect, test } from "vitest";
import { type ActTokenScope, actToken, isActToken } from "../../worker/core/act-token.ts";

const SECRET = "a secret of the tests";
const HOUR = 3_600_000;
const NOW = 1_299_110_400_000;
const scope: ActTokenScope = { tenant: "acme", user: "alice", deviceId: "APPL1", act: "lost" };
const token = actToken(SECRET, scope, NOW);

test.each([
  ["at once", NOW, true],
  ["at the end of its hour", NOW + HOUR - 1, true],
  ["in the hour after", NOW + 2 * HOUR - 1, true],
  ["later", NOW + 2 * HOUR, false],
  ["before it was made", NOW - 1, false],
])("is good %s: %s", (_, now, good) => {
  expect(isActToken(SECRET, scope, now, token)).toBe(good);
});

test.each([
  ["tenant", { tenant: "other" }],
  ["user", { user: "bob" }],
  ["device", { deviceId: "APPL2" }],
  ["deed", { act: "erase" }],
])("is void for another %s", (_, other) => {
  expect(isActToken(SECRET, { ...scope, ...other }, NOW, token)).toBe(false);
});

test("is void under another secret, cut short, lengthened or empty", () => {
  expect(isActToken("another", scope, NOW, token)).toBe(false);
  for (const text of ["", token.slice(1), `${token}A`, token.toUpperCase()])
    expect(isActToken(SECRET, scope, NOW, text)).toBe(false);
});

test("keeps its parts apart, whatever a device calls itself", () => {
  const joined = actToken(SECRET, { ...scope, deviceId: 'APPL1","lost' }, NOW);
  expect(joined).not.toBe(token);
  expect(isActToken(SECRET, { ...scope, user: "alice|APPL1", deviceId: "" }, NOW, token)).toBe(
    false,
  );
});
