// Which protocol versions a server offers (MS-ASProtocolVersions: MS-ASHTTP 2.2.4.1.2.2), as this isolate heard it from its
// answers. The rule: what was offered once is offered; where nothing was heard everything is; nothing secret is kept.
import type { Clock } from "./clock.ts";
import { isVersionKnown } from "./core/eas-versions.ts";
import { keepNewest } from "./core/newest.ts";

/** A server that said what it offers is not asked again for this long, in milliseconds. */
const BELIEVED_MS = 60_000;
/** Entries of about 200 bytes. */
const MAX_SERVERS = 1000;

interface Offered {
  readonly versions: ReadonlySet<string>;
  readonly heardAt: number;
}
const offered = new Map<string, Offered>();

/** Hears an answer of `origin`: of each OPTIONS, of others as long as nothing was heard. */
export function hearVersions(origin: string, method: string, answer: Response, clock: Clock): void {
  if (method !== "OPTIONS" && offered.has(origin)) return;
  const listed = answer.status === 200 ? answer.headers.get("ms-asprotocolversions") : null;
  if (listed === null) return;
  const said = listed.split(",").map((version) => version.trim());
  const known = said.filter(isVersionKnown);
  // A list that names nothing is none.
  if (known.length === 0) return;
  const versions = new Set([...(offered.get(origin)?.versions ?? []), ...known]);
  keepNewest(offered, origin, { versions, heardAt: clock.now() }, MAX_SERVERS);
}

/** Does `origin` offer `version`? "ask" if it did not when it was heard last, and may by now. */
export function offersVersion(origin: string, version: string, clock: Clock): boolean | "ask" {
  const heard = offered.get(origin);
  if (!heard || heard.versions.has(version)) return true;
  const age = clock.now() - heard.heardAt;
  return age >= 0 && age < BELIEVED_MS ? false : "ask";
}
