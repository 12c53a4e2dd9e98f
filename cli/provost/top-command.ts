// `provost top`: who is connected right now. The rules: looking is watching, so it stops asking when it
// ends; on a terminal it redraws one screen until Ctrl-C or q and leaves the terminal as it was;
// anywhere else it prints one table after the other, or one and no more with --once.
import { path } from "./api.ts";
import { type Call, type CommandRow, count, optional, TENANT, tenantOf } from "./command.ts";
import { Unreachable, UsageError } from "./failure.ts";
import { openScreen, type Screen } from "./screen.ts";
import { type Live, liveText } from "./top-text.ts";

/** Isolates hear that somebody watches within three seconds, and report at once. */
const SETTLE_MS = 4_000;
const DEFAULT_EVERY_SECONDS = 2;
const MAX_EVERY_SECONDS = 25;

/** Waits, or until `signal` aborts. */
const pause = (ms: number, signal?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => {
      clearTimeout(timer);
      resolve();
    };
    signal?.addEventListener("abort", stop, { once: true });
  });

function look(call: Call): Promise<Live> {
  const filter = optional(call, "filter");
  const query = filter ? `?${new URLSearchParams({ find: filter })}` : "";
  return call.api.json("GET", `${path`/tenants/${tenantOf(call)}/live`}${query}`) as Promise<Live>;
}

async function once(call: Call) {
  const first = await look(call);
  const isNew = first.at === first.watchedSince;
  if (isNew) await pause(SETTLE_MS);
  const json = isNew ? await look(call) : first;
  const text = [liveText(json, tenantOf(call)), ...(isNew ? [NEW_WATCH] : [])].join("\n\n");
  return { json, text };
}

const NEW_WATCH =
  "Nobody was looking until now: phones that only wait for mail are told of within a minute.";

/** Draws until somebody ends it. The first look must succeed; later ones may fail for a while. */
async function draw(call: Call, everyMs: number, screen: Screen): Promise<void> {
  let live = await look(call);
  let trouble = "";
  while (!screen.ended.aborted) {
    screen.show(`${liveText(live, tenantOf(call), screen.size())}${trouble}`);
    await pause(everyMs, screen.ended);
    if (screen.ended.aborted) return;
    try {
      live = await look(call);
      trouble = "";
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      trouble = `\n\n${error.message} Trying again.`;
    }
  }
}

async function top(call: Call) {
  if (call.options.once || call.asJson) return once(call);
  const every = count(call, "every", DEFAULT_EVERY_SECONDS);
  if (every < 1 || every > MAX_EVERY_SECONDS)
    throw new UsageError(`--every takes 1 to ${MAX_EVERY_SECONDS} seconds`);
  const screen = openScreen(process.stdin, process.stdout);
  try {
    await draw(call, every * 1000, screen);
  } finally {
    screen.close();
  }
  return null;
}

export const TOP_COMMANDS: readonly CommandRow[] = [
  {
    usage: "top",
    summary: "who is connected right now, with what, until when, and who was refused; q ends it",
    options: [
      TENANT,
      { flags: "--once", text: "look once, print, and end (after some seconds if nobody watched)" },
      {
        flags: "--filter <text>",
        text: "only with this part of a user's name, a DeviceId or a command",
      },
      { flags: "--every <seconds>", text: `how often to look (default: ${DEFAULT_EVERY_SECONDS})` },
    ],
    run: top,
  },
];
