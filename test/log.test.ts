// What a log line may hold: events and plain fields, never a provisioning token.
import { afterEach, expect, test, vi } from "vitest";
import { log, maskTokens } from "../worker/log.ts";

const TOKEN = "ABCDEFGHIJKLMNOPQRSTUV2345";
const written = vi.spyOn(console, "log").mockImplementation(() => {});
afterEach(() => written.mockClear());

function lineOf(...event: Parameters<typeof log>): string {
  log(...event);
  return String(written.mock.calls[0]?.[0]);
}

test("is one line of JSON", () => {
  const line = lineOf("alias-refused", { alias: "a\nb", wait: 3, known: false, absent: undefined });
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({
    event: "alias-refused",
    alias: "a\nb",
    wait: 3,
    known: false,
  });
});

test.each([
  `${TOKEN}\\alice`,
  `${TOKEN.toLowerCase()}\\alice`,
  `${TOKEN}\\${TOKEN}\\alice`,
  `${TOKEN}/alice`,
  `alice@${TOKEN}`,
  TOKEN,
])("has no token in a user's name, however it was typed: %s", (user) => {
  expect(lineOf("sign-in-refused", { user }).toUpperCase()).not.toContain(TOKEN);
});

test("has no login's token in any other field, and leaves DeviceIds as they are", () => {
  expect(lineOf("x", { detail: `User=${TOKEN}\\alice` })).not.toContain(TOKEN);
  written.mockClear();
  expect(lineOf("x", { deviceId: TOKEN })).toContain(TOKEN);
});

test("keeps long names that are no token", () => {
  const user = "maximiliane.von-der-hohenstein@acme.example.com";
  expect(lineOf("x", { user })).toContain(user);
  expect(maskTokens(`A${TOKEN}B alice`)).toBe(`A${TOKEN}B alice`);
});
