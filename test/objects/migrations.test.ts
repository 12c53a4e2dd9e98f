// How an object's tables come up to date: lazily, in steps, and never backwards.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { guardName } from "../../worker/core/guess.ts";
import { schemaOf } from "../../worker/objects/migrations.ts";
import { env, handles, rows, START, setClock, stubOf, tables } from "./world.ts";

const FIRST = "CREATE TABLE things (name TEXT)";
const SECOND_STEP = "ALTER TABLE things ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'";

/** Runs `use` on the storage of a guard object, as good a storage as any. */
function inStorage<Answer>(name: string, use: (storage: DurableObjectStorage) => Answer) {
  return runInDurableObject(stubOf(env.GUARD, name), (_object, state) => use(state.storage));
}

describe("a schema", () => {
  it("does not exist, and reading that makes nothing, until the first write", async () => {
    const before = await inStorage("schema-1", (storage) => schemaOf(storage, [FIRST]).exists());
    expect(before).toBe(false);
    expect(await tables(stubOf(env.GUARD, "schema-1"))).toEqual([]);
    const after = await inStorage("schema-1", (storage) => {
      schemaOf(storage, [FIRST]).make();
      return schemaOf(storage, [FIRST]).exists();
    });
    expect(after).toBe(true);
  });

  it("takes the steps it lacks and keeps what is there", async () => {
    await inStorage("schema-2", (storage) => {
      schemaOf(storage, [FIRST]).make();
      storage.sql.exec("INSERT INTO things VALUES ('chair')");
    });
    await evictDurableObject(stubOf(env.GUARD, "schema-2"));
    const exists = await inStorage("schema-2", (storage) =>
      schemaOf(storage, [FIRST, SECOND_STEP]).exists(),
    );
    expect(exists).toBe(true);
    expect(await rows(stubOf(env.GUARD, "schema-2"), "things")).toEqual([
      { name: "chair", colour: "grey" },
    ]);
    await inStorage("schema-2", (storage) => schemaOf(storage, [FIRST, SECOND_STEP]).make());
    expect(await rows(stubOf(env.GUARD, "schema-2"), "schema_version")).toEqual([{ version: 2 }]);
  });

  it("takes all steps or none", async () => {
    const failed = await inStorage("schema-3", (storage) => {
      try {
        schemaOf(storage, [FIRST, "this is no SQL"]).make();
        return false;
      } catch {
        return !schemaOf(storage, [FIRST]).exists();
      }
    });
    expect(failed).toBe(true);
    expect(await tables(stubOf(env.GUARD, "schema-3"))).toEqual([]);
  });

  it("refuses to be read by an older Worker", async () => {
    const message = await inStorage("schema-4", (storage) => {
      schemaOf(storage, [FIRST, SECOND_STEP]).make();
      try {
        return String(schemaOf(storage, [FIRST]).exists());
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe("schema 2 is newer than this Worker");
  });

  it("comes back after everything was deleted", async () => {
    const stub = stubOf(env.GUARD, guardName("schema-5"));
    await setClock(stub, START);
    const guard = handles.guard("schema-5");
    await guard.failed("alias");
    await guard.succeeded();
    await guard.failed("alias");
    expect(await rows(stub, "guesses")).toMatchObject([{ failures: 1 }]);
  });
});
