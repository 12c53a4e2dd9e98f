// What Autodiscover tells whom.
import { describe, expect, test } from "vitest";
import { autodiscoverAnswer, requestProblem } from "../../worker/core/autodiscover.ts";

const asked = { asksIn: "mobile", accepts: "mobile", emailAddress: "alice@acme.test" } as const;
const alice = { displayName: "Alice", emailAddress: "alice@acme.test", easAllowed: true };
const ORIGIN = "https://acme.test";

describe("a request", () => {
  test("of a mobile client about an address can be answered", () => {
    expect(requestProblem(asked)).toBeNull();
  });
  test("for a schema that is not the mobile one finds no provider, whatever else it lacks", () => {
    expect(requestProblem({ ...asked, accepts: "other" })).toBe(601);
    expect(requestProblem({ asksIn: "other", accepts: "other" })).toBe(601);
  });
  test.each([
    ["in another dialect", { ...asked, asksIn: "other" }],
    ["that takes no answer", { asksIn: "mobile", emailAddress: "alice@acme.test" }],
    ["about nobody", { asksIn: "mobile", accepts: "mobile" }],
    ["about a name", { ...asked, emailAddress: "alice" }],
    ["about two", { ...asked, emailAddress: "alice@acme.test@rival.test" }],
    ["about somebody with a blank", { ...asked, emailAddress: "alice adams@acme.test" }],
    ["about an endless name", { ...asked, emailAddress: `${"a".repeat(320)}@acme.test` }],
  ] as const)("%s is invalid", (_name, request) => expect(requestProblem(request)).toBe(600));
});

describe("an answer", () => {
  test("names the tenant's own server, in whatever letters the address was typed", () => {
    const url = "https://acme.test/Microsoft-Server-ActiveSync";
    const user = { displayName: "Alice", emailAddress: "alice@acme.test" };
    for (const emailAddress of ["alice@acme.test", "ALICE@Acme.Test"])
      expect(autodiscoverAnswer({ ...asked, emailAddress }, alice, ORIGIN)).toEqual({
        says: "settings",
        user,
        url,
      });
  });
  test.each(["a.adams@acme.test", "bob@acme.test", "alice@acme.example"])(
    "to a question about %s leads to the own address, and tells nothing of anybody else",
    (emailAddress) => {
      const answer = autodiscoverAnswer({ ...asked, emailAddress }, alice, ORIGIN);
      expect(answer).toMatchObject({ says: "redirect", to: "alice@acme.test" });
      expect(JSON.stringify(answer)).not.toContain(emailAddress);
    },
  );
  test("to a user without Exchange ActiveSync is that there is none", () => {
    const answer = autodiscoverAnswer(asked, { ...alice, easAllowed: false }, ORIGIN);
    expect(answer).toMatchObject({ says: "error" });
    expect(JSON.stringify(answer)).not.toContain(ORIGIN);
  });
});
