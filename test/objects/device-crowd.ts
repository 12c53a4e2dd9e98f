// A crowd of devices in a founded tenant, and what a read of them costs in rows: SQLite counts them
// exactly, so that tests of speed need no clock.
import { runInDurableObject } from "cloudflare:test";
import { fillCrowd } from "../../bench/device-crowd.ts";
import { env, foundTenant, stubOf } from "./world.ts";

/** A founded tenant with a crowd of `count` devices. */
export async function crowdedTenant(name: string, count: number) {
  const { tenant, stub } = await foundTenant(name);
  await runInDurableObject(stub, (_object, { storage }) =>
    storage.transactionSync(() => fillCrowd(storage.sql, count)),
  );
  return { tenant, stub };
}

/** Runs `read` over the tenant's tables; its answer, and how many rows SQLite read and wrote for it. */
export function counted<Answer>(
  name: string,
  read: (sql: SqlStorage) => Answer,
): Promise<{ readonly answer: Answer; readonly rowsRead: number; readonly rowsWritten: number }> {
  return runInDurableObject(stubOf(env.TENANT, name), (_object, { storage }) => {
    const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const exec = (query: string, ...bindings: unknown[]) => {
      const cursor = storage.sql.exec(query, ...bindings);
      cursors.push(cursor);
      return cursor;
    };
    const answer = read({ exec } as unknown as SqlStorage);
    const sum = (count: "rowsRead" | "rowsWritten") =>
      cursors.reduce((all, cursor) => all + cursor[count], 0);
    return { answer, rowsRead: sum("rowsRead"), rowsWritten: sum("rowsWritten") };
  });
}
