// A phone out of its box, and a phone after a remote wipe: the same, but for what is printed on it.
import { createHash } from "node:crypto";
import { emptyPage } from "./html.ts";
import type { BuiltInIdentity, PhoneState, SafariState } from "./state.ts";
import type { DeviceKind, System } from "./traits.ts";

/** What a phone is made with. */
export interface Making {
  readonly name: string;
  readonly system: System;
  readonly deviceKind?: DeviceKind;
  readonly model?: string;
  readonly serial?: string;
  /** PEM certificates the phone was sold with. */
  readonly trustedRoots?: readonly string[];
  /** What its maker put into it; without, it cannot enrol over the air. */
  readonly builtIn?: BuiltInIdentity;
}

const MODELS = { iPhone: "iPhone2,1", iPod: "iPod3,1", iPad: "iPad1,1" } as const;
const MODELS_TODAY = { iPhone: "iPhone15,2", iPod: "iPod9,1", iPad: "iPad13,18" } as const;
const SERIAL_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const SERIAL_LENGTH = 11;

/** Eleven letters and digits that follow from the phone's name, so that a story repeats exactly. */
export function serialFor(name: string): string {
  const digest = createHash("sha256").update(`serial number of ${name}`).digest();
  const letters = [...digest].map((byte) => SERIAL_LETTERS[byte % SERIAL_LETTERS.length]);
  return letters.slice(0, SERIAL_LENGTH).join("");
}

/** Forty hexadecimal digits that follow from the serial number, as a phone's UDID did. */
export const udidFor = (serial: string) =>
  createHash("sha1").update(`UDID of ${serial}`).digest("hex");

const freshSafari = (): SafariState => ({
  page: emptyPage({ kind: "blank", url: "about:blank" }),
  waiting: null,
  lastForm: null,
  credentials: [],
  cookies: [],
});

/** What a user's hands put into a phone; gone after a wipe. */
const emptied = () => ({
  passcode: { value: null, history: [] },
  profiles: [],
  pending: null,
  keychain: [],
  accounts: [],
  accountsMade: 0,
  safari: freshSafari(),
});

/** A new phone. */
export function freshState(making: Making): PhoneState {
  const { name, system, deviceKind: kind = "iPhone" } = making;
  const model = making.model ?? (system === "17.0" ? MODELS_TODAY : MODELS)[kind];
  const serial = making.serial ?? serialFor(name);
  return {
    ...{ name, system, kind, model, serial },
    roots: making.trustedRoots ?? [],
    builtIn: making.builtIn ?? null,
    ...emptied(),
    pretend: {},
  };
}

/** Erases everything a user put into the phone, in place. */
export function eraseState(state: PhoneState): void {
  Object.assign(state, emptied());
}
