// Who owns an alias: every state of a claim x every deed.
import { describe, expect, it } from "vitest";
import {
  type AliasClaim,
  approveClaim,
  claimAlias,
  releaseClaim,
  resolveAlias,
} from "../../worker/core/alias.ts";

const claim = (tenant: string, state: AliasClaim["state"], claimedAt = 0): AliasClaim => ({
  tenant,
  state,
  claimedAt,
});
const OWNED = [
  claim("acme", "owner", 1),
  claim("rival", "waiting", 2),
  claim("twin", "approved", 3),
];
const statesOf = (claims: readonly AliasClaim[]) => claims.map((c) => `${c.tenant} ${c.state}`);

describe("an alias", () => {
  it.each([
    { claims: [], leads: "alias-unknown" },
    { claims: [claim("acme", "owner")], leads: "acme" },
    { claims: [claim("acme", "owner"), claim("rival", "waiting")], leads: "acme" },
    { claims: [claim("acme", "owner"), claim("twin", "approved")], leads: "alias-not-unique" },
    { claims: [claim("rival", "waiting")], leads: "alias-unknown" },
  ])("with $claims.length claims leads to: $leads", ({ claims, leads }) => {
    const answer = resolveAlias(claims);
    expect(answer.ok ? answer.tenant : answer.reason).toBe(leads);
  });

  it("belongs to the first claim; later ones wait", () => {
    const first = claimAlias([], "acme", 1);
    if (!first.ok) throw new Error(first.reason);
    expect(first.claim).toEqual(claim("acme", "owner", 1));
    const second = claimAlias(first.claims, "rival", 2);
    expect(second.ok && second.claim).toEqual(claim("rival", "waiting", 2));
  });

  it.each(["acme", "rival", "twin"])("is claimed by %s only once", (tenant) => {
    expect(claimAlias(OWNED, tenant, 9)).toEqual({ ok: false, reason: "already-claimed" });
  });

  it.each([
    { owner: "acme", tenant: "rival", result: ["acme owner", "rival approved", "twin approved"] },
    { owner: "acme", tenant: "twin", result: ["acme owner", "rival waiting", "twin approved"] },
    { owner: "acme", tenant: "acme", result: "no-such-claim" },
    { owner: "acme", tenant: "nobody", result: "no-such-claim" },
    { owner: "rival", tenant: "rival", result: "not-the-owner" },
    { owner: "twin", tenant: "rival", result: "not-the-owner" },
    { owner: "nobody", tenant: "rival", result: "not-the-owner" },
  ])("approved by $owner for $tenant: $result", ({ owner, tenant, result }) => {
    const answer = approveClaim(OWNED, owner, tenant);
    expect(answer.ok ? statesOf(answer.claims) : answer.reason).toEqual(result);
  });

  it.each([
    { tenant: "rival", result: ["acme owner", "twin approved"] },
    { tenant: "twin", result: ["acme owner", "rival waiting"] },
    { tenant: "acme", result: ["rival waiting", "twin owner"] },
    { tenant: "nobody", result: "no-such-claim" },
  ])("released by $tenant: $result", ({ tenant, result }) => {
    const answer = releaseClaim(OWNED, tenant);
    expect(answer.ok ? statesOf(answer.claims) : answer.reason).toEqual(result);
  });

  it("goes to the first in the line when nobody approved is left, and to nobody when nobody is left", () => {
    const claims = [
      claim("acme", "owner", 1),
      claim("late", "waiting", 9),
      claim("early", "waiting", 5),
    ];
    const left = releaseClaim(claims, "acme");
    expect(left.ok && statesOf(left.claims)).toEqual(["late waiting", "early owner"]);
    expect(releaseClaim([claim("acme", "owner")], "acme")).toEqual({ ok: true, claims: [] });
  });
});
