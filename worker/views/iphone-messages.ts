// Every sentence of /iphone's problem pages, a table a language. The rule: each says what happened
// and what to do, and the page adds the reason code for the help desk.
import type { BrowserReason } from "../core/browser.ts";
import type { Language } from "../core/language.ts";
import type { CredentialsReason } from "../credentials.ts";
import type { AccountReason } from "../objects/handles/tenant-handouts.ts";
import { englishProblems } from "./iphone-problems-english.ts";
import { germanProblems } from "./iphone-problems-german.ts";

/** Why /iphone gave no profile. */
export type IphoneReason =
  | "sign-in-needed"
  | "credentials-malformed"
  | CredentialsReason
  | AccountReason
  | BrowserReason
  | "signing-identity-expired"
  | "legacy-devices-off"
  | "opened-inside-a-page"
  | "page-not-found"
  | "method-not-allowed";

/** What the sentences may speak of. */
export interface ProblemFacts {
  /** The tenant's display name. */
  readonly company: string;
  /** The page's public address. */
  readonly address: string;
  /** How long to wait, in words. */
  readonly wait: string;
}

export interface ProblemText {
  readonly title: string;
  readonly happened: string;
  /** What to do, one step each. */
  readonly todo: readonly string[];
}

export type ProblemTable = Record<IphoneReason, (facts: ProblemFacts) => ProblemText>;

export const iphoneProblems: Record<Language, ProblemTable> = {
  en: englishProblems,
  de: germanProblems,
};

const english = {
  toDo: "What to do",
  code: "For the help desk:",
  signedInAs: (user: string) => `Signed in as ${user}.`,
  claimIpad: "This is an iPad or iPhone",
  myDevices: "My devices",
};

const german: typeof english = {
  toDo: "Was Sie tun können",
  code: "Für den Helpdesk:",
  signedInAs: (user) => `Angemeldet als ${user}.`,
  claimIpad: "Das ist ein iPad oder iPhone",
  myDevices: "Meine Geräte",
};

export const iphoneText: Record<Language, typeof english> = { en: english, de: german };

/**
 * What systems that install at once have no page for: said where their user can see it before the
 * profile comes. iPhone OS 3 refuses a second Exchange profile (Apple, Enterprise Deployment Guide
 * for 3.1, p. 33).
 */
export const earlierProfileNotes: Record<
  Language,
  { readonly ios3: string; readonly ios4: string }
> = {
  en: {
    ios3: "If this device already has a profile with an Exchange account, remove it first: Settings, General, Profile, Remove. iPhone OS 3 installs no second one. Mail, contacts and calendars of that account leave the device with it, and come back with the new profile.",
    ios4: "If this device already has our profile, installing it again removes the account's mail, contacts and calendars from the device and loads them again.",
  },
  de: {
    ios3: "Hat dieses Gerät schon ein Profil mit einem Exchange-Account, dann entfernen Sie es zuerst: Einstellungen, Allgemein, Profil, Entfernen. iPhone OS 3 installiert kein zweites. Mails, Kontakte und Kalender dieses Accounts verschwinden mit ihm vom Gerät und kommen mit dem neuen Profil zurück.",
    ios4: "Hat dieses Gerät unser Profil schon, dann entfernt eine neue Installation die Mails, Kontakte und Kalender des Accounts vom Gerät und lädt sie noch einmal.",
  },
};
