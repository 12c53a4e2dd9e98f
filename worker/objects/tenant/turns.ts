// Turns at Exchange as the tenant's object writes them down: a platform that evicts it after seconds without a call would
// otherwise make it forget whom Exchange holds (core/turns.ts).
import type { TurnBook } from "../../core/turns.ts";

/** The table `turns`: one row for each that is not over. */
export const turnBook = (sql: SqlStorage): TurnBook => ({
  newId: () => crypto.randomUUID(),
  kept: () => sql.exec<{ id: string; due: number }>("SELECT id, due FROM turns").toArray(),
  keep: (id, due) => void sql.exec("INSERT INTO turns VALUES (?, ?)", id, due),
  drop: (id) => void sql.exec("DELETE FROM turns WHERE id = ?", id),
});
