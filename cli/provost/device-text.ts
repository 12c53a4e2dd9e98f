// One device as text: where it stands, what it runs, what it says of itself, how far its wipe is, and its life.
import { facts, instant, short, table } from "./output.ts";

interface Wipe {
  readonly state: string;
  readonly scope?: string;
  readonly origin?: string;
  readonly exchange?: { readonly scope: string; readonly toldAt?: number };
  readonly requestedAt: number;
  readonly requestedBy: string;
  readonly armedAt?: number;
  readonly orderedAt?: number;
  readonly orderedTo?: string;
  readonly orders?: number;
  readonly endedAt?: number;
}
/** A device in a list. */
export interface Device {
  readonly user: string;
  readonly deviceId: string;
  readonly deviceType: string;
  readonly userAgent: string;
  readonly protocolVersion: string;
  readonly state: string;
  readonly proof: string;
  readonly policyVersion?: string;
  readonly isOutdated?: true;
  readonly wipe?: Wipe;
  /** What the phone says of itself. */
  readonly information?: Readonly<Record<string, string>>;
  readonly isExempt?: true;
  readonly quarantinedAt?: number;
  readonly lastRefusal?: { readonly reason: string; readonly at: number };
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}
interface RunningPolicy {
  readonly runs?: string;
  readonly current?: string;
  readonly isOutdated: boolean;
}
/** A device by itself. */
export interface ShownDevice {
  readonly device: Device;
  readonly name: string;
  readonly model: string;
  readonly system?: string;
  readonly group?: string;
  readonly profile: RunningPolicy;
  readonly security: RunningPolicy;
  /** From then on it is believed to be erased, if nothing comes from it. */
  readonly wipeConfirmedFrom?: number;
  readonly events: readonly {
    readonly at: number;
    readonly kind: string;
    readonly actor: string;
    readonly detail: string;
  }[];
}

/** Whether it may come, and how far its wipe is. */
export const stateOf = ({ state, wipe, quarantinedAt, isExempt }: Device) =>
  [
    quarantinedAt === undefined ? state : "in quarantine",
    ...(isExempt ? ["exempt"] : []),
    ...(wipe ? [`wipe ${wipe.state}`] : []),
  ].join(", ");

type Facts = readonly (readonly [name: string, value: unknown])[];

/** Exchange's order alone, or the larger of two. */
const isAccountAlone = ({ origin, scope, exchange }: Wipe) =>
  origin === "exchange"
    ? exchange?.scope === "account"
    : scope === "account" && exchange?.scope !== "device";

const wipeFacts = ({ device: { wipe }, wipeConfirmedFrom }: ShownDevice): Facts =>
  wipe
    ? [
        ["wipe of", isAccountAlone(wipe) ? "the account alone" : "the whole phone"],
        [
          "wipe requested",
          `${instant(wipe.requestedAt)} ${wipe.origin === "exchange" ? "on Exchange" : `by ${wipe.requestedBy}`}`,
        ],
        ["wipe armed", wipe.armedAt && instant(wipe.armedAt)],
        [
          "wipe ordered",
          wipe.orderedAt &&
            `${instant(wipe.orderedAt)} to ${wipe.orderedTo ?? "?"}, ${wipe.orders ?? 1} times in all`,
        ],
        [`wipe ${wipe.state}`, wipe.endedAt && instant(wipe.endedAt)],
        [
          "wipe confirmed",
          wipeConfirmedFrom && `from ${instant(wipeConfirmedFrom)}, if nothing comes from it`,
        ],
      ]
    : [];

const LABELS: Readonly<Record<string, string>> = {
  model: "says: model",
  friendlyName: "says: name",
  os: "says: system",
  osLanguage: "says: language",
  imei: "says: IMEI",
  phoneNumber: "says: telephone number",
  mobileOperator: "says: network",
};

const spokenFacts = ({ device: { information = {} } }: ShownDevice): Facts =>
  Object.entries(LABELS).map(([name, label]) => [label, information[name]]);

/** All that is known of one device. */
export function deviceText(shown: ShownDevice): string {
  const { device, events } = shown;
  const running = ({ runs, current, isOutdated }: RunningPolicy) =>
    `${short(runs) || "none"}${isOutdated ? `, current is ${short(current)}` : ""}`;
  const { lastRefusal } = device;
  const head = facts([
    ["user", device.user],
    ["device id", device.deviceId],
    ["name", shown.name],
    ["model", shown.model],
    ["system", shown.system],
    ["group", shown.group],
    ["state", stateOf(device)],
    ...wipeFacts(shown),
    ["proof", device.proof],
    ["iOS profile", running(shown.profile)],
    ["Exchange ActiveSync security", running(shown.security)],
    ["last refused", lastRefusal && `${instant(lastRefusal.at)} ${lastRefusal.reason}`],
    ["first seen", instant(device.firstSeenAt)],
    ["last seen", instant(device.lastSeenAt)],
    ["user agent", device.userAgent],
    ...spokenFacts(shown),
  ]);
  const life = table(
    events,
    [
      ["AT", (e) => instant(e.at)],
      ["WHAT", (e) => e.kind],
      ["BY", (e) => e.actor],
      ["DETAIL", (e) => e.detail],
    ],
    "",
  );
  return `${head}\n\n${life}`.trimEnd();
}
