// The audit log's chain: whatever is changed, removed, added or moved shows.
import { describe, expect, it } from "vitest";
import { type AuditEntry, auditHash, brokenLink, GENESIS_HASH } from "../../worker/core/audit.ts";

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const previousHash = entries.at(-1)?.hash ?? GENESIS_HASH;
    const text = { actor: "ann", action: "noted", subject: `s${sequence}`, detail: "" };
    const entry = { sequence, at: sequence, ...text, previousHash };
    entries.push({ ...entry, hash: auditHash(entry) });
  }
  return entries;
}

describe("the audit chain", () => {
  it("is whole when nobody touched it, whole or from a known hash on", () => {
    const entries = chain(5);
    expect(brokenLink(entries)).toBeUndefined();
    expect(brokenLink(entries.slice(2), entries[1]?.hash)).toBeUndefined();
    expect(brokenLink([])).toBeUndefined();
  });

  it.each([
    ["at", 9],
    ["actor", "eve"],
    ["action", "other"],
    ["subject", "s9"],
    ["detail", "x"],
    ["hash", GENESIS_HASH],
    ["previousHash", GENESIS_HASH],
    ["sequence", 33],
  ] as const)("breaks at an entry whose %s was changed", (field, value) => {
    const entries = chain(5).map((entry, index) =>
      index === 2 ? { ...entry, [field]: value } : entry,
    );
    expect(brokenLink(entries)).toBe(entries[2]?.sequence);
  });

  it("breaks after an entry that was removed, moved or made up", () => {
    const [a, b, c, d] = chain(4) as [AuditEntry, AuditEntry, AuditEntry, AuditEntry];
    expect(brokenLink([a, c, d])).toBe(3);
    expect(brokenLink([a, c, b, d])).toBe(3);
    expect(brokenLink([b, c])).toBe(2);
    const forged = { ...b, subject: "forged" };
    expect(brokenLink([a, { ...forged, hash: auditHash(forged) }, c, d])).toBe(3);
  });

  it("tells fields apart that would read the same in one line", () => {
    const [entry] = chain(1) as [AuditEntry];
    const left = { ...entry, subject: "a", detail: "b" };
    const right = { ...entry, subject: 'a","b', detail: "" };
    expect(auditHash(left)).not.toBe(auditHash(right));
  });
});
