// What a tenant, a group or an API token may be called.
import { describe, expect, it } from "vitest";
import { isLabel, isTenantName } from "../../worker/core/names.ts";

describe("a tenant's name", () => {
  it.each(["a", "acme", "acme-2", "4all", "a".repeat(40)])("may be %s", (name) => {
    expect(isTenantName(name)).toBe(true);
  });
  it.each(["", "Acme", "-acme", "acme-", "a.b", "a_b", "a b", "ä", "a\n", "a".repeat(41)])(
    "may not be %j",
    (name) => {
      expect(isTenantName(name)).toBe(false);
    },
  );
});

describe("a label", () => {
  it.each(["Acme & Sons", "Müller GmbH", "営業部", "x".repeat(100)])("may be %s", (label) => {
    expect(isLabel(label)).toBe(true);
  });
  it.each(["", " ", " a", "a\n", "a\u0000b", "\u202eevil", "a\u2028b", "\ud800", "x".repeat(101)])(
    "may not be %j",
    (label) => {
      expect(isLabel(label)).toBe(false);
    },
  );
  it.each([".", ".."])("may not be %j, to which no address leads", (label) => {
    expect(isLabel(label)).toBe(false);
  });
});
