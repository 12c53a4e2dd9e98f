// A simulated iPhone: Safari, profile installer, Settings and Mail over one plain state. It knows
// nothing of who answers its requests, and it is strict: what a real phone would swallow but the
// protocol forbids becomes a note.
import type { SimClock } from "../clock.ts";
import type { Network } from "../network.ts";
import { freshState, type Making } from "./fresh-state.ts";
import { type Installer, installerOf } from "./installer.ts";
import { type MailClient, mailOn } from "./mail.ts";
import { type Safari, safariOf } from "./safari.ts";
import { type Settings, settingsOf } from "./settings.ts";
import type { Handset, PhoneState, Pretend } from "./state.ts";
import { type Traits, traitsOf } from "./traits.ts";

export interface PhoneOptions extends Making {
  readonly network: Network;
  readonly clock: SimClock;
  /** Everything the screen shows, for the transcript. Never a password. */
  readonly screen: (line: string) => void;
  readonly protocolNote: (note: string) => void;
  /** Hears secrets that come to the phone and keys made in it. */
  readonly secret?: Handset["secret"];
  /**
   * A saved `state` of a phone: it goes on where that one was. Name, system and so on are then the
   * saved ones.
   */
  readonly saved?: PhoneState;
}

export interface Phone {
  readonly state: PhoneState;
  readonly traits: Traits;
  readonly safari: Safari;
  readonly installer: Installer;
  readonly settings: Settings;
  readonly mail: MailClient;
  /** Off and on again: Safari forgets its Basic credentials, and nothing else is lost. */
  powerCycle(): void;
  /** A hostile owner's tools: what the phone says of itself instead of the truth. */
  readonly pretend: Pretend;
}

/** A phone out of its box, or one restored from a saved state. */
export function createPhone(options: PhoneOptions): Phone {
  const state = options.saved ? structuredClone(options.saved) : freshState(options);
  const phone: Handset = {
    state,
    traits: traitsOf(state.system),
    network: options.network,
    clock: options.clock,
    screen: options.screen,
    note: options.protocolNote,
    secret: options.secret ?? (() => undefined),
  };
  return {
    state,
    traits: phone.traits,
    safari: safariOf(phone),
    installer: installerOf(phone),
    settings: settingsOf(phone),
    mail: mailOn(phone),
    powerCycle: () => {
      state.safari.credentials = [];
      phone.screen("The phone is switched off and on again.");
    },
    pretend: state.pretend,
  };
}
