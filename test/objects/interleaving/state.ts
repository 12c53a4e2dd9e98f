// What an interleaving knows while it is played: the phone's own view, the administrator's orders, and
// how the device's object is asked.
import type { WipeLife } from "../../../worker/core/wipe.ts";
import type { Random } from "../../support/random.ts";
import { handles } from "../world.ts";
import type { PhoneRequest, Site } from "./site.ts";

export const USER = "alice";
export const MINUTE = 60_000;

/** What the phone holds, and what was seen of it from outside. */
export interface Play {
  readonly site: Site;
  readonly random: Random;
  readonly deviceId: string;
  readonly token: string;
  /** The key the phone shows. */
  key: string;
  /** The temporary key it was offered last. */
  offered: string;
  /** Every final key it was granted, oldest first. */
  readonly granted: string[];
  /** Orders to erase that reached the phone since a wipe was requested last. */
  ordersSeen: number;
  /** The administrator's orders in force. */
  isBlocked: boolean;
  isWiping: boolean;
  isPolicyInForce: boolean;
  isDisabled: boolean;
  /** Requests sent before, to be sent again as they were. */
  readonly sent: PhoneRequest[];
  readonly steps: string[];
}

/** One step of a play. */
export type Act = (play: Play) => Promise<void>;

/** The wipe as the device's object has it. */
export const wipeOf = async ({ site, deviceId }: Play): Promise<WipeLife | undefined> =>
  (await handles.device(site.tenant, USER, deviceId).facts()).wipe;
