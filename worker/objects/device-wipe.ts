// The wipe of one device in its object's tables. The rule: a step stands here before anybody else
// hears of it, and the tenant is told until it has heard: by the caller, else by the object itself.
import { stepWipe, type WipeEvent, type WipeLife, type WipeParticulars } from "../core/wipe.ts";
import type { KeptWipe } from "./device-facts.ts";
import type { WipeReport } from "./handles/device.ts";

/** The wipe that is kept, and whether the tenant heard how far it is. The tables must be there. */
export function keptWipe(sql: SqlStorage): KeptWipe | undefined {
  const [row] = sql
    .exec<{ life: string; reported: number }>("SELECT life, reported FROM wipe")
    .toArray();
  return row && { ...(JSON.parse(row.life) as WipeLife), reported: row.reported === 1 };
}

/** One step: what happens, when (milliseconds since 1970), by whom. */
export interface WipeStep extends WipeParticulars {
  readonly event: WipeEvent;
  readonly now: number;
  readonly actor: string;
}

/** Takes one step of core/wipe.ts; "refused", with nothing written, if there is no such cell. */
export function takeStep(sql: SqlStorage, step: WipeStep): WipeLife | null | "refused" {
  const { event, now, actor, ...on } = step;
  const { reported = true, ...kept } = keptWipe(sql) ?? {};
  const before = "state" in kept ? (kept as WipeLife) : undefined;
  const next = stepWipe(before, event, now, actor, on);
  if (next === "refused" || next === before) return next;
  if (next === null) sql.exec("DELETE FROM wipe");
  else
    sql.exec(
      `INSERT INTO wipe (one, life, reported) VALUES (1, ?, ?)
         ON CONFLICT DO UPDATE SET life = excluded.life, reported = excluded.reported`,
      JSON.stringify(next),
      reported ? 1 : 0,
    );
  return next;
}

/** The tenant is to hear of the last step, in these words. */
export function owesReport(sql: SqlStorage, report: WipeReport | undefined): void {
  sql.exec("UPDATE wipe SET reported = 0, report = ?", report ? JSON.stringify(report) : null);
}

/** The tenant has heard of the wipe in this state. */
export function wasReported(sql: SqlStorage, state: WipeLife["state"]): void {
  if (keptWipe(sql)?.state === state) sql.exec("UPDATE wipe SET reported = 1, report = NULL");
}

/** What the tenant is still to hear, if the object knows how to tell it. */
export function owedReport(sql: SqlStorage): { wipe: WipeLife; report: WipeReport } | undefined {
  const [row] = sql
    .exec<{ life: string; report: string }>(
      "SELECT life, report FROM wipe WHERE reported = 0 AND report IS NOT NULL",
    )
    .toArray();
  return row && { wipe: JSON.parse(row.life), report: JSON.parse(row.report) };
}
