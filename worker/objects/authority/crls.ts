// Lists of revoked certificates, made when they are asked for. The rule: a list is kept until something
// changes or it is a day old, and each new one has the next number; a CA whose key is gone keeps its
// last. RFC 5280, sections 5.1.2.5 and 5.2.3.
import { BACK_DATED } from "../../core/issuance.ts";
import { makeCrl } from "../../wire/crl.ts";
import { revokedBy } from "./book.ts";
import { currentCa } from "./cas.ts";
import type { Ground } from "./ground-object.ts";
import { type Ring, ringThereIs } from "./key-ring.ts";

const DAY = 86_400_000;
/** A list is made anew when it is so old, in milliseconds. */
const MADE_ANEW_AFTER = DAY;
/** And says that it is good for so long: a front may fetch it once a day, and miss some days. */
const GOOD_FOR = 7 * DAY;
/** A revoked certificate stays in the list for so long after its end (RFC 5280, 3.3). */
const SHOWN_AFTER_END = 7 * DAY;

/** The list (DER) of the CA with this fingerprint; undefined if there is no such CA. */
export function crlOf(ground: Ground, ring: Ring, fingerprint: string): Uint8Array | undefined {
  const { storage, now } = ground;
  const { sql } = storage;
  const [row] = sql
    .exec<{ crl: ArrayBuffer | null; number: number; made_at: number }>(
      "SELECT crl, crl_number AS number, crl_made_at AS made_at FROM cas WHERE fingerprint = ?",
      fingerprint,
    )
    .toArray();
  if (!row) return undefined;
  const kept = row.crl ? new Uint8Array(row.crl) : undefined;
  const at = now();
  const isFresh = at >= row.made_at && at - row.made_at < MADE_ANEW_AFTER;
  if (kept && isFresh) return kept;
  const cas = [ring.current, ...(ring.next ? [ring.next] : []), ...ring.former];
  const ca = cas.find((one) => one.fingerprint === fingerprint);
  if (!ca) return kept;
  const number = row.number + 1;
  const revoked = revokedBy(sql, fingerprint, at - SHOWN_AFTER_END);
  // Clocks of those who read it run behind, too.
  const content = { number, thisUpdate: at - BACK_DATED, nextUpdate: at + GOOD_FOR, revoked };
  const list = makeCrl(content, ca);
  sql.exec(
    "UPDATE cas SET crl = ?, crl_number = ?, crl_made_at = ? WHERE fingerprint = ?",
    ...[list, number, at, fingerprint],
  );
  return list;
}

/** The same, asked from outside. No CA is made for it. */
export async function crlFrom(ground: Ground, fingerprint: string): Promise<Uint8Array | null> {
  const { sql } = ground.storage;
  if (currentCa(sql) === undefined) return null;
  const ring = await ringThereIs(ground);
  return crlOf(ground, ring, fingerprint) ?? null;
}
