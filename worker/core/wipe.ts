// A remote wipe as a life (MS-ASPROV 3.1.5.1.2, 3.2.5.1.2). Its table of states and events comes
// with the gateway; here is what everybody may know of it.

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
