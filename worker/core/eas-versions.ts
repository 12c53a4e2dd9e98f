// Versions of Exchange ActiveSync that the gateway offers and takes. The rule: a tenant may cap them (maxProtocolVersion),
// and then no answer names a newer one and no request may speak it; a version that MS-ASHTTP does not name (2.2.4.1.2.2;
// 1.0 to 2.1 are those of Exchange 2003) is none.
import type { AdapterSettings } from "./tenant.ts";

type Cap = AdapterSettings["maxProtocolVersion"];

/** Every version a phone may say, oldest first. */
const VERSIONS = "1.0 2.0 2.1 2.5 12.0 12.1 14.0 14.1 16.0 16.1".split(" ");

/** Is `version` ("12.1", as MS-ASProtocolVersion or the base64 query says it) one there ever was? */
export const isVersionKnown = (version: string): boolean => VERSIONS.includes(version);

/** May a request speak `version`, a known one, under the tenant's cap? One that is not known may not. */
export function isVersionAllowed(version: string, cap: Cap): boolean {
  if (!isVersionKnown(version)) return false;
  return cap === "any" || VERSIONS.indexOf(version) <= VERSIONS.indexOf(cap);
}

/** The MS-Server-ActiveSync's major number of the last Exchange that spoke nothing newer than a version. */
const LAST_SERVER: Readonly<Record<Exclude<Cap, "any">, number>> = {
  "2.5": 6,
  "12.0": 8,
  "12.1": 8,
  "14.0": 14,
  "14.1": 14,
  "16.0": 15,
  "16.1": 15,
};

/** The headers that list versions: those spoken, and those a phone shall ask about anew (MS-ASHTTP 2.2.2.1.2). */
const VERSION_LISTS = ["ms-asprotocolversions", "x-ms-rp"] as const;

/**
 * What a cap changes in an answer's headers: name and new value, or null for a header that has nothing left to say.
 * Nothing without a cap. The list of commands stays: what a version lacks, its phones do not send.
 */
export function cappedHeaders(
  headers: Pick<Headers, "get">,
  cap: Cap,
): readonly (readonly [name: string, value: string | null])[] {
  if (cap === "any") return [];
  const changes: [string, string | null][] = [];
  for (const name of VERSION_LISTS) {
    const listed = headers.get(name);
    if (listed === null) continue;
    const capped = capList(listed, cap);
    if (capped === listed) continue;
    // OPTIONS must name its versions, if only by naming none; a resynchronization for nothing is not asked for.
    changes.push([name, capped === "" && name === "x-ms-rp" ? null : capped]);
  }
  const server = Number.parseFloat(headers.get("ms-server-activesync") ?? "");
  if (Math.floor(server) > LAST_SERVER[cap]) changes.push(["ms-server-activesync", null]);
  return changes;
}

/** A list of versions without those above the cap, and without those nobody knows, in its own order. */
function capList(list: string, cap: Cap): string {
  const versions = list.split(",").map((version) => version.trim());
  const allowed = versions.filter((version) => isVersionAllowed(version, cap));
  return allowed.length === versions.length ? list : allowed.join(",");
}
