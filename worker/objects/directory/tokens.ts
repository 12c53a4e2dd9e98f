// The directory's API tokens: kept as hashes, always with an end.
import type { ApiScope } from "../../core/scope.ts";
import type { ApiToken } from "../handles/directory.ts";
import { note, type Store } from "../tenant/store.ts";

type TokenRow = { id: string; name: string; scope: string; made_at: number; expires_at: number };

export function addToken(store: Store, token: ApiToken, tokenHash: string, actor: string): void {
  const { id, name, scope, madeAt, expiresAt } = token;
  store.sql.exec(
    "INSERT INTO tokens (id, hash, name, scope, made_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
    id,
    tokenHash,
    name,
    scope,
    madeAt,
    expiresAt,
  );
  note(store, actor, "api-token-made", name, `${scope} ${id}`);
}

export function tokenByHash({ sql, now }: Store, tokenHash: string): ApiToken | null {
  const query = "SELECT * FROM tokens WHERE hash = ? AND expires_at > ?";
  const [row] = sql.exec<TokenRow>(query, tokenHash, now).toArray();
  return row ? tokenOf(row) : null;
}

export function allTokens(sql: SqlStorage): ApiToken[] {
  return sql.exec<TokenRow>("SELECT * FROM tokens ORDER BY made_at, id").toArray().map(tokenOf);
}

export function removeToken(store: Store, id: string, actor: string): boolean {
  const [row] = store.sql
    .exec<TokenRow>("DELETE FROM tokens WHERE id = ? RETURNING *", id)
    .toArray();
  if (row) note(store, actor, "api-token-removed", row.name, `${row.scope} ${id}`);
  return row !== undefined;
}

function tokenOf(row: TokenRow): ApiToken {
  const { id, name, made_at: madeAt, expires_at: expiresAt } = row;
  return { id, name, scope: row.scope as ApiScope, madeAt, expiresAt };
}
