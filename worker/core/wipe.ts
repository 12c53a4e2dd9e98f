// A remote wipe as a life (MS-ASPROV 3.1.5.1.2, 3.2.5.1.2): a table state x event. A missing cell
// is a refusal that changes nothing. Only the phone's own word ends a wipe: handing out the order
// is not yet a wiped phone, and a refusal is not called done.

/** `requested` waits for the phone; `ordered` was told to it; then it acknowledged or refused. */
export type WipeState = "requested" | "ordered" | "acknowledged" | "refused" | "cancelled";

/** How far a wipe is. Times are milliseconds since 1970. */
export interface WipeLife {
  readonly state: WipeState;
  readonly requestedAt: number;
  readonly requestedBy: string;
  /** When the order last went to the phone, and how often it did. */
  readonly orderedAt?: number;
  readonly orders: number;
  /** When it was acknowledged, refused or cancelled. */
  readonly endedAt?: number;
}

/**
 * `request`, `cancel` and `allow` are the administrator's (or the user's); `order` goes out in an
 * answer to Provision; `acknowledge` and `refuse` are the phone's Status 1 and 2.
 */
export const WIPE_EVENTS = [
  "request",
  "order",
  "acknowledge",
  "refuse",
  "cancel",
  "allow",
] as const;
export type WipeEvent = (typeof WIPE_EVENTS)[number];

/** Whether there is a wipe at all, and how far it is. */
export const WIPE_STATES = [
  "none",
  "requested",
  "ordered",
  "acknowledged",
  "refused",
  "cancelled",
] as const;
type StateOrNone = (typeof WIPE_STATES)[number];

/**
 * The table. An acknowledgement can come late, after the wipe was cancelled or requested anew: the
 * phone is empty all the same, so it counts wherever an order went out before (`stepWipe` checks).
 */
export const WIPE_TABLE: Readonly<
  Record<StateOrNone, Readonly<Partial<Record<WipeEvent, StateOrNone>>>>
> = {
  none: { request: "requested" },
  requested: { order: "ordered", acknowledge: "acknowledged", cancel: "cancelled" },
  ordered: {
    order: "ordered",
    acknowledge: "acknowledged",
    refuse: "refused",
    cancel: "cancelled",
  },
  acknowledged: { request: "requested", allow: "none" },
  refused: {
    request: "requested",
    order: "ordered",
    acknowledge: "acknowledged",
    cancel: "cancelled",
    allow: "none",
  },
  cancelled: { request: "requested", acknowledge: "acknowledged" },
};

/** A wipe that waits for its phone or was told to it: no data may pass meanwhile. */
export const isWipePending = (wipe: WipeLife | undefined): boolean =>
  wipe?.state === "requested" || wipe?.state === "ordered";

/** When the life last took a step, in milliseconds since 1970. */
export const wipeChangedAt = ({ requestedAt, orderedAt = 0, endedAt = 0 }: WipeLife): number =>
  Math.max(requestedAt, orderedAt, endedAt);

/**
 * The life after `event`, null if it is over and forgotten, or "refused" if the table has no such
 * cell. `now` is in milliseconds since 1970; `actor` is who requests.
 */
export function stepWipe(
  wipe: WipeLife | undefined,
  event: WipeEvent,
  now: number,
  actor: string,
): WipeLife | null | "refused" {
  const state = WIPE_TABLE[wipe?.state ?? "none"][event];
  if (state === undefined) return "refused";
  if (state === "none") return null;
  if (event === "request" || !wipe) {
    // An order that is out already can still be obeyed, whatever became of its wipe meanwhile.
    const orders = wipe?.state === "cancelled" ? wipe.orders : 0;
    return { state: "requested", requestedAt: now, requestedBy: actor, orders };
  }
  if (event === "order") {
    const { endedAt: _, ...life } = wipe;
    return { ...life, state, orderedAt: now, orders: wipe.orders + 1 };
  }
  if (event === "acknowledge" && wipe.orders === 0) return "refused";
  return { ...wipe, state, endedAt: now };
}
