// The aliases a tenant claims, as its own list; who owns an alias is known to the alias's object
// alone.
import { bounded, note, type Store } from "./store.ts";

/** All aliases the tenant claims, by name. */
export function aliases(sql: SqlStorage): string[] {
  return sql
    .exec<{ alias: string }>("SELECT alias FROM aliases ORDER BY alias")
    .toArray()
    .map(({ alias }) => alias);
}

/** Notes a claim that was made or given up. Noting it again leaves the list as it is. */
export function noteAlias(
  store: Store,
  alias: string,
  claimed: boolean,
  actor: string,
  detail: string,
): void {
  const change = claimed
    ? "INSERT OR IGNORE INTO aliases VALUES (?)"
    : "DELETE FROM aliases WHERE alias = ?";
  store.sql.exec(change, bounded(alias));
  note(store, actor, claimed ? "alias-claimed" : "alias-released", alias, detail);
}
