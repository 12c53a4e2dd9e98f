// `provost audit --verify`: the log's hash chain, recomputed outside the Worker, with logs that
// were tampered with.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { useFakeApi } from "./fake-api.ts";

const cli = useFakeApi();

describe("audit --verify", () => {
  const LOG = chain(["tenant founded", "policy locked", "alias claimed"]);
  const serve = (entries: readonly Entry[]) => {
    const query = (after: number) => `GET /tenants/acme/audit?after=${after}&limit=500`;
    cli.api.answer(query(0), 200, { entries });
    cli.api.answer(query(entries.at(-1)?.sequence ?? 0), 200, { entries: [] });
  };

  it("accepts a whole chain and prints its last hash", async () => {
    serve(LOG);
    const { code, out } = await cli.provost("audit --tenant acme --verify");
    expect(code).toBe(0);
    expect(out).toContain(`3 entries, the last one's hash is ${LOG[2]?.hash}`);
  });

  it("finds a hash noted earlier", async () => {
    serve(LOG);
    expect(
      (await cli.provost(`audit --tenant acme --verify --known-hash ${LOG[1]?.hash}`)).code,
    ).toBe(0);
  });

  const changed = LOG.map((entry) =>
    entry.sequence === 2 ? { ...entry, actor: "nobody" } : entry,
  );
  const forged = [...LOG.slice(0, 1), ...chain(["x", "policy unlocked", "y"]).slice(1)];
  const TAMPERED: readonly (readonly [what: string, entries: readonly Entry[], problem: string])[] =
    [
      ["a changed entry", changed, "entry 2 was changed"],
      ["a removed entry", LOG.filter(({ sequence }) => sequence !== 2), "entry 2 is missing"],
      ["a removed beginning", LOG.slice(1), "entry 1 is missing"],
      ["a replaced tail", forged, "entry 2 does not follow the one before it"],
    ];
  it.each(TAMPERED)("sees %s", async (_what, entries, problem) => {
    serve(entries);
    const { code, err } = await cli.provost("audit --tenant acme --verify");
    expect(code).toBe(1);
    expect(err).toContain(problem);
  });

  it("sees a tail that was cut off, by a hash noted earlier", async () => {
    serve(LOG.slice(0, 2));
    const { code, err } = await cli.provost(
      `audit --tenant acme --verify --known-hash ${LOG[2]?.hash}`,
    );
    expect(code).toBe(1);
    expect(err).toContain("not in the log any more");
  });
});

interface Entry {
  readonly sequence: number;
  readonly actor: string;
  readonly hash: string;
}

/** A log as the documentation describes it, made independently of the command line. */
function chain(actions: readonly string[]): Entry[] {
  let previousHash = "0".repeat(64);
  return actions.map((action, index) => {
    const entry = {
      sequence: index + 1,
      at: 1000 * index,
      actor: "owner",
      action,
      subject: "acme",
      detail: "",
    };
    const hashed = JSON.stringify([...Object.values(entry), previousHash]);
    const hash = createHash("sha256").update(hashed).digest("hex");
    const linked = { ...entry, previousHash, hash };
    previousHash = hash;
    return linked;
  });
}
