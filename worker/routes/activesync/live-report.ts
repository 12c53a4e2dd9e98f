// What one isolate tells a tenant's object of the requests it is answering, while somebody watches. The rule: all of them
// once a minute, so that the object can tell what is no more; in between only what is new. Loaded when first needed.
import type { LiveReport, LiveRequest } from "../../core/live.ts";
import type { Watch } from "./presence.ts";

/** How long a whole report stands, in milliseconds: less than core/live.ts remembers an isolate. */
const WHOLE_STEP_MS = 60_000;
const NAME_BYTES = 9;

/** Drawn at the first report: an isolate may draw no random bytes while it loads. */
let isolate: string | undefined;

function isolateName(): string {
  const drawn = () => crypto.getRandomValues(new Uint8Array(NAME_BYTES));
  const name = isolate ?? Buffer.from(drawn()).toString("base64url");
  isolate = name;
  return name;
}

/** The next report, after which nothing in it is news; `present` in the order the requests came. */
export function reportOf(watch: Watch, present: readonly LiveRequest[], now: number): LiveReport {
  const isWhole = now - watch.wholeAt >= WHOLE_STEP_MS;
  const { told, changed, ended } = watch;
  const refusals = watch.refusals.map((refusal) => ({ at: now, ...refusal }));
  const isNews = ({ id }: LiveRequest) => isWhole || id > told || changed.has(id);
  watch.told = Math.max(told, ...present.slice(-1).map(({ id }) => id));
  watch.sentAt = now;
  if (isWhole) watch.wholeAt = now;
  watch.changed = new Set();
  watch.ended = [];
  watch.refusals = [];
  return { isolate: isolateName(), isWhole, present: present.filter(isNews), ended, refusals };
}
