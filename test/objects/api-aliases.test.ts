// A tenant's own list of aliases through the API: what each is worth, what to do about it, the cap,
// and that the list comes right again after a crash between the two objects.
import { describe, expect, it } from "vitest";
import type { AliasesDocument } from "../../worker/routes/api/aliases.ts";
import { makeTenant, reasonOf, send, tokenFor } from "./api-client.ts";
import { handles } from "./world.ts";

const claim = (alias: string, tenant: string) =>
  send("POST", `/aliases/${alias}/claims`, { body: { tenant } });
const listed = async (tenant: string, token?: string): Promise<AliasesDocument> =>
  (await send("GET", `/tenants/${tenant}/aliases`, token === undefined ? {} : { token })).body;
const auditOf = async (tenant: string): Promise<{ actor: string; action: string }[]> =>
  (await send("GET", `/tenants/${tenant}/audit?limit=1000`)).body.entries;

describe("a tenant's aliases", () => {
  it("are listed with their state, who else claims them, and what to do", async () => {
    await Promise.all(["one", "two"].map(makeTenant));
    for (const alias of ["mine", "asked-for", "shared"]) await claim(alias, "one");
    for (const alias of ["asked-for", "shared"]) await claim(alias, "two");
    const body = { owner: "one" };
    await send("POST", "/aliases/shared/claims/two/approve", { body });
    const mine = await listed("one", await tokenFor("auditor:one"));
    expect(mine.max).toBe(20);
    expect(mine.aliases).toMatchObject([
      { alias: "asked-for", state: "unique", advice: "decide", others: [{ tenant: "two" }] },
      { alias: "mine", state: "unique", advice: "works", others: [] },
      { alias: "shared", state: "not-unique", advice: "settle", others: [{ tenant: "two" }] },
    ]);
    expect(mine.aliases[1]?.todo).toMatch(/leads users to you/);
    const theirs = await listed("two", await tokenFor("administrator:two"));
    expect(theirs.aliases).toMatchObject([
      { alias: "asked-for", state: "waiting", advice: "choose-another", others: [] },
      { alias: "shared", state: "not-unique", advice: "ask-or-choose", others: [] },
    ]);
    expect(JSON.stringify(theirs)).not.toContain('"one"');
  });

  it("look the same to the service's owner as to the tenant", async () => {
    await Promise.all(["seen", "unseen"].map(makeTenant));
    await claim("looked-at", "unseen");
    await claim("looked-at", "seen");
    expect(await listed("seen")).toEqual(await listed("seen", await tokenFor("auditor:seen")));
    expect(JSON.stringify(await listed("seen"))).not.toContain("unseen");
  });

  it("are 20 at most; releasing one makes room", async () => {
    await makeTenant("greedy");
    for (let number = 1; number <= 20; number++) {
      expect((await claim(`greedy-${number}`, "greedy")).status).toBe(201);
    }
    expect(reasonOf(await claim("greedy-21", "greedy"))).toBe("409 too-many-aliases");
    expect(await handles.alias("greedy-21").claims()).toEqual([]);
    expect(reasonOf(await claim("greedy-1", "greedy"))).toBe("409 already-claimed");
    expect((await send("DELETE", "/aliases/greedy-1/claims/greedy")).status).toBe(204);
    expect((await claim("greedy-21", "greedy")).status).toBe(201);
    expect((await listed("greedy")).aliases).toHaveLength(20);
  });

  it("come right again after a crash between alias and tenant, by the same request", async () => {
    await makeTenant("crashed");
    await handles.alias("half-claimed").claim("crashed");
    expect((await listed("crashed")).aliases).toEqual([]);
    expect(reasonOf(await claim("half-claimed", "crashed"))).toBe("409 already-claimed");
    expect((await listed("crashed")).aliases).toMatchObject([{ alias: "half-claimed" }]);
    await handles.alias("half-claimed").release("crashed");
    expect((await listed("crashed")).aliases).toEqual([]);
    expect(await handles.tenant("crashed").aliases()).toEqual(["half-claimed"]);
    const again = await send("DELETE", "/aliases/half-claimed/claims/crashed");
    expect(reasonOf(again)).toBe("404 no-such-claim");
    expect(await handles.tenant("crashed").aliases()).toEqual([]);
  });

  it("that are turned down leave no operator's name with the one who is", async () => {
    await Promise.all(["landlord", "tenant"].map(makeTenant));
    await claim("house", "landlord");
    await claim("house", "tenant");
    const token = await tokenFor("administrator:landlord");
    expect((await send("DELETE", "/aliases/house/claims/tenant", { token })).status).toBe(204);
    expect((await auditOf("tenant")).at(-1)).toMatchObject({
      actor: "the alias's owner",
      action: "alias-released",
      subject: "house",
    });
    expect((await auditOf("landlord")).at(-1)).toMatchObject({
      actor: "token:ci administrator:landlord",
      action: "alias-claim-turned-down",
      subject: "house",
      detail: "tenant",
    });
    expect((await listed("tenant")).aliases).toEqual([]);
  });

  it("released for a tenant that there is not make none", async () => {
    expect(reasonOf(await send("DELETE", "/aliases/nothing/claims/nobody"))).toBe(
      "404 no-such-claim",
    );
    expect(await handles.tenant("nobody").running()).toBeNull();
  });
});
