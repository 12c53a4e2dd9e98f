// Drafts of a policy, checked and Locked.
import { describe, expect, it } from "vitest";
import { lintForLock } from "../../worker/core/lint.ts";
import { applyChange, checkChange, lock } from "../../worker/core/policy.ts";
import { ROWS, wrongValues } from "../support/setting-values.ts";

describe("changing a draft", () => {
  it.each(ROWS)("refuses wrong values of $id and names it", (row) => {
    for (const value of wrongValues(row.value)) {
      const answer = checkChange({ [row.id]: value });
      expect(answer).toMatchObject({ ok: false, problems: [{ setting: row.id }] });
    }
  });

  it("names every setting that is wrong, and changes none of them", () => {
    const answer = checkChange({ minLength: 17, allowCamera: "no", forcePIN: true, colour: "red" });
    expect(answer).toEqual({
      ok: false,
      problems: [
        { setting: "minLength", problem: "must be a whole number from 0 to 16 characters" },
        { setting: "allowCamera", problem: "must be true or false" },
        { setting: "colour", problem: "is no setting" },
      ],
    });
  });

  it.each(["__proto__", "constructor", "toString", "x".repeat(1000)])(
    "refuses the strange name %s",
    (id) => {
      const answer = checkChange(JSON.parse(`{"${id}": true}`));
      expect(answer.ok).toBe(false);
      if (!answer.ok) expect(answer.problems[0]?.setting.length).toBeLessThanOrEqual(64);
    },
  );

  it("sets values, and makes them Not Set with null", () => {
    const answer = checkChange({ minLength: 6, allowCamera: null });
    expect(answer).toEqual({ ok: true, change: { minLength: 6, allowCamera: null } });
    if (!answer.ok) return;
    const draft = { allowCamera: false, forcePIN: true };
    expect(applyChange(draft, answer.change)).toEqual({ forcePIN: true, minLength: 6 });
    expect(draft).toEqual({ allowCamera: false, forcePIN: true });
  });
});

describe("locking", () => {
  const NOW = Date.UTC(2026, 10, 22);

  it("names a version by its content: order and time do not matter, every value does", () => {
    const first = lock({ minLength: 6, forcePIN: true }, NOW);
    expect(first.version).toMatch(/^[0-9a-f]{64}$/);
    expect(first.lockedAt).toBe(NOW);
    expect(lock({ forcePIN: true, minLength: 6 }, NOW + 1).version).toBe(first.version);
    const others = [{}, { minLength: 6 }, { minLength: 7, forcePIN: true }, { minLength: "6" }];
    for (const values of others) expect(lock(values, NOW).version).not.toBe(first.version);
  });

  it("is refused while a removal password is asked for but missing", () => {
    expect(lintForLock({ preventPolicyRemoval: "with-password" })).toEqual([
      {
        setting: "removalPassword",
        problem: "must be set when Prevent Policy Removal is with password",
      },
    ]);
  });

  it("is refused while a removal password is set that nothing asks for", () => {
    for (const values of [{}, { preventPolicyRemoval: "no" }, { preventPolicyRemoval: "yes" }]) {
      const problems = lintForLock({ ...values, removalPassword: "open sesame" });
      expect(problems).toMatchObject([{ setting: "removalPassword" }]);
    }
  });

  it("of one family is not held up by the other", () => {
    const values = { easPasswordHistory: 5, removalPassword: "open sesame" };
    const named = (problems: readonly { setting: string }[]) =>
      problems.map(({ setting }) => setting);
    expect(named(lintForLock(values, ["ios-profile"]))).toEqual(["removalPassword"]);
    expect(named(lintForLock(values, ["eas-security"]))).toEqual(["easPasswordHistory"]);
    expect(lintForLock(values)).toHaveLength(2);
  });

  it("is allowed for an empty policy and for one that agrees with itself", () => {
    expect(lintForLock({})).toEqual([]);
    const agreeing = { preventPolicyRemoval: "with-password", removalPassword: "open sesame" };
    expect(lintForLock(agreeing)).toEqual([]);
  });
});
