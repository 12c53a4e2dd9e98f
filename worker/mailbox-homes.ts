// Where Exchange said a user's mailbox is, remembered in the isolate for minutes: the next request
// goes straight there, which a mail must whose body cannot be sent twice. The rule: what is
// remembered is still asked only while the tenant lists it. Bounded; nothing secret is kept.

import type { Clock } from "./clock.ts";
import { keepNewest } from "./core/newest.ts";
import { isListed, type UpstreamOrigins } from "./core/upstream-redirect.ts";

/** A mailbox that moves again is found all the same: its server says 451 once more. */
const REMEMBERED_MS = 10 * 60_000;
/** Entries of about 200 bytes. */
const MAX_HOMES = 5000;

const homes = new Map<string, { readonly origin: string; readonly until: number }>();

const keyOf = ({ upstream }: UpstreamOrigins, asker: string) => `${upstream} ${asker}`;

/** The origin where `asker`'s mailbox was found lately; undefined if nobody said, as nearly always. */
export function homeOf(
  adapter: UpstreamOrigins,
  asker: string | undefined,
  clock: Clock,
): string | undefined {
  if (homes.size === 0 || asker === undefined) return undefined;
  const home = homes.get(keyOf(adapter, asker));
  if (!home || clock.now() >= home.until || !isListed(adapter, home.origin)) return undefined;
  return home.origin;
}

/** Keeps where Exchange led `asker`. */
export function keepHome(
  adapter: UpstreamOrigins,
  asker: string | undefined,
  origin: string,
  clock: Clock,
): void {
  if (asker === undefined) return;
  forgetHome(adapter, asker);
  if (origin === adapter.upstream) return;
  const home = { origin, until: clock.now() + REMEMBERED_MS };
  keepNewest(homes, keyOf(adapter, asker), home, MAX_HOMES);
}

/** The next request begins at the tenant's own upstream again. */
export function forgetHome(adapter: UpstreamOrigins, asker: string | undefined): void {
  if (asker !== undefined) homes.delete(keyOf(adapter, asker));
}
