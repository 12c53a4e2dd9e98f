// A remote wipe as a life (MS-ASPROV 3.1.5.1.2, 3.2.5.1.2): a table state x event. A missing cell
// is a refusal that changes nothing. Only the phone's own word ends a wipe: handing out the order
// is not yet a wiped phone, and a refusal is not called done. Exchange may order a wipe, too: then
// it hears the phone's word, and can take its order back.

/**
 * `requested` waits for the phone; `armed` stopped it at the gate, and waits for it to fetch the
 * order; `ordered` was told to it; then it acknowledged or refused.
 */
export type WipeState =
  | "requested"
  | "armed"
  | "ordered"
  | "acknowledged"
  | "refused"
  | "cancelled";

/** The whole phone, or only the mail account (EAS 16.1: AccountOnlyRemoteWipe). */
export type WipeScope = "device" | "account";

/** Exchange's own order. Times are milliseconds since 1970. */
export interface ExchangeOrder {
  readonly demandedAt: number;
  readonly scope: WipeScope;
  /** When Exchange was told what the phone said. */
  readonly toldAt?: number;
}

/** How far a wipe is. */
export interface WipeLife {
  readonly state: WipeState;
  readonly requestedAt: number;
  readonly requestedBy: string;
  /** It was not ordered here, but found at Exchange; absent for what was ordered here. */
  readonly origin?: "exchange";
  /** What was ordered here is for the account alone; absent for the whole phone. */
  readonly scope?: "account";
  /** Exchange orders it, alone or as well. */
  readonly exchange?: ExchangeOrder;
  /** When Exchange took its order back that stood beside ours. */
  readonly withdrawnAt?: number;
  /** When the phone was first stopped and told to fetch its order. */
  readonly armedAt?: number;
  /** When the order last went to the phone, to which address, and how often it did. */
  readonly orderedAt?: number;
  readonly orderedTo?: string;
  readonly orders: number;
  /** When it was acknowledged, refused or cancelled. */
  readonly endedAt?: number;
}

/**
 * `request`, `cancel` and `allow` are the administrator's (or the user's); `demand` and `withdraw`
 * are Exchange's, and `tell` says that it heard the phone's word; `arm` stops the phone, `order`
 * goes out in an answer to Provision; `acknowledge` and `refuse` are the phone's Status 1 and 2.
 */
export const WIPE_EVENTS = [
  "request",
  "demand",
  "arm",
  "order",
  "acknowledge",
  "refuse",
  "cancel",
  "withdraw",
  "tell",
  "allow",
] as const;
export type WipeEvent = (typeof WIPE_EVENTS)[number];

/** Whether there is a wipe at all, and how far it is. */
export const WIPE_STATES = [
  "none",
  "requested",
  "armed",
  "ordered",
  "acknowledged",
  "refused",
  "cancelled",
] as const;
type StateOrNone = (typeof WIPE_STATES)[number];

/**
 * The table. An acknowledgement can come late, after the wipe was cancelled or requested anew: the
 * phone is empty all the same, so it counts wherever an order went out before (`stepWipe` checks).
 * What Exchange withdraws was its own: a wipe that was ordered here as well goes on.
 */
export const WIPE_TABLE: Readonly<
  Record<StateOrNone, Readonly<Partial<Record<WipeEvent, StateOrNone>>>>
> = {
  none: { request: "requested", demand: "requested" },
  requested: {
    demand: "requested",
    arm: "armed",
    order: "ordered",
    acknowledge: "acknowledged",
    cancel: "cancelled",
    withdraw: "cancelled",
  },
  armed: {
    demand: "armed",
    order: "ordered",
    acknowledge: "acknowledged",
    cancel: "cancelled",
    withdraw: "cancelled",
  },
  ordered: {
    demand: "ordered",
    order: "ordered",
    acknowledge: "acknowledged",
    refuse: "refused",
    cancel: "cancelled",
    withdraw: "cancelled",
  },
  acknowledged: { request: "requested", tell: "acknowledged", allow: "none" },
  refused: {
    request: "requested",
    demand: "refused",
    order: "ordered",
    acknowledge: "acknowledged",
    cancel: "cancelled",
    withdraw: "cancelled",
    tell: "refused",
    allow: "none",
  },
  cancelled: { request: "requested", demand: "requested", acknowledge: "acknowledged" },
};

const PENDING: readonly (WipeState | undefined)[] = ["requested", "armed", "ordered"];

/** The phone is still to be erased: no data may pass meanwhile. */
export const isPendingState = (state: WipeState | undefined): boolean => PENDING.includes(state);
export const isWipePending = (wipe: WipeLife | undefined): boolean => isPendingState(wipe?.state);

/** When the life last took a step, in milliseconds since 1970. */
export function wipeChangedAt(wipe: WipeLife): number {
  const { requestedAt, armedAt = 0, orderedAt = 0, endedAt = 0, withdrawnAt = 0 } = wipe;
  const { demandedAt = 0, toldAt = 0 } = wipe.exchange ?? {};
  return Math.max(requestedAt, armedAt, orderedAt, endedAt, withdrawnAt, demandedAt, toldAt);
}

/** What is to be erased: of two orders the larger. */
export function wipeScope({ origin, scope, exchange }: WipeLife): WipeScope {
  if (origin === "exchange") return exchange?.scope ?? "device";
  return scope === "account" && exchange?.scope !== "device" ? "account" : "device";
}

/** Exchange ordered this wipe and has not heard yet what the phone said of it. */
export const owesExchange = ({ state, exchange }: WipeLife): boolean =>
  (state === "acknowledged" || state === "refused") &&
  exchange !== undefined &&
  exchange.toldAt === undefined;

const DAY = 86_400_000;
/** A phone that acknowledged and was silent for so long is believed to be empty, in milliseconds. */
export const SILENT_FOR = 7 * DAY;

/**
 * From when on the wipe counts as confirmed, in milliseconds since 1970: the phone said that it is
 * erased, and was not heard of since. Null if it did not say so.
 * @param heardAt when anything last came from the device, let in or refused.
 */
export function confirmedFrom(
  { state, endedAt = 0 }: Pick<WipeLife, "state" | "endedAt">,
  heardAt: number,
): number | null {
  return state === "acknowledged" ? Math.max(endedAt, heardAt) + SILENT_FOR : null;
}

/** Particulars of one event. */
export interface WipeParticulars {
  /** What `request` and `demand` want erased; the whole phone if absent. */
  readonly scope?: WipeScope;
  /** The address that `order` goes to. */
  readonly client?: string;
}

/**
 * The life after `event`, null if it is over and forgotten, or "refused" if the table has no such
 * cell. `now` is in milliseconds since 1970 (clocks go back, lives do not); `actor` requests.
 */
export function stepWipe(
  wipe: WipeLife | undefined,
  event: WipeEvent,
  now: number,
  actor: string,
  on: WipeParticulars = {},
): WipeLife | null | "refused" {
  const state = WIPE_TABLE[wipe?.state ?? "none"][event];
  if (state === undefined) return "refused";
  if (state === "none") return null;
  const { scope = "device", client } = on;
  const at = wipe ? Math.max(now, wipeChangedAt(wipe)) : now;
  switch (event) {
    case "request":
      return begun(wipe, at, { requestedBy: actor, ...(scope === "account" && { scope }) });
    case "demand":
      return demanded(wipe, state, at, scope);
    case "withdraw":
      return withdrawn(wipe, at);
    case "tell":
      return wipe?.exchange && owesExchange(wipe)
        ? { ...wipe, exchange: { ...wipe.exchange, toldAt: at } }
        : "refused";
    case "arm":
      return wipe ? { ...wipe, state, armedAt: at } : "refused";
    case "order":
      return wipe ? ordered(wipe, at, client) : "refused";
    default:
      return wipe ? ended(wipe, event, state, at) : "refused";
  }
}

/** The phone's word, or somebody's here. A new word is news for Exchange, too. */
function ended(
  wipe: WipeLife,
  event: WipeEvent,
  state: WipeState,
  now: number,
): WipeLife | "refused" {
  if (event === "acknowledge" && wipe.orders === 0) return "refused";
  if (!wipe.exchange) return { ...wipe, state, endedAt: now };
  const { toldAt: _, ...exchange } = wipe.exchange;
  return { ...wipe, state, endedAt: now, exchange };
}

/** A new life. An order that is out already can still be obeyed, whatever became of its wipe. */
function begun(
  wipe: WipeLife | undefined,
  now: number,
  by: Pick<WipeLife, "requestedBy" | "origin" | "scope" | "exchange">,
): WipeLife {
  const orders = wipe?.state === "cancelled" ? wipe.orders : 0;
  return { state: "requested", requestedAt: now, ...by, orders };
}

function demanded(
  wipe: WipeLife | undefined,
  state: WipeState,
  now: number,
  scope: WipeScope,
): WipeLife {
  const exchange = { demandedAt: now, scope };
  if (!wipe || wipe.state === "cancelled")
    return begun(wipe, now, { requestedBy: "exchange", origin: "exchange", exchange });
  return wipe.exchange?.scope === scope ? wipe : { ...wipe, state, exchange };
}

function withdrawn(wipe: WipeLife | undefined, now: number): WipeLife | "refused" {
  if (!wipe?.exchange) return "refused";
  if (wipe.origin === "exchange") return { ...wipe, state: "cancelled", endedAt: now };
  const { exchange: _, ...own } = wipe;
  return { ...own, withdrawnAt: now };
}

function ordered(wipe: WipeLife, now: number, client: string | undefined): WipeLife {
  const { endedAt: _, ...life } = wipe;
  const to = client === undefined ? {} : { orderedTo: client };
  return { ...life, state: "ordered", orderedAt: now, ...to, orders: wipe.orders + 1 };
}
